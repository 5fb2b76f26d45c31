//! Algorithms and public keys: what may sign, and whether it did (RFC 5280, RFC 5754, RFC 5758, RFC 8017).

use std::fmt;

use const_oid::db::{rfc5912, rfc8410};
use der::{Any, Decode as _, asn1::AnyRef};
use p256::ecdsa::signature::{Verifier as _, hazmat::PrehashVerifier as _};
use rsa::{
    BigUint, Pkcs1v15Sign, Pss, RsaPublicKey, pkcs1::DecodeRsaPublicKey as _,
    traits::PublicKeyParts as _,
};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use crate::{
    digest::{DigestAlgorithm, Message, with_digest},
    scheme::Scheme,
};

mod ring;

/// A kind of sealing key, and with that the digest it signs (what AWS KMS calls the key spec).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealingAlgorithm {
    /// ECDSA on P-256 with SHA-256 (KMS: `ECC_NIST_P256`, `ECDSA_SHA_256`).
    EcdsaP256,
    /// ECDSA on P-384 with SHA-384 (KMS: `ECC_NIST_P384`, `ECDSA_SHA_384`).
    EcdsaP384,
    /// RSA, PKCS #1 v1.5 with SHA-256 (KMS: `RSA_3072`, `RSASSA_PKCS1_V1_5_SHA_256`): what every reader knows.
    Rsa,
}

impl SealingAlgorithm {
    /// The digest that the key is given.
    #[must_use]
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::EcdsaP256 | Self::Rsa => DigestAlgorithm::Sha256,
            Self::EcdsaP384 => DigestAlgorithm::Sha384,
        }
    }

    /// The identifier that a signature names.
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        let (oid, parameters) = match self {
            Self::EcdsaP256 => (rfc5912::ECDSA_WITH_SHA_256, None),
            Self::EcdsaP384 => (rfc5912::ECDSA_WITH_SHA_384, None),
            // RFC 4055 section 5: the parameters are NULL, and are there.
            Self::Rsa => (
                rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
                Some(Any::from(AnyRef::NULL)),
            ),
        };
        AlgorithmIdentifierOwned { oid, parameters }
    }
}

/// A public key that a signature can be held against.
#[derive(Clone)]
pub enum PublicKey {
    /// A point on NIST P-256.
    P256(p256::ecdsa::VerifyingKey),
    /// A point on NIST P-384.
    P384(p384::ecdsa::VerifyingKey),
    /// A point on NIST P-521.
    P521(Box<p521::ecdsa::VerifyingKey>),
    /// A point on edwards25519 (RFC 8032).
    Ed25519(ed25519_dalek::VerifyingKey),
    /// An RSA modulus and exponent.
    Rsa(RsaPublicKey),
    /// The same, for RSASSA-PSS alone, and with the digest and the shortest salt that the key's parameters say, if they say
    /// any (RFC 4055 section 1.2).
    RsaPss(RsaPublicKey, Option<Scheme>),
}

/// A family of keys, for the policy on how large they must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFamily {
    /// RSA, by the size of the modulus.
    Rsa,
    /// Elliptic curves, by the size of the field.
    EllipticCurve,
}

/// The largest RSA key that is read, in bits: larger ones cost more time than anybody needs.
const LARGEST_RSA: usize = 8_192;

impl PublicKey {
    /// Reads a key; `None` for a kind or curve that is not known here.
    pub fn of(spki: &SubjectPublicKeyInfoOwned) -> Option<Self> {
        let bits = spki.subject_public_key.as_bytes()?;
        match spki.algorithm.oid {
            rfc5912::RSA_ENCRYPTION => rsa_key(bits).map(Self::Rsa),
            rfc5912::ID_RSASSA_PSS => {
                let said = spki.algorithm.parameters.as_ref();
                let limits = match said.filter(|said| !said.is_null()) {
                    Some(_) => Some(Scheme::of(&spki.algorithm, None)?),
                    None => None,
                };
                rsa_key(bits).map(|key| Self::RsaPss(key, limits))
            }
            rfc5912::ID_EC_PUBLIC_KEY => {
                match spki.algorithm.parameters.as_ref()?.decode_as().ok()? {
                    rfc5912::SECP_256_R_1 => p256::ecdsa::VerifyingKey::from_sec1_bytes(bits)
                        .ok()
                        .map(Self::P256),
                    rfc5912::SECP_384_R_1 => p384::ecdsa::VerifyingKey::from_sec1_bytes(bits)
                        .ok()
                        .map(Self::P384),
                    rfc5912::SECP_521_R_1 => p521::ecdsa::VerifyingKey::from_sec1_bytes(bits)
                        .ok()
                        .map(Box::new)
                        .map(Self::P521),
                    _ => None,
                }
            }
            rfc8410::ID_ED_25519 => ed25519_dalek::VerifyingKey::from_bytes(bits.try_into().ok()?)
                .ok()
                .map(Self::Ed25519),
            _ => None,
        }
    }

    /// How a seal by this key is made. `None` for an RSA key that is too small, and for those that are only read.
    pub fn sealing(&self) -> Option<SealingAlgorithm> {
        match self {
            Self::P256(_) => Some(SealingAlgorithm::EcdsaP256),
            Self::P384(_) => Some(SealingAlgorithm::EcdsaP384),
            Self::Rsa(key) => (key.size() * 8 >= 3072).then_some(SealingAlgorithm::Rsa),
            // Not asked for: keys of key services say `rsaEncryption`.
            Self::RsaPss(..) | Self::P521(_) | Self::Ed25519(_) => None,
        }
    }

    /// What a verification by this key costs, in units of one by an RSA key of 2048 bits: it grows with the square of the
    /// modulus.
    pub fn cost(&self) -> u32 {
        match self {
            Self::Rsa(key) | Self::RsaPss(key, _) => {
                let twos = u32::try_from(key.size().div_ceil(256)).unwrap_or(u32::MAX);
                twos.saturating_mul(twos).max(1)
            }
            Self::P521(_) => 8,
            Self::P384(_) => 4,
            Self::P256(_) | Self::Ed25519(_) => 1,
        }
    }

    /// The longest signature, in bytes.
    pub fn longest_signature(&self) -> usize {
        match self {
            Self::P256(_) => 72,
            Self::P384(_) => 104,
            Self::P521(_) => 139,
            Self::Ed25519(_) => 64,
            Self::Rsa(key) | Self::RsaPss(key, _) => key.size(),
        }
    }

    /// A signature as XML has it: of ECDSA the two numbers side by side, each as long as the curve's order; RSA as it is.
    /// `None` when it is not in DER.
    pub fn plain(&self, signature: &[u8]) -> Option<Vec<u8>> {
        Some(match self {
            Self::P256(_) => p256::ecdsa::Signature::from_der(signature)
                .ok()?
                .to_bytes()
                .to_vec(),
            Self::P384(_) => p384::ecdsa::Signature::from_der(signature)
                .ok()?
                .to_bytes()
                .to_vec(),
            Self::P521(_) => p521::ecdsa::Signature::from_der(signature)
                .ok()?
                .to_bytes()
                .to_vec(),
            Self::Rsa(_) | Self::RsaPss(..) | Self::Ed25519(_) => signature.to_vec(),
        })
    }

    /// The other way: a signature as CMS has it, from one in XML.
    pub fn in_der(&self, plain: &[u8]) -> Option<Vec<u8>> {
        Some(match self {
            Self::P256(_) => p256::ecdsa::Signature::from_slice(plain)
                .ok()?
                .to_der()
                .as_bytes()
                .to_vec(),
            Self::P384(_) => p384::ecdsa::Signature::from_slice(plain)
                .ok()?
                .to_der()
                .as_bytes()
                .to_vec(),
            Self::P521(_) => p521::ecdsa::Signature::from_slice(plain)
                .ok()?
                .to_der()
                .as_bytes()
                .to_vec(),
            Self::Rsa(_) | Self::RsaPss(..) | Self::Ed25519(_) => plain.to_vec(),
        })
    }

    /// Its family, and how large it is in bits.
    pub fn strength(&self) -> (KeyFamily, usize) {
        match self {
            Self::P256(_) | Self::Ed25519(_) => (KeyFamily::EllipticCurve, 256),
            Self::P384(_) => (KeyFamily::EllipticCurve, 384),
            Self::P521(_) => (KeyFamily::EllipticCurve, 521),
            Self::Rsa(key) | Self::RsaPss(key, _) => (KeyFamily::Rsa, key.n().bits()),
        }
    }

    /// Whether this is the key's signature over a message, given one part after the other. ECDSA in DER.
    pub fn verifies_message<'m>(
        &self,
        scheme: Scheme,
        message: impl Into<Message<'m>>,
        signature: &[u8],
    ) -> bool {
        let message = message.into();
        match (self, scheme) {
            // The message itself is signed (RFC 8032 section 5.1: PureEdDSA).
            (Self::Ed25519(key), Scheme::Ed25519) => {
                ed25519_dalek::Signature::from_slice(signature).is_ok_and(|signature| {
                    key.verify(&message.parts().concat(), &signature).is_ok()
                })
            }
            _ => message
                .at_once()
                .and_then(|bytes| self.verifies_quickly(scheme, &bytes, signature))
                .unwrap_or_else(|| {
                    self.verifies(scheme, &message.digest(scheme.digest()), signature)
                }),
        }
    }

    /// What `ring` says of a signature over a message. `None` when it does not know such, and the signature may be valid.
    fn verifies_quickly(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Option<bool> {
        let of_curve = || ecdsa_signature(signature).unwrap_or_default();
        match (self, scheme) {
            (Self::P256(key), Scheme::Ecdsa(digest)) => {
                let point = key.to_encoded_point(false);
                ring::by_p256(digest, point.as_bytes(), message, &of_curve())
            }
            (Self::P384(key), Scheme::Ecdsa(digest)) => {
                let point = key.to_encoded_point(false);
                ring::by_p384(digest, point.as_bytes(), message, &of_curve())
            }
            (Self::Rsa(key), _) | (Self::RsaPss(key, None), Scheme::Pss { .. }) => {
                let numbers = [key.n().to_bytes_be(), key.e().to_bytes_be()];
                let [n, e] = &numbers;
                ring::by_rsa(scheme, [n, e], message, signature).then_some(true)
            }
            _ => None,
        }
    }

    /// Whether this is the key's signature over a message with this digest, in every form that is known here. ECDSA in DER.
    fn verifies(&self, scheme: Scheme, digest: &[u8], signature: &[u8]) -> bool {
        match (self, scheme) {
            (Self::P256(key), Scheme::Ecdsa(_)) => ecdsa_signature(signature)
                .and_then(|signature| p256::ecdsa::Signature::from_der(&signature).ok())
                .is_some_and(|signature| {
                    key.verify_prehash(&widened::<32>(digest), &signature)
                        .is_ok()
                }),
            (Self::P384(key), Scheme::Ecdsa(_)) => ecdsa_signature(signature)
                .and_then(|signature| p384::ecdsa::Signature::from_der(&signature).ok())
                .is_some_and(|signature| {
                    key.verify_prehash(&widened::<48>(digest), &signature)
                        .is_ok()
                }),
            (Self::P521(key), Scheme::Ecdsa(_)) => ecdsa_signature(signature)
                .and_then(|signature| p521::ecdsa::Signature::from_der(&signature).ok())
                .is_some_and(|signature| {
                    key.verify_prehash(&widened::<66>(digest), &signature)
                        .is_ok()
                }),
            (Self::Rsa(key), Scheme::Pkcs1(algorithm)) => {
                let padding = with_digest!(algorithm, D => Pkcs1v15Sign::new::<D>());
                // Some signers leave the NULL out (RFC 8017 section 9.2, note 2).
                let short = without_null(&padding.prefix).map(|prefix| Pkcs1v15Sign {
                    prefix,
                    ..padding.clone()
                });
                key.verify(padding, digest, signature).is_ok()
                    || short.is_some_and(|short| key.verify(short, digest, signature).is_ok())
            }
            (Self::RsaPss(_, Some(limits)), scheme) if !limits.allows(scheme) => false,
            (
                Self::Rsa(key) | Self::RsaPss(key, _),
                Scheme::Pss {
                    digest: algorithm,
                    salt,
                },
            ) => {
                let padding = with_digest!(algorithm, D => Pss::new_with_salt::<D>(salt));
                key.verify(padding, digest, signature).is_ok()
            }
            _ => false,
        }
    }
}

/// Reads an RSA key of up to [`LARGEST_RSA`] bits.
fn rsa_key(bits: &[u8]) -> Option<RsaPublicKey> {
    RsaPublicKey::from_pkcs1_der(bits).ok().or_else(|| {
        let key = rsa::pkcs1::RsaPublicKey::from_der(bits).ok()?;
        let number = |number: rsa::pkcs1::UintRef<'_>| BigUint::from_bytes_be(number.as_bytes());
        RsaPublicKey::new_with_max_size(
            number(key.modulus),
            number(key.public_exponent),
            LARGEST_RSA,
        )
        .ok()
    })
}

/// A digest as wide as the curve's field at least: the number that ECDSA takes it for stays the same.
fn widened<const WIDTH: usize>(digest: &[u8]) -> Vec<u8> {
    [&vec![0; WIDTH.saturating_sub(digest.len())], digest].concat()
}

/// An ECDSA signature in DER, whichever way its numbers were written.
fn ecdsa_signature(signature: &[u8]) -> Option<Vec<u8>> {
    crate::ber::canonical(signature).ok()
}

/// `DigestInfo`'s beginning without the algorithm's NULL: lengths of the two sequences around it two less.
fn without_null(prefix: &[u8]) -> Option<Box<[u8]>> {
    let [
        0x30,
        outer,
        0x30,
        inner,
        oid @ ..,
        0x05,
        0x00,
        0x04,
        digest_len,
    ] = prefix
    else {
        return None;
    };
    let head = [0x30, outer.checked_sub(2)?, 0x30, inner.checked_sub(2)?];
    Some([&head, oid, &[0x04, *digest_len]].concat().into())
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.strength()).finish()
    }
}

#[cfg(test)]
mod tests;
