//! Paths and revocations, by a small authority that makes what real ones must not; `pkits` has NIST's own cases.

mod bounds;
mod pkits;
mod policies;
mod revocation;
mod several;

use jiff::{SignedDuration, Timestamp};

use super::{Evidence, Outcome, PathProblem, Paths, Purpose, SignatureTime};
use crate::{
    DigestRule, Trust, ValidationPolicy, checks::Check, verdict::IndeterminateReason as I,
};
use segl_pades::archive::ValidationData;
use segl_pki::{
    ber::{element, tag},
    certificate::X509Certificate,
    test_ca::{
        Holder, Template, basic_constraints, certificate, extended_key_usage, extension, id,
        integer, key, key_usage, list_at, name, name_in, sequence,
    },
    test_pki::samples::NOW,
};

const NOW_UNPROVEN: SignatureTime = SignatureTime::by(NOW);

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// What a file holds.
fn values(certificates: &[&Holder], lists: &[Vec<u8>], answers: &[Vec<u8>]) -> ValidationData {
    ValidationData {
        certificates: certificates
            .iter()
            .map(|one| one.certificate.der().to_vec())
            .collect(),
        crls: lists.iter().cloned().collect(),
        ocsp_responses: answers.iter().cloned().collect(),
        is_cut: false,
    }
}

/// Weighs a certificate as used at a time, trusting a root.
fn weigh_at(
    leaf: &X509Certificate,
    root: &Holder,
    values: ValidationData,
    time: SignatureTime,
    purpose: Purpose,
) -> Result<Told, PathProblem> {
    let trust = Trust {
        anchors: vec![root.certificate.clone()],
        policy: ValidationPolicy::default(),
    };
    let evidence = Evidence::of(values);
    Paths::new(&trust, &evidence)
        .validate(leaf, time, purpose)
        .map(Told::from)
}

/// What is told of a path that is valid, but for where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    revocation: Check,
    sources: bool,
}

impl From<Outcome> for Told {
    fn from(
        Outcome {
            revocation,
            sources,
            ..
        }: Outcome,
    ) -> Self {
        Self {
            revocation,
            sources,
        }
    }
}

fn weigh(leaf: &X509Certificate, root: &Holder, between: &[&Holder]) -> Result<Told, I> {
    let values = values(between, &[], &[]);
    weigh_at(leaf, root, values, NOW_UNPROVEN, Purpose::Signatures).map_err(|problem| problem.why)
}

/// The same, with certificates that are known in this order and what is kept of revocations.
fn weigh_in_order(
    leaf: &Holder,
    root: &Holder,
    between: &[&Holder],
    kept: ValidationData,
) -> Result<Told, I> {
    let trust = Trust {
        anchors: vec![root.certificate.clone()],
        policy: ValidationPolicy::default(),
    };
    let mut evidence = Evidence::of(kept);
    evidence.learn(between.iter().map(|one| &one.certificate));
    let said = Paths::new(&trust, &evidence).validate(
        &leaf.certificate,
        NOW_UNPROVEN,
        Purpose::Signatures,
    );
    said.map(Told::from).map_err(|problem| problem.why)
}

/// A signer who names nobody to ask.
fn quiet(common: &str) -> Template {
    Template::with(common, vec![key_usage(&[0])])
}

const AUTHORITY_KEY: &[u8] = &[0x55, 0x1d, 0x23];
const SUBJECT_KEY: &[u8] = &[0x55, 0x1d, 0x0e];
const OTHER_NAMES: &[u8] = &[0x55, 0x1d, 0x11];
const FINE: Result<Told, I> = Ok(Told {
    revocation: Check::NotChecked,
    sources: false,
});
const BAD: Result<Told, I> = Err(I::CertificateChainGeneralFailure);
const NO_CHAIN: Result<Told, I> = Err(I::NoCertificateChainFound);

#[test]
fn a_path_over_an_authority_between_leads_to_the_root() {
    let root = Holder::root("Root", 1);
    let between = root.issue(&Template::authority("Between"), 2);
    let leaf = between.issue(&quiet("Leaf"), 3);
    assert_eq!(weigh(&leaf.certificate, &root, &[&between]), FINE);
    assert_eq!(weigh(&leaf.certificate, &root, &[]), NO_CHAIN);
    // The signer's own certificate may be the one that is trusted.
    assert_eq!(
        weigh(&leaf.certificate, &leaf, &[]),
        Ok(Told {
            revocation: Check::Passed,
            sources: false
        })
    );
}

#[test]
fn certificates_that_stand_in_any_order_lead_to_the_root() {
    let root = Holder::root("Root", 1);
    let first = root.issue(&Template::authority("First"), 2);
    let second = first.issue(&Template::authority("Second"), 3);
    let leaf = second.issue(&quiet("Leaf"), 4);
    for order in [
        [&first, &second, &leaf],
        [&leaf, &second, &first],
        [&second, &leaf, &first],
    ] {
        assert_eq!(weigh(&leaf.certificate, &root, &order), FINE);
    }
}

#[test]
fn a_leaf_may_not_issue_others() {
    let root = Holder::root("Root", 1);
    for extensions in [
        vec![key_usage(&[0])],
        vec![key_usage(&[5])],
        vec![],
        vec![
            extension(id::BASIC_CONSTRAINTS, true, &sequence(&[])),
            key_usage(&[5]),
        ],
        // An authority's, whose key is not for certificates.
        vec![basic_constraints(None), key_usage(&[0, 6])],
    ] {
        let between = root.issue(&Template::with("Between", extensions), 2);
        let leaf = between.issue(&quiet("Leaf"), 3);
        assert_eq!(weigh(&leaf.certificate, &root, &[&between]), BAD);
    }
}

#[test]
fn a_path_is_no_longer_than_each_authority_allows() {
    let root = Holder::root("Root", 1);
    let limited = |longest| {
        Template::with(
            "First",
            vec![basic_constraints(Some(longest)), key_usage(&[5])],
        )
    };
    for (longest, expected) in [(0, BAD), (1, FINE)] {
        let first = root.issue(&limited(longest), 2);
        let second = first.issue(&Template::authority("Second"), 3);
        let leaf = second.issue(&quiet("Leaf"), 4);
        assert_eq!(
            weigh(&leaf.certificate, &root, &[&first, &second]),
            expected,
            "{longest}"
        );
        // A certificate that it issues for a new key of its own does not count.
        let renewed = first.issue(&Template::authority("First"), 5);
        let leaf = renewed.issue(&quiet("Leaf"), 6);
        assert_eq!(
            weigh(&leaf.certificate, &root, &[&first, &renewed]),
            FINE,
            "{longest}"
        );
    }
}

#[test]
fn a_path_without_end_is_not_followed() {
    let root = Holder::root("Root", 1);
    let mut chain = vec![root.issue(&Template::authority("0"), 2)];
    for number in 1..11 {
        let next =
            chain[number - 1].issue(&Template::authority(&number.to_string()), 2 + number as u8);
        chain.push(next);
    }
    let leaf = |above: &Holder| above.issue(&quiet("Leaf"), 90).certificate;
    let all: Vec<&Holder> = chain.iter().collect();
    assert_eq!(
        weigh(&leaf(&chain[9]), &root, &all),
        FINE,
        "twelve certificates"
    );
    assert_eq!(
        weigh(&leaf(&chain[10]), &root, &all),
        NO_CHAIN,
        "thirteen certificates"
    );
    // Two that have issued each other.
    let (one, two) = (Holder::root("One", 41), Holder::root("Two", 42));
    let (crossed, back) = (
        two.issue(&Template::authority("One"), 41),
        one.issue(&Template::authority("Two"), 42),
    );
    assert_eq!(
        weigh(&leaf(&one), &root, &[&one, &two, &crossed, &back]),
        NO_CHAIN
    );
}

#[test]
fn a_root_that_only_has_the_name_of_the_trusted_one_is_not_trusted() {
    let (root, forged) = (Holder::root("Root", 1), Holder::root("Root", 2));
    let leaf = forged.issue(&quiet("Leaf"), 3);
    assert_eq!(weigh(&leaf.certificate, &root, &[&forged]), NO_CHAIN);
    assert!(root.certificate.is_self_signed());
}

#[test]
fn self_issued_is_not_self_signed() {
    let root = Holder::root("Root", 1);
    let renewed = root.issue(&Template::authority("Root"), 2);
    assert!(renewed.certificate.is_self_issued() && !renewed.certificate.is_self_signed());
    let leaf = renewed.issue(&quiet("Leaf"), 3);
    assert_eq!(weigh(&leaf.certificate, &root, &[&renewed]), FINE);
    assert_eq!(weigh(&leaf.certificate, &root, &[]), NO_CHAIN);
}

#[test]
fn a_certificate_whose_signature_is_anothers_is_not_believed() {
    let root = Holder::root("Root", 1);
    let der = certificate(
        &quiet("Leaf"),
        &key(3).spki().expect("a key"),
        &root.name(),
        &key(4),
    );
    let forged = X509Certificate::from_der(&der).expect("a certificate");
    assert_eq!(weigh(&forged, &root, &[]), NO_CHAIN);
    // A flipped bit in what is signed.
    let leaf = root.issue(&quiet("Leaf"), 3);
    let at = leaf
        .certificate
        .der()
        .windows(4)
        .position(|four| four == b"Leaf")
        .expect("its name");
    let mut changed = leaf.certificate.der().to_vec();
    changed[at] ^= 1;
    assert_eq!(
        weigh(
            &X509Certificate::from_der(&changed).expect("a certificate"),
            &root,
            &[]
        ),
        NO_CHAIN
    );
}

#[test]
fn names_compare_without_regard_to_case_space_and_string_type() {
    let root = Holder::root("Røt  CA", 1);
    for other in [
        name("røt ca"),
        name_in(0x0c, " RØT CA "),
        name_in(0x0c, "Røt CA"),
    ] {
        let der = certificate(
            &quiet("Leaf"),
            &key(3).spki().expect("a key"),
            &other,
            &root.key,
        );
        assert_eq!(
            weigh(
                &X509Certificate::from_der(&der).expect("a certificate"),
                &root,
                &[]
            ),
            FINE
        );
    }
    let der = certificate(
        &quiet("Leaf"),
        &key(3).spki().expect("a key"),
        &name("Rot CA"),
        &root.key,
    );
    assert_eq!(
        weigh(
            &X509Certificate::from_der(&der).expect("a certificate"),
            &root,
            &[]
        ),
        NO_CHAIN
    );
}

#[test]
fn certificates_count_while_they_are_valid_and_not_a_second_longer() {
    let root = Holder::root("Root", 1);
    let second = SignedDuration::from_secs(1);
    for (from, until, expected) in [
        (NOW, NOW + days(1), FINE),
        (NOW - days(1), NOW, FINE),
        (NOW + second, NOW + days(1), Err(I::OutOfBoundsNoPoe)),
        (NOW - days(1), NOW - second, Err(I::OutOfBoundsNoPoe)),
    ] {
        let leaf = root.issue(&quiet("Leaf").valid(from, until), 3);
        assert_eq!(
            weigh(&leaf.certificate, &root, &[]),
            expected,
            "{from} {until}"
        );
        let between = root.issue(&Template::authority("Between").valid(from, until), 4);
        let leaf = between.issue(&quiet("Leaf"), 3);
        assert_eq!(
            weigh(&leaf.certificate, &root, &[&between]),
            expected,
            "{from} {until}, above"
        );
    }
}

#[test]
fn a_signature_that_is_proven_to_be_older_than_its_certificate_is_not_yet_valid() {
    let root = Holder::root("Root", 1);
    let leaf = root.issue(&quiet("Leaf").valid(NOW, NOW + days(1)), 3);
    let weigh = |best: Timestamp, is_proven: bool| {
        let time = SignatureTime {
            is_proven,
            ..SignatureTime::proven(best, NOW)
        };
        weigh_at(
            &leaf.certificate,
            &root,
            values(&[], &[], &[]),
            time,
            Purpose::Signatures,
        )
        .map_err(|one| one.why)
    };
    assert_eq!(weigh(NOW - days(1), true), Err(I::NotYetValid));
    assert_eq!(weigh(NOW - days(1), false), Err(I::OutOfBoundsNoPoe));
    assert_eq!(weigh(NOW, true), FINE);
    assert_eq!(weigh(NOW + days(2), true), Err(I::OutOfBoundsNoPoe));
}

#[test]
fn a_demand_that_is_not_understood_ends_the_path_and_a_remark_does_not() {
    let root = Holder::root("Root", 1);
    let odd = |critical| extension(id::UNKNOWN, critical, &[5, 0]);
    for (critical, expected) in [(true, BAD), (false, FINE)] {
        let leaf = root.issue(&quiet("Leaf").and(odd(critical)), 3);
        assert_eq!(weigh(&leaf.certificate, &root, &[]), expected);
        let between = root.issue(&Template::authority("Between").and(odd(critical)), 4);
        let leaf = between.issue(&quiet("Leaf"), 3);
        assert_eq!(weigh(&leaf.certificate, &root, &[&between]), expected);
    }
    // What is understood, and cannot be read (RFC 5280 section 4.2).
    for known in [
        id::EXTENDED_KEY_USAGE,
        id::CRL_POINTS,
        AUTHORITY_KEY,
        SUBJECT_KEY,
        OTHER_NAMES,
    ] {
        let leaf = root.issue(&quiet("Leaf").and(extension(known, true, &[5, 0])), 3);
        assert_eq!(weigh(&leaf.certificate, &root, &[]), BAD, "{known:?}");
    }
    // Twice the same remark.
    let leaf = root.issue(&quiet("Leaf").and(odd(false)).and(odd(false)), 3);
    assert_eq!(weigh(&leaf.certificate, &root, &[]), BAD);
    let many = (0..130_u8).fold(quiet("Leaf"), |all, number| {
        all.and(extension(
            &[id::UNKNOWN, &[number % 128, number / 128 + 1]].concat(),
            false,
            &[5, 0],
        ))
    });
    assert_eq!(weigh(&root.issue(&many, 3).certificate, &root, &[]), BAD);
}

#[test]
fn names_that_an_authority_may_not_certify_end_the_path() {
    let root = Holder::root("Root", 1);
    let constrained = |place: u8, part: &[u8]| {
        let subtree = sequence(&[&element(0xa4, part)]);
        let constraints = sequence(&[&element(0xa0 | place, &subtree)]);
        root.issue(
            &Template::authority("Between").and(extension(
                id::NAME_CONSTRAINTS,
                true,
                &constraints,
            )),
            2,
        )
    };
    for (place, part, expected) in [
        (0, name("leaf"), FINE),
        (0, name("Other"), BAD),
        (1, name("Other"), FINE),
        (1, name("LEAF"), BAD),
    ] {
        let between = constrained(place, &part);
        let leaf = between.issue(&quiet("Leaf"), 3);
        assert_eq!(
            weigh(&leaf.certificate, &root, &[&between]),
            expected,
            "{place}"
        );
    }
    // Authorities below are held to it too, whatever their own leaves are called; those that only renew a key are not.
    let top = constrained(1, &name("Below"));
    let below = top.issue(&Template::authority("Below"), 3);
    assert_eq!(
        weigh(
            &below.issue(&quiet("Leaf"), 4).certificate,
            &root,
            &[&top, &below]
        ),
        BAD
    );
    let renewed = constrained(1, &name("Between"));
    let same = renewed.issue(&Template::authority("Between"), 3);
    assert_eq!(
        weigh(
            &same.issue(&quiet("Leaf"), 4).certificate,
            &root,
            &[&renewed, &same]
        ),
        FINE
    );
    // An address is within a net of its own version.
    for (address, expected) in [([10, 0, 0, 7], FINE), ([10, 1, 0, 7], BAD)] {
        let subtree = sequence(&[&element(0x87, &[10, 0, 0, 0, 255, 255, 0, 0])]);
        let constraints = extension(
            id::NAME_CONSTRAINTS,
            true,
            &sequence(&[&element(0xa0, &subtree)]),
        );
        let between = root.issue(&Template::authority("Between").and(constraints), 2);
        let names = extension(
            &[0x55, 0x1d, 0x11],
            false,
            &sequence(&[&element(0x87, &address)]),
        );
        let leaf = between.issue(&quiet("Leaf").and(names), 3);
        assert_eq!(
            weigh(&leaf.certificate, &root, &[&between]),
            expected,
            "{address:?}"
        );
    }
    // A minimum distance is not of this profile (RFC 5280 section 4.2.1.10).
    let subtree = sequence(&[&element(0xa4, &name("Leaf")), &element(0x80, &[1])]);
    let constraints = extension(
        id::NAME_CONSTRAINTS,
        true,
        &sequence(&[&element(0xa0, &subtree)]),
    );
    let between = root.issue(&Template::authority("Between").and(constraints), 2);
    assert_eq!(
        weigh(
            &between.issue(&quiet("Leaf"), 3).certificate,
            &root,
            &[&between]
        ),
        BAD
    );
}

#[test]
fn an_excluded_name_stays_excluded_however_it_is_written() {
    const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
    const SMTP_UTF8: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 8, 9];
    let root = Holder::root("Root", 1);
    let excluding = |subtree: &[u8]| {
        let constraints = sequence(&[&element(0xa1, &sequence(&[subtree]))]);
        let constraints = extension(id::NAME_CONSTRAINTS, true, &constraints);
        root.issue(&Template::authority("Between").and(constraints), 2)
    };
    let part = |oid: &[u8], kind: u8, value: &[u8]| {
        let typed = sequence(&[&element(tag::OID, oid), &element(kind, value)]);
        sequence(&[&element(tag::SET, &typed)])
    };
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<u8>>()
    };
    let weigh_named = |between: &Holder, subject: Vec<u8>, extensions: Vec<Vec<u8>>| {
        let template = extensions.into_iter().fold(
            Template {
                subject,
                ..quiet("Leaf")
            },
            Template::and,
        );
        weigh(&between.issue(&template, 3).certificate, &root, &[between])
    };

    let no_bank = excluding(&element(0xa4, &name("Straße Bank")));
    const COMMON: &[u8] = &[0x55, 4, 3];
    for (text, expected) in [
        ("Strasse BANK", BAD),
        ("Straße Ba\u{ad}nk", BAD),
        ("Straße\u{200b} Bank", BAD),
        ("Straße Bank\0", BAD),
        ("Straße Bank\u{e000}", BAD),
        ("Straße Bænk", FINE),
    ] {
        let subject = part(COMMON, 0x0c, text.as_bytes());
        assert_eq!(weigh_named(&no_bank, subject, vec![]), expected, "{text:?}");
    }

    let no_mail = excluding(&element(0x81, b"bank.no"));
    for (kind, address, expected) in [
        (0x16, b"kari@bank.no".to_vec(), BAD),
        (0x16, b"kari@bank.no.".to_vec(), BAD),
        (0x16, b"kari@bank.no ".to_vec(), BAD),
        (0x0c, b"kari@bank.no".to_vec(), BAD),
        (0x1e, wide("kari@bank.no"), BAD),
        (0x04, b"kari@bank.no".to_vec(), BAD),
        (0x1e, wide("kari@other.no"), FINE),
    ] {
        let subject = part(EMAIL, kind, &address);
        assert_eq!(
            weigh_named(&no_mail, subject, vec![]),
            expected,
            "{kind:x} {address:?}"
        );
    }

    for (address, expected) in [("ø@bank.no", BAD), ("ø@other.no", FINE)] {
        let mailbox = element(0xa0, &element(0x0c, address.as_bytes()));
        let other = [element(tag::OID, SMTP_UTF8), mailbox].concat();
        let names = extension(
            &[0x55, 0x1d, 0x11],
            false,
            &sequence(&[&element(0xa0, &other)]),
        );
        assert_eq!(
            weigh_named(&no_mail, name("Leaf"), vec![names]),
            expected,
            "{address}"
        );
    }
}

#[test]
fn a_certificate_is_used_for_what_it_is_for() {
    let root = Holder::root("Root", 1);
    let issue = |extensions: Vec<Vec<u8>>| {
        root.issue(&Template::with("Leaf", extensions), 3)
            .certificate
    };
    let weigh = |leaf: &X509Certificate, purpose| {
        weigh_at(leaf, &root, values(&[], &[], &[]), NOW_UNPROVEN, purpose).map_err(|one| one.why)
    };
    for (bits, expected) in [(&[0][..], FINE), (&[1], FINE), (&[2, 3], BAD), (&[6], BAD)] {
        assert_eq!(
            weigh(&issue(vec![key_usage(bits)]), Purpose::Signatures),
            expected,
            "{bits:?}"
        );
    }
    assert_eq!(weigh(&issue(vec![]), Purpose::Signatures), FINE);
    // Purposes that have nothing to do with documents: servers, timestamps, answers about revocation; code, where critical.
    let of = |is_critical, purposes: &[&[u8]]| {
        let purposes: Vec<Vec<u8>> = purposes
            .iter()
            .map(|purpose| element(tag::OID, purpose))
            .collect();
        let purposes: Vec<&[u8]> = purposes.iter().map(Vec::as_slice).collect();
        let said = extension(id::EXTENDED_KEY_USAGE, is_critical, &sequence(&purposes));
        weigh(&issue(vec![key_usage(&[0]), said]), Purpose::Signatures)
    };
    let pkix = |last: u8| [0x2b, 6, 1, 5, 5, 7, 3, last];
    for other in [1, 3, 8, 9] {
        assert_eq!(of(true, &[&pkix(other)]), BAD, "{other}");
        let not_critical = if other == 3 { FINE } else { BAD };
        assert_eq!(of(false, &[&pkix(other)]), not_critical, "{other}");
        assert_eq!(
            of(true, &[&pkix(other), &pkix(36)]),
            FINE,
            "{other}: and documents"
        );
    }
    assert_eq!(of(true, &[&pkix(4)]), FINE, "mail");
    let stamps = || extended_key_usage(id::TIME_STAMPING);
    assert_eq!(weigh(&issue(vec![stamps()]), Purpose::Timestamps), FINE);
    assert_eq!(
        weigh(&issue(vec![key_usage(&[0]), stamps()]), Purpose::Timestamps),
        FINE
    );
    assert_eq!(
        weigh(&issue(vec![key_usage(&[6]), stamps()]), Purpose::Timestamps),
        BAD
    );
    assert_eq!(
        weigh(&issue(vec![key_usage(&[0])]), Purpose::Timestamps),
        BAD
    );
    let both = sequence(&[
        &element(tag::OID, id::TIME_STAMPING),
        &element(tag::OID, &[0x55, 0x1d, 0x25, 0]),
    ]);
    assert_eq!(
        weigh(
            &issue(vec![extension(id::EXTENDED_KEY_USAGE, false, &both)]),
            Purpose::Timestamps
        ),
        BAD
    );
    assert_eq!(
        weigh(&issue(vec![key_usage(&[6])]), Purpose::RevocationLists),
        FINE
    );
    assert_eq!(
        weigh(&issue(vec![key_usage(&[0])]), Purpose::RevocationLists),
        BAD
    );
}

#[test]
fn algorithms_that_were_given_up_end_the_path_from_then_on() {
    let root = Holder::root("Root", 1);
    let leaf = root.issue(&quiet("Leaf"), 3);
    let ended = |until| DigestRule {
        algorithm: segl_pki::digest::DigestAlgorithm::Sha256,
        reliable_until: until,
    };
    for (until, expected) in [
        (NOW, FINE),
        (NOW - days(1), Err(I::CryptoConstraintsFailureNoPoe)),
    ] {
        let policy = ValidationPolicy {
            digests: vec![ended(until)],
            ..ValidationPolicy::default()
        };
        let trust = Trust {
            anchors: vec![root.certificate.clone()],
            policy,
        };
        let evidence = Evidence::of(values(&[], &[], &[]));
        let weighed = Paths::new(&trust, &evidence).validate(
            &leaf.certificate,
            NOW_UNPROVEN,
            Purpose::Signatures,
        );
        assert_eq!(weighed.map(Told::from).map_err(|one| one.why), expected);
    }
}

#[test]
fn of_several_paths_one_that_is_valid_counts() {
    // The same key, certified by an authority whose certificate has ended and by another whose certificate has not.
    let root = Holder::root("Root", 1);
    let ended = root.issue(
        &Template::authority("Between")
            .serial(7)
            .valid(NOW - days(9), NOW - days(1)),
        2,
    );
    let renewed = root.issue(&Template::authority("Between").serial(8), 2);
    let leaf = renewed.issue(&quiet("Leaf"), 3);
    assert_eq!(weigh(&leaf.certificate, &root, &[&ended, &renewed]), FINE);
    assert_eq!(
        weigh(&leaf.certificate, &root, &[&ended]),
        Err(I::OutOfBoundsNoPoe)
    );
}

#[test]
fn whoever_could_be_asked_is_told_of() {
    let root = Holder::root("Root", 1);
    let leaf = root.issue(&quiet("Leaf").and(list_at("http://ca.test/list")), 3);
    let expected = Ok(Told {
        revocation: Check::NotChecked,
        sources: true,
    });
    assert_eq!(weigh(&leaf.certificate, &root, &[]), expected);
}

#[test]
fn certificates_that_are_not_quite_der_are_read_and_verified_as_they_were_signed() {
    let root = Holder::root("Root", 1);
    // A boolean of 1, a default that is written out, a version length of two octets.
    let odd = |extension: Vec<u8>| {
        let leaf = root.issue(&quiet("Leaf").and(extension), 3);
        assert_eq!(weigh(&leaf.certificate, &root, &[]), FINE);
    };
    odd(sequence(&[
        &element(tag::OID, id::UNKNOWN),
        &[1, 1, 0],
        &element(tag::OCTET_STRING, &[5, 0]),
    ]));
    odd(sequence(&[
        &element(tag::OID, id::UNKNOWN),
        &element(tag::OCTET_STRING, &[5, 0]),
    ]));
    let constraints = sequence(&[
        &element(tag::OID, id::BASIC_CONSTRAINTS),
        &[1, 1, 1],
        &element(tag::OCTET_STRING, &sequence(&[&[1, 1, 1], &integer(3)])),
    ]);
    let between = root.issue(
        &Template::with("Between", vec![constraints, key_usage(&[5])]),
        2,
    );
    let leaf = between.issue(&quiet("Leaf"), 3);
    assert_eq!(weigh(&leaf.certificate, &root, &[&between]), FINE);
}
