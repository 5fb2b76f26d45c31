//! Object streams (ISO 32000-2 clause 7.5.7): many small objects, packed together.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use super::{Body, Dict, Object, put};

/// The most objects in a stream: a reader that wants one unpacks them all.
const MAX_OBJECTS: usize = 200;

/// An object stream that is being filled.
#[derive(Default)]
pub(super) struct Packing {
    /// The number of each object, and where it begins behind the table.
    table: Vec<(u32, usize)>,
    objects: Vec<u8>,
}

impl Packing {
    pub(super) const fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    pub(super) const fn is_full(&self) -> bool {
        self.table.len() >= MAX_OBJECTS
    }

    /// Puts an object behind the others; it must not be a stream, and its generation must be 0.
    pub(super) fn push(&mut self, number: u32, object: &Object) {
        self.table.push((number, self.objects.len()));
        object.write(&mut self.objects);
        self.objects.push(b'\n');
    }

    /// The numbers of its objects, in order.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.table.iter().map(|(number, _)| *number)
    }

    pub(super) fn finish(self) -> Body {
        let mut bytes = Vec::new();
        for (number, offset) in &self.table {
            put(&mut bytes, format_args!("{number} {offset} "));
        }
        let int = |number: usize| Object::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let dict = Dict::default()
            .with("Type", Object::named("ObjStm"))
            .with("N", int(self.table.len()))
            .with("First", int(bytes.len()));
        bytes.extend_from_slice(&self.objects);
        let (filter, bytes) = deflated(bytes);
        Body::Stream(
            filter
                .into_iter()
                .fold(dict, |dict, filter| dict.with("Filter", filter)),
            bytes.into(),
        )
    }
}

/// The bytes compressed, and the filter that unpacks them. Into memory nothing fails; if it did, they would stay as they
/// are.
pub(super) fn deflated(bytes: Vec<u8>) -> (Option<Object>, Vec<u8>) {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    match packed.write_all(&bytes).and_then(|()| packed.finish()) {
        Ok(packed) => (Some(Object::named("FlateDecode")), packed),
        Err(_) => (None, bytes),
    }
}
