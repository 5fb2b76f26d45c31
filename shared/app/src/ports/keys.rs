//! Keys that never leave their keeper.

use super::Unavailable;

/// The key that seals.
pub trait SealKey: Send + Sync {
    /// A signature over this SHA-256 digest, in the DER form of the key's algorithm (RFC 3279 for ECDSA).
    fn sign(&self, digest: &[u8; 32]) -> impl Future<Output = Result<Vec<u8>, Unavailable>> + Send;
}

/// The certificates that vouch for the sealing key.
pub trait SealCertificates: Send + Sync {
    /// The chain in PEM (RFC 7468), the sealing key's own first.
    fn chain(&self) -> impl Future<Output = Result<String, Unavailable>> + Send;
}

/// The key that one-time codes are hashed with.
pub trait CodeKey: Send + Sync {
    /// HMAC-SHA-256 (RFC 2104) of the message.
    fn mac(&self, message: &[u8; 32]) -> impl Future<Output = Result<[u8; 32], Unavailable>> + Send;
}
