//! A file that grew by updates and is not in one piece: what the updates say, kept as objects, over the bytes that the
//! file begins with.
//!
//! A further update needs little of a file: its catalog, its form, its first page, where its last cross-reference section
//! stands. With that at hand, hundreds of megabytes need not be put together to append ten kilobytes to them.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{
    object::{Dict, Object},
    stream::Stream,
    xref::Kind,
};

/// An object as an update writes it.
#[derive(Clone, Debug)]
pub enum Body {
    /// An object that is no stream.
    Plain(Object),
    /// A stream: its dictionary without `Length`, and its bytes as they are to stand in the file.
    Stream(Dict, Bytes),
}

/// What updates have put over the bytes that a file begins with (ISO 32000-2 clause 7.5.6).
#[derive(Clone, Debug)]
pub struct Revision {
    /// Objects by number. Those that were written through ([`Update::write_through`]) are not among them.
    ///
    /// [`Update::write_through`]: crate::append::Update::write_through
    pub(crate) objects: BTreeMap<u32, Body>,
    /// The entries of the newest trailer (clause 7.5.5).
    pub(crate) trailer: Dict,
    /// Where the newest cross-reference section begins, and how it is written.
    pub(crate) newest: (usize, Kind),
    /// The first number that no object has.
    pub(crate) next: u32,
    /// How many bytes the whole file has.
    pub(crate) len: usize,
}

impl Revision {
    pub(crate) fn get(&self, number: u32) -> Option<Object> {
        Some(match self.objects.get(&number)? {
            Body::Plain(object) => object.clone(),
            Body::Stream(dict, _) => Object::Dict(dict.clone()),
        })
    }

    pub(crate) fn stream(&self, number: u32) -> Option<Stream<'_>> {
        let Body::Stream(dict, bytes) = self.objects.get(&number)? else {
            return None;
        };
        let dict = dict.clone();
        Some(Stream {
            dict,
            raw: bytes,
            end: bytes.len(),
            searched: 0,
            is_plain: true,
            overshoots: false,
        })
    }
}
