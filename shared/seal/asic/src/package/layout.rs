//! Where the entries of a container lie: one behind the other, and nothing else but the directory (APPNOTE.TXT section 4.3.6).

use std::io::Read;

use zip::read::ZipFile;

/// The kinds of files in the upper half of an entry's attributes, as Unix has them.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;

/// Whether the attributes of an entry are those of a file or a folder, or say nothing of it. Of a link its bytes would
/// be signed, and who unpacks it would see those of another file. Programs differ in from which systems they believe the
/// upper half; honest writers leave it empty where it means nothing.
pub(super) const fn is_file_or_folder(attributes: u32, is_folder: bool) -> bool {
    match (attributes >> 16) & KIND {
        0 | REGULAR => true,
        FOLDER => is_folder,
        _ => false,
    }
}

/// Where an entry lies, with its header.
#[derive(Debug)]
pub(super) struct Extent {
    begins: u64,
    /// Behind its data.
    ends: u64,
    /// What may follow its data: its checksum and lengths, by writers that did not know them before (section 4.3.9).
    descriptor: Option<[u64; 3]>,
}

impl Extent {
    /// Of an entry whose data was found. `None` when it lies nowhere.
    pub(super) fn of<R: Read>(entry: &ZipFile<'_, R>) -> Option<Self> {
        let describes = entry.flags().is_using_data_descriptor();
        let numbers = [
            u64::from(entry.crc32()),
            entry.compressed_size(),
            entry.size(),
        ];
        Some(Self {
            begins: entry.header_start(),
            ends: entry.data_start()?.checked_add(entry.compressed_size())?,
            descriptor: describes.then_some(numbers),
        })
    }

    /// Whether these bytes behind its data are nothing, or its descriptor: with or without a mark before it, and with
    /// lengths of four or eight bytes.
    fn may_be_followed_by(&self, bytes: &[u8]) -> bool {
        if bytes.is_empty() {
            return true;
        }
        let Some([checksum, compressed, size]) = self.descriptor else {
            return false;
        };
        let bytes = bytes
            .strip_prefix(b"PK\x07\x08")
            .filter(|rest| matches!(rest.len(), 12 | 20))
            .unwrap_or(bytes);
        let number = |bytes: &[u8]| {
            bytes
                .iter()
                .rev()
                .fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
        };
        let Some((first, lengths)) = bytes.split_at_checked(4) else {
            return false;
        };
        let (one, other) = lengths.split_at(lengths.len() / 2);
        matches!(lengths.len(), 8 | 16)
            && [number(first), number(one), number(other)] == [checksum, compressed, size]
    }
}

/// Whether the entries lie one behind the other from the beginning up to the directory. Padding and the like stand in
/// extra fields, and so within entries; writers that add to a container write over the directory. What lies between
/// belongs to none, no signature is of it, and readers that do not go by the directory may take it for an entry.
pub(super) fn are_seamless(mut entries: Vec<Extent>, directory: u64, whole: &[u8]) -> bool {
    entries.sort_by_key(|entry| entry.begins);
    let begins = entries
        .iter()
        .skip(1)
        .map(|entry| entry.begins)
        .chain([directory]);
    let is_followed = |(entry, next): (&Extent, u64)| {
        let between = usize::try_from(entry.ends)
            .ok()
            .zip(usize::try_from(next).ok());
        between
            .and_then(|(from, to)| whole.get(from..to))
            .is_some_and(|bytes| entry.may_be_followed_by(bytes))
    };
    entries.first().map_or(directory, |first| first.begins) == 0
        && entries.iter().zip(begins).all(is_followed)
}

/// Whether the file ends with the record that ends every directory, and its comment of so many bytes (APPNOTE.TXT section
/// 4.3.16): what follows is seen by some readers only.
pub(super) fn ends_with_directory(whole: &[u8], comment_len: usize) -> bool {
    const RECORD_LEN: usize = 22;
    let begins = whole.len().checked_sub(RECORD_LEN + comment_len);
    begins.is_some_and(|begins| whole[begins..].starts_with(b"PK\x05\x06"))
}
