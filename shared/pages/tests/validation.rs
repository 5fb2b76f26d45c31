//! What the page says of a validated file: the cause that people can act on before any code, and no more than is known.

use jiff::{Timestamp, civil::date};
use segl_domain::language::Language;
use segl_pages::{
    Answer, CameAfter, Carried, CarriedJob, CheckedFile, CheckedKind, CheckedSignature, FileNote,
    Stated, ValidationPage, Verdict, validation_page,
};

fn file() -> CheckedFile {
    CheckedFile {
        sha256: "ab12".repeat(16),
        size: 1_234_567,
        at: "2026-11-24T13:30:00Z".parse().expect("a time"),
        unsigned_files: Vec::new(),
        notes: Vec::new(),
        is_part: false,
        came_after: CameAfter::Nothing,
    }
}

fn signature(verdict: Verdict, code: &str) -> CheckedSignature {
    CheckedSignature {
        kind: CheckedKind::Signature,
        verdict,
        signer: "Kari Nordmann".to_owned(),
        is_vouched_for: true,
        level: String::new(),
        code: (!code.is_empty()).then(|| code.to_owned()),
        best_signature_time: None,
        claimed_signing_time: Some(Timestamp::UNIX_EPOCH),
        is_cut_or_grown: false,
        is_of_no_file: false,
        files: Vec::new(),
        changed_files: Vec::new(),
        missing_files: Vec::new(),
        has_no_timestamp: false,
        reasons: Vec::new(),
        checks: [None; 6],
    }
}

fn page(
    verdict: Verdict,
    signatures: Vec<CheckedSignature>,
    file: CheckedFile,
    carried: Carried,
) -> String {
    let answer = Answer::Report {
        verdict,
        signatures,
        file,
        carried: Box::new(carried),
    };
    validation_page(&ValidationPage {
        language: Language::En,
        answer,
    })
}

/// What stands in the first card: the verdict on the whole file.
fn first_card(html: &str) -> &str {
    let start = html.find("<section").expect("a card");
    &html[start..start + html[start..].find("</section>").expect("its end")]
}

#[test]
fn the_file_is_named_by_its_digest_and_the_time_it_was_checked_at() {
    let html = page(
        Verdict::Valid,
        vec![signature(Verdict::Valid, "")],
        file(),
        Carried::default(),
    );
    for said in [
        &"ab12".repeat(16),
        "1.2 MB",
        "24 November 2026 at 14:30 Norwegian time",
    ] {
        assert!(first_card(&html).contains(said), "{said}");
    }
    assert!(
        html.contains("<title>Valid"),
        "whoever hears the title hears the verdict"
    );
}

#[test]
fn what_came_after_valid_signatures_is_said_with_the_verdict() {
    for (came_after, said) in [
        (CameAfter::Nothing, "nothing was changed after them"),
        (CameAfter::Metadata, "such as its title, was changed"),
        (CameAfter::More, "signed again"),
    ] {
        let file = CheckedFile {
            came_after,
            ..file()
        };
        let html = page(
            Verdict::Valid,
            vec![signature(Verdict::Valid, "")],
            file,
            Carried::default(),
        );
        assert!(first_card(&html).contains(said), "{said}");
        assert_eq!(
            html.contains("nothing was changed after them"),
            came_after == CameAfter::Nothing
        );
    }
}

#[test]
fn files_of_several_jobs_are_the_first_cause_whatever_else_is_undecided() {
    let carried = Carried {
        statements: Some(Some(false)),
        ..Carried::default()
    };
    let undecided = vec![signature(Verdict::Undecided, "TRY_LATER")];
    let html = page(
        Verdict::Undecided,
        undecided,
        CheckedFile {
            is_part: true,
            ..file()
        },
        carried,
    );
    assert!(first_card(&html).contains("not of the same job"), "{html}");
}

#[test]
fn a_part_of_the_evidence_says_what_to_check_instead() {
    let undecided = vec![signature(Verdict::Undecided, "TRY_LATER")];
    let html = page(
        Verdict::Undecided,
        undecided,
        CheckedFile {
            is_part: true,
            ..file()
        },
        Carried::default(),
    );
    assert!(first_card(&html).contains("Check the signed PDF"), "{html}");
}

#[test]
fn files_that_are_missing_changed_or_not_signed_are_named() {
    let vague = signature(Verdict::Undecided, "GENERIC");
    let other = signature(Verdict::Undecided, "TRY_LATER");
    let missing = CheckedSignature {
        missing_files: vec!["documents/1.pdf".to_owned()],
        ..signature(Verdict::Undecided, "SIGNED_DATA_NOT_FOUND")
    };
    let html = page(
        Verdict::Undecided,
        vec![vague, other, missing],
        file(),
        Carried::default(),
    );
    let card = first_card(&html);
    assert!(
        card.contains("A file that was signed is missing") && card.contains("documents/1.pdf"),
        "{card}"
    );

    let changed = CheckedSignature {
        changed_files: vec!["documents/2.pdf".to_owned()],
        ..signature(Verdict::Invalid, "HASH_FAILURE")
    };
    let html = page(Verdict::Invalid, vec![changed], file(), Carried::default());
    assert!(first_card(&html).contains("documents/2.pdf"), "{html}");

    let loose = CheckedFile {
        unsigned_files: vec!["extra.txt".to_owned()],
        ..file()
    };
    let html = page(
        Verdict::Invalid,
        vec![signature(Verdict::Invalid, "FORMAT_FAILURE")],
        loose,
        Carried::default(),
    );
    let card = first_card(&html);
    assert!(
        card.contains("nobody has signed") && card.contains("extra.txt"),
        "{card}"
    );
}

#[test]
fn a_file_that_was_cut_off_or_went_on_says_so() {
    let cut = CheckedSignature {
        is_cut_or_grown: true,
        ..signature(Verdict::Undecided, "GENERIC")
    };
    let html = page(Verdict::Undecided, vec![cut], file(), Carried::default());
    assert!(
        first_card(&html).contains("at the end of the file"),
        "{html}"
    );
}

#[test]
fn a_signature_of_no_file_in_the_container_says_so() {
    let strange = CheckedSignature {
        is_of_no_file: true,
        ..signature(Verdict::Undecided, "GENERIC")
    };
    let html = page(
        Verdict::Undecided,
        vec![strange],
        file(),
        Carried::default(),
    );
    let card = first_card(&html);
    assert!(
        card.contains("of none of the files in the container"),
        "{card}"
    );
}

#[test]
fn a_name_that_nobody_vouches_for_is_told_as_a_claim() {
    let claimed = CheckedSignature {
        is_vouched_for: false,
        ..signature(Verdict::Undecided, "TRY_LATER")
    };
    let html = page(
        Verdict::Undecided,
        vec![claimed],
        file(),
        Carried::default(),
    );
    assert!(html.contains("nobody here vouches for it"), "{html}");
    let stamp = CheckedSignature {
        kind: CheckedKind::Timestamp,
        ..signature(Verdict::Invalid, "HASH_FAILURE")
    };
    let html = page(Verdict::Invalid, vec![stamp], file(), Carried::default());
    assert!(
        html.contains("Time according to the timestamp")
            && !html.contains("according to the signer")
    );
}

#[test]
fn a_signer_is_told_with_birth_date_and_for_whom() {
    let signer = |for_another| Stated {
        name: "Per Ås".to_owned(),
        signed_at: Timestamp::UNIX_EPOCH,
        method: "E-ID login".to_owned(),
        born: Some(date(1975, 2, 2)),
        for_another,
    };
    let html = |for_another| {
        let job = CarriedJob {
            title: "Leieavtale".to_owned(),
            sender: "Utleie AS (999888777)".to_owned(),
            documents: vec!["Kontrakt".to_owned(), "Vedlegg".to_owned()],
        };
        let carried = Carried {
            job: Some(job),
            signers: vec![signer(for_another)],
            ..Carried::default()
        };
        page(
            Verdict::Valid,
            vec![signature(Verdict::Valid, "")],
            file(),
            carried,
        )
    };
    for said in [
        "Per Ås",
        "Born 02.02.1975",
        "Leieavtale",
        "Utleie AS (999888777)",
        "Kontrakt, Vedlegg",
    ] {
        assert!(html(false).contains(said), "{said}");
    }
    assert!(
        html(true).contains("on behalf of somebody else")
            && !html(false).contains("on behalf of somebody else")
    );
}

#[test]
fn what_is_odd_and_does_not_decide_is_told_beside_the_verdict() {
    let file = CheckedFile {
        notes: vec![FileNote::UnsignedMetadata, FileNote::OddContainer],
        ..file()
    };
    let html = page(
        Verdict::Valid,
        vec![signature(Verdict::Valid, "")],
        file,
        Carried::default(),
    );
    let card = first_card(&html);
    assert!(
        card.contains("a file that nobody has signed") && card.contains("unusual way"),
        "{card}"
    );
}
