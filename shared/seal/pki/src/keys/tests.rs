use der::{
    Any,
    asn1::{BitString, ObjectIdentifier},
};
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::hazmat::{PrehashSigner as _, RandomizedPrehashSigner as _};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::*;
use crate::ber::{element, tag};

/// What P-521 wants for its nonce.
struct Sevens;

impl rand_core::CryptoRng for Sevens {}

impl rand_core::RngCore for Sevens {
    fn next_u32(&mut self) -> u32 {
        7
    }
    fn next_u64(&mut self) -> u64 {
        7
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        // The first of the 66 has one bit.
        bytes.fill(0);
        bytes.iter_mut().skip(1).for_each(|byte| *byte = 7);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

fn read(oid: ObjectIdentifier, curve: Option<ObjectIdentifier>, bits: &[u8]) -> PublicKey {
    let algorithm = AlgorithmIdentifierOwned {
        oid,
        parameters: curve.map(|curve| Any::from(&curve)),
    };
    let subject_public_key = BitString::from_bytes(bits).expect("bits");
    PublicKey::of(&SubjectPublicKeyInfoOwned {
        algorithm,
        subject_public_key,
    })
    .expect("a key that is known")
}

#[test]
fn each_kind_of_key_is_read_and_verifies_what_it_signed_and_nothing_else() {
    const MESSAGE: &[u8] = b"signed";
    let digest = DigestAlgorithm::Sha512.digest(&[MESSAGE]);
    let small = p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a key");
    let middle = p384::ecdsa::SigningKey::from_slice(&[7; 48]).expect("a key");
    let large = p521::ecdsa::SigningKey::from_slice(&[&[0][..], &[7; 65]].concat()).expect("a key");
    let edwards = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let by_small: p256::ecdsa::Signature = small.sign_prehash(&digest).expect("a signature");
    let by_middle: p384::ecdsa::Signature = middle.sign_prehash(&digest).expect("a signature");
    let by_large: p521::ecdsa::Signature = large
        .sign_prehash_with_rng(&mut Sevens, &digest)
        .expect("a signature");
    let curve = |curve, bits: &[u8]| read(rfc5912::ID_EC_PUBLIC_KEY, Some(curve), bits);
    let large_point = p521::ecdsa::VerifyingKey::from(&large).to_encoded_point(false);
    let keys = [
        curve(
            rfc5912::SECP_256_R_1,
            small.verifying_key().to_encoded_point(false).as_bytes(),
        ),
        curve(
            rfc5912::SECP_384_R_1,
            middle.verifying_key().to_encoded_point(false).as_bytes(),
        ),
        curve(rfc5912::SECP_521_R_1, large_point.as_bytes()),
        read(
            rfc8410::ID_ED_25519,
            None,
            edwards.verifying_key().as_bytes(),
        ),
    ];
    let ecdsa = Scheme::Ecdsa(DigestAlgorithm::Sha512);
    let signatures = [
        (ecdsa, by_small.to_der().as_bytes().to_vec()),
        (ecdsa, by_middle.to_der().as_bytes().to_vec()),
        (ecdsa, by_large.to_der().as_bytes().to_vec()),
        (Scheme::Ed25519, edwards.sign(MESSAGE).to_bytes().to_vec()),
    ];
    for (of, key) in keys.iter().enumerate() {
        for (by, (scheme, signature)) in signatures.iter().enumerate() {
            assert_eq!(
                key.verifies_message(*scheme, &[&b"sig"[..], b"ned"], signature),
                of == by,
                "{of} {by}"
            );
            assert!(
                !key.verifies_message(*scheme, &[&b"Signed"[..]], signature),
                "{of} {by}"
            );
        }
    }
    let strengths = keys.map(|key| key.strength().1);
    assert_eq!(strengths, [256, 384, 521, 256]);
}

fn rsa_bits(bits: usize) -> PublicKey {
    // Nothing is signed by it: any odd number of this size will do.
    let modulus = [&[0][..], &vec![0xff; bits / 8]].concat();
    let numbers = [
        element(tag::INTEGER, &modulus),
        element(tag::INTEGER, &[1, 0, 1]),
    ]
    .concat();
    read(
        rfc5912::RSA_ENCRYPTION,
        None,
        &element(tag::SEQUENCE, &numbers),
    )
}

#[test]
fn a_seal_is_made_by_keys_that_are_large_enough_and_of_a_kind_that_seals() {
    assert_eq!(rsa_bits(3072).sealing(), Some(SealingAlgorithm::Rsa));
    assert_eq!(rsa_bits(4096).sealing(), Some(SealingAlgorithm::Rsa));
    assert_eq!(rsa_bits(3064).sealing(), None);
    assert_eq!(rsa_bits(2048).sealing(), None);
    assert_eq!(
        (
            rsa_bits(2048).strength(),
            rsa_bits(2048).longest_signature()
        ),
        ((KeyFamily::Rsa, 2048), 256)
    );
    let costs = [1024, 2048, 3072, 4096, 8192].map(|bits| rsa_bits(bits).cost());
    assert_eq!(costs, [1, 1, 4, 4, 16]);
    let edwards = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    assert_eq!(
        read(
            rfc8410::ID_ED_25519,
            None,
            edwards.verifying_key().as_bytes()
        )
        .sealing(),
        None
    );
}

#[test]
fn rsa_signatures_verify_by_their_scheme_and_salt_with_and_without_the_null_and_by_no_other() {
    let secret =
        rsa::RsaPrivateKey::from_p_q(prime("fd0b"), prime("fd67"), BigUint::from(65_537_u32))
            .expect("a key");
    let key = PublicKey::Rsa(secret.to_public_key());
    let digest = DigestAlgorithm::Sha256.digest(&[b"signed"]);
    let usual = Pkcs1v15Sign::new::<sha2_padding::Sha256>();
    let short = Pkcs1v15Sign {
        prefix: without_null(&usual.prefix).expect("a prefix"),
        ..usual.clone()
    };
    let none = Pkcs1v15Sign {
        prefix: Box::default(),
        ..usual.clone()
    };
    let by = |padding| secret.sign(padding, &digest).expect("a signature");
    let pss = |salt| {
        let padding = Pss::new_with_salt::<sha2_padding::Sha256>(salt);
        secret
            .sign_with_rng(&mut Sevens, padding, &digest)
            .expect("a signature")
    };
    let scheme = Scheme::Pkcs1(DigestAlgorithm::Sha256);
    let salted = |salt| Scheme::Pss {
        digest: DigestAlgorithm::Sha256,
        salt,
    };
    for (what, signature, holds) in [
        ("as usual", by(usual), [true, false, false]),
        ("without the NULL", by(short), [true, false, false]),
        ("without the digest's name", by(none), [false; 3]),
        ("with a salt of 20", pss(20), [false, true, false]),
        ("with a salt of 32", pss(32), [false, false, true]),
    ] {
        let verify = |scheme| key.verifies(scheme, &digest, &signature);
        assert_eq!(
            [scheme, salted(20), salted(32)].map(verify),
            holds,
            "{what}"
        );
    }
    let elsewhere = by(Pkcs1v15Sign::new::<sha2_padding::Sha256>());
    assert!(!key.verifies(
        Scheme::Pkcs1(DigestAlgorithm::Sha3_256),
        &digest,
        &elsewhere
    ));
    assert!(!key.verifies(Scheme::Ecdsa(DigestAlgorithm::Sha256), &digest, &elsewhere));
}

#[test]
fn a_key_for_pss_alone_verifies_nothing_else_and_keeps_to_the_limits_that_it_names() {
    let secret =
        rsa::RsaPrivateKey::from_p_q(prime("fd0b"), prime("fd67"), BigUint::from(65_537_u32))
            .expect("a key");
    let digest = DigestAlgorithm::Sha256.digest(&[b"signed"]);
    let usual = secret
        .sign(Pkcs1v15Sign::new::<sha2_padding::Sha256>(), &digest)
        .expect("a signature");
    let salted = |salt| Scheme::Pss {
        digest: DigestAlgorithm::Sha256,
        salt,
    };
    let verifies = |key: &PublicKey, salt| {
        let padding = Pss::new_with_salt::<sha2_padding::Sha256>(salt);
        let signature = secret
            .sign_with_rng(&mut Sevens, padding, &digest)
            .expect("a signature");
        key.verifies(salted(salt), &digest, &signature)
    };
    let sha_1 = Scheme::Pss {
        digest: DigestAlgorithm::Sha1,
        salt: 20,
    };
    for (limits, expected) in [
        (None, [true, true, true]),
        (Some(salted(32)), [false, true, true]),
        (Some(salted(40)), [false, false, true]),
        (Some(sha_1), [false; 3]),
    ] {
        let key = PublicKey::RsaPss(secret.to_public_key(), limits);
        let each = [20, 32, 40].map(|salt| verifies(&key, salt));
        assert_eq!(each, expected, "{limits:?}");
        assert!(!key.verifies(Scheme::Pkcs1(DigestAlgorithm::Sha256), &digest, &usual));
    }
    // As it is read: without parameters, with readable ones, and with some that mean nothing.
    let modulus = [&[0][..], &secret.n().to_bytes_be()].concat();
    let numbers = [modulus, secret.e().to_bytes_be()].map(|one| element(tag::INTEGER, &one));
    let bits = element(tag::SEQUENCE, &numbers.concat());
    let of = |parameters: Option<&[u8]>| {
        PublicKey::of(&SubjectPublicKeyInfoOwned {
            algorithm: AlgorithmIdentifierOwned {
                oid: rfc5912::ID_RSASSA_PSS,
                parameters: parameters.map(|der| Any::from_der(der).expect("DER")),
            },
            subject_public_key: BitString::from_bytes(&bits).expect("bits"),
        })
    };
    let limits = |parameters| match of(parameters) {
        Some(PublicKey::RsaPss(_, limits)) => Some(limits),
        _ => None,
    };
    assert_eq!(limits(None), Some(None));
    assert_eq!(limits(Some(&[5, 0])), Some(None));
    assert_eq!(limits(Some(&[0x30, 0])), Some(Some(sha_1)));
    assert_eq!(limits(Some(&[2, 1, 0])), None);
}

#[test]
fn what_is_verified_in_a_quick_way_verifies_in_the_thorough_way_and_the_other_way_round() {
    use DigestAlgorithm as D;
    const MESSAGE: &[u8] = b"signed";
    let small = p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a key");
    let middle = p384::ecdsa::SigningKey::from_slice(&[7; 48]).expect("a key");
    let (p, q) = (long_prime("fd0b", 256), long_prime("fd67", 256));
    let large = |least: u32| {
        let key = |exponent: u32| {
            rsa::RsaPrivateKey::from_p_q(p.clone(), q.clone(), BigUint::from(exponent)).ok()
        };
        (least..).step_by(2).find_map(key).expect("a key")
    };
    // The exponent that all keys have, and one that old keys have.
    let (usual, small_exponent) = (large(65_537), large(3));
    let by_small = |digest: &[u8]| -> p256::ecdsa::Signature {
        small.sign_prehash(digest).expect("a signature")
    };
    let by_middle = |digest: &[u8]| -> p384::ecdsa::Signature {
        middle.sign_prehash(digest).expect("a signature")
    };
    let padding = |digest| with_digest!(digest, D => Pkcs1v15Sign::new::<D>());
    let salted = |digest, salt| with_digest!(digest, D => Pss::new_with_salt::<D>(salt));
    let mut signatures: Vec<(&str, PublicKey, Scheme, Vec<u8>)> = Vec::new();
    for digest in [D::Sha1, D::Sha256, D::Sha384, D::Sha512] {
        let over = digest.digest(&[MESSAGE]);
        let wide = |width| {
            [
                &vec![0; usize::saturating_sub(width, over.len())][..],
                &over,
            ]
            .concat()
        };
        let curves = [
            (
                PublicKey::P256(*small.verifying_key()),
                by_small(&wide(32)).to_der().as_bytes().to_vec(),
            ),
            (
                PublicKey::P384(*middle.verifying_key()),
                by_middle(&wide(48)).to_der().as_bytes().to_vec(),
            ),
        ];
        for (key, signature) in curves {
            signatures.push(("curve", key, Scheme::Ecdsa(digest), signature));
        }
        for secret in [&usual, &small_exponent] {
            let key = PublicKey::Rsa(secret.to_public_key());
            let short = Pkcs1v15Sign {
                prefix: without_null(&padding(digest).prefix).expect("a prefix"),
                ..padding(digest)
            };
            for (what, padding) in [("usual", padding(digest)), ("without NULL", short)] {
                let signature = secret.sign(padding, &over).expect("a signature");
                signatures.push((what, key.clone(), Scheme::Pkcs1(digest), signature));
            }
            for salt in [20, over.len()] {
                let signature = secret
                    .sign_with_rng(&mut Sevens, salted(digest, salt), &over)
                    .expect("a signature");
                let alone = PublicKey::RsaPss(secret.to_public_key(), None);
                let scheme = Scheme::Pss { digest, salt };
                signatures.push(("PSS", alone, scheme, signature.clone()));
                signatures.push(("PSS", key.clone(), scheme, signature));
            }
        }
    }
    let mut quick = 0;
    for (what, key, scheme, signature) in &signatures {
        let over = scheme.digest().digest(&[MESSAGE]);
        let mut spoiled = signature.clone();
        *spoiled.last_mut().expect("bytes") ^= 1;
        assert!(key.verifies(*scheme, &over, signature), "{what} {scheme:?}");
        assert!(
            key.verifies_message(*scheme, &[MESSAGE], signature),
            "{what} {scheme:?}"
        );
        for (message, signature) in [(&b"Signed"[..], signature), (MESSAGE, &spoiled)] {
            let said = key.verifies_message(*scheme, &[message], signature);
            assert!(!said, "{what} {scheme:?}");
            assert_ne!(
                key.verifies_quickly(*scheme, message, signature),
                Some(true)
            );
        }
        quick += usize::from(key.verifies_quickly(*scheme, MESSAGE, signature) == Some(true));
    }
    // Two curves by SHA-256 and SHA-384; each RSA key by three digests, in PSS as either kind of key.
    assert_eq!(quick, 4 + 2 * (3 + 6));
    // What is signed one part after the other is the same.
    let (_, key, scheme, signature) = &signatures[2];
    assert!(key.verifies_message(*scheme, &[&b"sig"[..], b"ned"], signature));
}

/// The first prime from a number on whose upper half begins with these digits.
fn prime(begin: &str) -> BigUint {
    long_prime(begin, 128)
}

/// The same of a number with this many hexadecimal digits.
fn long_prime(begin: &str, digits: usize) -> BigUint {
    use rsa::BigUint as Number;
    let zeros = "0".repeat(digits - begin.len() - 1);
    let mut number =
        Number::parse_bytes(format!("{begin}{zeros}1").as_bytes(), 16).expect("digits");
    let two = Number::from(2_u32);
    let exponent = |number: &Number| number - Number::from(1_u32);
    // Fermat's test, to a base: enough for keys of tests.
    while Number::from(3_u32).modpow(&exponent(&number), &number) != Number::from(1_u32) {
        number += &two;
    }
    number
}
