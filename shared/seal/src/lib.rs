//! PDF intake, the sealed document and its PAdES seal: everything about the bytes, nothing about keys, networks or
//! clocks.
//!
//! [`intake::inspect`] says whether a PDF can be signed. [`prepare`] makes the sealed document up to the digest that a
//! key is to sign; [`Prepared::finish`] puts the key's signature in. What is here of PDF is our own: no crate that
//! signs by incremental update read and kept real files well enough (`README.md` tells what was tried).

mod archive;
pub mod asic;
mod assemble;
mod chain;
mod cms;
mod fonts;
mod front;
pub mod intake;
#[cfg(test)]
mod judges;
mod keys;
mod levels;
#[cfg(test)]
mod mutations;
mod pdf;
mod revocation;
#[cfg(test)]
mod samples;
mod seal;
#[cfg(feature = "test-pki")]
pub mod test_pki;
mod text;
mod timestamp;
pub mod validate;

pub use archive::proven_until;
pub use chain::{CertificateChain, ChainError};
pub use fonts::Fonts;
pub(crate) use front::FrontDocument;
pub use front::{FrontLanguage, FrontPage, FrontSigner};
pub use keys::{DigestAlgorithm, SealingAlgorithm};
pub use levels::{Authorities, Level, RaiseError, Unanswered, raise, renew};
pub use revocation::RevocationError;
pub use seal::{
    Attachment, AuditTrail, Composed, FinishError, Hashed, Original, PrepareError, Prepared, SealRequest, Sealed,
    Signed, TIMESTAMP_ROOM, compose, prepare,
};
pub use timestamp::TimestampError;
