//! E-mail and text messages, and the words in them.

use segl_domain::contact::{EmailAddress, MobileNumber};
use thiserror::Error;

use super::PortError;
use crate::notification::NotificationContent;

/// An e-mail, ready to go but for its address.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// One line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The plain-text part.
    pub text: String,
}

/// The provider's own name for a message it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageId(pub String);

/// Why a message was not taken.
#[derive(Debug, Error)]
pub enum SendError {
    /// The provider will not take this message.
    #[error("the provider refuses the message")]
    Refused(#[source] PortError),
    /// The provider did not answer, or asks to be spared for now.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// The e-mails and text messages that were sent.
pub trait EmailSender: Send + Sync {
    /// Hands over one e-mail to one person.
    fn send(
        &self,
        to: &EmailAddress,
        email: &Email,
    ) -> impl Future<Output = Result<MessageId, SendError>> + Send;
}

/// The text message provider.
pub trait SmsSender: Send + Sync {
    /// Hands over one text message to one phone.
    fn send(
        &self,
        to: &MobileNumber,
        text: &str,
    ) -> impl Future<Output = Result<MessageId, SendError>> + Send;
}

/// Finds the words for what is to be told.
pub trait MessageRenderer: Send + Sync {
    /// As an e-mail.
    fn email(&self, content: &NotificationContent) -> Email;
    /// As a text message.
    fn text(&self, content: &NotificationContent) -> String;
}
