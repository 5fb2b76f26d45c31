//! The pages after an action: waiting for others, done, ended without a signature, left.

use askama::Template;
use jiff::Timestamp;
use segl_domain::language::Language;
use segl_text::{
    catalogue::{EndWords, WaitingWords, words},
    dates::moment,
};

use crate::frame::{Frame, Way, is_path, render};

/// The way back to the sender that sent the signer here.
#[derive(Clone, Copy, Debug)]
pub struct ExitLink<'a> {
    /// Who sent the signer here.
    pub sender_name: &'a str,
    /// Where it leads: an `https` or `http` address or a path of ours; anything else is not shown.
    pub href: &'a str,
}

impl ExitLink<'_> {
    pub(crate) fn way(&self, language: Language) -> Option<Way> {
        let leads = ["https://", "http://"]
            .iter()
            .any(|scheme| self.href.starts_with(scheme))
            || is_path(self.href);
        let text = (words(language).phrases.back_to)(self.sender_name);
        leads.then(|| Way {
            text,
            href: self.href.to_owned(),
        })
    }
}

/// `GET {base}` for a signer who has signed while the sealed document is not there yet.
#[derive(Clone, Copy, Debug)]
pub struct WaitingPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// What the job is called.
    pub title: &'a str,
    /// Who asked for the signature.
    pub sender_name: &'a str,
    /// How many have signed; when all have, the page says that the seal is being put on.
    pub signed: usize,
    /// How many are to sign.
    pub signers: usize,
    /// Until when the others may sign.
    pub deadline: Option<Timestamp>,
    /// The task's address, such as `/tasks/job_…/sgn_…`.
    pub base: &'a str,
    /// Whether to link to the list of tasks: for those who are logged in with an e-ID.
    pub to_list: bool,
    /// The way back to a sender that sent the signer here.
    pub exit: Option<ExitLink<'a>>,
}

/// `GET {base}` when all have signed and the document is sealed.
#[derive(Clone, Copy, Debug)]
pub struct EndPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// What the job is called.
    pub title: &'a str,
    /// Who asked for the signature.
    pub sender_name: &'a str,
    /// Until when the signed document can be downloaded; `None` when it is deleted.
    pub available_until: Option<Timestamp>,
    /// The task's address, such as `/tasks/job_…/sgn_…`.
    pub base: &'a str,
    /// Whether to link to the list of tasks: for those who are logged in with an e-ID.
    pub to_list: bool,
    /// The way back to a sender that sent the signer here.
    pub exit: Option<ExitLink<'a>>,
}

/// Why a signer has nothing (any more) to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// This signer would not sign.
    RejectedByYou,
    /// Another signer would not sign.
    RejectedByAnother,
    /// The deadline passed.
    Expired,
    /// The sender cancelled.
    Cancelled,
    /// Too many wrong codes were entered for this signer.
    Blocked,
    /// The e-ID gave no name, so it could not be signed.
    NameNotAvailable,
    /// It could not be completed, for technical reasons.
    Failed,
}

/// `GET {base}` when the job ended without all signatures, for this signer.
#[derive(Clone, Copy, Debug)]
pub struct EndedPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// What the job is called.
    pub title: &'a str,
    /// Who asked for the signature.
    pub sender_name: &'a str,
    /// Why it ended.
    pub ending: Ending,
    /// The task's address, such as `/tasks/job_…/sgn_…`.
    pub base: &'a str,
    /// Whether to link to the list of tasks: for those who are logged in with an e-ID.
    pub to_list: bool,
    /// The way back to a sender that sent the signer here.
    pub exit: Option<ExitLink<'a>>,
}

/// The answer to `POST /log-out` from somebody who came in with a code.
#[derive(Clone, Copy, Debug)]
pub struct LeftPage {
    /// The language to show it in.
    pub language: Language,
}

#[derive(Template)]
#[template(path = "waiting.html")]
struct WaitingTemplate<'a> {
    frame: Frame,
    w: &'static WaitingWords,
    title: &'a str,
    from: String,
    progress: String,
    deadline: Option<String>,
    sealing: bool,
    signed: usize,
    signers: usize,
    base: &'a str,
    exit: Option<Way>,
}

/// The page that says that the signer has signed, and what is awaited.
#[must_use]
pub fn waiting_page(page: &WaitingPage<'_>) -> String {
    let mut frame = Frame::inside(page.language, "", page.base);
    frame.to_list = page.to_list;
    let (w, phrases) = (&frame.words.waiting, &frame.words.phrases);
    w.heading.clone_into(&mut frame.heading);
    render(&WaitingTemplate {
        title: page.title,
        from: (phrases.from)(page.sender_name),
        progress: (phrases.progress)(page.signed, page.signers),
        deadline: page
            .deadline
            .map(|deadline| moment(deadline, page.language)),
        sealing: page.signed >= page.signers,
        signed: page.signed,
        signers: page.signers,
        base: page.base,
        exit: page.exit.and_then(|exit| exit.way(page.language)),
        w,
        frame,
    })
}

#[derive(Template)]
#[template(path = "end.html")]
struct EndTemplate<'a> {
    frame: Frame,
    w: &'static EndWords,
    title: &'a str,
    from: String,
    until: Option<String>,
    base: &'a str,
    exit: Option<Way>,
}

/// The page that hands out the sealed document.
#[must_use]
pub fn end_page(page: &EndPage<'_>) -> String {
    let mut frame = Frame::inside(page.language, "", page.base);
    frame.to_list = page.to_list;
    let (w, phrases) = (&frame.words.end, &frame.words.phrases);
    w.heading.clone_into(&mut frame.heading);
    render(&EndTemplate {
        title: page.title,
        from: (phrases.from)(page.sender_name),
        until: page
            .available_until
            .map(|until| (phrases.download_until)(&moment(until, page.language))),
        base: page.base,
        exit: page.exit.and_then(|exit| exit.way(page.language)),
        w,
        frame,
    })
}

/// A page of a heading and paragraphs.
#[derive(Template)]
#[template(path = "plain.html")]
pub(crate) struct PlainTemplate<'a> {
    pub(crate) frame: Frame,
    pub(crate) about: Option<(&'a str, String)>,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) exit: Option<Way>,
}

/// The page that says why there is nothing to sign.
#[must_use]
pub fn ended_page(page: &EndedPage<'_>) -> String {
    let mut frame = Frame::inside(page.language, "", page.base);
    frame.to_list = page.to_list;
    let (w, phrases) = (&frame.words.ended, &frame.words.phrases);
    let (heading, text) = match page.ending {
        Ending::RejectedByYou => (w.rejected_by_you, w.rejected_by_you_text),
        Ending::RejectedByAnother => (w.rejected_by_another, w.rejected_by_another_text),
        Ending::Expired => (w.expired, w.expired_text),
        Ending::Cancelled => (w.cancelled, w.cancelled_text),
        Ending::Blocked => (w.blocked, w.blocked_text),
        Ending::NameNotAvailable => (w.name_not_available, w.name_not_available_text),
        Ending::Failed => (w.failed, w.failed_text),
    };
    heading.clone_into(&mut frame.heading);
    render(&PlainTemplate {
        about: Some((page.title, (phrases.from)(page.sender_name))),
        paragraphs: vec![text.to_owned(), (phrases.ask_sender)(page.sender_name)],
        exit: page.exit.and_then(|exit| exit.way(page.language)),
        frame,
    })
}

/// The page after signing out of what a code let in to.
#[must_use]
pub fn left_page(page: &LeftPage) -> String {
    let mut frame = Frame::new(page.language, "");
    let w = &frame.words.ended;
    w.left.clone_into(&mut frame.heading);
    let paragraphs = vec![w.left_text.to_owned(), w.way_back.to_owned()];
    render(&PlainTemplate {
        about: None,
        paragraphs,
        exit: None,
        frame,
    })
}
