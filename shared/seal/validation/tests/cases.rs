//! The validator over small inputs that once fooled it, or that it once failed: `SEGL_CASES`, or `../shared/cases` beside
//! the checkout. They are no part of the repository; where they are not, this says so and checks nothing.

use std::{env, fs, path::PathBuf};

use jiff::Timestamp;
use segl_validation::{Indication, Modifications, Report, Trust, validate_file};

/// After everything in the cases was signed, and before anything in them expires.
const AT: Timestamp = Timestamp::constant(1_795_824_000, 0);

/// The folder of cases, if it is there. Whoever names one and has none is told.
fn cases() -> Option<PathBuf> {
    let named = env::var_os("SEGL_CASES").map(PathBuf::from);
    let beside = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/cases"
    ));
    let folder = named.clone().unwrap_or(beside).join("validator");
    assert!(
        named.is_none() || folder.is_dir(),
        "SEGL_CASES holds no validator cases: {}",
        folder.display()
    );
    folder.is_dir().then_some(folder)
}

fn report(path: &PathBuf) -> Report {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let root = fs::read_to_string(path.with_added_extension("root.pem"));
    let trust = root
        .ok()
        .and_then(|pem| Trust::from_pem(&pem))
        .unwrap_or_default();
    validate_file(&bytes.into(), &trust, AT)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_case_is_answered_rightly_and_what_changed_is_named() {
    let Some(folder) = cases() else {
        eprintln!(
            "SKIPPED: there are no cases beside the checkout; set SEGL_CASES to their folder"
        );
        return;
    };
    for (file, says) in [
        (
            "01-freed-object-in-stream-page2-blank.pdf",
            "was removed: page 2: /Resources",
        ),
        (
            "02-info-alias.pdf",
            "was changed that the signature covers: page 2: /Contents (object 4)",
        ),
        (
            "04-dangling-free.pdf",
            "was not there when the document was signed: page 2: /Contents",
        ),
        ("06-ap-alias-uncertified.pdf", "page 1: /Resources /XObject"),
    ] {
        let report = report(&folder.join(file));
        assert_eq!(
            report.indication,
            Indication::TotalFailed,
            "{file}: {report:#?}"
        );
        let reasons = report.signatures[0].reasons.concat();
        assert!(reasons.contains(says), "{file}: {reasons}");
    }
    let honest = report(&folder.join("honest-sealed.pdf"));
    assert_eq!(honest.indication, Indication::TotalPassed, "{honest:#?}");
    let twice = report(&folder.join("22-false-fail-signed-twice.pdf"));
    assert_eq!(
        twice.indication,
        Indication::Indeterminate,
        "nobody here trusts who signed it: {twice:#?}"
    );
    let first = &twice.signatures[0];
    assert_eq!(
        first.modifications,
        Modifications::FormFilling,
        "{first:#?}"
    );
}
