//! An incremental update (ISO 32000-2 clause 7.5.6): new and changed objects after the untouched bytes of a file.
//!
//! What is appended comes in parts. Streams that stand in bytes which are shared ([`File::open_shared`]) are parts as they
//! are: a file of a hundred megabytes is put together without a second copy of any page.

mod hiding;
mod packing;
mod parts;
mod places;
mod section;

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{
    file::{File, Kind},
    object::{Dict, Object, put},
    revision::Revision,
};
use packing::Packing;
use parts::Parts;
use places::{Place, Places};
use section::{write_stream, write_table};

pub use super::revision::Body;

/// New and changed objects over a file.
pub struct Update {
    /// Objects that may still be changed.
    objects: BTreeMap<u32, (u16, Body)>,
    written: Parts,
    /// Where the objects stand that were written.
    places: Places,
    /// Objects that wait for their object stream, in a file that can have some.
    packing: Option<Packing>,
    next: u32,
}

/// A signature's dictionary to be: its number, its entries but for two placeholders, and how many bytes its `Contents`
/// will hold.
pub struct Signature<'d> {
    /// The number of the dictionary.
    pub number: u32,
    /// Its entries but for `ByteRange` and `Contents`.
    pub entries: &'d Dict,
    /// How many bytes `Contents` holds.
    pub reserved_len: usize,
}

/// Where the placeholders of a signature stand, counted in [`Appended::end`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Placeholders {
    /// The first byte of the `ByteRange` array's room.
    pub byte_range: usize,
    /// The `<` of `Contents`.
    pub contents: usize,
}

/// What follows the untouched bytes of a file.
#[derive(Debug)]
pub struct Appended {
    /// What stands before the signature's dictionary.
    pub parts: Vec<Bytes>,
    /// The signature's dictionary, if there is one, and the cross-reference section.
    pub end: Vec<u8>,
    /// Where the signature's placeholders stand in `end`.
    pub placeholders: Placeholders,
    /// What a further update is to know.
    pub revision: Revision,
}

impl Appended {
    /// All of it in one piece.
    #[must_use]
    pub fn concat(&self) -> Vec<u8> {
        self.parts
            .iter()
            .map(AsRef::as_ref)
            .chain([self.end.as_slice()])
            .collect::<Vec<_>>()
            .concat()
    }
}

/// Room for `[0 a b c]` with numbers of up to ten digits.
pub const BYTE_RANGE_WIDTH: usize = 48;

impl Update {
    /// An update without objects over this file.
    pub fn over(file: &File<'_>) -> Self {
        let line_end = if file.ends_with_line() {
            Vec::new()
        } else {
            vec![b'\n']
        };
        let written = Parts::behind(file.len(), line_end);
        let (_, kind) = file.newest();
        Self {
            objects: BTreeMap::new(),
            written,
            places: Places::new(),
            // A table cannot say that an object stands in a stream.
            packing: (kind == Kind::Stream).then(Packing::default),
            next: file.next_number(),
        }
    }

    /// A number that no object has.
    pub const fn allocate(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// Puts a new object.
    pub fn add(&mut self, object: Object) -> u32 {
        let number = self.allocate();
        self.put(number, 0, Body::Plain(object));
        number
    }

    /// Puts a new stream that is not packed.
    pub fn add_stream(&mut self, dict: Dict, bytes: Bytes) -> u32 {
        let number = self.allocate();
        self.put(number, 0, Body::Stream(dict, bytes));
        number
    }

    /// Puts an object in place of the one with this number.
    pub fn put(&mut self, number: u32, generation: u16, body: Body) {
        self.objects.insert(number, (generation, body));
    }

    /// The dictionary of an object of this update, unless it was written through.
    pub fn dict_mut(&mut self, number: u32) -> Option<&mut Dict> {
        match self.objects.get_mut(&number) {
            Some((_, Body::Plain(Object::Dict(dict)) | Body::Stream(dict, _))) => Some(dict),
            _ => None,
        }
    }

    /// Writes an object that nobody will change or ask for again: as bytes it takes a tenth of the memory. Where the file
    /// has cross-reference streams it goes into an object stream, for documents that hold a hundred thousand small objects
    /// would otherwise grow to ten times their size.
    pub fn write_through(&mut self, number: u32, generation: u16, body: &Body) {
        if let (Some(packing), 0, Body::Plain(object)) = (&mut self.packing, generation, body) {
            packing.push(number, object);
            if packing.is_full() {
                self.end_packing();
            }
            return;
        }
        self.places
            .insert(number, Place::At(self.written.len(), generation));
        self.written.object(number, generation, body);
    }

    /// Writes the object stream that was begun.
    fn end_packing(&mut self) {
        let Some(packing) = self.packing.take().filter(|packing| !packing.is_empty()) else {
            return;
        };
        let stream = self.allocate();
        self.places.insert(stream, Place::At(self.written.len(), 0));
        let numbers = packing.numbers().zip(0..);
        self.places
            .extend(numbers.map(|(number, index)| (number, Place::In(stream, index))));
        self.written.object(stream, 0, &packing.finish());
        self.packing = Some(Packing::default());
    }

    /// Writes these objects of the update through.
    pub fn write_all_through(&mut self, numbers: &[u32]) {
        for number in numbers {
            if let Some((generation, body)) = self.objects.remove(number) {
                self.write_through(*number, generation, &body);
            }
        }
    }

    /// Writes what follows the untouched bytes of the file. A signature's dictionary comes last.
    pub fn write(
        mut self,
        file: &File<'_>,
        trailer: Dict,
        signature: Option<Signature<'_>>,
    ) -> Appended {
        let objects = std::mem::take(&mut self.objects);
        if objects.len() < MIN_PACKED {
            self.end_packing();
            self.packing = None;
        }
        for (number, (generation, body)) in &objects {
            self.write_through(*number, *generation, body);
        }
        self.end_packing();
        let (previous, kind) = file.newest();
        let number = (kind == Kind::Stream).then(|| self.allocate());
        let (parts, before) = self.written.finish();
        let mut end = Vec::new();
        let mut placeholders = Placeholders::default();
        if let Some(signature) = signature {
            self.places.insert(signature.number, Place::At(before, 0));
            placeholders = write_signature(&mut end, &signature);
        }
        let start = before + end.len();
        let trailer = trailer
            .with("Prev", Object::Int(i64::try_from(previous).unwrap_or(0)))
            .with("Size", Object::Int(i64::from(self.next)));
        match number {
            None => write_table(&mut end, &self.places, trailer.clone()),
            Some(number) => {
                self.places.insert(number, Place::At(start, 0));
                write_stream(&mut end, number, &self.places, trailer.clone());
            }
        }
        write_end(&mut end, start);
        let mut known = file
            .revision()
            .map(|revision| revision.objects.clone())
            .unwrap_or_default();
        known.extend(
            objects
                .into_iter()
                .map(|(number, (_, body))| (number, body)),
        );
        let revision = Revision {
            objects: known,
            trailer,
            newest: (start, kind),
            next: self.next,
            len: before + end.len(),
        };
        Appended {
            parts,
            end,
            placeholders,
            revision,
        }
    }
}

/// The file as it reads, written anew with object streams and one cross-reference stream, so that what is put over it can
/// have some too. For files of our own: nothing that was signed stays so.
#[must_use]
pub fn rewritten(file: &File<'_>) -> Vec<u8> {
    // The second line tells programs that the file is not text (clause 7.5.2).
    let written = Parts::behind(0, b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec());
    let mut update = Update {
        objects: BTreeMap::new(),
        written,
        places: Places::from([(0, Place::Free)]),
        packing: Some(Packing::default()),
        next: file.next_number(),
    };
    for number in file.numbers() {
        let body = match file.stream(number) {
            Some(stream) => {
                let mut dict = stream.dict;
                dict.remove("Length");
                Some(Body::Stream(dict, Bytes::copy_from_slice(stream.raw)))
            }
            None => file.get(number).map(Body::Plain),
        };
        if let Some(body) = body {
            update.write_through(number, 0, &body);
        }
    }
    update.end_packing();
    let number = update.allocate();
    let start = update.written.len();
    update.places.insert(number, Place::At(start, 0));
    let kept = ["Root", "Info", "ID"]
        .into_iter()
        .filter_map(|key| Some((key, file.trailer().get(key)?.clone())));
    let trailer = kept.fold(Dict::default(), |trailer, (key, value)| {
        trailer.with(key, value)
    });
    let mut end = Vec::new();
    write_stream(
        &mut end,
        number,
        &update.places,
        trailer.with("Size", Object::Int(i64::from(update.next))),
    );
    write_end(&mut end, start);
    let (parts, _) = update.written.finish();
    [parts.concat(), end].concat()
}

fn write_end(out: &mut Vec<u8>, start: usize) {
    put(out, format_args!("startxref\n{start}\n%%EOF\n"));
}

/// Fewer objects than these are not put into a stream: they are the changes that people look up by hand.
const MIN_PACKED: usize = 64;

fn write_signature(
    out: &mut Vec<u8>,
    Signature {
        number,
        entries,
        reserved_len,
    }: &Signature<'_>,
) -> Placeholders {
    put(out, format_args!("{number} 0 obj\n"));
    Object::Dict((*entries).clone()).write(out);
    out.truncate(out.len() - 2);
    out.extend_from_slice(b"/ByteRange ");
    let byte_range = out.len();
    out.resize(byte_range + BYTE_RANGE_WIDTH, b' ');
    out.extend_from_slice(b"/Contents ");
    let contents = out.len();
    out.push(b'<');
    out.resize(out.len() + 2 * reserved_len, b'0');
    out.extend_from_slice(b">>>\nendobj\n");
    Placeholders {
        byte_range,
        contents,
    }
}

#[cfg(test)]
mod tests;
