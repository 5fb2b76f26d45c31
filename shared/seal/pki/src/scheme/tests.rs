use der::{Any, Decode as _};

use super::*;
use crate::ber::{element, tag};

fn scheme(oid: ObjectIdentifier, parameters: Option<&[u8]>) -> Option<Scheme> {
    let parameters = parameters.map(|der| Any::from_der(der).expect("DER"));
    Scheme::of(
        &AlgorithmIdentifierOwned { oid, parameters },
        Some(DigestAlgorithm::Sha256),
    )
}

#[test]
fn an_identifier_that_leaves_the_digest_open_takes_the_signers() {
    assert_eq!(
        scheme(rfc5912::ID_EC_PUBLIC_KEY, None),
        Some(Scheme::Ecdsa(DigestAlgorithm::Sha256))
    );
    assert_eq!(
        scheme(rfc5912::RSA_ENCRYPTION, None),
        Some(Scheme::Pkcs1(DigestAlgorithm::Sha256))
    );
    assert_eq!(scheme(rfc5912::ID_SHA_256, None), None);
    for oid in [rfc5912::ID_EC_PUBLIC_KEY, rfc5912::RSA_ENCRYPTION] {
        assert_eq!(
            Scheme::of(
                &AlgorithmIdentifierOwned {
                    oid,
                    parameters: None
                },
                None
            ),
            None
        );
    }
}

#[test]
fn the_parameters_of_pss_are_read_with_their_defaults_and_odd_ones_are_none() {
    let algorithm = |oid: ObjectIdentifier, inner: &[u8]| {
        element(
            tag::SEQUENCE,
            &[&element(tag::OID, oid.as_bytes()), inner].concat(),
        )
    };
    let hash = |oid| element(0xa0, &algorithm(oid, &[]));
    let mask = |oid| element(0xa1, &algorithm(rfc5912::ID_MGF_1, &algorithm(oid, &[])));
    let salt = |salt: u8| element(0xa2, &element(tag::INTEGER, &[salt]));
    let trailer = |trailer: u8| element(0xa3, &element(tag::INTEGER, &[trailer]));
    let pss = |parts: &[Vec<u8>]| {
        scheme(
            rfc5912::ID_RSASSA_PSS,
            Some(&element(tag::SEQUENCE, &parts.concat())),
        )
    };
    let is = |digest, salt| Some(Scheme::Pss { digest, salt });
    let (sha_256, sha_384) = (rfc5912::ID_SHA_256, rfc5912::ID_SHA_384);
    let by_default = is(DigestAlgorithm::Sha1, 20);
    assert_eq!(scheme(rfc5912::ID_RSASSA_PSS, None), by_default);
    assert_eq!(scheme(rfc5912::ID_RSASSA_PSS, Some(&[5, 0])), by_default);
    assert_eq!(pss(&[]), by_default);
    assert_eq!(
        pss(&[hash(sha_256), mask(sha_256), salt(32)]),
        is(DigestAlgorithm::Sha256, 32)
    );
    assert_eq!(
        pss(&[hash(sha_384), mask(sha_384), salt(48), trailer(1)]),
        is(DigestAlgorithm::Sha384, 48)
    );
    assert_eq!(
        pss(&[hash(sha_256), mask(sha_384), salt(32)]),
        None,
        "another digest in the mask"
    );
    assert_eq!(pss(&[hash(sha_256), salt(32)]), None, "SHA-1 in the mask");
    assert_eq!(
        pss(&[hash(sha_256), mask(sha_256), trailer(2)]),
        None,
        "a trailer that nobody knows"
    );
    assert_eq!(pss(&[hash(rfc5912::ID_EC_PUBLIC_KEY)]), None, "no digest");
}
