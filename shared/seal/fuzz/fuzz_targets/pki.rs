//! The readers of certificates, lists, OCSP answers, timestamps and CMS say something of any bytes, in DER or BER, and
//! never yes to what nobody signed.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use segl_pki::{ber, test_pki::refusals::Refusals};

static REFUSALS: LazyLock<Refusals> = LazyLock::new(Refusals::default);

fuzz_target!(|bytes: &[u8]| {
    if let Ok(definite) = ber::definite(bytes) {
        // What has definite lengths has nothing left to be taken away.
        assert_eq!(ber::definite(&definite).as_deref(), Ok(&*definite));
    }
    if let Ok(canonical) = ber::canonical(bytes) {
        assert_eq!(ber::canonical(&canonical).as_deref(), Ok(&*canonical));
    }
    assert_eq!(REFUSALS.hold_of(bytes), Ok(()));
});
