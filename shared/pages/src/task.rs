//! The page on which a signer reads, and signs or rejects.

use askama::Template;
use jiff::Timestamp;
use segl_domain::{
    language::Language,
    text::{PersonName, RejectionReason},
};
use segl_text::{
    catalogue::{Consent, TaskWords, consent},
    dates::moment,
    lines::size,
};

use crate::{
    frame::{Frame, Way, render},
    login::{ProviderItem, ways},
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
    /// Where it opens, `{base}/documents/{id}`.
    pub href: &'a str,
}

/// How the signer showed who it is, and nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof<'a> {
    /// Link and code came by e-mail.
    Email,
    /// Link and code came by SMS.
    Mobile,
    /// The link came by e-mail and the code by SMS.
    EmailAndMobile,
    /// The signer logged in with an e-ID.
    EId {
        /// What the e-ID is called.
        provider: &'a str,
        /// The level of security, as the law counts: 3 is substantial, 4 is high.
        level: u8,
    },
    /// The signer was logged in at the sender, which sent him or her here. Segl has checked nothing.
    SenderLogin,
}

/// Where the name of the one who signs comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignerName<'a> {
    /// The signer types it: the name to begin with, or what was typed.
    Typed(&'a str),
    /// As the e-ID gave it; there is no field for it.
    Proven(&'a str),
}

/// What it takes to sign.
#[derive(Clone, Copy, Debug)]
pub enum SignStep<'a> {
    /// The form.
    Sign,
    /// A login first: the sender asks for proof by e-ID at the moment of signing.
    LogIn {
        /// The e-IDs to choose among.
        providers: &'a [ProviderItem<'a>],
        /// The level of security that is asked for.
        level: u8,
    },
}

/// Where the signer is taken after signing: back to the sender.
#[derive(Clone, Copy, Debug)]
pub struct Exit<'a> {
    /// Who sent the signer here.
    pub sender_name: &'a str,
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

/// `GET {base}` for a signer who is to sign, and the answer to a form that was not filled in rightly.
#[derive(Clone, Copy, Debug)]
pub struct TaskPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// The task's address, such as `/tasks/job_…/sgn_…`; the forms go to `{base}/sign` and `{base}/reject`.
    pub base: &'a str,
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
    /// The name that the signature gets.
    pub signer_name: SignerName<'a>,
    /// Whether the signature is given on behalf of somebody else, such as an employer.
    pub on_behalf_of_other: bool,
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
    pub proof: Proof<'a>,
    /// What it takes to sign.
    pub step: SignStep<'a>,
    /// Whether to link to the list of tasks: for those who are logged in with an e-ID.
    pub to_list: bool,
    /// Where the signer is taken after signing, if anywhere.
    pub exit: Option<Exit<'a>>,
    /// What to change, in the order of the page.
    pub errors: &'a [FormError],
}

struct Mistake {
    field: &'static str,
    text: &'static str,
}

struct Row {
    title: String,
    details: String,
    href: String,
}

/// What stands in the place of the form when a login is to come first.
struct LogIn {
    why: String,
    providers: Vec<Way>,
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
    proof: String,
    typed: Option<&'a str>,
    proven: &'a str,
    log_in: Option<LogIn>,
    exit: Option<String>,
    rows: Vec<Row>,
    mistakes: Vec<Mistake>,
    longest_name: usize,
    longest_reason: usize,
}

impl TaskTemplate<'_> {
    /// What is wrong with this field.
    fn mistake(&self, field: &str) -> Option<&'static str> {
        self.mistakes
            .iter()
            .find(|mistake| mistake.field == field)
            .map(|mistake| mistake.text)
    }
}

/// The page on which a signer reads, and signs or rejects.
#[must_use]
pub fn task_page(page: &TaskPage<'_>) -> String {
    let mut frame = Frame::inside(page.language, page.title, page.base);
    frame.to_list = page.to_list;
    frame.failed = !page.errors.is_empty();
    let (w, phrases) = (&frame.words.task, &frame.words.phrases);
    let row = |document: &DocumentItem<'_>| Row {
        title: document.title.to_owned(),
        details: format!(
            "PDF, {}, {}",
            (phrases.pages)(document.pages),
            size(document.size, page.language)
        ),
        href: document.href.to_owned(),
    };
    let (typed, proven) = match page.signer_name {
        SignerName::Typed(name) => (Some(name), ""),
        SignerName::Proven(name) => (None, name),
    };
    let log_in = match page.step {
        SignStep::Sign => None,
        SignStep::LogIn { providers, level } => Some(LogIn {
            why: (phrases.sign_log_in)(page.sender_name, (phrases.level)(level)),
            providers: ways(providers, page.language),
        }),
    };
    // A mistake leads to its field, or to where the field would have stood.
    let name = if typed.is_some() && log_in.is_none() {
        "name"
    } else {
        "signing"
    };
    let ticked = if log_in.is_none() {
        "consent"
    } else {
        "signing"
    };
    let mistake = |error: &FormError| match error {
        FormError::NameMissing => Mistake {
            field: name,
            text: w.name_missing,
        },
        FormError::NameUnfit => Mistake {
            field: name,
            text: w.name_unfit,
        },
        FormError::ConsentMissing => Mistake {
            field: ticked,
            text: w.consent_missing,
        },
        FormError::DocumentsChanged => Mistake {
            field: "documents",
            text: w.documents_changed,
        },
        FormError::ReasonMissing => Mistake {
            field: "reason",
            text: w.reason_missing,
        },
        FormError::ReasonUnfit => Mistake {
            field: "reason",
            text: w.reason_unfit,
        },
    };
    render(&TaskTemplate {
        consent: consent(page.language),
        from: (phrases.from)(page.sender_name),
        deadline: page
            .deadline
            .map(|deadline| moment(deadline, page.language)),
        progress: (phrases.progress)(page.signed, page.signers),
        proof: match page.proof {
            Proof::Email => w.proof_email.to_owned(),
            Proof::Mobile => w.proof_mobile.to_owned(),
            Proof::EmailAndMobile => w.proof_both.to_owned(),
            Proof::EId { provider, level } => (phrases.proof_eid)(provider, (phrases.level)(level)),
            Proof::SenderLogin => w.proof_sender.to_owned(),
        },
        exit: page
            .exit
            .map(|exit| (phrases.after_signing)(exit.sender_name)),
        rows: page.documents.iter().map(row).collect(),
        mistakes: page.errors.iter().map(mistake).collect(),
        typed,
        proven,
        log_in,
        longest_name: PersonName::LONGEST,
        longest_reason: RejectionReason::LONGEST,
        page,
        w,
        frame,
    })
}
