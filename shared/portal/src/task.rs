//! The page on which a signer reads, and signs or rejects.

use askama::Template;
use jiff::Timestamp;
use segl_domain::{Language, PersonName, RejectionReason};

use crate::{
    format::{moment, size},
    frame::{Frame, render},
    words::{Consent, TaskWords, consent},
};

/// One document to read.
#[derive(Clone, Copy, Debug)]
pub struct DocumentItem<'a> {
    /// What it is called.
    pub title: &'a str,
    /// How many pages it has.
    pub pages: u32,
    /// How large it is, in bytes.
    pub size: u64,
    /// Where it opens, `/task/documents/{id}`.
    pub href: &'a str,
}

/// How the signer showed who it is: by holding these addresses, and nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Link and code came by e-mail.
    Email,
    /// Link and code came by SMS.
    Mobile,
    /// The link came by e-mail and the code by SMS.
    EmailAndMobile,
}

/// What was wrong with a form that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormError {
    /// No name.
    NameMissing,
    /// A name longer than 80 characters, or with characters that no name has.
    NameUnfit,
    /// The box was not ticked.
    ConsentMissing,
    /// What was signed is not what is shown now.
    DocumentsChanged,
    /// No reason.
    ReasonMissing,
    /// A reason longer than 400 characters, or with characters that no text has.
    ReasonUnfit,
}

/// `GET /task` for a signer who is to sign, and the answer to a form that was not filled in rightly.
#[derive(Clone, Copy, Debug)]
pub struct TaskPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// What the job is called.
    pub title: &'a str,
    /// Who asks for the signature.
    pub sender_name: &'a str,
    /// The sender's message; its line breaks are kept.
    pub description: Option<&'a str>,
    /// What to read, in order.
    pub documents: &'a [DocumentItem<'a>],
    /// Stands for exactly these documents; comes back in the field `documents`.
    pub documents_digest: &'a str,
    /// The name to begin with, or what was typed.
    pub name: &'a str,
    /// Whether the box is ticked: `false` but for a form that came back.
    pub consented: bool,
    /// The reason typed so far.
    pub reason: &'a str,
    /// Until when the signer may sign.
    pub deadline: Option<Timestamp>,
    /// How many have signed.
    pub signed: usize,
    /// How many are to sign, this signer among them.
    pub signers: usize,
    /// How the signer showed who it is.
    pub proof: Proof,
    /// What to mend, in the order of the page.
    pub errors: &'a [FormError],
}

struct Mistake {
    field: &'static str,
    text: &'static str,
}

struct Row {
    title: String,
    facts: String,
    href: String,
}

#[derive(Template)]
#[template(path = "task.html")]
struct TaskTemplate<'a> {
    frame: Frame,
    w: &'static TaskWords,
    page: &'a TaskPage<'a>,
    consent: Consent,
    from: String,
    deadline: Option<String>,
    progress: String,
    proof: &'static str,
    rows: Vec<Row>,
    mistakes: Vec<Mistake>,
    longest_name: usize,
    longest_reason: usize,
}

impl TaskTemplate<'_> {
    /// What is wrong with this field.
    fn mistake(&self, field: &str) -> Option<&'static str> {
        self.mistakes.iter().find(|mistake| mistake.field == field).map(|mistake| mistake.text)
    }
}

/// The page on which a signer reads, and signs or rejects.
#[must_use]
pub fn task_page(page: &TaskPage<'_>) -> String {
    let mut frame = Frame::inside(page.language, page.title);
    frame.failed = !page.errors.is_empty();
    let (w, phrases) = (&frame.words.task, &frame.words.phrases);
    let row = |document: &DocumentItem<'_>| Row {
        title: document.title.to_owned(),
        facts: format!("PDF, {}, {}", (phrases.pages)(document.pages), size(document.size, page.language)),
        href: document.href.to_owned(),
    };
    let mistake = |error: &FormError| match error {
        FormError::NameMissing => Mistake { field: "name", text: w.name_missing },
        FormError::NameUnfit => Mistake { field: "name", text: w.name_unfit },
        FormError::ConsentMissing => Mistake { field: "consent", text: w.consent_missing },
        FormError::DocumentsChanged => Mistake { field: "documents", text: w.documents_changed },
        FormError::ReasonMissing => Mistake { field: "reason", text: w.reason_missing },
        FormError::ReasonUnfit => Mistake { field: "reason", text: w.reason_unfit },
    };
    render(&TaskTemplate {
        consent: consent(page.language),
        from: (phrases.from)(page.sender_name),
        deadline: page.deadline.map(|deadline| moment(deadline, page.language)),
        progress: (phrases.progress)(page.signed, page.signers),
        proof: match page.proof {
            Proof::Email => w.proof_email,
            Proof::Mobile => w.proof_mobile,
            Proof::EmailAndMobile => w.proof_both,
        },
        rows: page.documents.iter().map(row).collect(),
        mistakes: page.errors.iter().map(mistake).collect(),
        longest_name: PersonName::LONGEST,
        longest_reason: RejectionReason::LONGEST,
        page,
        w,
        frame,
    })
}
