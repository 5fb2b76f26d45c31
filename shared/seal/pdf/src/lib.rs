//! Just enough of PDF (ISO 32000-2) to sign it: a tolerant and bounded reader, an importer of pages, a writer that only
//! appends, and [`preflight`], which says whether a document can be signed.

pub mod append;
pub mod continuing;
pub mod date;
pub mod file;
mod headers;
pub mod import;
#[cfg(test)]
mod import_tests;
pub mod limits;
pub mod object;
pub mod pages;
pub mod parse;
pub mod preflight;
pub mod revision;
#[cfg(feature = "samples")]
pub mod samples;
mod scan;
pub mod stream;
pub mod trees;
pub mod xmp;
mod xref;
