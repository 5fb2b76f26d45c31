//! A PDF as it is read: objects by number, pages in order.

mod packed;
mod reading;
#[cfg(test)]
mod tests;
mod unlisted;
mod unpacked;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use bytes::Bytes;

use super::{
    limits::{MAX_READ, MAX_VALUES},
    object::{Dict, Number, Object},
    parse::{Parser, find, is_space},
    revision::Revision,
    scan::{has_unlisted, is_found_alike, scan},
    stream::{Stream, stream_at},
    xref::{self, HIGHEST_NUMBER, SectionFacts, Xref},
};

use unpacked::Packed;

pub use self::reading::{Body, Reading};
pub use super::{
    limits::PdfError,
    xref::{Entry, Kind},
};

/// A PDF as it is read.
pub struct File<'a> {
    /// The bytes from the header on.
    pub bytes: &'a [u8],
    /// The whole, where others may hold on to parts of it.
    owner: Option<&'a Bytes>,
    /// What stands over it.
    revision: Option<&'a Revision>,
    xref: Xref,
    /// Whether all sections tell the truth, so that an update may follow on them.
    pub has_valid_xref: bool,
    /// The version in the header, such as `(1, 7)`.
    pub version: (u8, u8),
    packed: RefCell<BTreeMap<u32, Option<Packed>>>,
    unpacked: Cell<usize>,
    read: Cell<usize>,
    values: Cell<usize>,
    kept: Cell<usize>,
    limit: Cell<Option<PdfError>>,
    is_lax: Cell<bool>,
    is_misread: Cell<bool>,
}

impl<'a> File<'a> {
    /// Reads a file's cross-reference; where that does not tell the truth, looks for the objects themselves.
    ///
    /// # Errors
    /// [`PdfError`] when there is no header or no catalog, or a limit was met.
    pub fn open(whole: &'a [u8]) -> Result<Self, PdfError> {
        let start = find(&whole[..whole.len().min(1024)], b"%PDF-").ok_or(PdfError::NoHeader)?;
        let bytes = &whole[start..];
        let digit = |place: usize| {
            bytes
                .get(place)
                .filter(|b| b.is_ascii_digit())
                .map_or(1, |b| b - b'0')
        };
        let version = (digit(5), digit(7));
        let mut file = Self {
            bytes,
            owner: None,
            revision: None,
            xref: Xref::default(),
            has_valid_xref: false,
            version,
            packed: RefCell::default(),
            unpacked: Cell::new(0),
            read: Cell::new(0),
            values: Cell::new(0),
            kept: Cell::new(0),
            limit: Cell::new(None),
            is_lax: Cell::new(!has_strict_header(whole)),
            is_misread: Cell::new(false),
        };
        if let Some(read) = xref::read(bytes) {
            file.is_lax
                .set(file.is_lax.get() || read.is_lax || read.trailer.get("Size").is_none());
            file.is_misread.set(read.is_misread);
            file.xref = read;
            if file.xref_matches() {
                // Bytes before the header move every offset; nothing may be appended to such a file.
                file.has_valid_xref = start == 0;
                return Ok(file);
            }
        }
        file.packed.borrow_mut().clear();
        for spent in [&file.unpacked, &file.read, &file.values, &file.kept] {
            spent.set(0);
        }
        file.limit.set(None);
        file.is_lax.set(true);
        file.xref = scan(bytes)?;
        file.is_misread.set(!is_found_alike(bytes, &file.xref));
        file.unpack_all();
        file.catalog()
            .ok_or(file.limit.get().unwrap_or(PdfError::NoCatalog))?;
        Ok(file)
    }

    /// The same, of bytes that are shared: streams of it can be held on to without a copy ([`Self::shared`]).
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_shared(whole: &'a Bytes) -> Result<Self, PdfError> {
        Ok(Self {
            owner: Some(whole),
            ..Self::open(whole)?
        })
    }

    /// The file with what updates put over it. What they wrote through is not there: it is enough of a file for a further
    /// update, not for one who wants to see all.
    #[must_use]
    pub fn with(self, revision: &'a Revision) -> Self {
        Self {
            revision: Some(revision),
            ..self
        }
    }

    /// What stands over the file's first bytes.
    pub(crate) const fn revision(&self) -> Option<&'a Revision> {
        self.revision
    }

    /// A hold on some of the file's bytes; a copy where they are not shared.
    #[must_use]
    pub fn shared(&self, part: &'a [u8]) -> Bytes {
        let owner = self.owner.filter(|owner| {
            let (whole, part) = (owner.as_ptr_range(), part.as_ptr_range());
            whole.start <= part.start && part.end <= whole.end
        });
        owner.map_or_else(
            || Bytes::copy_from_slice(part),
            |owner| owner.slice_ref(part),
        )
    }

    /// How many bytes the file has from its header on, with what updates put over it.
    pub(crate) fn len(&self) -> usize {
        self.revision
            .map_or(self.bytes.len(), |revision| revision.len)
    }

    /// Whether the last byte ends a line: updates end with one.
    pub(crate) fn ends_with_line(&self) -> bool {
        self.revision.is_some() || self.bytes.ends_with(b"\n")
    }

    fn xref_matches(&self) -> bool {
        let headers_are_right = self.xref.entries.iter().all(|(number, entry)| match entry {
            Entry::At { offset, generation } => {
                let mut parser = Parser::new(self.bytes, *offset);
                let header = parser.object_header();
                self.spend(parser.passed(), 0) && header == Some((*number, *generation))
            }
            Entry::Free | Entry::InStream { .. } => true,
        });
        headers_are_right
            && self
                .catalog()
                .is_some_and(|(_, catalog)| catalog.get("Pages").is_some())
    }

    /// The trailer's entries (clause 7.5.5).
    pub fn trailer(&self) -> &Dict {
        self.revision
            .map_or(&self.xref.trailer, |revision| &revision.trailer)
    }

    /// Where the newest section begins, and how it is written.
    pub fn newest(&self) -> (usize, Kind) {
        self.revision
            .map_or(self.xref.newest, |revision| revision.newest)
    }

    /// The cross-reference sections, from the newest back.
    pub fn sections(&self) -> &[SectionFacts] {
        &self.xref.sections
    }

    /// Whether something looks like an object that no section names, old or new: readers that do not believe the sections
    /// look for objects all over the file, and take the last of each number.
    #[must_use]
    pub fn has_unlisted_objects(&self) -> bool {
        has_unlisted(self.bytes, &self.xref) || self.has_unlisted_in_streams()
    }

    /// How long the file is by its linearization dictionary, if its first object is one (annex F.3.3), however its keys
    /// are spelled. Any number there is taken, and one that is none is taken for the longest.
    #[must_use]
    pub fn linearized_len(&self) -> Option<u64> {
        let mut said = &self.bytes[..self.bytes.len().min(1024)];
        let mut parser = Parser::new(self.bytes, 0);
        let object = parser.object_header().and_then(|_| parser.object());
        let dict = object
            .as_ref()
            .and_then(Object::dict)
            .filter(|dict| dict.get("Linearized").is_some());
        if dict.is_none() && find(said, b"/Linearized").is_none() {
            return None;
        }
        let whole = |length: &Object| {
            length
                .int()
                .and_then(|length| u64::try_from(length).ok())
                .unwrap_or(u64::MAX)
        };
        // Whatever a reader takes for the length: each number behind a key of that name.
        let mut lengths: Vec<u64> = dict
            .and_then(|dict| dict.get("L"))
            .map(whole)
            .into_iter()
            .collect();
        while let Some(at) = find(said, b"/L") {
            said = &said[at + 2..];
            if said
                .first()
                .is_some_and(|byte| is_space(*byte) || byte.is_ascii_digit())
            {
                let length = Parser::new(said, 0)
                    .number()
                    .and_then(|length| u64::try_from(length).ok());
                lengths.push(length.unwrap_or(u64::MAX));
            }
        }
        let own = self.bytes.len() as u64;
        // The one that fits counts before the others.
        lengths
            .iter()
            .copied()
            .find(|length| *length == own)
            .or_else(|| lengths.into_iter().max())
    }

    /// The numbers under which any section, old or new, names an object.
    pub(crate) fn numbers_ever(&self) -> BTreeSet<u32> {
        self.xref
            .listed
            .keys()
            .map(|(_, (number, _))| *number)
            .collect()
    }

    /// All that the cross-reference sections say, number by number.
    pub fn entries(&self) -> impl Iterator<Item = (u32, Entry)> + '_ {
        self.xref
            .entries
            .iter()
            .map(|(number, entry)| (*number, *entry))
    }

    /// The first number that no object has. A size that is said but cannot be is not believed.
    pub fn next_number(&self) -> u32 {
        if let Some(revision) = self.revision {
            return revision.next;
        }
        let size = self
            .xref
            .trailer
            .get("Size")
            .and_then(Object::int)
            .and_then(|n| u32::try_from(n).ok());
        let highest = self
            .xref
            .entries
            .keys()
            .next_back()
            .map_or(1, |number| number + 1);
        size.filter(|size| *size <= HIGHEST_NUMBER)
            .unwrap_or(0)
            .max(highest)
    }

    /// The numbers of all objects in use.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.xref
            .entries
            .iter()
            .filter(|(_, entry)| **entry != Entry::Free)
            .map(|(number, _)| *number)
    }

    /// Where the object with this number stands.
    pub fn entry(&self, number: u32) -> Option<Entry> {
        self.xref.entries.get(&number).copied()
    }

    /// Whether something was left unread for being too large, too deep or too many.
    pub fn limits(&self) -> Result<(), PdfError> {
        self.limit.get().map_or(Ok(()), Err)
    }

    /// Whether all that was read so far is as strict readers want it: a header that names a version (clause 7.5.2), a
    /// table of rows of twenty bytes (clause 7.5.4), a trailer with a size, plain names, keys that stand once. An update
    /// over another file would not be read by all.
    pub const fn is_strict(&self) -> bool {
        !self.is_lax.get()
    }

    /// Whether something was read so far where readers lose their place, or take a part of it for the whole
    /// ([`Parser::is_misread`]): not even a copy of it is what all of them show.
    pub const fn is_misread(&self) -> bool {
        self.is_misread.get()
    }

    /// Remembers what was odd about something that was read.
    fn note(&self, parser: &Parser<'_>) {
        self.is_lax.set(self.is_lax.get() || parser.is_lax);
        self.misread(parser.is_misread);
    }

    /// Remembers that readers take something for something else.
    fn misread(&self, is_so: bool) {
        self.is_misread.set(self.is_misread.get() || is_so);
    }

    /// Whether at most half of what reading may cost is spent: what was read once can be read once more.
    pub const fn is_half_paid(&self) -> bool {
        self.read.get() <= MAX_READ / 2
            && self.values.get() <= MAX_VALUES / 2
            && self.limit.get().is_none()
    }

    /// How many bytes were read through so far.
    pub const fn spent(&self) -> usize {
        self.read.get()
    }

    /// Notes what reading cost; `false` when it has cost too much.
    fn spend(&self, read: usize, values: u32) -> bool {
        self.read.set(self.read.get().saturating_add(read));
        self.values
            .set(self.values.get().saturating_add(values as usize));
        let too_much = if self.read.get() > MAX_READ {
            Some(PdfError::TooCostly)
        } else if self.values.get() > MAX_VALUES {
            Some(PdfError::TooManyObjects)
        } else {
            None
        };
        self.limit.set(self.limit.get().or(too_much));
        too_much.is_none()
    }

    /// The object with this number; `None` for one that is not there or cannot be read, and for all once a limit was
    /// met: a budget that is spent buys nothing more.
    pub fn get(&self, number: u32) -> Option<Object> {
        self.limits().ok()?;
        if let Some(object) = self.revision.and_then(|revision| revision.get(number)) {
            return Some(object);
        }
        match self.xref.entries.get(&number)? {
            Entry::Free => None,
            Entry::At { offset, .. } => {
                let mut parser = Parser::new(self.bytes, *offset);
                let is_there = parser
                    .object_header()
                    .is_some_and(|(there, _)| there == number);
                let object = is_there.then(|| parser.object()).flatten();
                self.limit.set(self.limit.get().or(parser.limit));
                self.note(&parser);
                self.spend(parser.passed(), parser.values)
                    .then_some(object)?
            }
            Entry::InStream { stream, index } => {
                let packed = self.unpack(*stream)?;
                let found = packed.get(&number)?;
                // Some look for its number, some for its place.
                self.misread(found.index != *index);
                self.spend(found.read, found.values)
                    .then(|| found.object.clone())
            }
        }
    }

    /// The stream with this number; `None` for all once a limit was met.
    pub fn stream(&self, number: u32) -> Option<Stream<'a>> {
        self.limits().ok()?;
        if let Some(stream) = self.revision.and_then(|revision| revision.stream(number)) {
            return Some(stream);
        }
        let Entry::At { offset, .. } = self.xref.entries.get(&number)? else {
            return None;
        };
        let mut parser = Parser::new(self.bytes, *offset);
        let stream = stream_at(&mut parser, self.bytes, &|length| self.length(length));
        self.note(&parser);
        let searched = stream.as_ref().map_or(0, |stream| stream.searched);
        self.spend(parser.passed().saturating_add(searched), parser.values)
            .then_some(stream)?
    }

    /// The length of a stream that stands in an object of its own.
    fn length(&self, number: u32) -> Option<i64> {
        let Entry::At { offset, .. } = self.xref.entries.get(&number)? else {
            return None;
        };
        let mut parser = Parser::new(self.bytes, *offset);
        let length = parser.object_header().and_then(|_| parser.number());
        self.spend(parser.passed(), 0).then_some(length)?
    }

    /// The object itself, references followed.
    pub fn resolve(&self, object: &Object) -> Object {
        let mut object = object.clone();
        for _ in 0..16 {
            match object {
                Object::Ref((number, _)) => object = self.get(number).unwrap_or(Object::Null),
                other => return other,
            }
        }
        Object::Null
    }

    /// The dictionary under this key, references followed.
    pub fn dict_in(&self, dict: &Dict, key: &str) -> Option<Dict> {
        match self.resolve(dict.get(key)?) {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The array under this key, references followed.
    pub fn array_in(&self, dict: &Dict, key: &str) -> Option<Vec<Object>> {
        match self.resolve(dict.get(key)?) {
            Object::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The catalog and its number.
    pub fn catalog(&self) -> Option<(Number, Dict)> {
        let number = self.trailer().get("Root")?.reference()?;
        match self.get(number.0)? {
            Object::Dict(dict) => Some((number, dict)),
            _ => None,
        }
    }
}

/// Whether a file begins with `%PDF-1.7` or another version.
fn has_strict_header(bytes: &[u8]) -> bool {
    matches!(bytes, [b'%', b'P', b'D', b'F', b'-', major, b'.', minor, ..] if major.is_ascii_digit() && minor.is_ascii_digit())
}
