//! The reader of ASiC-E containers says something of any bytes, and never that what nobody signed is valid.

#![no_main]

use std::sync::LazyLock;

use bytes::Bytes;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use segl_asic::Container;
use segl_validation::{Indication, Trust, validate_container};

const AT: Timestamp = Timestamp::constant(1_795_478_400, 0);

/// The root of `seeds/evidence.asice`.
static TRUST: LazyLock<Trust> =
    LazyLock::new(|| Trust::from_pem(include_str!("../seeds/evidence.root.pem")).expect("a root"));

fuzz_target!(|bytes: &[u8]| {
    let bytes = Bytes::copy_from_slice(bytes);
    if let Ok(mut container) = Container::unpack(&bytes) {
        // What was read can be written, and is then read alike.
        let packed = container.pack().expect("what a reader takes, a writer writes");
        let mut again = Container::unpack(&packed).expect("and a reader reads");
        // Large files are written last.
        for files in [&mut again.files, &mut container.files] {
            files.sort_by(|one, other| one.name.cmp(&other.name));
        }
        assert_eq!((again.files, again.signatures), (container.files, container.signatures));
    }
    let Ok(report) = validate_container(&bytes, &TRUST, AT) else { return };
    if report.indication == Indication::TotalPassed {
        assert!(report.signatures.iter().any(|signature| !signature.files.is_empty()), "nobody signed anything");
    }
});
