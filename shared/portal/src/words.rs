//! What is said, apart from how: one catalogue a language, of the same shape.

use segl_domain::Language;

use crate::Notice;

mod en;
mod nb;
mod nn;

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::Nb => &nb::WORDS,
        Language::Nn => &nn::WORDS,
        Language::En => &en::WORDS,
    }
}

/// What a signer agrees to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Stands for the text in all languages; a change of any word earns a new one.
    pub id: &'static str,
    /// The text as shown.
    pub text: &'static str,
}

/// What a signer agrees to, in this language.
#[must_use]
pub fn consent(language: Language) -> Consent {
    Consent { id: "consent-2026-1", text: words(language).task.consent }
}

macro_rules! catalogue {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(
            pub(crate) struct $name { $(pub(crate) $field: &'static str),* }
            #[cfg(test)]
            impl $name {
                fn entries(&self) -> Vec<(&'static str, &'static str)> {
                    vec![$((concat!(stringify!($name), ".", stringify!($field)), self.$field)),*]
                }
            }
        )*
    };
}

catalogue! {
    FrameWords { own_name, skip, tagline, languages, leave, footer, error_prefix, error_heading }
    LinkWords {
        heading, lead, nothing_yet, code, code_hint, submit, wrong_heading, wrong, requested_heading, requested,
        none_heading, none, send_code, newest,
    }
    TaskWords {
        deadline, signers, read_heading, read_hint, new_tab, message, sign_heading, name, name_hint, consent, proof_heading, proof_email,
        proof_mobile, proof_both, sign, reject_heading, reject_hint, reason, reason_hint, reject, name_missing,
        name_unfit, consent_missing, documents_changed, reason_missing, reason_unfit,
    }
    WaitingWords { heading, next_heading, others, sealing, check_again, close, deadline }
    EndWords { heading, lead, download, format, deleted, check_heading, check_reader, check_change, check_inside }
    EndedWords {
        rejected_by_you, rejected_by_you_text, rejected_by_another, rejected_by_another_text, expired, expired_text,
        cancelled, cancelled_text, blocked, blocked_text, left, left_text, way_back,
    }
    ProblemWords {
        not_found, not_found_text, session_over, session_over_text, gone, gone_text, unreadable, unreadable_text,
        failed, failed_text,
    }
    NoticeWords {
        sender, subject, deadline, download_until, signed, open, download, code, code_by_sms, code_life,
        asked_code_life, use_code, by_hand, nothing_signed, replaces, on_behalf, unknown_sender, ignore,
    }
}

/// Names of days, from Monday, and of months.
pub(crate) struct DateWords {
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) months: [&'static str; 12],
}

/// Sentences that are made around something.
pub(crate) struct Phrases {
    pub(crate) from: fn(&str) -> String,
    pub(crate) ask_sender: fn(&str) -> String,
    pub(crate) pages: fn(u32) -> String,
    /// How many have signed, of how many.
    pub(crate) progress: fn(usize, usize) -> String,
    pub(crate) download_until: fn(&str) -> String,
    /// Of the notice, the sender and the title: an e-mail's subject.
    pub(crate) subject: fn(Notice, &str, Option<&str>) -> String,
    /// Of the notice, the sender and the title: what an e-mail says first.
    pub(crate) lead: fn(Notice, &str, Option<&str>) -> String,
    /// An e-mail's heading.
    pub(crate) notice_heading: fn(Notice) -> &'static str,
    /// Of the notice, the sender, the title and the deadline: what a text message says first.
    pub(crate) sms: fn(Notice, &str, Option<&str>, Option<&str>) -> String,
    /// Of the notice, the link and the code: how a text message goes on.
    pub(crate) sms_way_in: fn(Notice, Option<&str>, Option<&str>) -> String,
}

/// All that is said in one language.
pub(crate) struct Words {
    pub(crate) frame: FrameWords,
    pub(crate) link: LinkWords,
    pub(crate) task: TaskWords,
    pub(crate) waiting: WaitingWords,
    pub(crate) end: EndWords,
    pub(crate) ended: EndedWords,
    pub(crate) problems: ProblemWords,
    pub(crate) notice: NoticeWords,
    pub(crate) dates: DateWords,
    pub(crate) phrases: Phrases,
}
