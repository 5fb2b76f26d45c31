//! An incremental update (ISO 32000-2 clause 7.5.6): new and changed objects after the untouched bytes of a file.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    file::{File, Kind},
    object::{Dict, Object, put},
};

/// An object to be written.
#[derive(Debug)]
pub enum Body<'a> {
    /// An object that is no stream.
    Plain(Object),
    /// A stream: its dictionary without `Length`, and its bytes as they are to stand in the file.
    Stream(Dict, Cow<'a, [u8]>),
}

/// New and changed objects over a file.
pub struct Update<'a> {
    objects: BTreeMap<u32, (u16, Body<'a>)>,
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

/// Where the placeholders of a signature stand in what was written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Placeholders {
    /// The first byte of the `ByteRange` array's room.
    pub byte_range: usize,
    /// The `<` of `Contents`.
    pub contents: usize,
}

/// Room for `[0 a b c]` with numbers of up to ten digits.
pub const BYTE_RANGE_WIDTH: usize = 48;

impl<'a> Update<'a> {
    /// An update without objects over this file.
    pub fn over(file: &File<'_>) -> Self {
        Self { objects: BTreeMap::new(), next: file.next_number() }
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
    pub fn add_stream(&mut self, dict: Dict, bytes: Cow<'a, [u8]>) -> u32 {
        let number = self.allocate();
        self.put(number, 0, Body::Stream(dict, bytes));
        number
    }

    /// Puts an object in place of the one with this number.
    pub fn put(&mut self, number: u32, generation: u16, body: Body<'a>) {
        self.objects.insert(number, (generation, body));
    }

    /// The dictionary of an object of this update.
    pub fn dict_mut(&mut self, number: u32) -> Option<&mut Dict> {
        match self.objects.get_mut(&number) {
            Some((_, Body::Plain(Object::Dict(dict)) | Body::Stream(dict, _))) => Some(dict),
            _ => None,
        }
    }

    /// Writes what follows the untouched bytes of the file. A signature's dictionary comes last.
    pub fn write(
        mut self,
        file: &File<'_>,
        trailer: Dict,
        signature: Option<Signature<'_>>,
    ) -> (Vec<u8>, Placeholders) {
        let streams: usize = self
            .objects
            .values()
            .map(|(_, body)| match body {
                Body::Plain(_) => 256,
                Body::Stream(_, bytes) => bytes.len() + 256,
            })
            .sum();
        let reserved_len = signature.as_ref().map_or(0, |signature| 2 * signature.reserved_len);
        let before = file.bytes.len();
        let mut out = Vec::with_capacity(streams + reserved_len + 64 * 1024);
        if !file.bytes.ends_with(b"\n") {
            out.push(b'\n');
        }
        let mut offsets = BTreeMap::new();
        for (number, (generation, body)) in &self.objects {
            offsets.insert(*number, (before + out.len(), *generation));
            put(&mut out, format_args!("{number} {generation} obj\n"));
            match body {
                Body::Plain(object) => object.write(&mut out),
                Body::Stream(dict, bytes) => {
                    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
                    Object::Dict(dict.clone().with("Length", Object::Int(length))).write(&mut out);
                    out.extend_from_slice(b"\nstream\n");
                    out.extend_from_slice(bytes);
                    out.extend_from_slice(b"\nendstream");
                }
            }
            out.extend_from_slice(b"\nendobj\n");
        }
        let mut placeholders = Placeholders::default();
        if let Some(signature) = signature {
            offsets.insert(signature.number, (before + out.len(), 0));
            placeholders = write_signature(&mut out, &signature);
        }
        let (previous, kind) = file.newest();
        let trailer = trailer.with("Prev", Object::Int(i64::try_from(previous).unwrap_or(0)));
        let start = before + out.len();
        match kind {
            Kind::Table => {
                let trailer = trailer.with("Size", Object::Int(i64::from(self.next)));
                write_table(&mut out, &offsets, trailer);
            }
            Kind::Stream => {
                let number = self.allocate();
                offsets.insert(number, (start, 0));
                let trailer = trailer.with("Size", Object::Int(i64::from(self.next)));
                write_stream(&mut out, number, &offsets, trailer);
            }
        }
        put(&mut out, format_args!("startxref\n{start}\n%%EOF\n"));
        (out, placeholders)
    }
}

fn write_signature(out: &mut Vec<u8>, Signature { number, entries, reserved_len }: &Signature<'_>) -> Placeholders {
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
    Placeholders { byte_range, contents }
}

type Offsets = BTreeMap<u32, (usize, u16)>;

/// Runs of numbers that follow each other.
fn runs(offsets: &Offsets) -> Vec<(u32, Vec<(usize, u16)>)> {
    let mut runs: Vec<(u32, Vec<(usize, u16)>)> = Vec::new();
    for (number, place) in offsets {
        match runs.last_mut() {
            Some((first, run)) if *first as usize + run.len() == *number as usize => run.push(*place),
            _ => runs.push((*number, vec![*place])),
        }
    }
    runs
}

fn write_table(out: &mut Vec<u8>, offsets: &Offsets, trailer: Dict) {
    out.extend_from_slice(b"xref\n");
    for (first, run) in runs(offsets) {
        put(out, format_args!("{first} {}\n", run.len()));
        for (offset, generation) in run {
            put(out, format_args!("{offset:010} {generation:05} n \n"));
        }
    }
    out.extend_from_slice(b"trailer\n");
    Object::Dict(trailer).write(out);
    out.push(b'\n');
}

fn write_stream(out: &mut Vec<u8>, number: u32, offsets: &Offsets, trailer: Dict) {
    let int = |number: usize| Object::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let mut index = Vec::new();
    let mut rows = Vec::new();
    for (first, run) in runs(offsets) {
        index.extend([Object::Int(i64::from(first)), int(run.len())]);
        for (offset, generation) in run {
            rows.push(1);
            rows.extend_from_slice(&(offset as u64).to_be_bytes()[3..]);
            rows.extend_from_slice(&generation.to_be_bytes());
        }
    }
    let dict = trailer
        .with("Type", Object::named("XRef"))
        .with("W", Object::Array(vec![Object::Int(1), Object::Int(5), Object::Int(2)]))
        .with("Index", Object::Array(index))
        .with("Length", int(rows.len()));
    put(out, format_args!("{number} 0 obj\n"));
    Object::Dict(dict).write(out);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(&rows);
    out.extend_from_slice(b"\nendstream\nendobj\n");
}
