//! The container itself: a ZIP file that says what it is in its first bytes (EN 319 162-1 annex A.1).

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    io::{Cursor, Read as _, Write as _},
};

use thiserror::Error;
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::MEDIA_TYPE;

/// A file that is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Its name in the container: letters, digits, `.`, `_` and `-`.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file of signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureFile {
    /// Its name in `META-INF/`, by the rules for data files. It holds the word `signatures` (EN 319 162-1 clause 4.4.3.2).
    pub name: String,
    /// XML.
    pub xml: String,
}

/// What a container holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Container {
    /// The files that are signed.
    pub files: Vec<DataFile>,
    /// The signatures.
    pub signatures: Vec<SignatureFile>,
}

/// Why a container cannot be written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PackageError {
    /// It is no ZIP file, or a damaged one.
    #[error("The file is not a ZIP container, or is damaged.")]
    Damaged,
    /// It does not begin with its media type.
    #[error("The container does not say that it is ASiC-E.")]
    NotAsic,
    /// A file's name is odd, leads out of the container, or stands there twice.
    #[error("The container holds a file whose name is odd, or stands there twice.")]
    Name,
    /// It holds more files than are read, or unpacks to more.
    #[error("The container holds more than is read here: at most 200 files and 64 MB unpacked.")]
    TooLarge,
}

impl From<ZipError> for PackageError {
    fn from(_: ZipError) -> Self {
        Self::Damaged
    }
}

/// The most files in a container: two for each of the most signers a job may have, and some.
const MAX_FILES: usize = 200;
/// How much they may unpack to.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Where what is not signed stands.
const META: &str = "META-INF/";
const MANIFEST: &str = "META-INF/manifest.xml";

impl Container {
    /// Writes the container. The same content gives the same bytes.
    ///
    /// # Errors
    /// [`PackageError::Name`] for a name that a reader could mistake.
    pub fn pack(&self) -> Result<Vec<u8>, PackageError> {
        let names = self.files.iter().map(|file| file.name.as_str());
        let signatures = self.signatures.iter().map(|file| file.name.as_str());
        if !names.clone().chain(signatures.clone()).all(is_plain) || !signatures.clone().all(is_of_signatures) {
            return Err(PackageError::Name);
        }
        // The two kinds stand in folders of their own.
        let mut seen = BTreeSet::new();
        let places = names.map(|name| (false, name)).chain(signatures.map(|name| (true, name)));
        if !places.into_iter().all(|place| seen.insert(place)) {
            return Err(PackageError::Name);
        }
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut put = |name: &str, bytes: &[u8], options: SimpleFileOptions| -> Result<(), PackageError> {
            zip.start_file(name, options)?;
            zip.write_all(bytes).map_err(|_| PackageError::Damaged)
        };
        // First, stored and without extra fields: programs that look at the first bytes find it (annex A.1).
        put("mimetype", MEDIA_TYPE.as_bytes(), packed.compression_method(CompressionMethod::Stored))?;
        put(MANIFEST, self.manifest().as_bytes(), packed)?;
        for file in &self.files {
            put(&file.name, &file.bytes, packed)?;
        }
        for file in &self.signatures {
            put(&format!("{META}{}", file.name), file.xml.as_bytes(), packed)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    /// What OpenDocument packages list (ODF 1.2 part 3 clause 3.2): the files and their types, for programs that ask.
    fn manifest(&self) -> String {
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest \
             xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">\n"
            .to_owned();
        let files = self.files.iter().map(|file| (file.name.as_str(), file.media_type.as_str()));
        for (name, media_type) in [("/", MEDIA_TYPE)].into_iter().chain(files) {
            let _ = writeln!(
                xml,
                "<manifest:file-entry manifest:full-path=\"{name}\" manifest:media-type=\"{media_type}\"/>"
            );
        }
        xml.push_str("</manifest:manifest>\n");
        xml
    }

    /// Reads a container. Media types of its files are not read: nothing signs them there.
    ///
    /// # Errors
    /// [`PackageError`] says what is wrong with it.
    pub fn unpack(bytes: &[u8]) -> Result<Self, PackageError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))?;
        if zip.len() > MAX_FILES {
            return Err(PackageError::TooLarge);
        }
        // Two readers must not see two contents: no name twice, no entries over each other, nothing before or behind.
        if zip.has_duplicate_names() {
            return Err(PackageError::Name);
        }
        if zip.offset() != 0 || zip.has_overlapping_entries()? || zip.validate_header_consistency().is_err() {
            return Err(PackageError::Damaged);
        }
        let mut container = Self::default();
        let mut left = MAX_BYTES;
        for place in 0..zip.len() {
            let mut entry = zip.by_index(place)?;
            let name = std::str::from_utf8(entry.name_raw()).map_err(|_| PackageError::Name)?.to_owned();
            let is_first = entry.header_start() == 0;
            let is_stored = entry.compression() == CompressionMethod::Stored;
            let mut bytes = Vec::new();
            let read = entry.by_ref().take(left + 1).read_to_end(&mut bytes).map_err(|_| PackageError::Damaged)?;
            left = left.checked_sub(read as u64).ok_or(PackageError::TooLarge)?;
            match name.strip_prefix(META) {
                _ if name == "mimetype" => {
                    if !is_first || !is_stored || bytes != MEDIA_TYPE.as_bytes() {
                        return Err(PackageError::NotAsic);
                    }
                }
                _ if is_first => return Err(PackageError::NotAsic),
                _ if name == MANIFEST => {}
                Some(inner) if is_plain(inner) && is_of_signatures(inner) => {
                    let xml = String::from_utf8(bytes).map_err(|_| PackageError::Damaged)?;
                    container.signatures.push(SignatureFile { name: inner.to_owned(), xml });
                }
                None if is_plain(&name) => {
                    container.files.push(DataFile { name, media_type: String::new(), bytes });
                }
                _ => return Err(PackageError::Name),
            }
        }
        if zip.is_empty() { Err(PackageError::NotAsic) } else { Ok(container) }
    }
}

fn is_plain(name: &str) -> bool {
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    letters && (1..=100).contains(&name.len()) && !name.starts_with('.') && name != "mimetype"
}

fn is_of_signatures(name: &str) -> bool {
    name.contains("signatures") && name.ends_with(".xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container() -> Container {
        let file = |name: &str, bytes: &[u8]| DataFile {
            name: name.to_owned(),
            media_type: "application/json".to_owned(),
            bytes: bytes.to_vec(),
        };
        Container {
            files: vec![file("a.json", b"{}"), file("b.json", b"[]")],
            signatures: vec![SignatureFile { name: "signatures-1.xml".to_owned(), xml: "<x/>".to_owned() }],
        }
    }

    /// A ZIP file with these entries, as somebody else may write it.
    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, bytes) in entries {
            zip.start_file(*name, options).expect("an entry");
            zip.write_all(bytes).expect("its bytes");
        }
        zip.finish().expect("a file").into_inner()
    }

    const TYPE: (&str, &[u8]) = ("mimetype", MEDIA_TYPE.as_bytes());

    #[test]
    fn what_is_packed_is_unpacked_and_the_type_stands_in_front() {
        let packed = container().pack().expect("packed");
        assert_eq!(packed, container().pack().expect("packed again"));
        assert_eq!(&packed[..4], b"PK\x03\x04");
        assert_eq!(&packed[26..30], [8, 0, 0, 0], "the name's length, and no extra field");
        assert_eq!(&packed[30..38], b"mimetype");
        assert!(packed[38..].starts_with(MEDIA_TYPE.as_bytes()));
        let read = Container::unpack(&packed).expect("unpacked");
        assert_eq!(read.signatures, container().signatures);
        let bytes = |container: &Container| container.files.iter().map(|file| file.bytes.clone()).collect::<Vec<_>>();
        assert_eq!(bytes(&read), bytes(&container()));
    }

    #[test]
    fn what_a_reader_could_mistake_is_not_written() {
        for name in ["", "a/b", "../a", "å.json", ".hidden", "mimetype", "b.json"] {
            let mut odd = container();
            odd.files[0].name = name.to_owned();
            assert_eq!(odd.pack(), Err(PackageError::Name), "{name}");
        }
        let mut odd = container();
        odd.signatures[0].name = "other.xml".to_owned();
        assert_eq!(odd.pack(), Err(PackageError::Name));
    }

    #[test]
    fn odd_containers_are_refused_with_their_reason() {
        let bomb = vec![0; 70 * 1024 * 1024];
        let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        packed.start_file("mimetype", stored).expect("an entry");
        packed.write_all(MEDIA_TYPE.as_bytes()).expect("its bytes");
        packed.start_file("a", stored.compression_method(CompressionMethod::Deflated)).expect("an entry");
        packed.write_all(&bomb).expect("its bytes");
        let bomb = packed.finish().expect("a file").into_inner();
        assert!(bomb.len() < 100_000);
        let good = zip(&[TYPE, ("a", b"1")]);
        let many: Vec<String> = (0..300).map(|number| format!("a{number}")).collect();
        let many: Vec<(&str, &[u8])> =
            [TYPE].into_iter().chain(many.iter().map(|name| (name.as_str(), &b""[..]))).collect();
        for (why, bytes, expected) in [
            ("a bomb", bomb, PackageError::TooLarge),
            ("too many files", zip(&many), PackageError::TooLarge),
            ("no ZIP file", b"PDF".to_vec(), PackageError::Damaged),
            ("an empty one", zip(&[]), PackageError::NotAsic),
            ("another type", zip(&[("mimetype", b"application/zip"), ("a", b"1")]), PackageError::NotAsic),
            ("the type not first", zip(&[("a", b"1"), TYPE]), PackageError::NotAsic),
            ("a way out", zip(&[TYPE, ("../a", b"1")]), PackageError::Name),
            ("an absolute way", zip(&[TYPE, ("/a", b"1")]), PackageError::Name),
            ("a folder", zip(&[TYPE, ("x/a", b"1")]), PackageError::Name),
            ("something else among the signatures", zip(&[TYPE, ("META-INF/x.bin", b"1")]), PackageError::Name),
            ("bytes in front", [b"#!".as_slice(), &good].concat(), PackageError::Damaged),
            ("cut off", good[..good.len() - 30].to_vec(), PackageError::Damaged),
        ] {
            assert_eq!(Container::unpack(&bytes), Err(expected), "{why}");
        }
        // The same name twice: the library does not write that, so one name is overwritten with the other.
        let mut twice = zip(&[TYPE, ("a.json", b"1"), ("b.json", b"2")]);
        let places: Vec<usize> = (0..twice.len() - 6).filter(|at| &twice[*at..*at + 6] == b"b.json").collect();
        assert_eq!(places.len(), 2, "in front of the entry, and in the directory");
        for at in places {
            twice[at] = b'a';
        }
        assert!(Container::unpack(&twice).is_err());
    }
}
