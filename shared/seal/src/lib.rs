//! PDF preflight, the sealed document and its PAdES seal: everything about the bytes, nothing about keys, networks or
//! clocks.
//!
//! [`preflight::inspect`] says whether a PDF can be signed. [`prepare`] makes the sealed document up to the digest that a
//! key is to sign; [`Prepared::finish`] puts the key's signature in. What is here of PDF is our own: no crate that
//! signs by incremental update read and kept real files well enough (`README.md` tells what was tried).

mod archive;
pub mod asic;
mod assemble;
mod ber;
mod certificate;
mod chain;
mod cms;
mod crl;
mod fonts;
mod front;
#[cfg(test)]
mod judges;
mod keys;
mod levels;
#[cfg(test)]
mod mutations;
mod names;
mod ocsp;
mod pdf;
mod policy;
pub mod preflight;
mod revocation;
#[cfg(test)]
mod samples;
mod seal;
mod signed_data;
#[cfg(test)]
mod test_ca;
#[cfg(feature = "test-pki")]
pub mod test_pki;
mod text;
mod timestamp;
pub mod validate;
mod verification;
mod verifier;

pub use archive::proven_until;
pub use certificate::X509Certificate;
pub use chain::{CertificateChain, ChainError};
pub use fonts::Fonts;
pub(crate) use front::FrontDocument;
pub use front::{FrontLanguage, FrontPage, FrontSigner};
pub use keys::{DigestAlgorithm, SealingAlgorithm};
pub use levels::{AugmentError, Level, NoResponse, TrustServices, augment, extend_lta};
pub use revocation::RevocationError;
pub use seal::{
    Attachment, AuditTrail, Composed, FinishError, Original, PrepareError, Prepared, SealRequest, Sealed, Sha256State,
    Signed, TIMESTAMP_RESERVED_LEN, compose, prepare,
};
pub use timestamp::TimestampError;
