//! What `ring` says of a signature: its arithmetic of curves and of RSA is written for the processor and takes a fraction
//! of the time. It knows the algorithms that nearly all signatures are made by, and each in its strictest form.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use rsa::{RsaPublicKey, traits::PublicKeyParts as _};

use super::{PublicKey, ecdsa_signature};
use crate::{digest::DigestAlgorithm as D, scheme::Scheme};

/// Whether this is the key's signature over the message (ECDSA in BER). `None` when it may be, in a form or by an algorithm
/// that `ring` does not read: what it does not take of RSA can still be valid (small keys, other salts, a
/// `DigestInfo` without `NULL`).
pub(super) fn verifies(
    key: &PublicKey,
    scheme: Scheme,
    message: &[u8],
    signature: &[u8],
) -> Option<bool> {
    match (key, scheme) {
        (PublicKey::P256(key), Scheme::Ecdsa(digest)) => {
            let algorithm = match digest {
                D::Sha256 => &ECDSA_P256_SHA256_ASN1,
                D::Sha384 => &ECDSA_P256_SHA384_ASN1,
                _ => return None,
            };
            let point = key.to_encoded_point(false);
            let key = UnparsedPublicKey::new(algorithm, point.as_bytes());
            Some(ecdsa_signature(signature).is_some_and(|der| key.verify(message, &der).is_ok()))
        }
        (PublicKey::P384(key), Scheme::Ecdsa(digest)) => {
            let algorithm = match digest {
                D::Sha256 => &ECDSA_P384_SHA256_ASN1,
                D::Sha384 => &ECDSA_P384_SHA384_ASN1,
                _ => return None,
            };
            let point = key.to_encoded_point(false);
            let key = UnparsedPublicKey::new(algorithm, point.as_bytes());
            Some(ecdsa_signature(signature).is_some_and(|der| key.verify(message, &der).is_ok()))
        }
        (PublicKey::Rsa(key), Scheme::Pkcs1(digest)) => {
            let algorithm = match digest {
                D::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
                D::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
                D::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
                _ => return None,
            };
            by_rsa(key, algorithm, message, signature).then_some(true)
        }
        (PublicKey::Rsa(key) | PublicKey::RsaPss(key, None), Scheme::Pss { digest, salt }) => {
            // `ring` takes salts as long as the digest, and no others.
            let algorithm = match (digest, salt) {
                (D::Sha256, 32) => &RSA_PSS_2048_8192_SHA256,
                (D::Sha384, 48) => &RSA_PSS_2048_8192_SHA384,
                (D::Sha512, 64) => &RSA_PSS_2048_8192_SHA512,
                _ => return None,
            };
            by_rsa(key, algorithm, message, signature).then_some(true)
        }
        _ => None,
    }
}

fn by_rsa(
    key: &RsaPublicKey,
    algorithm: &'static RsaParameters,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let (n, e) = (key.n().to_bytes_be(), key.e().to_bytes_be());
    RsaPublicKeyComponents { n, e }
        .verify(algorithm, message, signature)
        .is_ok()
}
