//! Texts with a length: parsed once at the boundary, trusted after it.

use thiserror::Error;

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// It holds a control character other than a line break.
    #[error("must not hold control characters")]
    Control,
    /// Nothing is left after white space is trimmed.
    #[error("must not be empty")]
    Empty,
    /// It is longer than its kind may be.
    #[error("must be at most {0} characters long")]
    TooLong(usize),
}

fn parse(text: &str, longest: usize, lines: bool) -> Result<String, TextError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(TextError::Empty);
    }
    if trimmed.chars().count() > longest {
        return Err(TextError::TooLong(longest));
    }
    if trimmed
        .chars()
        .any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r')))
    {
        return Err(TextError::Control);
    }
    Ok(trimmed.to_owned())
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident, $longest:literal, lines: $lines:literal;)*) => {$(
        $(#[$doc])*
        #[doc = concat!("\n\n1 to ", stringify!($longest), " characters, white space at the ends trimmed.")]
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest it may be, in characters.
            pub const LONGEST: usize = $longest;
        }
        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, TextError> {
                parse(&text, $longest, $lines).map(Self)
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

texts! {
    /// What a job or document is called.
    Title, 80, lines: false;
    /// The sender's message to the signers, shown after the code and never in a notification.
    Description, 220, lines: true;
    /// The sender's own name for a job; not for personal data.
    Reference, 50, lines: false;
    /// A document's file name as the sender gave it.
    FileName, 100, lines: false;
    /// A person's full name.
    PersonName, 80, lines: false;
    /// Why a signer would not sign, in the signer's own words.
    RejectionReason, 400, lines: true;
    /// The sender's own word for a signer in the direct flow, such as a customer number; not for personal data.
    SignerIdentifier, 80, lines: false;
    /// What the sender's organisation is called before signers.
    SenderName, 80, lines: false;
}

/// The name of a queue of status changes: 1 to 50 letters, digits, `.`, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QueueName(String);

/// Why a text names no queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be 1 to 50 letters (a-z, A-Z), digits, dots, dashes and underscores")]
pub struct QueueNameError;

impl TryFrom<String> for QueueName {
    type Error = QueueNameError;
    fn try_from(text: String) -> Result<Self, QueueNameError> {
        let fits = (1..=50).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        if fits {
            Ok(Self(text))
        } else {
            Err(QueueNameError)
        }
    }
}
impl Default for QueueName {
    /// The queue of those who name none.
    fn default() -> Self {
        Self("default".to_owned())
    }
}
impl From<QueueName> for String {
    fn from(name: QueueName) -> Self {
        name.0
    }
}
impl AsRef<str> for QueueName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_trimmed_and_measured_in_characters() {
        assert_eq!(
            Title::try_from("  Leieavtale ".to_owned()).map(String::from),
            Ok("Leieavtale".to_owned())
        );
        assert!(Title::try_from("ø".repeat(80)).is_ok());
        assert_eq!(Title::try_from("ø".repeat(81)), Err(TextError::TooLong(80)));
        assert_eq!(Title::try_from(" \t".to_owned()), Err(TextError::Empty));
    }

    #[test]
    fn line_breaks_stand_only_where_lines_are_shown() {
        assert_eq!(Title::try_from("a\nb".to_owned()), Err(TextError::Control));
        assert!(RejectionReason::try_from("a\nb".to_owned()).is_ok());
        assert_eq!(
            RejectionReason::try_from("a\u{0}b".to_owned()),
            Err(TextError::Control)
        );
    }
}
