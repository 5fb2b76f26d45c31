//! NIST's Public Key Interoperability Test Suite: 249 paths with the verdict that each must have.
//!
//! Its data comes with the package `pkix-path` from crates.io, pinned in `Cargo.toml` and by hash in `Cargo.lock`, and is
//! no part of this repository. `cargo test -p segl-validation pkits -- --nocapture` prints the counts.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use const_oid::ObjectIdentifier;
use jiff::Timestamp;
use serde::Deserialize;

use super::super::{Evidence, Paths, Purpose, SignatureTime};
use crate::{Trust, ValidationPolicy, checks::Check};
use segl_pades::archive::ValidationData;
use segl_pki::certificate::X509Certificate;

/// Within the validity of all that is not meant to be outside it.
const AT: Timestamp = Timestamp::constant(1_651_363_200, 0);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    name: String,
    /// From the anchor down.
    cert_path: Vec<String>,
    #[serde(rename = "CRLPath")]
    crl_path: Vec<String>,
    should_validate: bool,
    initial_policy_set: Vec<String>,
    initial_policy_mapping_inhibit: bool,
    initial_explicit_policy: bool,
    initial_any_policy_inhibit: bool,
}

/// The cases that are not for this validator, and why.
const NOT_APPLICABLE: [(&str, &str); 2] = [
    (
        "4.1.4 ",
        "DSA is not read: ETSI TS 119 312 and FIPS 186-5 have given it up",
    ),
    (
        "4.1.5 ",
        "DSA is not read: ETSI TS 119 312 and FIPS 186-5 have given it up",
    ),
];

/// The folder of the data: where Cargo unpacks the packages of its registry.
fn folder() -> PathBuf {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
        .expect("a home of Cargo's");
    let registries = fs::read_dir(home.join("registry/src")).expect("Cargo's registry");
    let mut folders = registries
        .flatten()
        .map(|one| one.path().join("pkix-path-0.3.2/tests/pkits"));
    folders
        .find(|folder| folder.is_dir())
        .expect("the package with the data, which Cargo fetches to build these tests")
}

fn policy_of(case: &Case) -> ValidationPolicy {
    let policy = |name: &String| match name.strip_prefix("NIST-test-policy-") {
        Some(number) => ObjectIdentifier::new(&format!("2.16.840.1.101.3.2.1.48.{number}"))
            .expect("an identifier"),
        None => const_oid::db::rfc5280::ANY_POLICY,
    };
    ValidationPolicy {
        initial_policies: case.initial_policy_set.iter().map(policy).collect(),
        require_explicit_policy: case.initial_explicit_policy,
        inhibit_policy_mapping: case.initial_policy_mapping_inhibit,
        inhibit_any_policy: case.initial_any_policy_inhibit,
        ..ValidationPolicy::default()
    }
}

/// Whether the path is valid and none of its certificates revoked, both known.
fn is_valid(case: &Case, read: &dyn Fn(&str, &str) -> Vec<u8>) -> bool {
    let certificate = |name: &String| X509Certificate::from_der(&read("certs", name));
    let (Some(anchor), Some(leaf)) = (
        case.cert_path.first().and_then(certificate),
        case.cert_path.last().and_then(certificate),
    ) else {
        return false;
    };
    let between = &case.cert_path[1..case.cert_path.len() - 1];
    let values = ValidationData {
        certificates: between.iter().map(|name| read("certs", name)).collect(),
        crls: case
            .crl_path
            .iter()
            .map(|name| read("crls", name))
            .collect(),
        ..ValidationData::default()
    };
    let evidence = Evidence::of(values);
    let trust = Trust {
        anchors: vec![anchor],
        policy: policy_of(case),
    };
    let time = SignatureTime::by(AT);
    let outcome = Paths::new(&trust, &evidence).validate(&leaf, time, Purpose::Signatures);
    outcome.is_ok_and(|outcome| outcome.revocation == Check::Passed)
}

#[test]
fn every_path_of_the_nist_test_suite_gets_the_verdict_that_it_must_have() {
    let folder = folder();
    let read = |kind: &str, name: &str| {
        let file = folder.join(kind).join(name);
        fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    let cases: Vec<Case> =
        serde_json::from_slice(&fs::read(folder.join("vectors.json")).expect("the cases"))
            .expect("JSON");
    assert_eq!(cases.len(), 249);
    let (mut passed, mut not_applicable, mut failed) =
        (0, BTreeMap::<&str, usize>::new(), Vec::new());
    for case in &cases {
        if let Some((_, why)) = NOT_APPLICABLE
            .iter()
            .find(|(name, _)| case.name.starts_with(name))
        {
            *not_applicable.entry(why).or_default() += 1;
        } else if is_valid(case, &read) == case.should_validate {
            passed += 1;
        } else {
            failed.push(format!(
                "{} must be {}",
                case.name,
                if case.should_validate {
                    "valid"
                } else {
                    "invalid"
                }
            ));
        }
    }
    println!(
        "PKITS: {passed} passed, {} not applicable, {} failed",
        not_applicable.values().sum::<usize>(),
        failed.len()
    );
    not_applicable
        .iter()
        .for_each(|(why, count)| println!("  {count} not applicable: {why}"));
    assert!(failed.is_empty(), "{failed:#?}");
}
