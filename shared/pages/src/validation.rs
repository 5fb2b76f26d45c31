//! The pages that say what a PDF's signatures are worth.

mod answer;
mod cause;

use askama::Template;
use segl_domain::language::Language;

pub use self::answer::{
    Answer, CameAfter, Carried, CarriedJob, CheckedFile, CheckedKind, CheckedSignature, FileNote,
    Stated, ValidationTrouble, Verdict,
};
use segl_text::{catalogue::ValidationWords, dates::moment, lines::size};

use crate::frame::{Frame, render};

/// `GET /validate`: the form.
#[derive(Clone, Debug)]
pub struct ValidationFormPage {
    /// The language to show it in.
    pub language: Language,
    /// Where the form goes.
    pub url: String,
    /// What it sends before the file.
    pub fields: Vec<(String, String)>,
}

/// `GET /validate/{validation}`: what came of a file.
#[derive(Clone, Debug)]
pub struct ValidationPage {
    /// The language to show it in.
    pub language: Language,
    /// What came of it.
    pub answer: Answer,
}

#[derive(Template)]
#[template(path = "validation_form.html")]
struct FormTemplate<'p> {
    frame: Frame,
    page: &'p ValidationFormPage,
}

#[derive(Template)]
#[template(path = "validation.html")]
struct ValidationTemplate {
    frame: Frame,
    trouble: Option<&'static str>,
    verdict: Option<Conclusion>,
    job: Vec<(&'static str, String)>,
    file: Vec<(&'static str, String)>,
    notes: Vec<&'static str>,
    signers: Vec<(String, Vec<String>)>,
    identity: Vec<&'static str>,
    carried: Vec<Point>,
    signatures: Vec<Shown>,
}

/// A verdict, and why it is not a better one.
struct Conclusion {
    class: &'static str,
    heading: &'static str,
    text: &'static str,
    cause: Option<&'static str>,
    /// The files that it is about.
    files: String,
}

/// A check: what became of it, and why if that is said nowhere else.
struct Point {
    name: &'static str,
    class: &'static str,
    state: &'static str,
    cause: Option<&'static str>,
}

struct Shown {
    told: Conclusion,
    details: Vec<(&'static str, String)>,
    checks: Vec<Point>,
    codes: Vec<(&'static str, String)>,
}

fn told(
    w: &'static ValidationWords,
    verdict: Verdict,
    why: Option<&CheckedSignature>,
) -> Conclusion {
    let (class, heading, text) = match verdict {
        Verdict::Valid => ("valid", w.valid, w.valid_text),
        Verdict::Invalid => ("invalid", w.invalid, w.invalid_text),
        Verdict::Undecided => ("undecided", w.undecided, w.undecided_text),
        Verdict::Unsigned => ("undecided", w.unsigned, w.unsigned_text),
    };
    let files = why
        .map(|one| {
            [&one.changed_files[..], &one.missing_files]
                .concat()
                .join(", ")
        })
        .unwrap_or_default();
    Conclusion {
        class,
        heading,
        text,
        cause: why.and_then(|one| cause::of(w, one)),
        files,
    }
}

fn shown(
    w: &'static ValidationWords,
    one: &CheckedSignature,
    carries: bool,
    language: Language,
) -> Shown {
    let who = match one.kind {
        CheckedKind::Timestamp if one.is_vouched_for => w.stamped_by,
        CheckedKind::Timestamp => w.claimed_signer,
        CheckedKind::Signature if carries => w.sealer,
        CheckedKind::Signature if one.is_vouched_for => w.signer,
        CheckedKind::Signature => w.claimed_signer,
    };
    let claimed = match one.kind {
        CheckedKind::Timestamp => w.claimed_stamp_time,
        CheckedKind::Signature => w.claimed_signing_time,
    };
    let name = if one.signer.is_empty() {
        w.unknown.to_owned()
    } else {
        one.signer.clone()
    };
    let mut details = vec![(who, name)];
    details.extend(
        one.best_signature_time
            .map(|time| (w.best_signature_time, moment(time, language))),
    );
    details.extend(
        one.claimed_signing_time
            .filter(|_| one.best_signature_time.is_none())
            .map(|time| (claimed, moment(time, language))),
    );
    if !one.files.is_empty() {
        details.push((w.of_files, one.files.join(", ")));
    }
    let mut codes = vec![(w.indication, cause::indication(one.verdict).to_owned())];
    codes.extend(one.code.as_ref().map(|code| (w.code, code.clone())));
    match (one.level.is_empty(), one.verdict, one.kind) {
        (false, ..) => codes.push((w.level, one.level.clone())),
        // A signature that does not hold has no level, whatever its kind.
        (true, Verdict::Invalid, _) | (true, _, CheckedKind::Timestamp) => {}
        (true, ..) => codes.push((w.level, w.other_kind.to_owned())),
    }
    codes.extend(one.reasons.iter().map(|reason| (w.reasons, reason.clone())));
    let names = [
        w.digest,
        w.signature,
        w.path,
        w.revocation,
        w.timestamp,
        w.modifications,
    ];
    let checks = names
        .into_iter()
        .zip(one.checks)
        .map(|(name, check)| point(w, name, check, None));
    let mut checks: Vec<Point> = checks.collect();
    if one.has_no_timestamp {
        checks[4].state = w.no_timestamp;
    }
    Shown {
        told: told(w, one.verdict, Some(one)),
        details,
        checks,
        codes,
    }
}

const fn point(
    w: &'static ValidationWords,
    name: &'static str,
    check: Option<bool>,
    cause: Option<&'static str>,
) -> Point {
    let (class, state) = match check {
        Some(true) => ("passed", w.passed),
        Some(false) => ("failed", w.failed),
        None => ("open", w.not_checked),
    };
    Point {
        name,
        class,
        state,
        cause,
    }
}

/// The verdict on a file, and why it is not a better one.
fn of_whole(
    w: &'static ValidationWords,
    verdict: Verdict,
    all: &[CheckedSignature],
    file: &CheckedFile,
    carried: &Carried,
) -> Conclusion {
    // Of several that decide alike, one that names files, or else says more than that it could not be judged.
    let mut decide = all
        .iter()
        .filter(|one| one.verdict == verdict && verdict != Verdict::Valid);
    let names_files =
        |one: &&CheckedSignature| !one.changed_files.is_empty() || !one.missing_files.is_empty();
    let is_precise = |one: &&CheckedSignature| one.code.as_deref() != Some("GENERIC");
    let decides = decide
        .clone()
        .find(names_files)
        .or_else(|| decide.clone().find(is_precise))
        .or_else(|| decide.next());
    let mut of_all = told(w, verdict, decides);
    match (verdict, file.came_after) {
        (Verdict::Valid, CameAfter::Metadata) => of_all.text = w.valid_metadata_text,
        (Verdict::Valid, CameAfter::More) => of_all.text = w.valid_more_text,
        _ => {}
    }
    if carried.statements == Some(Some(false)) {
        of_all.cause = Some(w.cause_statements);
        if decides.is_none() {
            of_all.text = w.statements_text;
        }
    } else if verdict == Verdict::Undecided && file.is_part {
        of_all.cause = Some(w.cause_part);
    } else if verdict == Verdict::Invalid
        && !file.unsigned_files.is_empty()
        && of_all.files.is_empty()
    {
        (of_all.cause, of_all.files) =
            (Some(w.cause_unsigned_files), file.unsigned_files.join(", "));
    }
    of_all
}

const fn noted(w: &'static ValidationWords, note: FileNote) -> &'static str {
    match note {
        FileNote::OddContainer => w.note_odd_container,
        FileNote::UnsignedMetadata => w.note_unsigned_metadata,
    }
}

/// A signer's name, and what is known of the signature.
fn signed(w: &'static ValidationWords, one: &Stated, language: Language) -> (String, Vec<String>) {
    let born = one
        .born
        .map(|born| format!("{} {}", w.born, born.strftime("%d.%m.%Y")));
    let for_another = one.for_another.then(|| w.on_behalf.to_owned());
    let details = [
        Some(moment(one.signed_at, language)),
        Some(one.method.clone()),
        born,
        for_another,
    ];
    (one.name.clone(), details.into_iter().flatten().collect())
}

/// What was signed, and who sent it.
fn stated(w: &'static ValidationWords, job: &CarriedJob) -> Vec<(&'static str, String)> {
    let documents = match &job.documents[..] {
        // One document is often called as its job is.
        [only] if *only == job.title => None,
        documents => Some((w.documents, documents.join(", "))),
    };
    [(w.title, job.title.clone()), (w.sender, job.sender.clone())]
        .into_iter()
        .chain(documents)
        .collect()
}

/// What a document carries, each with why it is not in order.
fn points(w: &'static ValidationWords, carried: &Carried) -> Vec<Point> {
    let evidence = carried.evidence.map(|of_evidence| {
        let check = match of_evidence {
            Verdict::Valid => Some(true),
            Verdict::Invalid => Some(false),
            Verdict::Undecided | Verdict::Unsigned => None,
        };
        point(
            w,
            w.evidence,
            check,
            carried
                .evidence_fault
                .as_deref()
                .and_then(|one| cause::of(w, one)),
        )
    });
    let trail = carried.audit_trail.map(|check| {
        point(
            w,
            w.audit_trail,
            check,
            (check == Some(false)).then_some(w.cause_audit_trail),
        )
    });
    // Where they do not belong together, the verdict on the file says so.
    let statements = carried.statements.filter(|check| *check != Some(false));
    let statements = statements.map(|check| point(w, w.statements, check, None));
    evidence
        .into_iter()
        .chain(statements)
        .chain(trail)
        .collect()
}

/// The page that a PDF can be dropped on.
#[must_use]
pub fn validation_form_page(page: &ValidationFormPage) -> String {
    let mut frame = Frame::new(page.language, "").at("/validate");
    frame
        .words
        .validation
        .heading
        .clone_into(&mut frame.heading);
    render(&FormTemplate { frame, page })
}

/// What is said of a file. There is no switch of languages: the result is shown once, and another page would be another
/// one.
#[must_use]
pub fn validation_page(page: &ValidationPage) -> String {
    let mut frame = Frame::new(page.language, "");
    let w = &frame.words.validation;
    w.heading.clone_into(&mut frame.heading);
    let mut shows = ValidationTemplate {
        trouble: None,
        verdict: None,
        job: Vec::new(),
        file: Vec::new(),
        notes: Vec::new(),
        signers: Vec::new(),
        identity: Vec::new(),
        carried: Vec::new(),
        signatures: Vec::new(),
        frame,
    };
    match &page.answer {
        Answer::Report {
            verdict: of_file,
            signatures: all,
            file,
            carried,
        } => {
            shows.verdict = Some(of_whole(w, *of_file, all, file, carried));
            shows.frame.heading = shows
                .verdict
                .as_ref()
                .map_or_else(String::new, |told| told.heading.to_owned());
            shows.file = vec![
                (w.checked_at, moment(file.at, page.language)),
                (w.size, size(file.size, page.language)),
                ("SHA-256", file.sha256.clone()),
            ];
            shows.notes = file.notes.iter().map(|note| noted(w, *note)).collect();
            shows.identity.clone_from(&carried.identity);
            shows.job = carried.job.iter().flat_map(|job| stated(w, job)).collect();
            shows.signers = carried
                .signers
                .iter()
                .map(|one| signed(w, one, page.language))
                .collect();
            shows.carried = points(w, carried);
            shows.signatures = all
                .iter()
                .map(|one| shown(w, one, !shows.signers.is_empty(), page.language))
                .collect();
        }
        Answer::Trouble(why) => {
            shows.frame.failed = true;
            shows.trouble = Some(match why {
                ValidationTrouble::NoFile => w.no_file,
                ValidationTrouble::TooLarge => w.too_large,
                ValidationTrouble::NotPdf => w.not_pdf,
                ValidationTrouble::NotContainer => w.not_container,
                ValidationTrouble::Encrypted => w.encrypted,
                ValidationTrouble::TooManySignatures => w.too_many_signatures,
                ValidationTrouble::Damaged => w.damaged,
                ValidationTrouble::DamagedContainer => w.damaged_container,
                ValidationTrouble::Gone => w.gone,
            });
        }
    }
    render(&shows)
}
