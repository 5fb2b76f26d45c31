//! Keys and certificates of signed documents: certificate chains (RFC 5280), CMS signatures (RFC 5652), timestamps
//! (RFC 3161) and revocation (RFC 6960). No keys that sign, no network, no clock.
//!
//! ```
//! use segl_pki::{
//!     chain::{CertificateChain, ChainError},
//!     test_pki::samples::key_and_chain,
//! };
//!
//! let (_, chain) = key_and_chain();
//! assert_eq!(chain.subject(), "Segl Test Seal");
//! assert!(matches!(CertificateChain::from_pem("no certificates"), Err(ChainError::Pem)));
//! ```

pub mod ber;
pub mod certificate;
pub mod chain;
pub mod cms;
pub mod crl;
pub mod digest;
pub mod keys;
pub mod letters;
pub mod names;
pub mod ocsp;
pub mod policy;
pub mod revocation;
pub mod scheme;
pub mod signed_data;
pub mod statement;
#[cfg(feature = "test-pki")]
#[expect(
    missing_docs,
    reason = "a small CA for tests alone, which says what it makes by its names"
)]
pub mod test_ca;
#[cfg(feature = "test-pki")]
pub mod test_pki;
pub mod timestamp;
pub mod verification;
pub mod verifier;
