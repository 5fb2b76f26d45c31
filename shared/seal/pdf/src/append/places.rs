//! Where objects stand in a file.

use std::collections::BTreeMap;

/// Where objects stand in a file.
pub(super) type Places = BTreeMap<u32, Place>;

/// Where an object stands.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// From this byte on, with its generation.
    At(usize, u16),
    /// In an object stream (clause 7.5.7), as its so-manyeth object.
    In(u32, u16),
    /// Nowhere: the number 0 of every file (clause 7.5.4).
    Free,
}
