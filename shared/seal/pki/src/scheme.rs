//! Signature schemes: how a signature was made, by the algorithm identifier beside it (RFC 4055, RFC 5754, RFC 5758).

use const_oid::{
    ObjectIdentifier,
    db::{rfc5912, rfc8410},
};
use der::{Encode as _, Sequence};
use spki::AlgorithmIdentifierOwned;

use crate::{ber::decode, digest::DigestAlgorithm};

/// How a signature was made, as its algorithm identifier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ECDSA (FIPS 186-5) over this digest.
    Ecdsa(DigestAlgorithm),
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2) over this digest.
    Pkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017 section 8.1).
    Pss {
        /// The digest of the message, and of the mask.
        digest: DigestAlgorithm,
        /// The salt's length in bytes.
        salt: usize,
    },
    /// Ed25519 (RFC 8032): over the message itself.
    Ed25519,
}

/// `sha1WithRSA` of the OIW, which some older signers write.
const OIW_SHA_1_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.29");
/// NIST's identifiers of signatures with SHA-3 (CSOR).
const ECDSA_SHA_3: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.10"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.11"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.12"),
];
const RSA_SHA_3: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.14"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.15"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.16"),
];
const ECDSA_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");

/// The identifiers that say all.
const SCHEMES: [(ObjectIdentifier, Scheme); 18] = {
    use DigestAlgorithm as D;
    [
        (ECDSA_SHA_1, Scheme::Ecdsa(D::Sha1)),
        (rfc5912::ECDSA_WITH_SHA_224, Scheme::Ecdsa(D::Sha224)),
        (rfc5912::ECDSA_WITH_SHA_256, Scheme::Ecdsa(D::Sha256)),
        (rfc5912::ECDSA_WITH_SHA_384, Scheme::Ecdsa(D::Sha384)),
        (rfc5912::ECDSA_WITH_SHA_512, Scheme::Ecdsa(D::Sha512)),
        (ECDSA_SHA_3[0], Scheme::Ecdsa(D::Sha3_256)),
        (ECDSA_SHA_3[1], Scheme::Ecdsa(D::Sha3_384)),
        (ECDSA_SHA_3[2], Scheme::Ecdsa(D::Sha3_512)),
        (rfc5912::SHA_1_WITH_RSA_ENCRYPTION, Scheme::Pkcs1(D::Sha1)),
        (OIW_SHA_1_WITH_RSA, Scheme::Pkcs1(D::Sha1)),
        (
            rfc5912::SHA_224_WITH_RSA_ENCRYPTION,
            Scheme::Pkcs1(D::Sha224),
        ),
        (
            rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
            Scheme::Pkcs1(D::Sha256),
        ),
        (
            rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
            Scheme::Pkcs1(D::Sha384),
        ),
        (
            rfc5912::SHA_512_WITH_RSA_ENCRYPTION,
            Scheme::Pkcs1(D::Sha512),
        ),
        (RSA_SHA_3[0], Scheme::Pkcs1(D::Sha3_256)),
        (RSA_SHA_3[1], Scheme::Pkcs1(D::Sha3_384)),
        (RSA_SHA_3[2], Scheme::Pkcs1(D::Sha3_512)),
        (rfc8410::ID_ED_25519, Scheme::Ed25519),
    ]
};

/// `RSASSA-PSS-params` (RFC 4055 section 3.1).
#[derive(Sequence)]
struct PssParameters {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    hash: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt: Option<u16>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

impl Scheme {
    /// Reads an identifier. `digest` is what a CMS signer says beside it, for identifiers that leave the digest open.
    pub fn of(
        identifier: &AlgorithmIdentifierOwned,
        digest: Option<DigestAlgorithm>,
    ) -> Option<Self> {
        use DigestAlgorithm as D;
        if let Some((_, scheme)) = SCHEMES.iter().find(|(oid, _)| *oid == identifier.oid) {
            return Some(*scheme);
        }
        Some(match identifier.oid {
            // Written by some signers in place of the whole identifier.
            rfc5912::ID_EC_PUBLIC_KEY => Self::Ecdsa(digest?),
            rfc5912::RSA_ENCRYPTION => Self::Pkcs1(digest?),
            rfc5912::ID_RSASSA_PSS => {
                // Without parameters the algorithm is what the key or the signer says; all that are met say SHA-1.
                let Some(parameters) = identifier.parameters.as_ref().filter(|any| !any.is_null())
                else {
                    return Some(Self::Pss {
                        digest: D::Sha1,
                        salt: 20,
                    });
                };
                let parameters: PssParameters = decode(&parameters.to_der().ok()?)?;
                let digest = parameters
                    .hash
                    .map_or(Some(D::Sha1), |hash| D::of(hash.oid))?;
                // The mask's digest is the message's in all signatures that are made (RFC 8017 section 9.1, note).
                let masks = match parameters.mask {
                    Some(mask) => D::of(
                        mask.parameters?
                            .decode_as::<AlgorithmIdentifierOwned>()
                            .ok()?
                            .oid,
                    )?,
                    None => D::Sha1,
                };
                if masks != digest || parameters.trailer.is_some_and(|trailer| trailer != 1) {
                    return None;
                }
                Self::Pss {
                    digest,
                    salt: usize::from(parameters.salt.unwrap_or(20)),
                }
            }
            _ => return None,
        })
    }

    /// Whether a key whose parameters say this may sign so: by the same digest, with a salt as long at least (RFC 4055
    /// section 3.1).
    pub(crate) fn allows(self, other: Self) -> bool {
        match (self, other) {
            (
                Self::Pss { digest, salt },
                Self::Pss {
                    digest: used,
                    salt: actual,
                },
            ) => digest == used && salt <= actual,
            _ => false,
        }
    }

    /// The digest that the signature is over.
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::Ecdsa(digest) | Self::Pkcs1(digest) | Self::Pss { digest, .. } => digest,
            // What Ed25519 uses inside, and what CMS wants beside it (RFC 8419 section 3).
            Self::Ed25519 => DigestAlgorithm::Sha512,
        }
    }
}

#[cfg(test)]
mod tests;
