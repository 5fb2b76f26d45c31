use super::*;
use crate::{
    ber::element,
    test_ca::{Answer, Holder, Template, extended_key_usage, extension, id, key_usage, time},
    test_pki::samples::NOW,
};

fn read(by: &Holder, about: &X509Certificate, issuer: &Holder, with: &[&[u8]]) -> OcspAnswer {
    OcspAnswer::read(&by.answer(&Answer::good(), about, issuer, with)).expect("an answer")
}

#[test]
fn an_answer_is_by_whoever_it_names_and_brings_its_certificates() {
    let root = Holder::root("Root", 1);
    let signer = root
        .issue(&Template::signer("Signer").serial(7), 2)
        .certificate;
    let (responder, other) = (
        root.issue(&Template::responder("R"), 3),
        root.issue(&Template::responder("S"), 4),
    );
    let answer = read(&responder, &signer, &root, &[responder.certificate.der()]);
    assert_eq!(
        answer.certificates(),
        std::slice::from_ref(&responder.certificate)
    );
    assert!(answer.is_named(&responder.certificate));
    assert!(!answer.is_named(&other.certificate) && !answer.is_named(&root.certificate));
    // By its key (RFC 6960 section 4.2.1): the name in the answer's bytes is replaced, and nobody has signed that.
    let mut by_key = answer;
    let hash = |holder: &Holder| {
        DigestAlgorithm::Sha1.digest(&[holder
            .certificate
            .subject_public_key_info
            .subject_public_key
            .raw_bytes()])
    };
    let hash = der::asn1::OctetString::new(hash(&responder)).expect("a hash");
    by_key.decoded.tbs_response_data.responder_id = ResponderId::ByKey(hash);
    assert!(by_key.is_named(&responder.certificate) && !by_key.is_named(&other.certificate));
}

#[test]
fn only_who_is_made_a_responder_answers_for_an_issuer() {
    let root = Holder::root("Root", 1);
    let signer = root
        .issue(&Template::signer("Signer").serial(7), 2)
        .certificate;
    let policy = ValidationPolicy::default();
    let answers = |holder: &Holder, with: bool| {
        let der = holder.certificate.der();
        let answer = read(
            holder,
            &signer,
            &root,
            if with {
                std::slice::from_ref(&der)
            } else {
                &[]
            },
        );
        let known = [holder.certificate.clone()];
        let known = if with { &[][..] } else { &known[..] };
        answer
            .responder(
                &root.certificate,
                known.iter(),
                Some(&policy),
                NOW,
                &Verifier::default(),
            )
            .is_some()
    };
    let purpose = || extended_key_usage(id::OCSP_SIGNING);
    let by = |extensions| answers(&root.issue(&Template::with("R", extensions), 3), true);
    assert!(answers(&root, true) && answers(&root.issue(&Template::responder("R"), 3), true));
    assert!(
        answers(&root.issue(&Template::responder("R"), 3), false),
        "one that is known from elsewhere"
    );
    assert!(
        by(vec![purpose()])
            && by(vec![key_usage(&[0]), purpose()])
            && by(vec![key_usage(&[1]), purpose()])
    );
    assert!(
        !by(vec![]) && !by(vec![key_usage(&[0])]),
        "nobody made it one"
    );
    assert!(
        !by(vec![key_usage(&[5]), purpose()]),
        "its key is for certificates"
    );
    assert!(
        !by(vec![purpose(), extended_key_usage(id::OCSP_SIGNING)]),
        "twice the same is not read"
    );
    assert!(!by(vec![
        extension(id::KEY_USAGE, true, &[5, 0]),
        purpose()
    ]));
    assert!(
        !by(vec![purpose(), extension(id::UNKNOWN, true, &[5, 0])]),
        "not known, and must be"
    );
    assert!(by(vec![purpose(), extension(id::UNKNOWN, false, &[5, 0])]));
    let made = Answer::good().produced_at;
    let second = jiff::SignedDuration::from_secs(1);
    let valid = |from, until| {
        answers(
            &root.issue(&Template::responder("R").valid(from, until), 3),
            true,
        )
    };
    assert!(valid(made, made));
    assert!(!valid(made + second, NOW) && !valid(made - second, made - second));
    let other = Holder::root("Other", 5);
    assert!(
        !answers(&other.issue(&Template::responder("R"), 3), true),
        "another authority's"
    );
}

#[test]
fn an_answer_says_something_of_its_certificate_alone_while_it_is_fresh_and_unconditional() {
    let root = Holder::root("Root", 1);
    let issued = |serial| {
        root.issue(&Template::signer("Signer").serial(serial), 2)
            .certificate
    };
    let (signer, another) = (issued(7), issued(8));
    let said = |answer: &Answer, about: &X509Certificate, issuer: &Holder| {
        let answer =
            OcspAnswer::read(&root.answer(answer, &signer, &root, &[])).expect("an answer");
        answer
            .says_of(
                about,
                &issuer.certificate,
                &ValidationPolicy::default(),
                NOW,
                Timestamp::MAX,
            )
            .map_or(Revocation::Unknown, |said| said.revocation)
    };
    assert_eq!(said(&Answer::good(), &signer, &root), Revocation::Good);
    assert_eq!(
        said(&Answer::revoked(NOW), &signer, &root),
        Revocation::Revoked(NOW)
    );
    assert_eq!(
        said(&Answer::unknown(), &signer, &root),
        Revocation::Unknown
    );
    assert_eq!(
        said(&Answer::good(), &another, &root),
        Revocation::Unknown,
        "another number"
    );
    let namesake = Holder::root("Root", 6);
    assert_eq!(
        said(&Answer::good(), &signer, &namesake),
        Revocation::Unknown,
        "another key"
    );
    let other = Holder::root("Other", 1);
    let by_other = other
        .issue(&Template::signer("Signer").serial(7), 2)
        .certificate;
    assert_eq!(
        said(&Answer::good(), &by_other, &other),
        Revocation::Unknown,
        "another name"
    );
    for (critical, expected) in [(true, Revocation::Unknown), (false, Revocation::Good)] {
        let extensions = vec![extension(
            id::UNKNOWN,
            critical,
            &element(tag::SEQUENCE, &time(NOW)),
        )];
        assert_eq!(
            said(
                &Answer {
                    extensions,
                    ..Answer::good()
                },
                &signer,
                &root
            ),
            expected
        );
    }
    let stale = Answer {
        next_update: Some(NOW - jiff::SignedDuration::from_hours(1)),
        ..Answer::good()
    };
    assert_eq!(said(&stale, &signer, &root), Revocation::Unknown);
}
