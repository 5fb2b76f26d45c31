//! Two revisions of a file that are compared.

use std::collections::BTreeSet;

use super::{form::FieldFacts, graph::Graph};
use crate::{checks::Modifications, structure::Found};
use segl_pdf::file::File;

/// Two revisions of a file, and what is known of their difference.
pub(super) struct Comparison<'f, 'a> {
    pub(super) found: &'f Found,
    pub(super) then: &'f File<'a>,
    pub(super) now: &'f File<'a>,
    pub(super) graph: Graph,
    /// The first number that no object had, and that none was said to have.
    pub(super) then_size: u32,
    /// Numbers that readers look up differently.
    pub(super) disputed: BTreeSet<u32>,
    /// The annotations of new signature fields.
    pub(super) widgets: BTreeSet<u32>,
    /// The field that is looked at.
    pub(super) field: Option<FieldFacts>,
    pub(super) level: Modifications,
    pub(super) was_filled: bool,
    pub(super) was_signed: bool,
}
