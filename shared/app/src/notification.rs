//! What a message tells, before words are found for it.

use jiff::Timestamp;
use segl_domain::{
    contact::ContactAddress,
    job::{SignatureJob, addressee::Addressee, signer::Signer},
    language::Language,
    notification::NotificationKind,
    secret::{LinkToken, OneTimeCode},
};

/// What is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// A notification that the job calls for.
    Notification(NotificationKind),
    /// A code that the signer asked for on the link page.
    AskedCode,
}

/// All that goes into one message. Holds secrets: it is never stored and never logged.
#[derive(Debug)]
pub struct NotificationContent {
    /// What is told.
    pub told: MessageKind,
    /// In which language.
    pub language: Language,
    /// Who sends the job.
    pub sender: String,
    /// What the job may be called in the open.
    pub non_sensitive_title: Option<String>,
    /// Until when the signer may sign, or the document can be downloaded.
    pub deadline: Option<Timestamp>,
    /// How many have signed.
    pub signed: usize,
    /// Of how many.
    pub signers: usize,
    /// The link it carries.
    pub link: Option<LinkToken>,
    /// The code it carries.
    pub code: Option<OneTimeCode>,
    /// Whether the code goes by SMS while this goes by e-mail.
    pub code_by_sms: bool,
    /// Whether the signer logs in with an e-ID, and needs neither link nor code.
    pub by_login: bool,
}

impl NotificationContent {
    /// What this signer is told of this job.
    #[must_use]
    pub fn new(
        told: MessageKind,
        job: &SignatureJob,
        signer: &Signer,
        link: Option<LinkToken>,
        code: Option<OneTimeCode>,
    ) -> Self {
        let terms = job.terms();
        let deadline = match job.retention() {
            Some(segl_domain::job::Retention::Until { time }) => Some(time),
            Some(segl_domain::job::Retention::Deleted { .. }) => None,
            None => job.active_group().map(|group| group.deadline),
        };
        Self {
            told,
            language: signer.language(),
            sender: terms.sender.name.as_ref().to_owned(),
            non_sensitive_title: terms
                .non_sensitive_title
                .as_ref()
                .map(|title| title.as_ref().to_owned()),
            deadline,
            signed: job.signed(),
            signers: job.signers().len(),
            link,
            code,
            code_by_sms: matches!(
                signer.addressee(),
                Addressee::Contact(ContactAddress::EmailAndMobile(..))
            ),
            by_login: signer.addressee().person().is_some(),
        }
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
