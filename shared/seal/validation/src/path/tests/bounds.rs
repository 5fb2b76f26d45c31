//! How much is looked at: certificates, paths, steps on them, names.

use super::{super::MAX_CERTIFICATES, *};
use segl_pki::{
    test_ca::{Answer, List, time},
    verifier::Verifier,
};

#[test]
fn a_certificate_is_noted_once_and_a_thousand_are_noted() {
    let der = Holder::root("Root", 1)
        .issue(&quiet("Leaf").serial(0x1000), 2)
        .certificate
        .der()
        .to_vec();
    let at = der
        .windows(4)
        .position(|four| four == [2, 2, 0x10, 0])
        .expect("its number")
        + 2;
    let numbered = |number: usize| {
        let mut der = der.clone();
        der[at..at + 2].copy_from_slice(&(0x1000 + number as u16).to_be_bytes());
        X509Certificate::from_der(&der).expect("a certificate")
    };
    let mut evidence = Evidence::of(values(&[], &[], &[]));
    let first: Vec<X509Certificate> = (0..9).map(numbered).collect();
    evidence.learn([&first[..], &first[..]].concat().iter());
    assert_eq!(evidence.certificates.len(), 9);
    evidence.learn(
        (0..=MAX_CERTIFICATES)
            .map(numbered)
            .collect::<Vec<_>>()
            .iter(),
    );
    assert_eq!(evidence.certificates.len(), MAX_CERTIFICATES);
}

#[test]
fn sixteen_paths_are_tried() {
    let root = Holder::root("Root", 1);
    let renewed = |serial| root.issue(&Template::authority("Between").serial(serial), 2);
    let between: Vec<X509Certificate> =
        (1..=18).map(|serial| renewed(serial).certificate).collect();
    let leaf = renewed(1).issue(&quiet("Leaf"), 3).certificate;
    let anchors = [root.certificate];
    for (known, found) in [(2, 2), (18, 16)] {
        let pool = super::super::build::Pool::new(&anchors, &between[..known]);
        let paths = pool.paths_from(&leaf, None, &Verifier::default());
        assert_eq!(paths.len(), found);
    }
}

#[test]
fn paths_to_another_anchor_do_not_use_up_those_that_are_tried() {
    let (root, other) = (Holder::root("Root", 1), Holder::root("Other", 2));
    // Sixteen ways lead to the other anchor before the one that counts.
    let by =
        |issuer: &Holder, serial| issuer.issue(&Template::authority("Between").serial(serial), 3);
    let mut between: Vec<X509Certificate> = (1..=16)
        .map(|serial| by(&other, serial).certificate)
        .collect();
    between.push(by(&root, 17).certificate);
    let leaf = by(&root, 17).issue(&quiet("Leaf"), 4).certificate;
    let meant = root.certificate.fingerprint();
    let anchors = [other.certificate, root.certificate];
    let pool = super::super::build::Pool::new(&anchors, &between);
    let paths = pool.paths_from(&leaf, Some(meant), &Verifier::default());
    let ends: Vec<_> = paths.iter().map(|path| path[2].fingerprint()).collect();
    assert_eq!(ends, [meant]);
}

#[test]
fn authorities_that_have_all_issued_each_other_lead_nobody_astray_without_end() {
    const NAMES: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
    let root = Holder::root("Root", 1);
    // From the root it is five steps to the first of them, whose other issuers come first.
    let mut way = vec![root.issue(&Template::authority("1"), 20)];
    for step in 2..5 {
        let next = way[way.len() - 1].issue(&Template::authority(&step.to_string()), 20 + step);
        way.push(next);
    }
    let each: Vec<Holder> = (0..6)
        .map(|seed| Holder::root(NAMES[usize::from(seed)], 30 + seed))
        .collect();
    let mut mesh = Vec::new();
    for by in &each {
        for (of, name) in NAMES.iter().enumerate() {
            mesh.push(by.issue(&Template::authority(name), 30 + of as u8));
        }
    }
    let leaf = each[0].issue(&quiet("Leaf"), 50);
    let into = way[3].issue(&Template::authority("A"), 30);
    let quick: Vec<&Holder> = way.iter().chain([&into]).collect();
    let weigh = |between: &[&Holder]| weigh_in_order(&leaf, &root, between, values(&[], &[], &[]));
    assert_eq!(weigh(&quick), FINE);
    let led_astray: Vec<&Holder> = mesh.iter().chain(quick).collect();
    assert_eq!(weigh(&led_astray), NO_CHAIN);
}

#[test]
fn more_names_and_constraints_than_are_compared_end_the_path() {
    let root = Holder::root("Root", 1);
    let names = |count: usize| element(0x82, b"a.test").repeat(count);
    let excluded = |count: usize| {
        let constraints = element(0xa1, &sequence(&[&element(0x82, b"b.test")]).repeat(count));
        root.issue(
            &Template::authority("Between").and(extension(
                id::NAME_CONSTRAINTS,
                true,
                &sequence(&[&constraints]),
            )),
            2,
        )
    };
    // The subject is a name, too.
    for (count, constraints, expected) in [(199, 500, FINE), (200, 500, BAD), (400, 300, BAD)] {
        let between = excluded(constraints);
        let alternative = extension(&[0x55, 0x1d, 0x11], false, &sequence(&[&names(count)]));
        let leaf = between.issue(&quiet("Leaf").and(alternative), 3);
        assert_eq!(
            weigh(&leaf.certificate, &root, &[&between]),
            expected,
            "{count} {constraints}"
        );
    }
}

#[test]
fn a_list_or_an_answer_that_does_not_decode_leaves_everything_open() {
    let root = Holder::root("Root", 1);
    let leaf = root.issue(&Template::signer("Leaf").serial(7), 3);
    let is_open = |lists: &[Vec<u8>], answers: &[Vec<u8>]| {
        let trust = Trust {
            anchors: vec![root.certificate.clone()],
            policy: ValidationPolicy::default(),
        };
        let evidence = Evidence::of(values(&[], lists, answers));
        Paths::new(&trust, &evidence).is_exhausted()
    };
    let list = |serial: &[u8]| {
        let entry = sequence(&[&element(0x02, serial), &time(NOW)]);
        root.list(&List {
            entries: vec![entry],
            ..List::default()
        })
    };
    // Longer than RFC 5280 section 4.1.2.2 has them, and than is decoded here.
    assert!(!is_open(&[list(&[1; 20])], &[]));
    assert!(is_open(&[list(&[1; 24])], &[]));
    let answer = root.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    assert!(!is_open(&[], std::slice::from_ref(&answer)));
    assert!(is_open(&[], &[answer[..answer.len() - 1].to_vec()]));
    assert!(!is_open(&[b"no list".to_vec()], &[b"no answer".to_vec()]));
    // One that is understood and demands what is not: it says nothing, and hides nothing.
    let demands = List {
        extensions: vec![extension(id::UNKNOWN, true, &[5, 0])],
        ..List::default()
    };
    assert!(!is_open(&[root.list(&demands)], &[]));
}
