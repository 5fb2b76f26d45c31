//! Messages by e-mail: a subject, HTML that any mail reader shows, and the same in plain text.

use askama::Template;
use jiff::Timestamp;
use segl_domain::language::Language;
use segl_text::{
    catalogue::{NotificationWords, words},
    dates::moment,
    lines::one_line,
    notification::Notification,
};

use crate::frame::render;

/// All that goes into one message. The job's real title has no place here.
#[derive(Clone, Copy)]
pub struct NotificationView<'a> {
    /// What it tells.
    pub notification: Notification,
    /// The signer's language.
    pub language: Language,
    /// Who sends the job.
    pub sender_name: &'a str,
    /// What the job may be called in the open.
    pub non_sensitive_title: Option<&'a str>,
    /// Until when the signer may sign; of [`Notification::Completed`], until when the document can be downloaded.
    pub deadline: Option<Timestamp>,
    /// How many have signed.
    pub signed: usize,
    /// How many are to sign.
    pub signers: usize,
    /// The whole address that the message carries.
    pub link: Option<&'a str>,
    /// The six digits that the message carries.
    pub code: Option<&'a str>,
    /// Whether the code for this e-mail's link goes by SMS.
    pub code_by_sms: bool,
    /// Whether the signer gets in by e-ID. Then the link is the portal's address, which is no secret, and there is no
    /// code: one that is given is not shown.
    pub by_login: bool,
}

impl<'a> NotificationView<'a> {
    /// Whether it asks the signer to sign.
    pub(crate) fn asks(&self) -> bool {
        matches!(
            self.notification,
            Notification::Invitation | Notification::Reminder
        )
    }

    /// The address to show. Somebody who gets in by login has no use for one in a message that leads to nothing.
    pub(crate) fn shown_link(&self) -> Option<&'a str> {
        self.link.filter(|_| {
            !self.by_login || self.asks() || self.notification == Notification::Completed
        })
    }

    /// The code to show.
    pub(crate) fn shown_code(&self) -> Option<&'a str> {
        self.code.filter(|_| !self.by_login)
    }
}

/// An e-mail without its addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// One line, without control characters.
    pub subject: String,
    /// A whole HTML document.
    pub html: String,
    /// The same words in plain text, with `\n` line ends.
    pub text: String,
}

#[derive(Template)]
#[template(path = "email.html")]
struct HtmlTemplate<'a> {
    language: Language,
    w: &'static NotificationWords,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "email.txt")]
struct TextTemplate<'a> {
    w: &'static NotificationWords,
    letter: &'a Letter<'a>,
}

/// What both forms of an e-mail say, in order.
struct Letter<'a> {
    subject: String,
    heading: &'static str,
    lead: String,
    details: Vec<(&'static str, String)>,
    code: Option<&'a str>,
    link: Option<&'a str>,
    button: &'static str,
    notes: Vec<&'static str>,
    sender: String,
    goodbye: &'static str,
}

/// The e-mail that tells this.
#[must_use]
pub fn email(view: &NotificationView<'_>) -> Email {
    let w = &words(view.language).notification;
    let letter = letter(view, w);
    Email {
        html: render(&HtmlTemplate {
            language: view.language,
            w,
            letter: &letter,
        }),
        text: render(&TextTemplate { w, letter: &letter }),
        subject: letter.subject,
    }
}

fn letter<'a>(view: &NotificationView<'a>, w: &'static NotificationWords) -> Letter<'a> {
    let phrases = &words(view.language).phrases;
    let sender = one_line(view.sender_name);
    let title = view
        .non_sensitive_title
        .map(one_line)
        .filter(|title| !title.is_empty());
    let title = title.as_deref();
    let (asks, link, code) = (view.asks(), view.shown_link(), view.shown_code());
    let done = view.notification == Notification::Completed;

    let mut details = vec![(w.sender, sender.clone())];
    details.extend(title.map(|title| (w.subject, title.to_owned())));
    if let (Some(deadline), true) = (view.deadline, asks || done) {
        details.push((
            if done { w.download_until } else { w.deadline },
            moment(deadline, view.language),
        ));
    }
    if view.notification == Notification::Reminder && view.signers > 1 {
        details.push((w.signed, (phrases.progress)(view.signed, view.signers)));
    }

    let mut notes = Vec::new();
    match (
        view.notification,
        code,
        view.code_by_sms && !view.by_login && link.is_some(),
    ) {
        (Notification::Code, Some(_), _) => notes.extend([w.asked_code_life, w.use_code]),
        (_, Some(_), _) => notes.push(w.code_life),
        (_, None, true) => notes.push(w.code_by_sms),
        (_, None, false) => {}
    }
    if view.by_login && link.is_some() {
        notes.push(if done {
            w.log_in_to_download
        } else {
            w.log_in_to_sign
        });
    }
    if asks {
        notes.push(w.nothing_signed);
    }
    if link.is_some() {
        notes.push(if view.by_login {
            w.only_login
        } else {
            w.replaces
        });
    }
    Letter {
        subject: (phrases.subject)(view.notification, &sender, title),
        heading: (phrases.notification_heading)(view.notification),
        lead: (phrases.lead)(view.notification, &sender, title),
        details,
        code,
        link,
        button: match (done, view.by_login) {
            (false, false) => w.open,
            (true, false) => w.download,
            (false, true) => w.open_by_login,
            (true, true) => w.download_by_login,
        },
        notes,
        goodbye: if view.notification == Notification::Code && !view.by_login {
            w.ignore
        } else {
            w.unknown_sender
        },
        sender,
    }
}
