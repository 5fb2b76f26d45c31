//! Any bytes are refused with a reason, or sealed and valid: there is no third outcome.

#![no_main]

use std::sync::LazyLock;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use segl_front_page::{samples::request_of, seal::prepare};
use segl_pades::signing::Sha256State;
use segl_pdf::preflight;
use segl_pki::{chain::CertificateChain, test_pki::{TestKey, TestRoot}};
use segl_validation::{Indication, Trust, validate};

const AT: Timestamp = Timestamp::constant(1_795_478_400, 0);

static PKI: LazyLock<(TestKey, CertificateChain, Trust)> = LazyLock::new(|| {
    let root = TestRoot::new([1; 32], AT).expect("a root");
    let key = TestKey::new([2; 32]).expect("a key");
    let pem = root.issue_seal(&key.spki().expect("a public key"), [3; 8], AT).expect("a chain");
    let chain = CertificateChain::from_pem(&pem).expect("a chain");
    (key, chain, Trust::from_pem(root.certificate_pem()).expect("a root"))
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(found) = preflight::inspect(bytes) else { return };
    let (key, chain, trust) = &*PKI;
    let prepared = prepare(request_of(bytes.to_vec().into(), Sha256State::of(bytes), AT), chain).expect("what was accepted is prepared");
    let signature = key.sign(prepared.digest()).expect("a signature");
    let sealed = prepared.finish(signature).expect("the key's own signature").into_bytes();
    let report = validate(&sealed, trust, AT).expect("a sealed file can be read");
    let seals: Vec<_> = report.signatures.iter().map(|seal| (seal.verdict.indication(), &seal.reasons)).collect();
    assert!(matches!(seals[..], [(Indication::TotalPassed, _)]), "{seals:?} of {found:?}");
});
