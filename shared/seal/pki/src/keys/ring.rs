//! What `ring` says of a signature: its arithmetic of curves and of RSA is written for the processor and takes a fraction
//! of the time. It knows the algorithms that nearly all signatures are made by, and each in its strictest form.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    EcdsaVerificationAlgorithm, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};

use crate::{digest::DigestAlgorithm as D, scheme::Scheme};

/// Whether a signature in DER over the message is by the P-256 key with this uncompressed point. `None`: `ring` does not
/// know ECDSA over this digest.
pub(super) fn by_p256(digest: D, point: &[u8], message: &[u8], der: &[u8]) -> Option<bool> {
    let algorithm = match digest {
        D::Sha256 => &ECDSA_P256_SHA256_ASN1,
        D::Sha384 => &ECDSA_P256_SHA384_ASN1,
        _ => return None,
    };
    Some(by_curve(algorithm, point, message, der))
}

/// The same of P-384.
pub(super) fn by_p384(digest: D, point: &[u8], message: &[u8], der: &[u8]) -> Option<bool> {
    let algorithm = match digest {
        D::Sha256 => &ECDSA_P384_SHA256_ASN1,
        D::Sha384 => &ECDSA_P384_SHA384_ASN1,
        _ => return None,
    };
    Some(by_curve(algorithm, point, message, der))
}

fn by_curve(
    algorithm: &'static EcdsaVerificationAlgorithm,
    point: &[u8],
    message: &[u8],
    der: &[u8],
) -> bool {
    UnparsedPublicKey::new(algorithm, point)
        .verify(message, der)
        .is_ok()
}

/// Whether a signature over the message is by the RSA key of this modulus and exponent, in octets with the highest first.
/// What is refused can still be valid: `ring` takes no small keys, no salts but those as long as the digest, and no
/// `DigestInfo` without `NULL`.
pub(super) fn by_rsa(scheme: Scheme, [n, e]: [&[u8]; 2], message: &[u8], signature: &[u8]) -> bool {
    let algorithm: &'static RsaParameters = match scheme {
        Scheme::Pkcs1(D::Sha256) => &RSA_PKCS1_2048_8192_SHA256,
        Scheme::Pkcs1(D::Sha384) => &RSA_PKCS1_2048_8192_SHA384,
        Scheme::Pkcs1(D::Sha512) => &RSA_PKCS1_2048_8192_SHA512,
        Scheme::Pss {
            digest: D::Sha256,
            salt: 32,
        } => &RSA_PSS_2048_8192_SHA256,
        Scheme::Pss {
            digest: D::Sha384,
            salt: 48,
        } => &RSA_PSS_2048_8192_SHA384,
        Scheme::Pss {
            digest: D::Sha512,
            salt: 64,
        } => &RSA_PSS_2048_8192_SHA512,
        _ => return false,
    };
    RsaPublicKeyComponents { n, e }
        .verify(algorithm, message, signature)
        .is_ok()
}
