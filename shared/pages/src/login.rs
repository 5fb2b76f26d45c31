//! The pages around an e-ID: before the login, and after logging out.

use askama::Template;
use segl_domain::language::Language;
use segl_text::catalogue::{EndedWords, LoginWords, words};

use crate::{
    ended::ExitLink,
    frame::{Frame, Way, render},
};

/// An e-ID to log in with.
#[derive(Clone, Copy, Debug)]
pub struct ProviderItem<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Where the login begins (GET).
    pub href: &'a str,
}

/// What the login is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginPurpose<'a> {
    /// To see what awaits the one who logs in.
    Portal,
    /// To see a task that is addressed to one person. Nothing else is shown of it before.
    Task {
        /// Who asks for the signature.
        sender_name: &'a str,
        /// What the job may be called in the open.
        non_sensitive_title: Option<&'a str>,
        /// The level of security that is asked for: 3 is substantial, 4 is high.
        level: u8,
    },
    /// To see such a task when the login so far is at a lower level than it asks for.
    StepUp {
        /// Who asks for the signature.
        sender_name: &'a str,
        /// What the job may be called in the open.
        non_sensitive_title: Option<&'a str>,
        /// The level of security that is asked for: 3 is substantial, 4 is high.
        level: u8,
    },
}

/// What came of the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginTrouble {
    /// The person cancelled at the provider.
    Cancelled,
    /// The login could not be verified.
    Failed,
    /// The login was at a lower level than what is asked for.
    TooLow,
    /// The login proved another person than the one the task is addressed to; nothing is told about whom.
    WrongPerson,
    /// It took too long, or was begun in another browser.
    Expired,
}

/// The page that asks for a login with an e-ID.
#[derive(Clone, Copy, Debug)]
pub struct LoginPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// Where the page stands, for the language switch.
    pub path: &'a str,
    /// What the login is for.
    pub purpose: LoginPurpose<'a>,
    /// The e-IDs to choose among; with none, the page says to contact the sender.
    pub providers: &'a [ProviderItem<'a>],
    /// What came of the last try.
    pub trouble: Option<LoginTrouble>,
    /// The way back to a sender that sent the reader here.
    pub exit: Option<ExitLink<'a>>,
}

/// What logs out of the e-ID as well: a form that is sent to it.
#[derive(Clone, Copy, Debug)]
pub struct EndSessionForm<'a> {
    /// What the e-ID is called.
    pub provider: &'a str,
    /// Where the form goes (POST); its origin must be named to [`content_security_policy_for`].
    ///
    /// [`content_security_policy_for`]: crate::content_security_policy_for
    pub action: &'a str,
    /// Names and values that go along.
    pub fields: &'a [(&'a str, &'a str)],
}

/// The answer to `POST /log-out` from somebody who was logged in with an e-ID.
#[derive(Clone, Copy, Debug)]
pub struct LoggedOutPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// What logs out of the e-ID as well, if that can be done from here.
    pub end_session: Option<EndSessionForm<'a>>,
}

/// One link for each e-ID.
pub(crate) fn ways(providers: &[ProviderItem<'_>], language: Language) -> Vec<Way> {
    let log_in_with = words(language).phrases.log_in_with;
    providers
        .iter()
        .map(|item| Way {
            text: log_in_with(item.name),
            href: item.href.to_owned(),
        })
        .collect()
}

struct Trouble {
    heading: &'static str,
    text: &'static str,
    wrong: bool,
}

struct About<'a> {
    title: &'a str,
    from: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginTemplate<'a> {
    frame: Frame,
    w: &'static LoginWords,
    trouble: Option<Trouble>,
    about: Option<About<'a>>,
    lead: String,
    providers: Vec<Way>,
    exit: Option<Way>,
}

/// The page that asks for a login with an e-ID.
#[must_use]
pub fn login_page(page: &LoginPage<'_>) -> String {
    let mut frame = Frame::new(page.language, "").at(page.path);
    let (w, phrases) = (&frame.words.login, &frame.words.phrases);
    let (heading, lead, about) = match page.purpose {
        LoginPurpose::Portal => (w.portal, w.portal_text.to_owned(), None),
        LoginPurpose::Task {
            sender_name,
            non_sensitive_title,
            level,
        } => (
            w.task,
            (phrases.log_in_to_task)((phrases.level)(level)),
            Some((sender_name, non_sensitive_title)),
        ),
        LoginPurpose::StepUp {
            sender_name,
            non_sensitive_title,
            level,
        } => (
            w.step_up,
            (phrases.log_in_higher)((phrases.level)(level)),
            Some((sender_name, non_sensitive_title)),
        ),
    };
    let trouble = page.trouble.map(|trouble| {
        let (heading, text) = match trouble {
            LoginTrouble::Cancelled => (w.cancelled, w.cancelled_text),
            LoginTrouble::Failed => (w.failed, w.failed_text),
            LoginTrouble::TooLow => (w.too_low, w.too_low_text),
            LoginTrouble::WrongPerson => (w.wrong_person, w.wrong_person_text),
            LoginTrouble::Expired => (w.expired, w.expired_text),
        };
        Trouble {
            heading,
            text,
            wrong: trouble != LoginTrouble::Cancelled,
        }
    });
    heading.clone_into(&mut frame.heading);
    frame.failed = trouble.as_ref().is_some_and(|trouble| trouble.wrong);
    frame.inside = matches!(page.purpose, LoginPurpose::StepUp { .. });
    render(&LoginTemplate {
        about: about.map(|(sender_name, title)| About {
            title: title
                .filter(|title| !title.trim().is_empty())
                .unwrap_or(w.untitled),
            from: (phrases.from)(sender_name),
        }),
        providers: ways(page.providers, page.language),
        exit: page.exit.and_then(|exit| exit.way(page.language)),
        trouble,
        lead,
        w,
        frame,
    })
}

struct Goodbye<'a> {
    heading: String,
    button: String,
    form: EndSessionForm<'a>,
}

#[derive(Template)]
#[template(path = "logged_out.html")]
struct LoggedOutTemplate<'a> {
    frame: Frame,
    w: &'static LoginWords,
    ended: &'static EndedWords,
    end_session: Option<Goodbye<'a>>,
}

/// The page after logging out.
#[must_use]
pub fn logged_out_page(page: &LoggedOutPage<'_>) -> String {
    let mut frame = Frame::new(page.language, "");
    let (w, phrases) = (&frame.words.login, &frame.words.phrases);
    w.logged_out.clone_into(&mut frame.heading);
    render(&LoggedOutTemplate {
        end_session: page.end_session.map(|form| Goodbye {
            heading: (phrases.still_logged_in)(form.provider),
            button: (phrases.log_out_of)(form.provider),
            form,
        }),
        ended: &frame.words.ended,
        w,
        frame,
    })
}
