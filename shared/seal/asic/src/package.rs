//! The container itself: a ZIP file that says what it is in its first bytes (EN 319 162-1 annex A.1).

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Cursor, Read as _, Write as _},
};

use bytes::Bytes;
use thiserror::Error;
use zip::{
    CompressionMethod, ZipArchive, ZipWriter, read::read_zipfile_from_stream, result::ZipError,
    write::SimpleFileOptions,
};

mod layout;

use self::layout::{Extent, are_seamless, ends_with_directory, is_file_or_folder};
use super::{
    MEDIA_TYPE,
    canonical::escape_attribute,
    names::{MAX_NAME_LEN, is_unseen, key_of},
    parts::{MIN_PART, Parts},
};

/// A file that is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Its name in the container, with the folders it stands in: any script, `/` between folders.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Bytes,
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
    /// What else stands in `META-INF/`, such as manifests, by its name in the container. It is read and not written.
    pub metadata: Vec<DataFile>,
    /// Signatures of a kind that is not read here, by their names in `META-INF/`: CAdES, timestamps of containers.
    pub unread_signatures: Vec<String>,
    /// What is odd about it, and does not hinder.
    pub notes: Vec<PackageNote>,
}

/// What is odd about a container that can be read all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageNote {
    /// There is no file `mimetype`; EN 319 162-1 clause 4.4.2 asks for none.
    NoMediaType,
    /// `mimetype` is not the first file, so that programs which look at the first bytes do not find it (annex A.1).
    MediaTypeNotFirst,
    /// `mimetype` is compressed (annex A.1).
    MediaTypeCompressed,
}

impl PackageNote {
    /// The note as a sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoMediaType => "The container does not say what it is: it has no file mimetype.",
            Self::MediaTypeNotFirst => "The file mimetype is not the first in the container.",
            Self::MediaTypeCompressed => "The file mimetype is compressed.",
        }
    }
}

/// Why a container cannot be written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PackageError {
    /// It is no ZIP file, or a damaged one.
    #[error("The file is not a ZIP container, or is damaged.")]
    Damaged,
    /// Its media type is another's, or nothing in it is signed.
    #[error(
        "The file is a ZIP file, but not an ASiC container: its mimetype is another, or it holds no signatures."
    )]
    NotAsic,
    /// A file's name is odd, leads out of the container, or stands there twice: so that some file systems take it for
    /// another's.
    #[error("The container holds a file whose name is odd, or stands there twice.")]
    Name,
    /// An entry is a link, a device or the like.
    #[error("The container holds something that is neither a file nor a folder, such as a link.")]
    Kind,
    /// It holds more files than are read, or unpacks to more.
    #[error(
        "The container holds more than is read here: at most 200 files, and 64 MB of what is compressed."
    )]
    TooLarge,
}

impl From<ZipError> for PackageError {
    fn from(_: ZipError) -> Self {
        Self::Damaged
    }
}

/// The most files in a container: two for each of the most signers a job may have, and some.
const MAX_FILES: usize = 200;
/// How much those that are compressed may unpack to, and may be copied of those that are not.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// What ASiC containers call themselves: with several files, and with one (EN 319 162-1 annexes A.1 and A.3).
const MEDIA_TYPES: [&str; 2] = [MEDIA_TYPE, "application/vnd.etsi.asic-s+zip"];
/// What Estonian containers called themselves before ASiC (BDOC 1.0), followed by a version.
const OLDER_TYPE: &[u8] = b"application/vnd.bdoc-";
/// Where what is not signed stands.
const META: &str = "META-INF/";
const MANIFEST: &str = "META-INF/manifest.xml";

impl Container {
    /// Writes the container in one piece: [`Self::pack_in_parts`] put together.
    ///
    /// # Errors
    /// [`PackageError::Name`] for a name that a reader could mistake.
    pub fn pack(&self) -> Result<Bytes, PackageError> {
        Ok(self.pack_in_parts()?.concat().into())
    }

    /// Writes the container. The same content gives the same bytes. Files of 64 KiB and more are not compressed, so that
    /// they are parts of it as they are, and stand last: [`entries_in_beginning`] finds all others without them.
    ///
    /// # Errors
    /// [`PackageError::Name`] for a name that a reader could mistake.
    pub fn pack_in_parts(&self) -> Result<Vec<Bytes>, PackageError> {
        let names = self.files.iter().map(|file| file.name.as_str());
        let signatures = self.signatures.iter().map(|file| file.name.as_str());
        let is_file = |name: &str| is_safe(name) && name != "mimetype" && !name.starts_with(META);
        if !names.clone().all(is_file)
            || !signatures
                .clone()
                .all(|name| is_safe(name) && is_of_signatures(name))
        {
            return Err(PackageError::Name);
        }
        let mut taken = Taken::default();
        let in_meta = signatures.map(|name| format!("{META}{name}"));
        let of_itself = ["mimetype", MANIFEST].map(str::to_owned);
        let all = names.map(str::to_owned).chain(in_meta).chain(of_itself);
        for name in all {
            taken.take(&name, false)?;
        }
        let (large, small): (Vec<&DataFile>, Vec<&DataFile>) = self
            .files
            .iter()
            .partition(|file| file.bytes.len() >= MIN_PART);
        let owners: Vec<&Bytes> = large.iter().map(|file| &file.bytes).collect();
        let mut zip = ZipWriter::new(Parts::new(&owners));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let stored = packed.compression_method(CompressionMethod::Stored);
        let mut put =
            |name: &str, bytes: &[u8], options: SimpleFileOptions| -> Result<(), PackageError> {
                zip.start_file(name, options)?;
                zip.write_all(bytes).map_err(|_| PackageError::Damaged)
            };
        // First, stored and without extra fields: programs that look at the first bytes find it (annex A.1).
        put("mimetype", MEDIA_TYPE.as_bytes(), stored)?;
        put(MANIFEST, self.manifest().as_bytes(), packed)?;
        for file in small {
            put(&file.name, &file.bytes, packed)?;
        }
        for file in &self.signatures {
            put(&format!("{META}{}", file.name), file.xml.as_bytes(), packed)?;
        }
        for file in large {
            put(&file.name, &file.bytes, stored)?;
        }
        Ok(zip.finish()?.finish())
    }

    /// What OpenDocument packages list (ODF 1.2 part 3 clause 3.2): the files and their types, for programs that ask.
    fn manifest(&self) -> String {
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest \
             xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">\n"
            .to_owned();
        let files = self
            .files
            .iter()
            .map(|file| (file.name.as_str(), file.media_type.as_str()));
        for (name, media_type) in [("/", MEDIA_TYPE)].into_iter().chain(files) {
            xml.push_str("<manifest:file-entry manifest:full-path=\"");
            escape_attribute(name, &mut xml);
            let _ = writeln!(xml, "\" manifest:media-type=\"{media_type}\"/>");
        }
        xml.push_str("</manifest:manifest>\n");
        xml
    }

    /// Reads a container. Media types of its files are not read: nothing signs them there.
    ///
    /// # Errors
    /// [`PackageError`] says what is wrong with it.
    pub fn unpack(whole: &Bytes) -> Result<Self, PackageError> {
        let mut zip = ZipArchive::new(Cursor::new(whole))?;
        if zip.len() > MAX_FILES {
            return Err(PackageError::TooLarge);
        }
        // Two readers must not see two contents: no name twice, no entries over each other, nothing before or behind.
        if zip.has_duplicate_names() {
            return Err(PackageError::Name);
        }
        if !ends_with_directory(whole, zip.comment().len()) {
            return Err(PackageError::Damaged);
        }
        if zip.offset() != 0
            || zip.has_overlapping_entries()?
            || zip.validate_header_consistency().is_err()
        {
            return Err(PackageError::Damaged);
        }
        let mut container = Self::default();
        let mut left = MAX_BYTES;
        let mut says_type = false;
        let mut extents = Vec::with_capacity(zip.len());
        let mut taken = Taken::default();
        for place in 0..zip.len() {
            let mut entry = zip.by_index(place)?;
            // Many writers leave out the mark that says UTF-8; what is none is in the old code page.
            let name = std::str::from_utf8(entry.name_raw()).map(str::to_owned);
            let name = name.or_else(|_| entry.name().map(std::borrow::Cow::into_owned))?;
            if !is_file_or_folder(entry.external_attributes(), name.ends_with('/')) {
                return Err(PackageError::Kind);
            }
            taken.take(&name, name.ends_with('/'))?;
            extents.push(Extent::of(&entry).ok_or(PackageError::Damaged)?);
            let is_first = entry.header_start() == 0;
            let is_stored = entry.compression() == CompressionMethod::Stored;
            let begins = entry
                .data_start()
                .and_then(|start| usize::try_from(start).ok());
            let bytes =
                match begins.filter(|_| is_stored && entry.size() == entry.compressed_size()) {
                    Some(start) => {
                        // Read once for its checksum; what is kept is a hold on the container's own bytes.
                        let len = io::copy(&mut entry, &mut io::sink())
                            .map_err(|_| PackageError::Damaged)?;
                        let end = usize::try_from(len)
                            .ok()
                            .and_then(|len| start.checked_add(len));
                        let end = end
                            .filter(|end| *end <= whole.len())
                            .ok_or(PackageError::Damaged)?;
                        whole.slice(start..end)
                    }
                    None => {
                        let mut bytes = Vec::new();
                        let read = entry.by_ref().take(left + 1).read_to_end(&mut bytes);
                        let read = read.map_err(|_| PackageError::Damaged)?;
                        left = left
                            .checked_sub(read as u64)
                            .ok_or(PackageError::TooLarge)?;
                        bytes.into()
                    }
                };
            if name == "mimetype" {
                if !MEDIA_TYPES
                    .iter()
                    .any(|known| bytes.trim_ascii_end() == known.as_bytes())
                    && !bytes.starts_with(OLDER_TYPE)
                {
                    return Err(PackageError::NotAsic);
                }
                says_type = true;
                container
                    .notes
                    .extend((!is_first).then_some(PackageNote::MediaTypeNotFirst));
                container
                    .notes
                    .extend((!is_stored).then_some(PackageNote::MediaTypeCompressed));
                continue;
            }
            let is_folder = name.ends_with('/') && bytes.is_empty();
            if !is_safe(
                name.strip_suffix('/')
                    .filter(|_| is_folder)
                    .unwrap_or(&name),
            ) {
                return Err(PackageError::Name);
            }
            match name.strip_prefix(META) {
                _ if is_folder => {}
                Some(inner) if is_of_signatures(inner) => {
                    // What is not UTF-8 is nothing that can be read as signatures, and says so in the report.
                    let xml = std::str::from_utf8(&bytes).unwrap_or_default().to_owned();
                    container.signatures.push(SignatureFile {
                        name: inner.to_owned(),
                        xml,
                    });
                }
                Some(inner) if is_unread_signature(inner) => {
                    container.unread_signatures.push(inner.to_owned())
                }
                // Manifests and whatever else producers put there: nobody is shown it, but a signature may be of it.
                Some(_) => container.metadata.push(DataFile {
                    name,
                    media_type: String::new(),
                    bytes,
                }),
                None => container.files.push(DataFile {
                    name,
                    media_type: String::new(),
                    bytes,
                }),
            }
        }
        if !are_seamless(extents, zip.central_directory_start(), whole) {
            return Err(PackageError::Damaged);
        }
        if !says_type {
            container.notes.push(PackageNote::NoMediaType);
        }
        let is_signed = !container.signatures.is_empty() || !container.unread_signatures.is_empty();
        if says_type || is_signed {
            Ok(container)
        } else {
            Err(PackageError::NotAsic)
        }
    }
}

/// The files that stand whole in the beginning of a container of ours, by their names in it: the large ones are last, so
/// that of a hundred megabytes the first four tell what is known of the signers. Nothing else of the container is checked.
#[must_use]
pub fn entries_in_beginning(mut beginning: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut entries = Vec::new();
    let mut left = MAX_BYTES;
    while let Ok(Some(mut entry)) = read_zipfile_from_stream(&mut beginning) {
        let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else {
            break;
        };
        let mut bytes = Vec::new();
        let Ok(read) = entry.by_ref().take(left + 1).read_to_end(&mut bytes) else {
            break;
        };
        let Some(rest) = left.checked_sub(read as u64) else {
            break;
        };
        left = rest;
        entries.push((name, bytes));
    }
    entries
}

/// The names of a container that were met, as file systems compare them: of two that are one there, who unpacks the
/// container gets one file, and which of them was signed by whom nobody could tell any more.
#[derive(Default)]
struct Taken(BTreeMap<String, bool>);

impl Taken {
    /// Takes a name and the folders above it. Folders may come again, and under another name that is the same.
    fn take(&mut self, name: &str, is_folder: bool) -> Result<(), PackageError> {
        let key = key_of(name.strip_suffix('/').unwrap_or(name));
        let above = key.match_indices('/').map(|(end, _)| (&key[..end], true));
        for (key, is_folder) in above.chain([(&key[..], is_folder)]) {
            match self.0.get(key) {
                Some(was_folder) if !(*was_folder && is_folder) => return Err(PackageError::Name),
                Some(_) => {}
                None => drop(self.0.insert(key.to_owned(), is_folder)),
            }
        }
        Ok(())
    }
}

/// Whether a name can be mistaken by nobody: no way out of the container, no letter that is not seen.
fn is_safe(name: &str) -> bool {
    (1..=MAX_NAME_LEN).contains(&name.len())
        && name
            .chars()
            .all(|letter| !is_unseen(letter) && letter != '\\')
        && name
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Whether a file in `META-INF/` is a signature or timestamp of a kind that is not read here (EN 319 162-1 clauses 4.3.3.2
/// and 4.4.3.2).
fn is_unread_signature(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (name.contains("signature") && name.ends_with(".p7s"))
        || (name.contains("timestamp") && name.ends_with(".tst"))
}

fn is_of_signatures(name: &str) -> bool {
    name.contains("signatures") && name.ends_with(".xml")
}

#[cfg(test)]
mod tests;
