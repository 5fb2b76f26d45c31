//! Keys that never leave their keeper.

use segl_domain::identity::{
    national_id::NationalIdentityNumber,
    person::{Encrypted, PersonKey},
};
use segl_pki::keys::SealingAlgorithm;

use super::PortError;

/// The key that seals.
pub trait SealKey: Send + Sync {
    /// A signature over this digest, made by the algorithm that the key's certificate is for; ECDSA in DER (RFC 3279).
    fn sign(
        &self,
        algorithm: SealingAlgorithm,
        digest: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, PortError>> + Send;
}

/// The certificates that vouch for the sealing key.
pub trait SealCertificates: Send + Sync {
    /// The chain in PEM (RFC 7468), the sealing key's own first.
    fn chain(&self) -> impl Future<Output = Result<String, PortError>> + Send;
}

/// The key that one-time codes are hashed with.
pub trait HmacKey: Send + Sync {
    /// HMAC-SHA-256 (RFC 2104) of the message.
    fn mac(&self, message: &[u8; 32]) -> impl Future<Output = Result<[u8; 32], PortError>> + Send;
}

/// The key that national identity numbers are hashed with.
pub trait PersonHash: Send + Sync {
    /// What a person is looked up and compared by: the keyed hash of [`PersonKey::message`].
    fn key_of(
        &self,
        number: &NationalIdentityNumber,
    ) -> impl Future<Output = Result<PersonKey, PortError>> + Send;
}

/// The key that national identity numbers and ID tokens are encrypted with.
pub trait PersonCipher: Send + Sync {
    /// Encrypts a text; it opens only with the same `bound_to`.
    fn encrypt(
        &self,
        text: &str,
        bound_to: &str,
    ) -> impl Future<Output = Result<Encrypted, PortError>> + Send;

    /// The text again.
    ///
    /// # Errors
    /// Also when it is bound to something else.
    fn decrypt(
        &self,
        text: &Encrypted,
        bound_to: &str,
    ) -> impl Future<Output = Result<String, PortError>> + Send;
}
