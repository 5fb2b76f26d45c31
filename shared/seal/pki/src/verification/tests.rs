use super::*;
use crate::{
    ber::{element, tag},
    test_ca::{Holder, Template, id, integer, sequence},
};

const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const KIND: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
const DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
const FIRST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 12];
const SECOND: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
const MESSAGE: &[u8] = b"signed";

fn attribute(oid: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&element(tag::OID, oid), &element(tag::SET, value)])
}

/// The attribute that names a certificate, in its first or second version.
fn naming(oid: &[u8], holder: &Holder) -> Vec<u8> {
    let algorithm = if oid == FIRST {
        DigestAlgorithm::Sha1
    } else {
        DigestAlgorithm::Sha256
    };
    let hash = element(
        tag::OCTET_STRING,
        &algorithm.digest(&[holder.certificate.der()]),
    );
    attribute(oid, &sequence(&[&sequence(&[&sequence(&[&hash])])]))
}

/// A signature over the message with these certificates, and more attributes.
fn signature(
    by: &Holder,
    issuer: &Holder,
    certificates: &[&Holder],
    more: &[Vec<u8>],
) -> SignedData {
    let digest = DigestAlgorithm::Sha256.digest(&[MESSAGE]);
    let mut attributes = vec![
        attribute(KIND, &element(tag::OID, DATA)),
        attribute(DIGEST, &element(tag::OCTET_STRING, &digest)),
    ];
    attributes.extend(more.iter().cloned());
    attributes.sort();
    let attributes = attributes.concat();
    let signed = DigestAlgorithm::Sha256.digest(&[&element(tag::SET, &attributes)]);
    let serial = element(tag::INTEGER, by.certificate.serial_number.as_bytes());
    let signer = sequence(&[
        &integer(1),
        &sequence(&[&issuer.name(), &serial]),
        &sequence(&[&element(tag::OID, SHA_256)]),
        &element(0xa0, &attributes),
        &sequence(&[&element(tag::OID, id::ECDSA_SHA_256)]),
        &element(
            tag::OCTET_STRING,
            &by.key.sign(&signed).expect("a signature"),
        ),
    ]);
    let certificates: Vec<u8> = certificates
        .iter()
        .flat_map(|one| one.certificate.der().to_vec())
        .collect();
    let data = sequence(&[
        &integer(1),
        &element(tag::SET, &[]),
        &sequence(&[&element(tag::OID, DATA)]),
        &element(0xa0, &certificates),
        &element(tag::SET, &signer),
    ]);
    SignedData::read(&sequence(&[
        &element(tag::OID, SIGNED_DATA),
        &element(0xa0, &data),
    ]))
    .expect("a signature")
}

#[test]
fn all_attributes_that_name_a_certificate_must_name_the_signers() {
    let root = Holder::root("Root", 1);
    let [signer, other] = [(7, 3), (8, 4)]
        .map(|(serial, seed)| root.issue(&Template::signer("S").serial(serial), seed));
    for (why, more, names) in [
        ("none", vec![], None),
        (
            "the second version",
            vec![naming(SECOND, &signer)],
            Some(true),
        ),
        (
            "the first version",
            vec![naming(FIRST, &signer)],
            Some(true),
        ),
        (
            "both",
            vec![naming(FIRST, &signer), naming(SECOND, &signer)],
            Some(true),
        ),
        (
            "another, in the second",
            vec![naming(SECOND, &other)],
            Some(false),
        ),
        (
            "another, in the first",
            vec![naming(FIRST, &other)],
            Some(false),
        ),
        (
            "another in one of both",
            vec![naming(FIRST, &other), naming(SECOND, &signer)],
            Some(false),
        ),
        (
            "another in the other",
            vec![naming(FIRST, &signer), naming(SECOND, &other)],
            Some(false),
        ),
        (
            "what cannot be read",
            vec![attribute(SECOND, &sequence(&[]))],
            Some(false),
        ),
    ] {
        let data = signature(&signer, &root, &[&signer, &other], &more);
        let held = Verification::of(&data, &[MESSAGE])
            .expect("a signature that can be held against something");
        assert!(held.digest_matches && held.verifies == Some(true), "{why}");
        assert_eq!(held.names_certificate, names, "{why}");
    }
}

#[test]
fn of_two_certificates_with_one_number_the_one_that_is_named_is_the_signers() {
    let root = Holder::root("Root", 1);
    let [signer, other] = [3, 4].map(|seed| root.issue(&Template::signer("S").serial(7), seed));
    for certificates in [[&other, &signer], [&signer, &other]] {
        let data = signature(&signer, &root, &certificates, &[naming(SECOND, &signer)]);
        let held = Verification::of(&data, &[MESSAGE])
            .expect("a signature that can be held against something");
        assert_eq!(
            (held.certificate.as_ref(), held.verifies),
            (Some(&signer.certificate), Some(true))
        );
        assert_eq!(held.names_certificate, Some(true));
    }
}

#[test]
fn a_certificate_that_is_named_by_issuer_and_number_too_is_that_one() {
    let (root, other) = (Holder::root("Root", 1), Holder::root("Other", 2));
    let signer = root.issue(&Template::signer("S").serial(7), 3);
    let hash = DigestAlgorithm::Sha256.digest(&[signer.certificate.der()]);
    let hash = element(tag::OCTET_STRING, &hash);
    for (issuer, serial, names) in [(&root, 7, true), (&other, 7, false), (&root, 8, false)] {
        // GeneralNames of one directoryName.
        let issuer = sequence(&[&element(0xa4, &issuer.name())]);
        let issuer_serial = sequence(&[&issuer, &integer(serial)]);
        let id = sequence(&[&hash, &issuer_serial]);
        let named = attribute(SECOND, &sequence(&[&sequence(&[&id])]));
        let data = signature(&signer, &root, &[&signer], &[named]);
        let held = Verification::of(&data, &[MESSAGE]).expect("a signature");
        assert_eq!(held.names_certificate, Some(names), "{serial}");
    }
}

#[test]
fn a_signature_that_says_it_was_made_by_other_algorithms_is_held_against_nothing() {
    const PROTECTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 52];
    const SHA_512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
    let root = Holder::root("Root", 1);
    let signer = root.issue(&Template::signer("S").serial(7), 3);
    let algorithm = |oid: &[u8]| sequence(&[&element(tag::OID, oid)]);
    let by = |oid: &[u8]| element(0xa1, &element(tag::OID, oid));
    let said = |parts: &[&[u8]]| {
        let protection = attribute(PROTECTION, &sequence(parts));
        let data = signature(&signer, &root, &[&signer], &[protection]);
        Verification::of(&data, &[MESSAGE]).map(|held| held.verifies)
    };
    let ours = by(id::ECDSA_SHA_256);
    assert_eq!(said(&[&algorithm(SHA_256), &ours]), Ok(Some(true)));
    for parts in [
        [algorithm(SHA_512), ours.clone()],
        [algorithm(SHA_256), by(SHA_256)],
        [algorithm(SHA_256), Vec::new()],
    ] {
        let parts = [&parts[0][..], &parts[1]];
        assert_eq!(said(&parts), Err(NotVerifiable::OtherAlgorithms));
    }
}
