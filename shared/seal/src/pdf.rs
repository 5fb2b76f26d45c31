//! Just enough of PDF (ISO 32000-2): a tolerant reader, an importer of pages, and a writer that only appends.

pub(crate) mod append;
pub(crate) mod file;
pub(crate) mod import;
pub(crate) mod object;
pub(crate) mod pages;
pub(crate) mod parse;
pub(crate) mod stream;
pub(crate) mod xmp;
mod xref;
