//! Algorithms and public keys: what may sign, and whether it did (RFC 5280, RFC 5754, RFC 5758, RFC 8017).

use const_oid::{ObjectIdentifier, db::rfc5912};
use der::{Any, Decode as _, Encode as _, Sequence, asn1::AnyRef};
use p256::{ecdsa::signature::hazmat::PrehashVerifier as _, pkcs8::DecodePublicKey as _};
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey, traits::PublicKeyParts as _};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

/// A digest algorithm. SHA-1 is read, never written, and never called secure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// SHA-1 (FIPS 180-4): broken for signatures; to say of an old one what it says of itself.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl DigestAlgorithm {
    const ALL: [Self; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// Its identifier.
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => rfc5912::ID_SHA_1,
            Self::Sha256 => rfc5912::ID_SHA_256,
            Self::Sha384 => rfc5912::ID_SHA_384,
            Self::Sha512 => rfc5912::ID_SHA_512,
        }
    }

    /// The algorithm of this identifier; `None` for one that is not known here.
    pub fn of(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.oid() == oid)
    }

    /// Its `AlgorithmIdentifier`, without parameters (RFC 5754 section 2).
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: self.oid(), parameters: None }
    }

    /// The digest of these bytes, one part after the other.
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn all<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            parts.iter().fold(D::new(), D::chain_update).finalize().to_vec()
        }
        match self {
            Self::Sha1 => all::<Sha1>(parts),
            Self::Sha256 => all::<Sha256>(parts),
            Self::Sha384 => all::<Sha384>(parts),
            Self::Sha512 => all::<Sha512>(parts),
        }
    }
}

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
            Self::Rsa => (rfc5912::SHA_256_WITH_RSA_ENCRYPTION, Some(Any::from(AnyRef::NULL))),
        };
        AlgorithmIdentifierOwned { oid, parameters }
    }
}

/// A public key that a signature can be held against.
#[derive(Clone, Debug)]
pub enum PublicKey {
    /// A point on NIST P-256.
    P256(p256::ecdsa::VerifyingKey),
    /// A point on NIST P-384.
    P384(p384::ecdsa::VerifyingKey),
    /// An RSA modulus and exponent.
    Rsa(RsaPublicKey),
}

/// The smallest RSA key that is believed, in bits (ETSI TS 119 312 clause 6.2.2.1).
pub const SMALLEST_RSA: usize = 1900;

impl PublicKey {
    /// Reads a key; `None` for a kind or curve that is not known here.
    pub fn of(spki: &SubjectPublicKeyInfoOwned) -> Option<Self> {
        let der = spki.to_der().ok()?;
        let p256 = || p256::ecdsa::VerifyingKey::from_public_key_der(&der).ok().map(Self::P256);
        let p384 = || p384::ecdsa::VerifyingKey::from_public_key_der(&der).ok().map(Self::P384);
        let rsa = || RsaPublicKey::from_public_key_der(&der).ok().map(Self::Rsa);
        p256().or_else(p384).or_else(rsa)
    }

    /// How a seal by this key is made. `None` for an RSA key that is too small.
    pub fn sealing(&self) -> Option<SealingAlgorithm> {
        match self {
            Self::P256(_) => Some(SealingAlgorithm::EcdsaP256),
            Self::P384(_) => Some(SealingAlgorithm::EcdsaP384),
            Self::Rsa(key) => (key.size() * 8 >= 3072).then_some(SealingAlgorithm::Rsa),
        }
    }

    /// The longest signature, in bytes.
    pub fn longest_signature(&self) -> usize {
        match self {
            Self::P256(_) => 72,
            Self::P384(_) => 104,
            Self::Rsa(key) => key.size(),
        }
    }

    /// A signature as XML has it: of ECDSA the two numbers side by side, each as long as the curve's order; RSA as it is.
    /// `None` when it is not in DER.
    pub fn plain(&self, signature: &[u8]) -> Option<Vec<u8>> {
        Some(match self {
            Self::P256(_) => p256::ecdsa::Signature::from_der(signature).ok()?.to_bytes().to_vec(),
            Self::P384(_) => p384::ecdsa::Signature::from_der(signature).ok()?.to_bytes().to_vec(),
            Self::Rsa(_) => signature.to_vec(),
        })
    }

    /// The other way: a signature as CMS has it, from one in XML.
    pub fn in_der(&self, plain: &[u8]) -> Option<Vec<u8>> {
        Some(match self {
            Self::P256(_) => p256::ecdsa::Signature::from_slice(plain).ok()?.to_der().as_bytes().to_vec(),
            Self::P384(_) => p384::ecdsa::Signature::from_slice(plain).ok()?.to_der().as_bytes().to_vec(),
            Self::Rsa(_) => plain.to_vec(),
        })
    }

    /// Whether the key is too weak to be believed.
    pub fn is_weak(&self) -> bool {
        matches!(self, Self::Rsa(key) if key.size() * 8 < SMALLEST_RSA)
    }

    /// Whether this is the key's signature over a message with this digest. ECDSA in DER.
    pub fn verifies(&self, scheme: Scheme, digest: &[u8], signature: &[u8]) -> bool {
        match (self, scheme) {
            (Self::P256(key), Scheme::Ecdsa(_)) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            (Self::P384(key), Scheme::Ecdsa(_)) => p384::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            (Self::Rsa(key), Scheme::Pkcs1(algorithm)) => {
                let padding = match algorithm {
                    DigestAlgorithm::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
                    DigestAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                    DigestAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                    DigestAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
                };
                key.verify(padding, digest, signature).is_ok()
            }
            (Self::Rsa(key), Scheme::Pss { digest: algorithm, salt }) => {
                let padding = match algorithm {
                    DigestAlgorithm::Sha1 => Pss::new_with_salt::<Sha1>(salt),
                    DigestAlgorithm::Sha256 => Pss::new_with_salt::<Sha256>(salt),
                    DigestAlgorithm::Sha384 => Pss::new_with_salt::<Sha384>(salt),
                    DigestAlgorithm::Sha512 => Pss::new_with_salt::<Sha512>(salt),
                };
                key.verify(padding, digest, signature).is_ok()
            }
            _ => false,
        }
    }
}

/// How a signature was made, as its algorithm identifier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ECDSA (FIPS 186-5) over this digest.
    Ecdsa(DigestAlgorithm),
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2) over this digest.
    Pkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017 section 8.1) over this digest, with a salt of this many bytes.
    Pss {
        /// The digest of the message, and of the mask.
        digest: DigestAlgorithm,
        /// The salt's length in bytes.
        salt: usize,
    },
}

/// `RSASSA-PSS-params` (RFC 4055 section 3.1).
#[derive(Sequence)]
struct PssParameters {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt: Option<u8>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

impl Scheme {
    /// Reads an identifier. `digest` is what a CMS signer says beside it, for identifiers that leave the digest open.
    pub fn of(identifier: &AlgorithmIdentifierOwned, digest: Option<DigestAlgorithm>) -> Option<Self> {
        use DigestAlgorithm as D;
        Some(match identifier.oid {
            rfc5912::ECDSA_WITH_SHA_256 => Self::Ecdsa(D::Sha256),
            rfc5912::ECDSA_WITH_SHA_384 => Self::Ecdsa(D::Sha384),
            rfc5912::ECDSA_WITH_SHA_512 => Self::Ecdsa(D::Sha512),
            // Written by some signers in place of the whole identifier.
            rfc5912::ID_EC_PUBLIC_KEY => Self::Ecdsa(digest?),
            rfc5912::SHA_1_WITH_RSA_ENCRYPTION => Self::Pkcs1(D::Sha1),
            rfc5912::SHA_256_WITH_RSA_ENCRYPTION => Self::Pkcs1(D::Sha256),
            rfc5912::SHA_384_WITH_RSA_ENCRYPTION => Self::Pkcs1(D::Sha384),
            rfc5912::SHA_512_WITH_RSA_ENCRYPTION => Self::Pkcs1(D::Sha512),
            rfc5912::RSA_ENCRYPTION => Self::Pkcs1(digest?),
            rfc5912::ID_RSASSA_PSS => {
                let parameters = identifier.parameters.as_ref()?.to_der().ok()?;
                let parameters = PssParameters::from_der(&parameters).ok()?;
                let digest = parameters.hash.map_or(Some(D::Sha1), |hash| D::of(hash.oid))?;
                Self::Pss { digest, salt: usize::from(parameters.salt.unwrap_or(20)) }
            }
            _ => return None,
        })
    }

    /// The digest that the signature is over.
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::Ecdsa(digest) | Self::Pkcs1(digest) | Self::Pss { digest, .. } => digest,
        }
    }
}
