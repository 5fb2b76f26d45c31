//! The page that says what a PDF's signatures are worth.

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
    /// It is no PDF, encrypted or damaged.
    Unreadable,
}

/// One signature.
#[derive(Clone, Debug)]
pub struct CheckedSignature {
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
    /// Bytes, key, path, revocation, timestamp, changes: in order, not in order, or not checked.
    pub checks: [Option<bool>; 6],
}

/// What a document that Segl sealed carries, or a container of evidence holds.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// Who signed, and when.
    pub signers: Vec<(String, Timestamp)>,
    /// What is said of the evidence, if there is some.
    pub evidence: Option<Verdict>,
    /// Whether the audit trail is in order, if there is one: `None` inside for one that could not be checked.
    pub audit_trail: Option<Option<bool>>,
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
        /// What it carries.
        carried: Carried,
    },
    /// It was not.
    Trouble(ValidationTrouble),
}

/// `GET` and `POST /validate`.
#[derive(Clone, Debug)]
pub struct ValidationPage {
    /// The language to show it in.
    pub language: Language,
    /// What came of the file, if one was sent.
    pub answer: Option<Answer>,
}

#[derive(Template)]
#[template(path = "validation.html")]
struct ValidationTemplate {
    frame: Frame,
    trouble: Option<&'static str>,
    verdict: Option<(&'static str, &'static str, &'static str)>,
    signers: Vec<(String, String)>,
    carried: Vec<(&'static str, &'static str, &'static str)>,
    signatures: Vec<Shown>,
}

struct Shown {
    heading: &'static str,
    class: &'static str,
    facts: Vec<(&'static str, String)>,
    checks: Vec<(&'static str, &'static str, &'static str)>,
}

fn said(w: &ValidationWords, verdict: Verdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        Verdict::Valid => ("valid", w.valid, w.valid_text),
        Verdict::Invalid => ("invalid", w.invalid, w.invalid_text),
        Verdict::Undecided => ("undecided", w.undecided, w.undecided_text),
        Verdict::Unsigned => ("undecided", w.unsigned, w.unsigned_text),
    }
}

fn shown(w: &'static ValidationWords, one: &CheckedSignature, carries: bool, language: Language) -> Shown {
    let (class, heading, _) = said(w, one.verdict);
    let mut facts = vec![(
        if carries { w.sealer } else { w.signer },
        if one.signer.is_empty() { w.unknown.to_owned() } else { one.signer.clone() },
    )];
    facts.extend(one.best_signature_time.map(|time| (w.best_signature_time, moment(time, language))));
    facts.extend(
        one.claimed_signing_time
            .filter(|_| one.best_signature_time.is_none())
            .map(|time| (w.claimed_signing_time, moment(time, language))),
    );
    match (one.level.is_empty(), one.verdict) {
        (false, _) => facts.push((w.level, one.level.clone())),
        // A signature that does not hold has no level, whatever its kind.
        (true, Verdict::Invalid) => {}
        (true, _) => facts.push((w.level, w.other_kind.to_owned())),
    }
    facts.extend(one.code.as_ref().map(|code| (w.code, code.clone())));
    let names = [w.digest, w.signature, w.path, w.revocation, w.timestamp, w.modifications];
    let checks = names.into_iter().zip(one.checks).map(|(name, check)| point(w, name, check));
    Shown { heading, class, facts, checks: checks.collect() }
}

/// A check: its name, a class, and what became of it.
const fn point(
    w: &'static ValidationWords,
    name: &'static str,
    check: Option<bool>,
) -> (&'static str, &'static str, &'static str) {
    match check {
        Some(true) => (name, "passed", w.passed),
        Some(false) => (name, "failed", w.failed),
        None => (name, "open", w.not_checked),
    }
}

/// The page that a PDF can be dropped on, and what is said of it.
#[must_use]
pub fn validation_page(page: &ValidationPage) -> String {
    let mut frame = Frame::new(page.language, "");
    let w = &frame.words.validation;
    w.heading.clone_into(&mut frame.heading);
    frame.path = Some("/validate".to_owned());
    let (mut trouble, mut verdict, mut signatures) = (None, None, Vec::new());
    let (mut signers, mut carried) = (Vec::new(), Vec::new());
    match &page.answer {
        Some(Answer::Report { verdict: of_file, signatures: all, carried: inside }) => {
            signers = inside.signers.iter().map(|(name, at)| (name.clone(), moment(*at, page.language))).collect();
            let evidence = inside.evidence.map(|of_evidence| match of_evidence {
                Verdict::Valid => Some(true),
                Verdict::Invalid => Some(false),
                Verdict::Undecided | Verdict::Unsigned => None,
            });
            let points = [(w.evidence, evidence), (w.audit_trail, inside.audit_trail)];
            carried = points.into_iter().filter_map(|(name, check)| Some(point(w, name, check?))).collect();
            verdict = Some(said(w, *of_file));
            signatures = all.iter().map(|one| shown(w, one, !signers.is_empty(), page.language)).collect();
        }
        Some(Answer::Trouble(why)) => {
            frame.failed = true;
            trouble = Some(match why {
                ValidationTrouble::NoFile => w.no_file,
                ValidationTrouble::TooLarge => w.too_large,
                ValidationTrouble::Unreadable => w.unreadable,
            });
        }
        None => {}
    }
    render(&ValidationTemplate { frame, trouble, verdict, signers, carried, signatures })
}
