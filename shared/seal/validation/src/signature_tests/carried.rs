//! Where a signature brings lists and answers of its own.

use super::*;

/// `id-aa-ets-certValues` and `id-aa-ets-revocationValues` (EN 319 122-1 annex A.1).
const OID_CERTIFICATE_VALUES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 23];
const OID_REVOCATION_VALUES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 24];
/// `id-ri-ocsp-response` (RFC 5940 section 2.1).
const OID_OCSP_RESPONSE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 16, 2];

#[test]
fn a_signature_brings_its_own_lists_and_answers() {
    let (root, document) = (root(), Document::new());
    let leaf = root.issue(&Template::signer("Leaf").serial(7), 3);
    let weigh = |change: &dyn Fn(&mut Made<'_>)| {
        let mut made = Made::of(&document.digest(), &leaf);
        change(&mut made);
        let report = report(&document.with(&made.write().1), &root);
        (report.verdict, report.checks.revocation)
    };
    let list = root.list(&List::default());
    let answer = root.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    let archive = |place: u8, item: &[u8]| {
        attribute(
            OID_ADOBE_ARCHIVE,
            &sequence(&[&element(0xa0 | place, &sequence(&[item]))]),
        )
    };
    let passed = (Verdict::TotalPassed, Check::Passed);
    assert_eq!(
        weigh(&|_| {}),
        (open(IndeterminateReason::TryLater), Check::NotChecked)
    );
    assert_eq!(weigh(&|made| made.crls.clone_from(&list)), passed);
    assert_eq!(weigh(&|made| made.signed.push(archive(0, &list))), passed);
    assert_eq!(weigh(&|made| made.signed.push(archive(1, &answer))), passed);
    let revoked = root.list(&List {
        entries: vec![revoked(7, NOW, &[])],
        ..List::default()
    });
    let failed = (open(IndeterminateReason::RevokedNoPoe), Check::Failed);
    assert_eq!(weigh(&|made| made.crls.clone_from(&revoked)), failed);
}

/// The `BasicOCSPResponse` of an `OCSPResponse`.
fn basic(answer: &[u8]) -> Vec<u8> {
    let within = |bytes, tag| ber::first(bytes).expect("an element").0.children(tag);
    let response = within(answer, tag::SEQUENCE).expect("a response");
    let bytes = response[1].children(0xa0).expect("its bytes");
    let [_, basic] = bytes[0].children(tag::SEQUENCE).expect("two")[..] else {
        panic!("a kind and an answer")
    };
    basic.content.to_vec()
}

#[test]
fn what_the_trade_puts_in_other_places_of_a_signature_is_read_there() {
    let (root, document) = (root(), Document::new());
    let between = root.issue(&Template::authority("Between").serial(8), 2);
    let leaf = between.issue(&Template::signer("Leaf").serial(7), 3);
    let weigh = |change: &dyn Fn(&mut Made<'_>)| {
        let mut made = Made::of(&document.digest(), &leaf);
        change(&mut made);
        let report = report(&document.with(&made.write().1), &root);
        (report.verdict, report.checks.revocation)
    };
    let of_between = root.list(&List::default());
    let lists = [of_between.clone(), between.list(&List::default())].concat();
    let stolen = |by: &Holder| {
        by.list(&List {
            entries: vec![revoked(7, NOW, &[])],
            ..List::default()
        })
    };
    let answer = |answer| between.answer(&answer, &leaf.certificate, &between, &[]);
    let certificates = attribute(
        OID_CERTIFICATE_VALUES,
        &sequence(&[between.certificate.der()]),
    );
    let archive = |place: u8, item: &[u8]| {
        attribute(
            OID_REVOCATION_VALUES,
            &sequence(&[&element(0xa0 | place, &sequence(&[item]))]),
        )
    };
    let other = |answer: &[u8]| {
        element(
            0xa1,
            &[&element(tag::OID, OID_OCSP_RESPONSE), answer].concat(),
        )
    };
    let passed = (Verdict::TotalPassed, Check::Passed);
    let failed = (open(IndeterminateReason::RevokedNoPoe), Check::Failed);
    let is_alone = weigh(&|_| {}).0;
    assert_eq!(is_alone, open(IndeterminateReason::NoCertificateChainFound));
    // CAdES' own places, each with what passes and what does not.
    for (lists, expected) in [
        (lists.clone(), passed),
        ([of_between.clone(), stolen(&between)].concat(), failed),
    ] {
        let with = |made: &mut Made<'_>| {
            made.unsigned = vec![certificates.clone(), archive(0, &lists)];
        };
        assert_eq!(weigh(&with), expected, "lists");
    }
    for (said, expected) in [
        (answer(Answer::good()), passed),
        (answer(Answer::revoked(NOW)), failed),
    ] {
        let with = |made: &mut Made<'_>| {
            made.crls.clone_from(&of_between);
            made.unsigned = vec![certificates.clone(), archive(1, &basic(&said))];
        };
        assert_eq!(weigh(&with), expected, "answers");
        let among = |made: &mut Made<'_>| {
            made.crls = [of_between.clone(), other(&said)].concat();
            made.unsigned = vec![certificates.clone()];
        };
        assert_eq!(weigh(&among), expected, "answers among lists");
    }
    // What its timestamp carries speaks of the signature's certificates, too.
    let stamper = stamper(&root);
    for (lists, expected) in [
        (lists, passed),
        ([of_between, stolen(&between)].concat(), failed),
    ] {
        let with = |made: &mut Made<'_>| {
            let value = made.write().0;
            let token = token_carrying(&value, NOW, &stamper, &lists);
            made.unsigned = vec![certificates.clone(), attribute(OID_TIMESTAMP, &token)];
        };
        assert_eq!(weigh(&with), expected, "in a timestamp");
    }
}
