//! What timestamps prove, and what they only say.

use super::*;
use segl_pki::{ber::element, test_ca::sequence};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A signature that was stamped by this authority with these tokens.
fn stamped(
    leaf: &Holder,
    root: &Holder,
    list: &[u8],
    before: Option<Timestamp>,
    token: impl Fn(&[u8]) -> Vec<u8>,
) -> SignatureReport {
    let document = Document::new();
    let mut made = Made::of(&document.digest(), leaf);
    made.crls = list.to_vec();
    if let Some(before) = before {
        let stamp = made::token(&document.signed(), before, &stamper(root));
        made.signed.push(attribute(OID_CONTENT_TIMESTAMP, &stamp));
    }
    let (value, _) = made.write();
    made.unsigned = vec![attribute(OID_TIMESTAMP, &token(&value))];
    report(&document.with(&made.write().1), root)
}

#[test]
fn a_timestamp_is_by_a_certificate_for_timestamps_alone_that_says_so_critically() {
    let root = root();
    let leaf = quiet(&root);
    let purposes = |is_critical, purposes: &[&[u8]]| {
        let all: Vec<u8> = purposes
            .iter()
            .flat_map(|purpose| element(tag::OID, purpose))
            .collect();
        extension(id::EXTENDED_KEY_USAGE, is_critical, &sequence(&[&all]))
    };
    for (is_critical, of, check) in [
        (true, &[id::TIME_STAMPING][..], Check::Passed),
        (false, &[id::TIME_STAMPING], Check::Failed),
        (true, &[id::TIME_STAMPING, id::OCSP_SIGNING], Check::Failed),
    ] {
        let template = Template::with("Stamper", vec![key_usage(&[0]), purposes(is_critical, of)]);
        let by = root.issue(&template, 4);
        let report = stamped(&leaf, &root, &[], None, |value| {
            token(value, NOW - HOUR, &by)
        });
        assert_eq!(report.checks.timestamp, check, "{is_critical} {}", of.len());
    }
}

#[test]
fn a_time_before_the_authority_s_certificate_or_after_now_proves_nothing() {
    let root = root();
    let leaf = quiet(&root);
    let purpose = vec![key_usage(&[0]), extended_key_usage(id::TIME_STAMPING)];
    let begun = NOW - HOUR * 48;
    let by = root.issue(
        &Template::with("Stamper", purpose).valid(begun, NOW + HOUR * 999),
        4,
    );
    for (at, check) in [
        (begun - HOUR, Check::Failed),
        (begun, Check::Passed),
        (NOW, Check::Passed),
        (NOW + HOUR, Check::Failed),
    ] {
        let report = stamped(&leaf, &root, &[], None, |value| token(value, at, &by));
        assert_eq!(report.checks.timestamp, check, "{at}");
        let proven = (check == Check::Passed).then_some(at);
        assert_eq!(report.best_signature_time, proven, "{at}");
    }
}

#[test]
fn a_revocation_within_the_time_that_a_timestamp_may_be_wrong_by_counts() {
    let root = root();
    let leaf = root.issue(&Template::signer("Leaf").serial(7), 3);
    let since = NOW - HOUR * 48;
    let list = root.list(&List {
        entries: vec![revoked(7, since, &[])],
        ..List::default()
    });
    let weigh = |accuracy| {
        let report = stamped(&leaf, &root, &list, None, |value| {
            token_within(value, since - HOUR, accuracy, &stamper(&root))
        });
        report.verdict
    };
    assert_eq!(weigh(None), Verdict::TotalPassed);
    assert_eq!(weigh(Some(3_599)), Verdict::TotalPassed);
    assert_eq!(weigh(Some(3_601)), open(IndeterminateReason::RevokedNoPoe));
}

#[test]
fn a_timestamp_of_the_content_is_not_later_than_one_of_the_signature() {
    let root = root();
    let leaf = quiet(&root);
    let weigh = |before: Timestamp| {
        let report = stamped(&leaf, &root, &[], Some(before), |value| {
            token(value, NOW - HOUR * 9, &stamper(&root))
        });
        report.verdict
    };
    assert_eq!(weigh(NOW - HOUR * 10), Verdict::TotalPassed);
    assert_eq!(
        weigh(NOW - HOUR * 8),
        open(IndeterminateReason::TimestampOrderFailure)
    );
}

#[test]
fn a_timestamp_with_a_demand_that_is_not_understood_proves_nothing() {
    let root = root();
    let (leaf, stamper) = (quiet(&root), stamper(&root));
    for (is_critical, check) in [(false, Check::Passed), (true, Check::NotChecked)] {
        let report = stamped(&leaf, &root, &[], None, |value| {
            let odd = extension(id::UNKNOWN, is_critical, &[5, 0]);
            token_extended(value, NOW - HOUR, &stamper, &odd)
        });
        assert_eq!(report.checks.timestamp, check, "{is_critical}");
    }
}
