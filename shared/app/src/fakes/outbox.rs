//! An outbox that keeps what it was given.

use std::sync::{Arc, Mutex};

use segl_domain::contact::{EmailAddress, MobileNumber};

use super::{Fault, lock};
use crate::{
    notification::NotificationContent,
    ports::messages::{Email, EmailSender, MessageId, MessageRenderer, SendError, SmsSender},
};

/// An e-mail that was handed over.
#[derive(Clone)]
pub struct SentEmail {
    /// To whom.
    pub to: String,
    /// What.
    pub email: Email,
}

/// A text message that was handed over.
#[derive(Clone)]
pub struct SentText {
    /// To which number.
    pub to: String,
    /// What.
    pub text: String,
}

/// An outbox that keeps what it was given; clones share it.
#[derive(Clone, Default)]
pub struct FakeOutbox {
    emails: Arc<Mutex<Vec<SentEmail>>>,
    texts: Arc<Mutex<Vec<SentText>>>,
    fault: Fault,
}

impl FakeOutbox {
    /// An empty one.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            ..Self::default()
        }
    }
    /// Every e-mail so far.
    #[must_use]
    pub fn emails(&self) -> Vec<SentEmail> {
        lock(&self.emails).clone()
    }
    /// Every text message so far.
    #[must_use]
    pub fn texts(&self) -> Vec<SentText> {
        lock(&self.texts).clone()
    }
}

impl EmailSender for FakeOutbox {
    async fn send(&self, to: &EmailAddress, email: &Email) -> Result<MessageId, SendError> {
        self.fault.check("mail")?;
        let mut emails = lock(&self.emails);
        emails.push(SentEmail {
            to: to.as_ref().to_owned(),
            email: email.clone(),
        });
        Ok(MessageId(format!("mail-{}", emails.len())))
    }
}

impl SmsSender for FakeOutbox {
    async fn send(&self, to: &MobileNumber, text: &str) -> Result<MessageId, SendError> {
        self.fault.check("texts")?;
        let mut texts = lock(&self.texts);
        texts.push(SentText {
            to: to.as_ref().to_owned(),
            text: text.to_owned(),
        });
        Ok(MessageId(format!("text-{}", texts.len())))
    }
}

/// Words that only name what they carry, for tests that look for links and codes.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainTexts;

impl PlainTexts {
    fn plain(content: &NotificationContent) -> String {
        let link = content
            .link
            .as_ref()
            .map(|link| format!(" link={}", link.expose()));
        let code = content
            .code
            .as_ref()
            .map(|code| format!(" code={}", code.expose()));
        format!(
            "{:?}{}{}",
            content.told,
            link.unwrap_or_default(),
            code.unwrap_or_default()
        )
    }
}

impl MessageRenderer for PlainTexts {
    fn email(&self, content: &NotificationContent) -> Email {
        let text = Self::plain(content);
        Email {
            subject: format!("{:?}", content.told),
            html: text.clone(),
            text,
        }
    }
    fn text(&self, content: &NotificationContent) -> String {
        Self::plain(content)
    }
}
