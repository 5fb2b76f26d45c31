//! How much is read of a file, and what is said of one of which no more is.

use thiserror::Error;

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PdfError {
    /// There is no `%PDF-` in the first kilobyte.
    #[error("no header")]
    NoHeader,
    /// There is no catalog, or something needed is not there.
    #[error("no catalog")]
    NoCatalog,
    /// Its parts refer to each other so often that reading them takes more than is allowed.
    #[error("too costly to read")]
    TooCostly,
    /// Objects nest deeper than is read.
    #[error("too deep")]
    TooDeep,
    /// It unpacks to more than is read.
    #[error("too large when unpacked")]
    TooLarge,
    /// It has more objects or values than are read.
    #[error("too many objects")]
    TooManyObjects,
    /// It has more pages than are read.
    #[error("too many pages")]
    TooManyPages,
}

/// How many bytes may be read through, in all and over and over: what bounds the time that a file can take.
pub const MAX_READ: usize = 768 * 1024 * 1024;
/// How many values may be read, in all and over and over.
pub const MAX_VALUES: usize = 16_000_000;
/// The most objects a file may have.
pub(crate) const MAX_OBJECTS: usize = 500_000;
