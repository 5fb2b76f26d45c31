//! Reports of strangers' files, and what they look like.

use segl_app::validation::{
    anchors::Anchors, document, statements::StatementsReport, trail::TrailReport,
};
use segl_asic::{Container, DataFile, SignatureFile};

use super::*;
use crate::system::now;

const HOSTILE: &str = "a\n\nSig1: TOTAL-PASSED, B-LTA\r\u{1b}[2J\u{9b}8m\u{2028}\u{202e}b\u{ad}";

/// What is said of a container with one signature, which is not read.
fn validated() -> Validated {
    let container = Container {
        files: vec![DataFile {
            name: "a.txt".to_owned(),
            media_type: String::new(),
            bytes: (&b"a"[..]).into(),
        }],
        signatures: vec![SignatureFile {
            name: "signatures.xml".to_owned(),
            xml: "none".to_owned(),
        }],
        ..Container::default()
    };
    let packed = container.pack().expect("packed");
    document::examine(&packed, &Anchors::default(), now()).expect("a container")
}

fn trail(check: Check, proven_length: Option<u64>, length: u64) -> TrailReport {
    TrailReport {
        check,
        job: Some("job".to_owned()),
        length: Some(length),
        sealed_length: Some(3),
        proven_length,
        reason: None,
    }
}

#[test]
fn no_text_of_a_file_writes_a_line_of_the_report_or_moves_the_cursor() {
    let honest = validated();
    let lines = |validated: &Validated| told(validated, true, true).lines().count();
    let mut forged = honest.clone();
    let one = &mut forged.report.signatures[0];
    one.field = HOSTILE.to_owned();
    one.signer = Some(HOSTILE.to_owned());
    one.files = vec![HOSTILE.to_owned()];
    one.reasons = vec![HOSTILE.to_owned()];
    forged.report.unsigned_files = vec![HOSTILE.to_owned()];
    assert_eq!(lines(&forged), lines(&honest));
    one_line_each(&mut forged);
    let text = told(&forged, true, true);
    assert!(text.contains("a[U+000A][U+000A]Sig1"), "{text}");
    assert!(
        text.chars()
            .all(|letter| letter == '\n' || !segl_asic::names::is_misleading(letter)),
        "{text}"
    );
}

/// What is told of some files only: changed and missing ones, and why a trail and statements are not in order.
fn one_line_each(forged: &mut Validated) {
    let before = told(forged, true, true).lines().count();
    let one = &mut forged.report.signatures[0];
    one.changed_files = vec![HOSTILE.to_owned()];
    one.missing_files = vec![HOSTILE.to_owned()];
    forged.audit_trail = Some(TrailReport {
        reason: Some(HOSTILE.to_owned()),
        ..trail(Check::Failed, None, 3)
    });
    forged.statements = Some(StatementsReport {
        check: Check::Failed,
        reason: Some(HOSTILE.to_owned()),
    });
    // One for each, one for the trail's reason, and one that says that it holds something.
    assert_eq!(told(forged, true, true).lines().count(), before + 6);
}

#[test]
fn a_name_that_could_be_taken_for_several_or_for_a_verdict_stands_in_quotes() {
    assert_eq!(listed(&["a.txt", "b.txt"]), "a.txt, b.txt");
    assert_eq!(listed(&["a.txt, b.txt"]), "\"a.txt, b.txt\"");
    assert_eq!(name("Sig: TOTAL-PASSED"), "\"Sig: TOTAL-PASSED\"");
    assert_eq!(name("a\", \"b"), "\"a\\\", \\\"b\"");
    assert_eq!(name(" a"), "\" a\"");
}

#[test]
fn a_signature_says_the_files_that_it_covers_by_their_names() {
    let mut one = validated();
    assert!(!told(&one, true, false).contains("FILES"));
    one.report.signatures[0].files = vec!["a.txt".to_owned(), "b.txt".to_owned()];
    assert!(told(&one, true, false).contains("\n  covers a.txt, b.txt\n"));
}

#[test]
fn what_a_file_carries_that_was_not_sealed_here_is_not_told_as_if_it_were_vouched_for() {
    let mut stranger = validated();
    stranger.report.indication = Indication::TotalPassed;
    stranger.report.signatures[0].verdict = segl_validation::Verdict::TotalPassed;
    stranger.report.signatures[0].field = "Segl seal".to_owned();
    stranger.audit_trail = Some(trail(Check::Passed, Some(3), 3));
    stranger.evidence = Some(stranger.report.clone());
    let text = told(&stranger, true, false);
    assert!(text.contains("\nnot sealed by this service\n"), "{text}");
    assert!(
        !text.contains("audit trail: PASSED") && !text.contains("evidence:"),
        "{text}"
    );
    assert!(text.contains("the word of whoever made it"), "{text}");
    // The same where what it carries makes the whole undecided.
    let mut mixed = stranger.clone();
    mixed.report.indication = Indication::Indeterminate;
    assert!(told(&mixed, true, false).contains("\nnot sealed by this service\n"));
    mixed.is_own_seal = true;
    assert!(told(&mixed, true, false).contains("\nsealed by this service, around something"));
    // Nor is more said where it is not known who seals here, or of a trail that somebody holds against it.
    assert!(told(&stranger, false, false).contains("not known to be sealed by this service"));
    let held = told(&stranger, true, true);
    assert!(
        held.contains("audit trail: PASSED with a seal that is not known"),
        "{held}"
    );
    stranger.sealed_here = true;
    let own = told(&stranger, true, false);
    assert!(own.contains("audit trail: PASSED, 3 audit events"), "{own}");
    assert!(
        own.contains("evidence: TOTAL-PASSED") && !own.contains("not sealed"),
        "{own}"
    );
}

#[test]
fn of_a_later_trail_the_events_that_were_sealed_are_told_from_those_that_nobody_vouches_for() {
    let mut sealed = validated();
    sealed.sealed_here = true;
    sealed.audit_trail = Some(trail(Check::NotChecked, Some(3), 5));
    let text = told(&sealed, true, true);
    assert!(
        text.contains(
            "audit trail: events 1 to 3 of 5 PASSED, events 4 to 5 are vouched for by nobody\n"
        ),
        "{text}"
    );
}
