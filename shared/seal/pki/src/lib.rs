//! Keys and certificates of signed documents: certificate chains (RFC 5280), CMS signatures (RFC 5652), timestamps
//! (RFC 3161) and revocation (RFC 6960). No keys that sign, no network, no clock.

pub mod chain;
pub mod cms;
pub mod keys;
pub mod revocation;
#[cfg(feature = "test-pki")]
pub mod test_pki;
pub mod timestamp;
