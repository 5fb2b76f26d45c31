//! CMS signatures as others write them, honest and not: in a sealed document our own value is replaced by theirs.

use jiff::{SignedDuration, Timestamp};

use super::{structure::signatures_in as fields_in, *};
use segl_front_page::samples::{request, seal};
use segl_pdf::{file::File, samples::plain_with};
use segl_pki::{
    ber::{self, element, tag},
    digest::DigestAlgorithm,
    test_ca::{
        Answer, Holder, List, Template, basic_constraints, extended_key_usage, extension, id,
        integer, key_usage, list_at, revoked, sequence, time,
    },
    test_pki::samples::NOW,
};

mod carried;
mod made;
mod stamped;

use made::*;

/// A sealed document, the bytes that its signature covers, and where the value stands.
struct Document {
    bytes: Vec<u8>,
    gap: std::ops::Range<usize>,
}

impl Document {
    fn new() -> Self {
        let mut asked = request(&[("a", &plain_with(&[]))]);
        asked.timestamp_reserved_len = 12_000;
        let bytes = seal(&asked).bytes;
        let [_, length, after, _] = {
            let file = File::open(&bytes).expect("a PDF");
            fields_in(&file)[0].range
        };
        Self {
            bytes,
            gap: length + 1..after - 1,
        }
    }

    fn signed(&self) -> Vec<u8> {
        [
            &self.bytes[..self.gap.start - 1],
            &self.bytes[self.gap.end + 1..],
        ]
        .concat()
    }

    fn digest(&self) -> Vec<u8> {
        sha_256(&[&self.signed()])
    }

    /// The document with this value in its signature.
    fn with(&self, cms: &[u8]) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        bytes[self.gap.clone()].fill(b'0');
        assert!(cms.len() * 2 <= self.gap.len(), "{} bytes", cms.len());
        for (place, byte) in cms.iter().enumerate() {
            let at = self.gap.start + 2 * place;
            bytes[at..at + 2].copy_from_slice(format!("{byte:02x}").as_bytes());
        }
        bytes
    }
}

fn root() -> Holder {
    Holder::root("Root", 1)
}

fn quiet(root: &Holder) -> Holder {
    root.issue(&Template::with("Leaf", vec![key_usage(&[0])]).serial(7), 3)
}

fn stamper(root: &Holder) -> Holder {
    root.issue(
        &Template::with(
            "Stamper",
            vec![key_usage(&[0]), extended_key_usage(id::TIME_STAMPING)],
        )
        .serial(9),
        4,
    )
}

fn trust(root: &Holder) -> Trust {
    Trust {
        anchors: vec![root.certificate.clone()],
        ..Trust::default()
    }
}

fn report(bytes: &[u8], root: &Holder) -> SignatureReport {
    let report = validate(bytes, &trust(root), NOW).expect("a PDF");
    report.signatures.into_iter().next().expect("a signature")
}

fn verdict(bytes: &[u8], root: &Holder) -> Verdict {
    report(bytes, root).verdict
}

const fn open(why: IndeterminateReason) -> Verdict {
    Verdict::Indeterminate(why)
}

/// The same with every length indefinite, and octet strings in pieces.
fn loosened(der: &[u8]) -> Vec<u8> {
    ber::elements(der)
        .expect("DER")
        .iter()
        .fold(Vec::new(), |mut out, one| {
            if one.tag & 0x20 != 0 {
                out.extend([one.tag, 0x80]);
                out.extend(loosened(one.content));
                out.extend([0, 0]);
            } else if one.tag == tag::OCTET_STRING && one.content.len() > 1 {
                let (first, second) = one.content.split_at(one.content.len() / 2);
                out.extend([0x24, 0x80]);
                out.extend(element(tag::OCTET_STRING, first));
                out.extend(element(tag::OCTET_STRING, second));
                out.extend([0, 0]);
            } else {
                out.extend(one.whole);
            }
            out
        })
}

#[test]
fn a_signature_in_der_passes() {
    let (root, document) = (root(), Document::new());
    let leaf = quiet(&root);
    let made = Made::of(&document.digest(), &leaf);
    assert_eq!(
        verdict(&document.with(&made.write().1), &root),
        Verdict::TotalPassed
    );
}

#[test]
fn honest_signatures_that_are_written_otherwise_pass_too() {
    let (root, document) = (root(), Document::new());
    let leaf = quiet(&root);
    let change = |change: &dyn Fn(&mut Made<'_>)| {
        let mut made = Made::of(&document.digest(), &leaf);
        change(&mut made);
        made.write().1
    };
    let plain = change(&|_| {});
    let cms: [(&str, Vec<u8>); 11] = [
        (
            "with indefinite lengths and strings in pieces",
            loosened(&plain),
        ),
        (
            "with filling of other bytes",
            [&plain[..], b"\n\xff filling"].concat(),
        ),
        (
            "with a version that is another's",
            change(&|made| made.version = 4),
        ),
        (
            "with a signer's version that is another's",
            change(&|made| made.signer_version = 3),
        ),
        (
            "without its digest announced",
            change(&|made| made.announced.clear()),
        ),
        (
            "with its digest announced twice",
            change(&|made| made.announced = algorithm(SHA_256).repeat(2)),
        ),
        (
            "with the same certificate twice",
            change(&|made| made.certificates.push(made.certificates[0].clone())),
        ),
        (
            "with an attribute certificate",
            change(&|made| made.certificates.push(element(0xa2, &[]))),
        ),
        (
            "with what is no certificate",
            change(&|made| made.certificates.push(sequence(&[&[5, 0]]))),
        ),
        (
            "with attributes in another order",
            change(&|made| made.signed.reverse()),
        ),
        (
            "with the time as an attribute",
            change(&|made| {
                made.signed.push(attribute(
                    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5],
                    &time(NOW),
                ));
            }),
        ),
    ];
    for (how, cms) in cms {
        assert_eq!(
            verdict(&document.with(&cms), &root),
            Verdict::TotalPassed,
            "{how}"
        );
    }
    let shorter = ber::definite(&loosened(&plain)).expect("BER").into_owned();
    assert_eq!(shorter, plain, "and comes out as it was");
}

#[test]
fn what_is_wrong_with_a_signature_fails_and_what_is_not_known_is_left_open() {
    use {FailureReason as F, IndeterminateReason as I};
    let (root, document) = (root(), Document::new());
    let (leaf, other) = (quiet(&root), Holder::root("Other", 8));
    let change = |change: &dyn Fn(&mut Made<'_>)| {
        let mut made = Made::of(&document.digest(), &leaf);
        change(&mut made);
        made.write().1
    };
    let replaced = |from: &[u8], to: &[u8]| {
        let plain = change(&|_| {});
        let at = plain
            .windows(from.len())
            .rposition(|window| window == from)
            .expect("what is replaced");
        [&plain[..at], to, &plain[at + from.len()..]].concat()
    };
    let failed = Verdict::TotalFailed;
    let digest = |made: &mut Made<'_>, value: Vec<u8>| {
        made.signed[1] = attribute(OID_MESSAGE_DIGEST, &value)
    };
    let wrong = element(tag::OCTET_STRING, &[7; 32]);
    let mut unknown = id::ECDSA_SHA_256.to_vec();
    unknown[7] = 9;
    let value = change(&|_| {});
    let cases: Vec<(&str, Vec<u8>, Verdict)> = vec![
        (
            "another digest",
            change(&|made| digest(made, wrong.clone())),
            failed(F::HashFailure),
        ),
        (
            "another type of content",
            change(&|made| {
                made.signed[0] = attribute(OID_CONTENT_TYPE, &element(tag::OID, OID_TST_INFO))
            }),
            failed(F::HashFailure),
        ),
        (
            "no digest",
            change(&|made| drop(made.signed.remove(1))),
            failed(F::FormatFailure),
        ),
        (
            "no type of content",
            change(&|made| drop(made.signed.remove(0))),
            failed(F::FormatFailure),
        ),
        (
            "two digests",
            change(&|made| made.signed.push(attribute(OID_MESSAGE_DIGEST, &wrong))),
            failed(F::FormatFailure),
        ),
        (
            "a digest of two values",
            change(&|made| digest(made, [&wrong[..], &wrong].concat())),
            failed(F::FormatFailure),
        ),
        (
            "a content of its own",
            change(&|made| made.content = Some(b"a".to_vec())),
            failed(F::FormatFailure),
        ),
        (
            "a signature by another key",
            {
                let forger = Holder {
                    key: segl_pki::test_ca::key(8),
                    certificate: leaf.certificate.clone(),
                };
                Made::of(&document.digest(), &forger).write().1
            },
            failed(F::SigCryptoFailure),
        ),
        (
            "made for another certificate",
            change(&|made| {
                let named = sequence(&[&element(
                    tag::OCTET_STRING,
                    &sha_256(&[other.certificate.der()]),
                )]);
                made.signed[2] = attribute(
                    OID_SIGNING_CERTIFICATE_V2,
                    &sequence(&[&sequence(&[&named])]),
                );
            }),
            open(I::NoSigningCertificateFound),
        ),
        (
            "an attribute for certificates that cannot be read",
            change(&|made| made.signed[2] = attribute(OID_SIGNING_CERTIFICATE_V2, &[5, 0])),
            open(I::NoSigningCertificateFound),
        ),
        (
            "no certificate named",
            change(&|made| drop(made.signed.pop())),
            open(I::SigConstraintsFailure),
        ),
        (
            "no certificate",
            change(&|made| made.certificates.clear()),
            open(I::NoSigningCertificateFound),
        ),
        (
            "an algorithm that nobody knows",
            replaced(id::ECDSA_SHA_256, &unknown),
            open(I::CryptoConstraintsFailureNoPoe),
        ),
        (
            "another kind of content",
            replaced_first(&value, OID_SIGNED_DATA, OID_DATA),
            open(I::Generic),
        ),
        (
            "an empty content",
            change(&|made| made.content = Some(Vec::new())),
            open(I::SigConstraintsFailure),
        ),
        (
            "attributes that are hashed in another order",
            change(&|made| {
                made.signed.sort();
                made.signed.reverse();
                made.as_they_stand = true;
            }),
            open(I::SigConstraintsFailure),
        ),
        (
            "an end of zeros",
            value[..value.len() - 9].to_vec(),
            failed(F::SigCryptoFailure),
        ),
        (
            "what is no BER",
            b"0\x82\xff\xffno".to_vec(),
            open(I::Generic),
        ),
        ("nothing", Vec::new(), open(I::Generic)),
        ("too deep", [0x30, 0x80].repeat(900), open(I::Generic)),
    ];
    for (how, cms, expected) in cases {
        assert_eq!(verdict(&document.with(&cms), &root), expected, "{how}");
    }
}

fn replaced_first(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes
        .windows(from.len())
        .position(|window| window == from)
        .expect("what is replaced");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn several_signers_in_one_are_left_open_and_nobody_is_a_failure() {
    let (root, document) = (root(), Document::new());
    let leaf = quiet(&root);
    let (_, cms) = Made::of(&document.digest(), &leaf).write();
    // The signer is the last set: written twice, and not at all.
    let inner = |cms: &[u8]| ber::elements(cms).expect("DER")[0].content.to_vec();
    let content = inner(&cms);
    let parts = ber::elements(&content).expect("DER");
    let data = inner(parts[1].content);
    let fields = ber::elements(&data).expect("DER");
    let with = |signers: &[u8]| {
        let before: Vec<u8> = fields[..fields.len() - 1]
            .iter()
            .flat_map(|one| one.whole)
            .copied()
            .collect();
        let data = sequence(&[&before, &element(tag::SET, signers)]);
        document.with(&sequence(&[parts[0].whole, &element(0xa0, &data)]))
    };
    let signer = fields.last().expect("signers").content;
    assert_eq!(verdict(&with(signer), &root), Verdict::TotalPassed);
    assert_eq!(
        verdict(&with(&signer.repeat(2)), &root),
        open(IndeterminateReason::Generic)
    );
    assert_eq!(
        verdict(&with(&[]), &root),
        Verdict::TotalFailed(FailureReason::FormatFailure)
    );
}

#[test]
fn a_timestamp_proves_that_a_signature_is_older_than_a_revocation() {
    let (root, document) = (root(), Document::new());
    let leaf = root.issue(&Template::signer("Leaf").serial(7), 3);
    let stamper = stamper(&root);
    let since = NOW - SignedDuration::from_hours(48);
    let list = root.list(&List {
        entries: vec![revoked(7, since, &[])],
        ..List::default()
    });
    let stamped = |times: &[Timestamp], spoil: bool| {
        let mut made = Made::of(&document.digest(), &leaf);
        made.crls.clone_from(&list);
        made.certificates.push(stamper.certificate.der().to_vec());
        let (value, _) = made.write();
        let of = if spoil { b"something else" } else { &value[..] };
        made.unsigned = times
            .iter()
            .map(|at| attribute(OID_TIMESTAMP, &token(of, *at, &stamper)))
            .collect();
        report(&document.with(&made.write().1), &root)
    };
    let (before, after) = (
        since - SignedDuration::from_hours(1),
        since + SignedDuration::from_hours(1),
    );
    let report = stamped(&[before], false);
    assert_eq!(
        (report.verdict, report.level),
        (Verdict::TotalPassed, Some("B-LT")),
        "{report:#?}"
    );
    assert_eq!(
        (report.best_signature_time, report.checks.timestamp),
        (Some(before), Check::Passed)
    );
    // Of two the earlier proves more.
    assert_eq!(
        stamped(&[after, before], false).best_signature_time,
        Some(before)
    );
    let late = stamped(&[after], false);
    assert_eq!(
        (late.verdict, late.checks.certificate_chain),
        (open(IndeterminateReason::RevokedNoPoe), Check::Passed)
    );
    let spoilt = stamped(&[before], true);
    assert_eq!(
        (spoilt.verdict, spoilt.checks.timestamp),
        (open(IndeterminateReason::RevokedNoPoe), Check::Failed)
    );
    assert_eq!(spoilt.best_signature_time, None);
}

#[test]
fn a_timestamp_of_the_content_proves_that_a_signature_came_after_a_revocation() {
    let (root, document) = (root(), Document::new());
    let stamper = stamper(&root);
    let since = NOW - SignedDuration::from_hours(48);
    let list = root.list(&List {
        entries: vec![revoked(7, since, &[])],
        ..List::default()
    });
    let weigh = |leaf: &Holder, at: Timestamp| {
        let mut made = Made::of(&document.digest(), leaf);
        made.crls.clone_from(&list);
        made.signed.push(attribute(
            OID_CONTENT_TIMESTAMP,
            &token(&document.signed(), at, &stamper),
        ));
        verdict(&document.with(&made.write().1), &root)
    };
    let hour = SignedDuration::from_hours(1);
    let leaf = root.issue(&Template::signer("Leaf").serial(7), 3);
    assert_eq!(
        weigh(&leaf, since + hour),
        Verdict::TotalFailed(FailureReason::Revoked)
    );
    assert_eq!(
        weigh(&leaf, since - hour),
        open(IndeterminateReason::RevokedNoPoe)
    );
    let ended = root.issue(
        &Template::signer("Leaf")
            .serial(8)
            .valid(since - hour, since),
        3,
    );
    assert_eq!(
        weigh(&ended, since + hour),
        open(IndeterminateReason::Expired)
    );
    assert_eq!(
        weigh(&ended, since - hour),
        open(IndeterminateReason::OutOfBoundsNoPoe)
    );
}

#[test]
fn a_timestamp_by_whoever_may_not_make_one_proves_nothing() {
    let (root, document) = (root(), Document::new());
    let leaf = quiet(&root);
    let stranger = Holder::root("Stranger", 8);
    let purpose = || extended_key_usage(id::TIME_STAMPING);
    let ended = Template::with("Stamper", vec![purpose()]).valid(
        NOW - SignedDuration::from_hours(9),
        NOW - SignedDuration::from_hours(1),
    );
    for (who, by, check) in [
        ("a stamper", stamper(&root), Check::Passed),
        (
            "one without the purpose",
            root.issue(&Template::with("Stamper", vec![key_usage(&[0])]), 4),
            Check::Failed,
        ),
        (
            "a stranger's",
            stranger.issue(&Template::with("Stamper", vec![purpose()]), 4),
            Check::Failed,
        ),
        ("one that has ended", root.issue(&ended, 4), Check::Failed),
        (
            "one about which nobody answers",
            root.issue(
                &Template::with("Stamper", vec![purpose(), list_at("http://ca.test/list")]),
                4,
            ),
            Check::NotChecked,
        ),
    ] {
        let mut made = Made::of(&document.digest(), &leaf);
        let (value, _) = made.write();
        made.unsigned = vec![attribute(
            OID_TIMESTAMP,
            &token(&value, NOW - SignedDuration::from_hours(2), &by),
        )];
        let report = report(&document.with(&made.write().1), &root);
        // Without it the signature is still one of today.
        assert_eq!(
            (report.verdict, report.checks.timestamp),
            (Verdict::TotalPassed, check),
            "{who}"
        );
        assert_eq!(
            report.level,
            Some(if check == Check::Passed { "B-T" } else { "B-B" }),
            "{who}"
        );
    }
}

#[test]
fn algorithms_are_held_to_the_time_that_is_proven() {
    let (root, document) = (root(), Document::new());
    let (leaf, stamper) = (quiet(&root), stamper(&root));
    let until = NOW - SignedDuration::from_hours(24);
    let weigh = |at: Option<Timestamp>, sealed_until: Timestamp| {
        let mut made = Made::of(&document.digest(), &leaf);
        let (value, _) = made.write();
        made.unsigned = at
            .iter()
            .map(|at| attribute(OID_TIMESTAMP, &token(&value, *at, &stamper)))
            .collect();
        let mut trust = trust(&root);
        // Curves of this size are given up; the stamper's too, unless it is asked about before.
        trust
            .policy
            .keys
            .iter_mut()
            .for_each(|rule| rule.reliable_until = sealed_until);
        validate(&document.with(&made.write().1), &trust, NOW)
            .expect("a PDF")
            .signatures[0]
            .verdict
    };
    let weak = open(IndeterminateReason::CryptoConstraintsFailureNoPoe);
    assert_eq!(weigh(None, NOW), Verdict::TotalPassed);
    assert_eq!(weigh(None, until), weak);
    // A timestamp that is itself too weak by now proves nothing.
    assert_eq!(
        weigh(Some(until - SignedDuration::from_hours(1)), until),
        weak
    );
}

#[test]
fn an_authority_between_counts_by_its_own_list() {
    let (root, document) = (root(), Document::new());
    let limited = Template::with(
        "Between",
        vec![
            basic_constraints(Some(0)),
            key_usage(&[5, 6]),
            list_at("http://ca.test/list"),
        ],
    );
    let between = root.issue(&limited.serial(5), 2);
    let leaf = between.issue(&Template::signer("Leaf").serial(7), 3);
    let weigh = |above: List| {
        let mut made = Made::of(&document.digest(), &leaf);
        made.certificates.push(between.certificate.der().to_vec());
        made.crls = [root.list(&above), between.list(&List::default())].concat();
        verdict(&document.with(&made.write().1), &root)
    };
    assert_eq!(weigh(List::default()), Verdict::TotalPassed);
    let entries = vec![revoked(5, NOW, &[])];
    assert_eq!(
        weigh(List {
            entries,
            ..List::default()
        }),
        open(IndeterminateReason::RevokedCaNoPoe)
    );
    let odd = vec![extension(id::UNKNOWN, true, &[5, 0])];
    assert_eq!(
        weigh(List {
            extensions: odd,
            ..List::default()
        }),
        open(IndeterminateReason::TryLater)
    );
}
