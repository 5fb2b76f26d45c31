//! Keys that tests sign with.

use p256::{
    SecretKey,
    ecdsa::{SigningKey, signature::hazmat::PrehashSigner as _},
    pkcs8::{EncodePrivateKey as _, EncodePublicKey as _},
};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use spki::der::pem::LineEnding;
use thiserror::Error;

use crate::{digest::DigestAlgorithm, keys::SealingAlgorithm};

/// Why the test PKI could not do it.
#[derive(Debug, Error)]
#[error("the test PKI failed: {0}")]
pub struct TestPkiError(String);

pub(super) fn failed(error: impl std::fmt::Display) -> TestPkiError {
    TestPkiError(error.to_string())
}

/// A sealing key in memory.
pub struct TestKey(Secret);

enum Secret {
    P256(SigningKey),
    P384(p384::ecdsa::SigningKey),
    Rsa(Box<RsaPrivateKey>),
}

impl TestKey {
    /// The P-256 key made of these random bytes.
    ///
    /// # Errors
    /// When the bytes are no key, which is as good as impossible.
    pub fn new(random: [u8; 32]) -> Result<Self, TestPkiError> {
        Self::of(SealingAlgorithm::EcdsaP256, random)
    }

    /// The key of this kind made of these random bytes; an RSA key has 3072 bits.
    ///
    /// # Errors
    /// When the bytes are no key, which is as good as impossible.
    pub fn of(algorithm: SealingAlgorithm, random: [u8; 32]) -> Result<Self, TestPkiError> {
        Ok(Self(match algorithm {
            SealingAlgorithm::EcdsaP256 => Secret::P256(SigningKey::from(
                SecretKey::from_slice(&random).map_err(failed)?,
            )),
            SealingAlgorithm::EcdsaP384 => {
                let long = DigestAlgorithm::Sha384.digest(&[&random]);
                Secret::P384(p384::SecretKey::from_slice(&long).map_err(failed)?.into())
            }
            SealingAlgorithm::Rsa => {
                let key = RsaPrivateKey::new(
                    &mut Stretched {
                        seed: random,
                        count: 0,
                    },
                    3072,
                )
                .map_err(failed)?;
                Secret::Rsa(Box::new(key))
            }
        }))
    }

    /// Its public key as `SubjectPublicKeyInfo` in DER.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn spki(&self) -> Result<Vec<u8>, TestPkiError> {
        let document = match &self.0 {
            Secret::P256(key) => key.verifying_key().to_public_key_der(),
            Secret::P384(key) => key.verifying_key().to_public_key_der(),
            Secret::Rsa(key) => key.to_public_key().to_public_key_der(),
        };
        Ok(document.map_err(failed)?.into_vec())
    }

    /// The private key in PKCS #8 PEM.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn pem(&self) -> Result<String, TestPkiError> {
        let pem = match &self.0 {
            Secret::P256(key) => key.to_pkcs8_pem(LineEnding::LF),
            Secret::P384(key) => key.to_pkcs8_pem(LineEnding::LF),
            Secret::Rsa(key) => key.to_pkcs8_pem(LineEnding::LF),
        };
        Ok(pem.map_err(failed)?.to_string())
    }

    /// Its signature over a digest: ECDSA in DER, RSA by PKCS #1 v1.5 over SHA-256.
    ///
    /// # Errors
    /// When it cannot sign.
    pub fn sign(&self, digest: &[u8]) -> Result<Vec<u8>, TestPkiError> {
        Ok(match &self.0 {
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(digest).map_err(failed)?;
                signature.to_der().as_bytes().to_vec()
            }
            Secret::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(digest).map_err(failed)?;
                signature.to_der().as_bytes().to_vec()
            }
            Secret::Rsa(key) => key
                .sign(Pkcs1v15Sign::new::<sha2_padding::Sha256>(), digest)
                .map_err(failed)?,
        })
    }
}

/// Random bytes out of few, for making a test key of them: SHA-256 of the seed and a counter.
struct Stretched {
    seed: [u8; 32],
    count: u64,
}

impl rand_core::RngCore for Stretched {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.count += 1;
            let block = DigestAlgorithm::Sha256.digest(&[&self.seed, &self.count.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl rand_core::CryptoRng for Stretched {}
