//! Sealing takes only answers that prove something: signed by whoever may, about the certificate, of the time.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::{samples::request, seal::prepare};
use segl_pades::{
    archive::{
        ValidationData, add_validation_data, prepare_document_timestamp, validation_data_of,
    },
    levels::*,
    signing::Sealed,
};
use segl_pdf::{
    append::{Body, Update},
    file::File,
    object::{Dict, Object},
    samples::plain_with,
};
use segl_pki::{
    ber::element,
    chain::{CertificateChain, ChainError},
    test_ca::{
        Answer, Holder, List, Template, certificate, extended_key_usage, id, issuer_at, key,
        key_usage, list_at, ocsp_at, revoked,
    },
    test_pki::{TestAuthority, TestRoot, samples::NOW},
};
use segl_pki::{
    certificate::X509Certificate,
    digest::DigestAlgorithm,
    revocation::{RevocationError, RevocationQuestion},
    timestamp::{TimestampError, TimestampQuestion},
};
use segl_validation::{Check, IndeterminateReason, Indication, Trust, Verdict, validate};

/// Those outside, answering from what they were given.
#[derive(Default)]
struct Outside {
    stampers: Vec<TestAuthority>,
    /// By address; an OCSP responder gives the same answer whatever it is asked.
    answers: BTreeMap<&'static str, Vec<u8>>,
}

impl TrustServices for Outside {
    fn timestamp_authorities(&self) -> usize {
        self.stampers.len()
    }
    async fn timestamp(&self, authority: usize, request: &[u8]) -> Result<Vec<u8>, NoResponse> {
        self.stampers
            .get(authority)
            .ok_or(NoResponse)?
            .stamp(request, NOW)
            .map_err(|_| NoResponse)
    }
    async fn ocsp(&self, address: &str, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        self.answers.get(address).cloned().ok_or(NoResponse)
    }
    async fn certificate(&self, address: &str) -> Result<Vec<u8>, NoResponse> {
        self.answers.get(address).cloned().ok_or(NoResponse)
    }
    async fn crl(&self, address: &str) -> Result<Vec<u8>, NoResponse> {
        self.answers.get(address).cloned().ok_or(NoResponse)
    }
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("nobody is waited for"),
    }
}

fn pem(certificates: &[&Holder]) -> String {
    let one = |holder: &&Holder| {
        der::pem::encode_string(
            "CERTIFICATE",
            der::pem::LineEnding::LF,
            holder.certificate.der(),
        )
        .expect("PEM")
    };
    certificates.iter().map(one).collect()
}

fn stamping_root() -> TestRoot {
    TestRoot::new([5; 32], NOW).expect("a root")
}

fn stamper() -> TestAuthority {
    stamping_root()
        .authority([6; 32], NOW, 365)
        .expect("an authority")
}

const OCSP: &str = "http://ca.test/ocsp";
const LIST: &str = "http://ca.test/list";
const ISSUER: &str = "http://ca.test/root";

/// Seals at this level with a chain and what is said outside.
fn sealed(
    chain: &[&Holder],
    level: Level,
    answers: &[(&'static str, Vec<u8>)],
) -> Result<Vec<u8>, AugmentError> {
    sealed_by(stamper(), chain, level, answers)
}

fn sealed_by(
    stamper: TestAuthority,
    chain: &[&Holder],
    level: Level,
    answers: &[(&'static str, Vec<u8>)],
) -> Result<Vec<u8>, AugmentError> {
    let outside = Outside {
        stampers: vec![stamper],
        answers: answers.iter().cloned().collect(),
    };
    let chain_read = CertificateChain::from_pem(&pem(chain)).expect("a chain");
    let plain = plain_with(&[]);
    let mut asked = request(&[("a", &plain)]);
    asked.timestamp_reserved_len = level.timestamp_reserved_len();
    let prepared = prepare(asked, &chain_read).expect("a document");
    let signature = chain[0].key.sign(prepared.digest()).expect("a signature");
    let signed = prepared.signed(signature).expect("the key's own");
    ready(augment(signed, level, NOW, &outside)).map(Sealed::into_bytes)
}

fn root_and_leaf(sources: Vec<Vec<u8>>) -> (Holder, Holder) {
    let root = Holder::root("Root", 1);
    let extensions = [vec![key_usage(&[0, 1])], sources].concat();
    let leaf = root.issue(&Template::with("Leaf", extensions).serial(7), 3);
    (root, leaf)
}

fn is_revoked(result: &Result<Vec<u8>, AugmentError>) -> bool {
    matches!(
        result,
        Err(AugmentError::Revocation(RevocationError::Revoked))
    )
}

fn is_unknown(result: &Result<Vec<u8>, AugmentError>) -> bool {
    matches!(result, Err(AugmentError::RevocationUnknown))
}

#[test]
fn a_seal_with_answers_of_its_own_is_valid_for_the_validator() {
    let (root, leaf) = root_and_leaf(vec![ocsp_at(OCSP), list_at(LIST)]);
    let good = root.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    let anchors = CertificateChain::from_pem(stamping_root().certificate_pem());
    assert!(
        matches!(anchors, Err(ChainError::Usage)),
        "a root is nobody's sealing certificate"
    );
    let mut trust = Trust::from_pem(stamping_root().certificate_pem()).expect("a root");
    trust.anchors.push(root.certificate.clone());
    for (level, answers) in [
        (Level::BLT, vec![(OCSP, good.clone())]),
        (Level::BLT, vec![(LIST, root.list(&List::default()))]),
        (Level::BLTA, vec![(OCSP, good)]),
    ] {
        let bytes = sealed(&[&leaf, &root], level, &answers).expect("a seal");
        let report = validate(&bytes, &trust, NOW).expect("a PDF");
        assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
        let seal = &report.signatures[0];
        assert_eq!(
            (seal.verdict, seal.checks.revocation),
            (Verdict::TotalPassed, Check::Passed)
        );
        assert_eq!(seal.level, Some(level.name()));
    }
}

#[test]
fn no_seal_is_made_with_a_revoked_certificate() {
    let (root, leaf) = root_and_leaf(vec![ocsp_at(OCSP), list_at(LIST)]);
    let answer = root.answer(&Answer::revoked(NOW), &leaf.certificate, &root, &[]);
    let list = root.list(&List {
        entries: vec![revoked(7, NOW, &[])],
        ..List::default()
    });
    // Not even when another source says otherwise.
    let good = root.list(&List::default());
    assert!(is_revoked(&sealed(
        &[&leaf, &root],
        Level::BLT,
        &[(OCSP, answer), (LIST, good)]
    )));
    assert!(is_revoked(&sealed(
        &[&leaf, &root],
        Level::BLT,
        &[(LIST, list)]
    )));
}

#[test]
fn no_seal_is_made_when_an_authority_between_is_revoked() {
    let root = Holder::root("Root", 1);
    let between = root.issue(
        &Template::authority("Between")
            .serial(5)
            .and(list_at("http://ca.test/above")),
        2,
    );
    let leaf = between.issue(&Template::signer("Leaf").serial(7), 3);
    let below = between.list(&List::default());
    let with = |above: Vec<u8>| {
        sealed(
            &[&leaf, &between, &root],
            Level::BLT,
            &[("http://ca.test/above", above), (LIST, below.clone())],
        )
    };
    assert!(with(root.list(&List::default())).is_ok());
    assert!(is_revoked(&with(root.list(&List {
        entries: vec![revoked(5, NOW, &[])],
        ..List::default()
    }))));
}

#[test]
fn an_answer_that_nobody_who_may_has_signed_is_not_taken() {
    let (root, leaf) = root_and_leaf(vec![ocsp_at(OCSP)]);
    let (forger, stranger) = (Holder::root("Root", 9), Holder::root("Stranger", 8));
    let by_stranger = stranger.issue(&Template::responder("Responder").serial(30), 6);
    let wrong = root.issue(
        &Template::with("Responder", vec![extended_key_usage(id::TIME_STAMPING)]).serial(30),
        6,
    );
    let right = root.issue(&Template::responder("Responder").serial(30), 6);
    let answer =
        |by: &Holder, with: &[&[u8]]| by.answer(&Answer::good(), &leaf.certificate, &root, with);
    let mut unsigned = answer(&root, &[]);
    let last = unsigned.len() - 1;
    unsigned[last] ^= 1;
    let old = Answer {
        next_update: Some(NOW - SignedDuration::from_hours(1)),
        ..Answer::good()
    };
    let other = root.issue(&Template::signer("Other").serial(8), 4);
    for (why, answer) in [
        ("by another key", answer(&forger, &[])),
        ("with a broken signature", unsigned),
        (
            "by a stranger's responder",
            answer(&by_stranger, &[by_stranger.certificate.der()]),
        ),
        (
            "by one who is no responder",
            answer(&wrong, &[wrong.certificate.der()]),
        ),
        (
            "of yesterday",
            root.answer(&old, &leaf.certificate, &root, &[]),
        ),
        (
            "about another",
            root.answer(&Answer::good(), &other.certificate, &root, &[]),
        ),
        (
            "that knows nothing",
            root.answer(&Answer::unknown(), &leaf.certificate, &root, &[]),
        ),
        ("that is none", b"none".to_vec()),
        (
            "that says revoked, by another key",
            forger.answer(&Answer::revoked(NOW), &leaf.certificate, &root, &[]),
        ),
    ] {
        assert!(
            is_unknown(&sealed(&[&leaf, &root], Level::BLT, &[(OCSP, answer)])),
            "{why}"
        );
    }
    let good = answer(&right, &[right.certificate.der()]);
    assert!(sealed(&[&leaf, &root], Level::BLT, &[(OCSP, good)]).is_ok());
    assert!(
        is_unknown(&sealed(&[&leaf, &root], Level::BLT, &[])),
        "nobody answers"
    );
}

#[test]
fn a_list_that_proves_nothing_is_not_taken() {
    let (root, leaf) = root_and_leaf(vec![list_at(LIST)]);
    let forger = Holder::root("Root", 9);
    let hour = SignedDuration::from_hours(1);
    let odd = vec![segl_pki::test_ca::extension(id::UNKNOWN, true, &[5, 0])];
    for (why, list) in [
        ("by another key", forger.list(&List::default())),
        (
            "by another name",
            root.list(&List {
                issuer: Some(segl_pki::test_ca::name("Other")),
                ..List::default()
            }),
        ),
        (
            "of yesterday",
            root.list(&List {
                next_update: Some(NOW - hour),
                ..List::default()
            }),
        ),
        (
            "with an odd demand",
            root.list(&List {
                extensions: odd,
                ..List::default()
            }),
        ),
        ("that is none", element(0x30, &[])),
    ] {
        assert!(
            is_unknown(&sealed(&[&leaf, &root], Level::BLT, &[(LIST, list)])),
            "{why}"
        );
    }
}

#[test]
fn an_issuer_that_is_not_in_the_chain_is_fetched_and_must_have_signed() {
    let access = segl_pki::test_ca::extension(
        id::AUTHORITY_ACCESS,
        false,
        &segl_pki::test_ca::sequence(&[
            &segl_pki::test_ca::sequence(&[
                &element(segl_pki::ber::tag::OID, id::CA_ISSUERS),
                &element(0x86, ISSUER.as_bytes()),
            ]),
            &segl_pki::test_ca::sequence(&[
                &element(segl_pki::ber::tag::OID, id::OCSP),
                &element(0x86, OCSP.as_bytes()),
            ]),
        ]),
    );
    let (root, leaf) = root_and_leaf(vec![access]);
    let forged = Holder::root("Root", 9);
    let good = root.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    let with = |issuer: &Holder| {
        sealed(
            &[&leaf],
            Level::BLT,
            &[
                (ISSUER, issuer.certificate.der().to_vec()),
                (OCSP, good.clone()),
            ],
        )
    };
    assert!(with(&root).is_ok());
    assert!(is_unknown(&with(&forged)));
    // One without a place to ask is not asked about at all.
    let (root, leaf) = root_and_leaf(vec![issuer_at(ISSUER)]);
    assert!(sealed(&[&leaf, &root], Level::BLT, &[]).is_ok());
}

#[test]
fn a_chain_is_one_of_signatures_and_not_of_names() {
    let root = Holder::root("Root", 1);
    let between = root.issue(&Template::authority("Between"), 2);
    let leaf = between.issue(&Template::signer("Leaf"), 3);
    let read = |chain: &[&Holder]| CertificateChain::from_pem(&pem(chain)).map(drop);
    assert_eq!(read(&[&leaf, &between, &root]), Ok(()));
    assert_eq!(read(&[&leaf]), Ok(()));
    for order in [
        [&leaf, &root, &between],
        [&between, &leaf, &root],
        [&root, &between, &leaf],
    ] {
        assert_eq!(read(&order), Err(ChainError::Order));
    }
    let forged = Holder::root("Between", 9);
    assert_eq!(
        read(&[&leaf, &forged]),
        Err(ChainError::Order),
        "the name alone"
    );
    let listing = root.issue(&Template::with("Leaf", vec![key_usage(&[6])]), 3);
    assert_eq!(
        read(&[&listing, &root]),
        Err(ChainError::Usage),
        "a key that is not for signatures"
    );
    let no_authority = root.issue(&Template::with("Between", vec![key_usage(&[5])]), 2);
    assert_eq!(
        read(&[&leaf, &no_authority]),
        Err(ChainError::Usage),
        "an issuer that is no authority"
    );
    let no_issuer = root.issue(
        &Template::with(
            "Between",
            vec![segl_pki::test_ca::basic_constraints(None), key_usage(&[6])],
        ),
        2,
    );
    assert_eq!(
        read(&[&leaf, &no_issuer]),
        Err(ChainError::Usage),
        "an authority whose key is not for certificates"
    );
    assert_eq!(
        CertificateChain::from_pem(" ").map(drop),
        Err(ChainError::Empty)
    );
}

#[test]
fn a_timestamp_is_taken_from_the_first_that_gives_one_of_what_was_asked() {
    let (root, leaf) = root_and_leaf(vec![]);
    let bytes = sealed(&[&leaf, &root], Level::BT, &[]).expect("a seal");
    let report = validate(&bytes, &Trust::default(), NOW).expect("a PDF");
    assert_eq!(report.signatures.len(), 1);
    assert!(
        ready(timestamp(&[7; 32], &Outside::default()))
            .is_err_and(|error| matches!(error, AugmentError::NoTimestampAuthority))
    );
    // Its signature is looked at before it is kept.
    let question = TimestampQuestion::new(DigestAlgorithm::Sha256, &[7; 32]).expect("a question");
    let answer = stamper()
        .stamp(&question.request().expect("DER"), NOW)
        .expect("an answer");
    assert_eq!(
        question.accept(&answer).map(|token| token.time),
        Ok(Some(NOW))
    );
    let mut changed = answer.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    assert_eq!(
        question.accept(&changed).map(drop),
        Err(TimestampError::Other)
    );
    let other = TimestampQuestion::new(DigestAlgorithm::Sha256, &[8; 32]).expect("a question");
    assert_eq!(other.accept(&answer).map(drop), Err(TimestampError::Other));
    assert_eq!(
        question
            .accept(&[0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02])
            .map(drop),
        Err(TimestampError::NotGranted)
    );
    assert_eq!(
        question.accept(b"no").map(drop),
        Err(TimestampError::Unreadable)
    );
}

#[test]
fn a_level_is_found_by_its_name_alone() {
    assert_eq!(
        Level::ALL.map(|level| Level::named(level.name())),
        Level::ALL.map(Some)
    );
    assert_eq!(["B-X", "b-b", ""].map(Level::named), [None; 3]);
    assert_eq!(
        Level::ALL.map(|level| level.to_string()),
        Level::ALL.map(Level::name)
    );
}

#[test]
fn nobody_is_asked_about_a_root_an_exempt_responder_or_the_same_certificate_twice() {
    let root = Holder::root("Root", 1);
    let ask = |certificates: Vec<X509Certificate>, list: Option<Vec<u8>>| {
        let answers = list.map(|list| (LIST, list)).into_iter().collect();
        let outside = Outside {
            stampers: Vec::new(),
            answers,
        };
        ready(validation_data(
            certificates,
            std::slice::from_ref(&root.certificate),
            NOW,
            &outside,
        ))
        .map(|data| data.certificates.len())
    };
    let template = Template::authority("Alone").and(list_at(LIST));
    let alone = key(5);
    let der = certificate(
        &template,
        &alone.spki().expect("a public key"),
        &template.subject,
        &alone,
    );
    assert!(matches!(
        ask(
            vec![X509Certificate::from_der(&der).expect("a certificate")],
            None
        ),
        Ok(1)
    ));
    let exempt = root
        .issue(&Template::responder("Responder").and(list_at(LIST)), 6)
        .certificate;
    assert!(matches!(ask(vec![exempt], None), Ok(1)));
    let signer = root
        .issue(&Template::signer("Leaf").serial(7), 3)
        .certificate;
    assert!(matches!(
        ask(vec![signer.clone()], None),
        Err(AugmentError::RevocationUnknown)
    ));
    assert!(matches!(
        ask(
            vec![signer; MAX_ASKED + 1],
            Some(root.list(&List::default()))
        ),
        Ok(1)
    ));
}

#[test]
fn so_many_certificates_are_asked_about_and_no_more() {
    let root = Holder::root("Root", 1);
    let signers: Vec<X509Certificate> = (1..=25)
        .map(|serial| {
            root.issue(&Template::signer("Leaf").serial(serial), 3)
                .certificate
        })
        .collect();
    let outside = Outside {
        stampers: Vec::new(),
        answers: BTreeMap::from([(LIST, root.list(&List::default()))]),
    };
    let known = [root.certificate.clone()];
    let ask = |count: usize| {
        ready(validation_data(
            signers[..count].to_vec(),
            &known,
            NOW,
            &outside,
        ))
    };
    assert_eq!(
        ask(MAX_ASKED)
            .map(|data| (data.certificates.len(), data.crls.len()))
            .ok(),
        Some((MAX_ASKED, 1))
    );
    assert!(matches!(
        ask(MAX_ASKED + 1),
        Err(AugmentError::RevocationUnknown)
    ));
}

#[test]
fn a_responder_is_asked_about_the_certificate_by_its_issuer_and_number() {
    let (root, leaf) = root_and_leaf(vec![ocsp_at(OCSP), list_at(LIST)]);
    let question = RevocationQuestion::about(&leaf.certificate, &root.certificate)
        .expect("DER")
        .expect("sources");
    assert_eq!(
        (question.responders.as_slice(), question.lists.as_slice()),
        (&[OCSP.to_owned()][..], &[LIST.to_owned()][..])
    );
    let der = question.ocsp_request().expect("DER");
    let request: x509_ocsp::OcspRequest = segl_pki::ber::decode(&der).expect("a request");
    let [asked] = &request.tbs_request.request_list[..] else {
        panic!("about one certificate")
    };
    let spki = &root.certificate.subject_public_key_info.subject_public_key;
    let sha_1 = |bytes: &[u8]| DigestAlgorithm::Sha1.digest(&[bytes]);
    assert_eq!(asked.req_cert.serial_number.as_bytes(), [7]);
    assert_eq!(
        asked.req_cert.issuer_name_hash.as_bytes(),
        sha_1(&root.name())
    );
    assert_eq!(
        asked.req_cert.issuer_key_hash.as_bytes(),
        sha_1(spki.raw_bytes())
    );
}

/// Trusting this root and the time-stamping authorities'.
fn trusting(root: &Holder) -> Trust {
    let mut anchors =
        X509Certificate::all_from_pem(stamping_root().certificate_pem()).expect("a root");
    anchors.push(root.certificate.clone());
    Trust {
        anchors,
        ..Trust::default()
    }
}

/// The file with a document timestamp over all of it.
fn stamped(bytes: Vec<u8>) -> Vec<u8> {
    let reserved_len = Level::BLTA.timestamp_reserved_len();
    let prepared = prepare_document_timestamp(Sealed::whole(bytes.into()), NOW, reserved_len);
    let prepared = prepared.expect("a digest");
    let digest = prepared.digest(DigestAlgorithm::Sha256);
    let question = TimestampQuestion::new(DigestAlgorithm::Sha256, &digest).expect("a question");
    let request = question.request().expect("a request");
    let response = stamper().stamp(&request, NOW).expect("a response");
    let token = question.accept(&response).expect("a token");
    prepared.finish(&token).expect("room").into_bytes()
}

#[test]
fn a_revocation_that_was_archived_counts_though_it_was_taken_out_of_the_dss() {
    let (root, leaf) = root_and_leaf(vec![list_at(LIST)]);
    let own = sealed(&[&leaf, &root], Level::BT, &[]).expect("a seal");
    let against = root.list(&List {
        entries: vec![revoked(7, NOW - SignedDuration::from_hours(48), &[])],
        ..List::default()
    });
    let data = ValidationData {
        crls: [against].into(),
        ..ValidationData::default()
    };
    let known = add_validation_data(Sealed::whole(own.into()), &data).expect("an update");
    let archived = stamped(known.into_bytes());
    let without_lists = |with: Option<Object>| {
        let file = File::open(&archived).expect("a PDF");
        let (number, catalog) = file.catalog().expect("a catalog");
        let store = file.dict_in(&catalog, "DSS").expect("a DSS");
        let mut kept = Dict::default();
        for (key, value) in store.0.iter().filter(|(key, _)| key.as_slice() != b"CRLs") {
            kept.0.push((key.clone(), value.clone()));
        }
        if let Some(lists) = with {
            kept.set("CRLs", lists);
        }
        let mut update = Update::over(&file);
        let catalog = catalog.with("DSS", Object::Dict(kept));
        update.put(number.0, number.1, Body::Plain(Object::Dict(catalog)));
        let trailer = file.trailer();
        let trailer = ["Root", "Info", "ID"]
            .into_iter()
            .fold(Dict::default(), |all, key| match trailer.get(key) {
                Some(value) => all.with(key, value.clone()),
                None => all,
            });
        [&archived[..], &update.write(&file, trailer, None).concat()].concat()
    };
    let trust = trusting(&root);
    let verdict = |bytes: &[u8]| validate(bytes, &trust, NOW).expect("a PDF").signatures[0].verdict;
    let revoked = Verdict::Indeterminate(IndeterminateReason::RevokedNoPoe);
    assert_eq!(verdict(&archived), revoked);
    assert_eq!(verdict(&without_lists(None)), revoked);
    assert_eq!(
        verdict(&without_lists(Some(Object::Array(Vec::new())))),
        revoked
    );
}

#[test]
fn a_document_timestamp_archives_what_it_covers_and_nothing_that_came_later() {
    let (root, leaf) = root_and_leaf(vec![ocsp_at(OCSP)]);
    let good = root.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    let at = |level| sealed(&[&leaf, &root], level, &[(OCSP, good.clone())]).expect("a seal");
    let long_term = at(Level::BLT);
    let answers = validation_data_of(&File::open(&long_term).expect("a PDF"));
    let answered = |bytes: Vec<u8>| {
        add_validation_data(Sealed::whole(bytes.into()), &answers)
            .expect("an update")
            .into_bytes()
    };
    let trust = trusting(&root);
    let too_late = answered(stamped(at(Level::BT)));
    for (what, bytes, level) in [
        ("answers under the timestamp", at(Level::BLTA), "B-LTA"),
        ("and again after it", answered(at(Level::BLTA)), "B-LTA"),
        ("answers after it alone", too_late.clone(), "B-LT"),
        ("and another timestamp", stamped(too_late), "B-LTA"),
    ] {
        let report = validate(&bytes, &trust, NOW).expect("a PDF");
        assert_eq!(report.indication, Indication::TotalPassed, "{what}");
        assert_eq!(report.signatures[0].level, Some(level), "{what}");
    }
}

#[test]
fn what_a_document_timestamp_covers_was_there_at_its_time_whatever_ended_since() {
    let (root, leaf) = root_and_leaf(vec![ocsp_at(OCSP)]);
    let good = root.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    let for_long = stamping_root()
        .authority([6; 32], NOW, 3_000)
        .expect("an authority");
    let sealed = sealed_by(for_long, &[&leaf, &root], Level::BLTA, &[(OCSP, good)]);
    let sealed = sealed.expect("a seal");
    let trust = trusting(&root);
    // The leaf and the answer about it are long over.
    let later = NOW + SignedDuration::from_hours(24 * 500);
    let report = validate(&sealed, &trust, later).expect("a PDF");
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    let levels: Vec<_> = report.signatures.iter().map(|one| one.level).collect();
    assert_eq!(levels[0], Some("B-LTA"));
}

#[test]
fn a_list_in_the_dss_that_cannot_be_read_leaves_the_verdict_open() {
    let (root, leaf) = root_and_leaf(vec![ocsp_at(OCSP)]);
    let good = root.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    let sealed = sealed(&[&leaf, &root], Level::BLT, &[(OCSP, good)]).expect("a seal");
    let with = |list: Vec<u8>| {
        let data = ValidationData {
            crls: [list].into(),
            ..ValidationData::default()
        };
        let whole = Sealed::whole(sealed.clone().into());
        let known = add_validation_data(whole, &data).expect("an update");
        let report = validate(&known.into_bytes(), &trusting(&root), NOW);
        report.expect("a PDF").indication
    };
    assert_eq!(with(root.list(&List::default())), Indication::TotalPassed);
    assert_eq!(with(vec![0x30, 3, 1, 1, 0]), Indication::Indeterminate);
}
