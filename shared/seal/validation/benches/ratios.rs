//! `cargo bench -p segl-validation`: what validating a sealed file costs, beside SHA-256 of it: the seal and its document
//! timestamp are each over nearly all of it.

#[path = "../../benches/rounds.rs"]
mod rounds;

use rounds::{compare, measured};
use segl_front_page::samples::{archived, request, seal};
use segl_pdf::samples::large;
use segl_pki::test_pki::samples::{NOW, root_pem};
use segl_validation::{Indication, Trust, validate};
use sha2::{Digest as _, Sha256};

fn main() {
    for size in [100_000, 10_000_000] {
        let pdf = large(size, 0);
        let (lta, anchors) = archived(&pdf);
        let trusting = Trust {
            anchors,
            ..Trust::default()
        };
        let plain = seal(&request(&[("a", &pdf)])).bytes;
        let trusting_plain = Trust::from_pem(&root_pem()).expect("a root");
        let passes = |bytes: &[u8], trust: &Trust| {
            let report = validate(bytes, trust, NOW).expect("a PDF");
            assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
        };
        compare(
            &format!("{:.2} MB", lta.len() as f64 / 1e6),
            [
                (
                    "SHA-256 of it (the floor)",
                    measured(|| Sha256::digest(&lta)),
                ),
                (
                    "validated, sealed at B-B",
                    measured(|| passes(&plain, &trusting_plain)),
                ),
                (
                    "validated, sealed at B-LTA",
                    measured(|| passes(&lta, &trusting)),
                ),
            ],
        );
    }
}
