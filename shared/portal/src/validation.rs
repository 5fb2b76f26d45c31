//! The pages that say what a PDF's signatures are worth.

mod cause;

use askama::Template;
use jiff::Timestamp;
use segl_domain::Language;

use crate::{
    format::moment,
    frame::{Frame, render},
    words::ValidationWords,
};

/// What is said of a file or of one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Valid.
    Valid,
    /// Not valid, or tampered with.
    Invalid,
    /// What is known does not suffice.
    Undecided,
    /// There is no signature.
    Unsigned,
}

/// Why there is no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValidationTrouble {
    /// No file came.
    NoFile,
    /// It is larger than is taken.
    TooLarge,
    /// It is no PDF.
    NotPdf,
    /// It is a ZIP file that is no ASiC-E container.
    NotContainer,
    /// The PDF is encrypted.
    Encrypted,
    /// The PDF has more signatures than are looked at.
    TooManySignatures,
    /// The PDF is damaged, or larger or deeper than is read.
    Damaged,
    /// The container is damaged, or larger than is read.
    DamagedContainer,
    /// It has not come, or its result was shown.
    Gone,
}

/// What a [`CheckedSignature`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedKind {
    /// Somebody's signature or seal.
    Signature,
    /// A timestamp over the whole document.
    Timestamp,
}

/// One signature.
#[derive(Clone, Debug)]
pub struct CheckedSignature {
    /// What it is.
    pub kind: CheckedKind,
    /// What is said of it.
    pub verdict: Verdict,
    /// Who signed, as the certificate says.
    pub signer: String,
    /// The PAdES level; empty for another kind.
    pub level: String,
    /// The sub-indication of EN 319 102-1, if it is not valid.
    pub code: Option<String>,
    /// When it was there, as a timestamp proves.
    pub best_signature_time: Option<Timestamp>,
    /// When it was made, as the signer says.
    pub claimed_signing_time: Option<Timestamp>,
    /// Whether more than validation data came after it.
    pub changed_after: bool,
    /// The files that it is of, in a container.
    pub files: Vec<String>,
    /// Those of them that are not what was signed.
    pub changed_files: Vec<String>,
    /// Whether it brings no timestamp that could be checked.
    pub has_no_timestamp: bool,
    /// What is said of it in sentences, in English.
    pub reasons: Vec<String>,
    /// Bytes, key, path, revocation, timestamp, changes: in order, not in order, or not checked.
    pub checks: [Option<bool>; 6],
}

/// A signer, as the evidence says.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The name.
    pub name: String,
    /// When he or she signed.
    pub signed_at: Timestamp,
    /// How he or she was let in, with an address that is all but hidden.
    pub method: String,
}

/// What a document that Segl sealed carries, or a container of evidence holds.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// The job that it is of, as the evidence says.
    pub job: Option<CarriedJob>,
    /// What is known of who the signers are, in sentences.
    pub identity: Vec<&'static str>,
    /// Who signed, and when.
    pub signers: Vec<Stated>,
    /// What is said of the evidence, if there is some.
    pub evidence: Option<Verdict>,
    /// The signature in the evidence by which it is not valid.
    pub evidence_fault: Option<Box<CheckedSignature>>,
    /// Whether the statements in the evidence belong together and to the documents beside them, if there are some.
    pub statements: Option<Option<bool>>,
    /// Whether the audit trail is in order, if there is one: `None` inside for one that could not be checked.
    pub audit_trail: Option<Option<bool>>,
}

/// A job, as the evidence says.
#[derive(Clone, Debug)]
pub struct CarriedJob {
    /// What it is called.
    pub title: String,
    /// Who sent it: the name, and the organisation number.
    pub sender: String,
    /// What its documents are called.
    pub documents: Vec<String>,
}

/// What came of a file.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It was looked at.
    Report {
        /// What is said of it.
        verdict: Verdict,
        /// Its signatures.
        signatures: Vec<CheckedSignature>,
        /// The files of a container that no signature is of.
        unsigned_files: Vec<String>,
        /// What it carries.
        carried: Carried,
    },
    /// It was not.
    Trouble(ValidationTrouble),
}

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
    verdict: Option<MessageKind>,
    job: Vec<(&'static str, String)>,
    signers: Vec<(String, String, String)>,
    identity: Vec<&'static str>,
    carried: Vec<Point>,
    signatures: Vec<Shown>,
}

/// A verdict, and why it is not a better one.
struct MessageKind {
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
    told: MessageKind,
    details: Vec<(&'static str, String)>,
    checks: Vec<Point>,
    codes: Vec<(&'static str, String)>,
}

fn told(w: &'static ValidationWords, verdict: Verdict, why: Option<&CheckedSignature>) -> MessageKind {
    let (class, heading, text) = match verdict {
        Verdict::Valid => ("valid", w.valid, w.valid_text),
        Verdict::Invalid => ("invalid", w.invalid, w.invalid_text),
        Verdict::Undecided => ("undecided", w.undecided, w.undecided_text),
        Verdict::Unsigned => ("undecided", w.unsigned, w.unsigned_text),
    };
    let files = why.map(|one| one.changed_files.join(", ")).unwrap_or_default();
    MessageKind { class, heading, text, cause: why.and_then(|one| cause::of(w, one)), files }
}

fn shown(w: &'static ValidationWords, one: &CheckedSignature, carries: bool, language: Language) -> Shown {
    let who = match one.kind {
        CheckedKind::Timestamp => w.stamped_by,
        CheckedKind::Signature if carries => w.sealer,
        CheckedKind::Signature => w.signer,
    };
    let name = if one.signer.is_empty() { w.unknown.to_owned() } else { one.signer.clone() };
    let mut details = vec![(who, name)];
    details.extend(one.best_signature_time.map(|time| (w.best_signature_time, moment(time, language))));
    details.extend(
        one.claimed_signing_time
            .filter(|_| one.best_signature_time.is_none())
            .map(|time| (w.claimed_signing_time, moment(time, language))),
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
    let names = [w.digest, w.signature, w.path, w.revocation, w.timestamp, w.modifications];
    let checks = names.into_iter().zip(one.checks).map(|(name, check)| point(w, name, check, None));
    let mut checks: Vec<Point> = checks.collect();
    if one.has_no_timestamp {
        checks[4].state = w.no_timestamp;
    }
    Shown { told: told(w, one.verdict, Some(one)), details, checks, codes }
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
    Point { name, class, state, cause }
}

/// What was signed, and who sent it.
fn stated(w: &'static ValidationWords, job: &CarriedJob) -> Vec<(&'static str, String)> {
    let documents = match &job.documents[..] {
        // One document is often called as its job is.
        [only] if *only == job.title => None,
        documents => Some((w.documents, documents.join(", "))),
    };
    [(w.title, job.title.clone()), (w.sender, job.sender.clone())].into_iter().chain(documents).collect()
}

/// What a document carries, each with why it is not in order.
fn points(w: &'static ValidationWords, carried: &Carried) -> Vec<Point> {
    let evidence = carried.evidence.map(|of_evidence| {
        let check = match of_evidence {
            Verdict::Valid => Some(true),
            Verdict::Invalid => Some(false),
            Verdict::Undecided | Verdict::Unsigned => None,
        };
        point(w, w.evidence, check, carried.evidence_fault.as_deref().and_then(|one| cause::of(w, one)))
    });
    let trail = carried
        .audit_trail
        .map(|check| point(w, w.audit_trail, check, (check == Some(false)).then_some(w.cause_audit_trail)));
    // Where they do not belong together, the verdict on the file says so.
    let statements = carried.statements.filter(|check| *check != Some(false));
    let statements = statements.map(|check| point(w, w.statements, check, None));
    evidence.into_iter().chain(statements).chain(trail).collect()
}

/// The page that a PDF can be dropped on.
#[must_use]
pub fn validation_form_page(page: &ValidationFormPage) -> String {
    let mut frame = Frame::new(page.language, "").at("/validate");
    frame.words.validation.heading.clone_into(&mut frame.heading);
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
        signers: Vec::new(),
        identity: Vec::new(),
        carried: Vec::new(),
        signatures: Vec::new(),
        frame,
    };
    match &page.answer {
        Answer::Report { verdict: of_file, signatures: all, unsigned_files, carried } => {
            let decides = all.iter().find(|one| one.verdict == *of_file).filter(|_| *of_file != Verdict::Valid);
            let mut of_all = told(w, *of_file, decides);
            if carried.statements == Some(Some(false)) && decides.is_none() {
                (of_all.cause, of_all.text) = (Some(w.cause_statements), w.statements_text);
            }
            if *of_file == Verdict::Invalid && !unsigned_files.is_empty() && of_all.files.is_empty() {
                (of_all.cause, of_all.files) = (Some(w.cause_unsigned_files), unsigned_files.join(", "));
            }
            shows.verdict = Some(of_all);
            shows.identity.clone_from(&carried.identity);
            shows.job = carried.job.iter().flat_map(|job| stated(w, job)).collect();
            let signers = carried.signers.iter();
            let told = signers.map(|one| (one.name.clone(), moment(one.signed_at, page.language), one.method.clone()));
            shows.signers = told.collect();
            shows.carried = points(w, carried);
            shows.signatures = all.iter().map(|one| shown(w, one, !shows.signers.is_empty(), page.language)).collect();
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
