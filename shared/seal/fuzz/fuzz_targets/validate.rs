//! The validator says something of any bytes, and never that what nobody signed is valid.

#![no_main]

use std::sync::LazyLock;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use segl_pki::test_pki::TestRoot;
use segl_validation::{Indication, Trust, validate};

const AT: Timestamp = Timestamp::constant(1_795_478_400, 0);

/// The root of `seeds/sealed.pdf`, and that of `seeds/archived.pdf`.
static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let made_here = TestRoot::new([1; 32], AT).expect("a root");
    let pem = [made_here.certificate_pem(), include_str!("../seeds/archived.root.pem")].concat();
    Trust::from_pem(&pem).expect("two roots")
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(report) = validate(bytes, &TRUST, AT) else { return };
    if report.indication == Indication::TotalPassed {
        assert!(!report.signatures.is_empty(), "a file without signatures is not valid");
    }
});
