//! What came out of object streams (ISO 32000-2 clause 7.5.7).

use std::{collections::BTreeMap, rc::Rc};

use crate::object::Object;

/// An object out of an object stream, and how many bytes and values it was read from.
pub(super) struct Unpacked {
    pub(super) object: Object,
    pub(super) read: usize,
    pub(super) values: u32,
    /// Its place in the stream.
    pub(super) index: u32,
    /// Whether every reader reads it alike.
    pub(super) is_plain: bool,
    /// Whether its stream ends before the file does, so that nothing appended becomes a part of it.
    pub(super) is_bounded: bool,
}

/// The objects of a stream by number.
pub(super) type Packed = Rc<BTreeMap<u32, Unpacked>>;
