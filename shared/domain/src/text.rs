//! Texts with a length: parsed once at the boundary, trusted after it.

use thiserror::Error;

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// It holds a control character other than a line break, or one that changes the order in which others are read.
    #[error(
        "must not hold control characters, nor characters that change the direction of the text"
    )]
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
    if trimmed.chars().all(|c| c.is_whitespace() || is_unseen(c)) {
        return Err(TextError::Empty);
    }
    if trimmed.chars().count() > longest {
        return Err(TextError::TooLong(longest));
    }
    if trimmed
        .chars()
        .any(|c| is_control(c) && !(lines && matches!(c, '\n' | '\r')))
    {
        return Err(TextError::Control);
    }
    Ok(trimmed.to_owned())
}

/// Whether a character ends a line or turns the direction of what stands around it (Unicode Bidirectional Algorithm, UAX #9
/// section 2): a title with one would show signers another name than the file has.
fn is_control(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Whether a character shows nothing by itself; between others some of them are needed (joiners, choices of a picture).
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
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

    #[test]
    fn nothing_turns_the_direction_of_a_text_and_what_shows_nothing_is_empty() {
        for turning in [
            "abc\u{202e}gnp.exe",
            "a\u{2066}b",
            "a\u{200f}",
            "a\u{2028}b",
        ] {
            assert_eq!(Title::try_from(turning.to_owned()), Err(TextError::Control));
            assert_eq!(
                FileName::try_from(turning.to_owned()),
                Err(TextError::Control)
            );
            let lines = RejectionReason::try_from(turning.to_owned());
            assert_eq!(lines, Err(TextError::Control));
        }
        for unseen in ["\u{200b}\u{200b}", "\u{feff} \u{2060}", "\u{3164}"] {
            assert_eq!(Title::try_from(unseen.to_owned()), Err(TextError::Empty));
        }
        // Joiners and choices of a picture stand in honest names.
        for honest in [
            "\u{1f469}\u{200d}\u{1f4bb}",
            "\u{2764}\u{fe0f}",
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
        ] {
            assert!(Title::try_from(honest.to_owned()).is_ok(), "{honest}");
        }
    }
}
