//! One time, one root, one key and its chain: what tests share.

use jiff::Timestamp;

use super::{TestKey, TestRoot};
use crate::chain::CertificateChain;

/// When everything in tests happens.
pub const NOW: Timestamp = Timestamp::constant(1_795_478_400, 0);

fn root() -> TestRoot {
    TestRoot::new([1; 32], NOW).expect("a root")
}

/// The certificate to trust.
pub fn root_pem() -> String {
    root().certificate_pem().to_owned()
}

/// A key of the test PKI and its chain.
pub fn key_and_chain() -> (TestKey, CertificateChain) {
    let root = root();
    let key = TestKey::new([2; 32]).expect("a key");
    let pem = root
        .issue_seal(&key.spki().expect("its public half"), [3; 8], NOW)
        .expect("a chain");
    (
        key,
        CertificateChain::from_pem(&pem).expect("what was just made"),
    )
}
