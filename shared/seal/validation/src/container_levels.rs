//! Containers at each level that they can have, by each kind of key, and with values or timestamps taken away or exchanged.

use super::{Check, Indication, Report, Trust, Verdict, validate_container};
use segl_asic::{Container, DataFile, SignatureFile, augment_signatures, prepare_signature};
use segl_pades::levels::{AugmentError, Level, NoResponse, TrustServices};
use segl_pki::{
    chain::CertificateChain,
    keys::SealingAlgorithm,
    test_ca::{Answer, Holder, List, Template, key_usage, list_at, ocsp_at},
    test_pki::{TestAuthority, TestKey, TestRoot, samples::NOW},
};

/// Those outside: a responder or a list, and an authority for timestamps.
struct Outside {
    stamper: TestAuthority,
    ocsp: Option<Vec<u8>>,
    list: Option<Vec<u8>>,
}

impl TrustServices for Outside {
    fn timestamp_authorities(&self) -> usize {
        1
    }
    async fn timestamp(&self, _: usize, request: &[u8]) -> Result<Vec<u8>, NoResponse> {
        self.stamper.stamp(request, NOW).map_err(|_| NoResponse)
    }
    async fn ocsp(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        self.ocsp.clone().ok_or(NoResponse)
    }
    async fn certificate(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn crl(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        self.list.clone().ok_or(NoResponse)
    }
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("nobody is waited for"),
    }
}

fn stamping_root() -> TestRoot {
    TestRoot::new([5; 32], NOW).expect("a root")
}

/// Whether the authority answers by OCSP or by a list, and what a signature looks like then.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Ocsp,
    List,
}

/// Two files, each with a signature at this level.
fn signed(level: Level, source: Source) -> Result<Container, AugmentError> {
    let root = Holder::root("Root", 1);
    let sources = vec![
        key_usage(&[0, 1]),
        ocsp_at("http://ca.test/ocsp"),
        list_at("http://ca.test/list"),
    ];
    let leaf = root.issue(&Template::with("Leaf", sources).serial(7), 3);
    let pem = |one: &Holder| {
        der::pem::encode_string(
            "CERTIFICATE",
            der::pem::LineEnding::LF,
            one.certificate.der(),
        )
        .expect("PEM")
    };
    let chain = CertificateChain::from_pem(&(pem(&leaf) + &pem(&root))).expect("a chain");
    let files = ["a.txt", "b.txt"].map(|name| DataFile {
        name: name.to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: name.as_bytes().to_vec().into(),
    });
    let outside = Outside {
        stamper: stamping_root()
            .authority([6; 32], NOW, 365)
            .expect("an authority"),
        ocsp: (source == Source::Ocsp)
            .then(|| root.answer(&Answer::good(), &leaf.certificate, &root, &[])),
        list: (source == Source::List).then(|| root.list(&List::default())),
    };
    let one = |file: &DataFile| {
        let prepared = prepare_signature(std::slice::from_ref(file), &chain, NOW);
        let signature = leaf.key.sign(prepared.digest()).expect("a signature");
        prepared.signed(&signature).expect("the key's own")
    };
    let xml = ready(augment_signatures(
        files.iter().map(one).collect(),
        level,
        &outside,
    ))?;
    let named = xml.into_iter().zip(1..);
    let signatures = named.map(|(xml, number)| SignatureFile {
        name: format!("signatures-{number}.xml"),
        xml,
    });
    Ok(Container {
        signatures: signatures.collect(),
        files: files.to_vec(),
        ..Container::default()
    })
}

fn report(container: &Container) -> Report {
    let mut trust = Trust::from_pem(stamping_root().certificate_pem()).expect("a root");
    trust.anchors.push(Holder::root("Root", 1).certificate);
    validate_container(&container.pack().expect("packed"), &trust, NOW).expect("a container")
}

#[test]
fn each_signature_of_a_container_reaches_the_level_that_was_asked_for_but_none_above_b_lt() {
    for (level, name, indication) in [
        (Level::BB, "B-B", Indication::Indeterminate),
        (Level::BT, "B-T", Indication::Indeterminate),
        (Level::BLT, "B-LT", Indication::TotalPassed),
        (Level::BLTA, "B-LT", Indication::TotalPassed),
    ] {
        for source in [Source::Ocsp, Source::List] {
            let report = report(&signed(level, source).expect("answers"));
            assert_eq!(report.indication, indication, "{name}: {report:#?}");
            for one in &report.signatures {
                assert_eq!(one.level, Some(name));
                assert_eq!(one.best_signature_time, (level > Level::BB).then_some(NOW));
                let stamped = if level > Level::BB {
                    Check::Passed
                } else {
                    Check::NotChecked
                };
                let revocation = if level > Level::BT {
                    Check::Passed
                } else {
                    Check::NotChecked
                };
                assert_eq!(
                    (one.checks.timestamp, one.checks.revocation),
                    (stamped, revocation)
                );
            }
        }
    }
}

#[test]
fn what_proves_a_signature_and_what_proves_its_timestamp_stand_apart_and_nothing_empty_stands_there()
 {
    let count = |level: Level, source: Source| {
        let xml = signed(level, source)
            .expect("answers")
            .signatures
            .remove(1)
            .xml;
        let (own, stamps) = xml
            .split_once("<xades141:TimeStampValidationData")
            .unwrap_or((&xml, ""));
        let of = |text: &str, name: &str| text.matches(&format!("<xades:{name}>")).count();
        [
            "EncapsulatedX509Certificate",
            "EncapsulatedOCSPValue",
            "EncapsulatedCRLValue",
            "OCSPValues",
            "CRLValues",
            "RevocationValues",
        ]
        .map(|name| (of(own, name), of(stamps, name)))
    };
    assert_eq!(count(Level::BB, Source::Ocsp), [(0, 0); 6]);
    assert_eq!(count(Level::BT, Source::Ocsp), [(0, 0); 6]);
    let [
        certificates,
        answers,
        lists,
        answer_values,
        list_values,
        values,
    ] = count(Level::BLT, Source::Ocsp);
    assert!(certificates.0 > 0 && certificates.1 > 0);
    assert_eq!(
        [answers, lists, answer_values, list_values, values],
        [(1, 0), (0, 0), (1, 0), (0, 0), (1, 0)]
    );
    let [_, answers, lists, answer_values, list_values, values] = count(Level::BLT, Source::List);
    assert_eq!(
        [answers, lists, answer_values, list_values, values],
        [(0, 0), (1, 0), (0, 0), (1, 0), (1, 0)]
    );
}

#[test]
fn a_timestamp_of_another_signature_proves_nothing_and_values_that_are_gone_are_missed() {
    let container = signed(Level::BLT, Source::Ocsp).expect("answers");
    let stamp_of = |xml: &str| {
        let start = xml
            .find("<xades:EncapsulatedTimeStamp>")
            .expect("a timestamp");
        let end = xml.find("</xades:EncapsulatedTimeStamp>").expect("its end");
        xml[start..end].to_owned()
    };
    let mut exchanged = container.clone();
    let (own, other) = (
        stamp_of(&container.signatures[0].xml),
        stamp_of(&container.signatures[1].xml),
    );
    exchanged.signatures[0].xml = exchanged.signatures[0].xml.replace(&own, &other);
    let read = report(&exchanged);
    assert_eq!(
        (
            read.signatures[0].level,
            read.signatures[0].checks.timestamp
        ),
        (Some("B-B"), Check::Failed)
    );
    assert_eq!(read.signatures[1].verdict, Verdict::TotalPassed);
    // Values serve all signatures of a container, so they are taken out of both.
    let without = |name: &str| {
        let mut less = container.clone();
        for signature in &mut less.signatures {
            assert!(signature.xml.contains(name), "{name}");
            signature.xml = signature.xml.replace(name, &format!("{name}s"));
        }
        report(&less)
    };
    let read = without("EncapsulatedOCSPValue");
    assert_eq!(read.signatures[0].level, Some("B-T"));
    assert_eq!(read.indication, Indication::Indeterminate);
    // Whatever stands around them: there are producers that put them elsewhere.
    for around in ["OCSPValues", "RevocationValues"] {
        let read = without(around);
        assert_eq!(read.indication, Indication::TotalPassed, "{around}");
    }
    assert_eq!(
        without("SignatureTimeStamp").signatures[0].level,
        Some("B-B")
    );
    let mut half = container.clone();
    half.signatures[0].xml = half.signatures[0]
        .xml
        .replace("EncapsulatedOCSPValue", "Other");
    assert_eq!(
        report(&half).indication,
        Indication::TotalPassed,
        "the other signature's values serve"
    );
}

fn signs_by(algorithm: SealingAlgorithm, method: &str) {
    let root = TestRoot::new([1; 32], NOW).expect("a root");
    let key = TestKey::of(algorithm, [2; 32]).expect("a key");
    let pem = root
        .issue_seal(&key.spki().expect("a public key"), [3; 8], NOW)
        .expect("a chain");
    let chain = CertificateChain::from_pem(&pem).expect("a chain");
    let file = DataFile {
        name: "a".to_owned(),
        media_type: "<&>".to_owned(),
        bytes: (&b"a"[..]).into(),
    };
    let prepared = prepare_signature(std::slice::from_ref(&file), &chain, NOW);
    let signature = key.sign(prepared.digest()).expect("a signature");
    let signed = prepared.signed(&signature).expect("the key's own");
    let outside = Outside {
        stamper: stamping_root().authority([6; 32], NOW, 9).expect("one"),
        ocsp: None,
        list: None,
    };
    let xml = ready(augment_signatures(vec![signed], Level::BB, &outside))
        .expect("B-B")
        .remove(0);
    assert!(xml.contains(method), "{method}");
    let signatures = vec![SignatureFile {
        name: "signatures.xml".to_owned(),
        xml,
    }];
    let packed = Container {
        files: vec![file],
        signatures,
        ..Container::default()
    }
    .pack()
    .expect("packed");
    let trust = Trust::from_pem(root.certificate_pem()).expect("a root");
    let report = validate_container(&packed, &trust, NOW).expect("a container");
    assert_eq!(
        report.indication,
        Indication::TotalPassed,
        "{method}: {report:#?}"
    );
}

#[test]
fn a_key_on_each_curve_signs_and_its_method_is_named() {
    signs_by(SealingAlgorithm::EcdsaP256, "xmldsig-more#ecdsa-sha256");
    signs_by(SealingAlgorithm::EcdsaP384, "xmldsig-more#ecdsa-sha384");
}

#[test]
fn an_rsa_key_signs_and_its_method_is_named() {
    signs_by(SealingAlgorithm::Rsa, "xmldsig-more#rsa-sha256");
}
