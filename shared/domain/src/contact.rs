//! Where a signer is reached: an e-mail address, a mobile number, or both.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A way to reach a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By text message (SMS).
    Sms,
}

/// Why a text is no address to send to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ContactError {
    /// It is no e-mail address that mail can be sent to (RFC 5321: a mailbox and an ASCII domain, 254 characters at most).
    #[error(
        "must be an e-mail address such as kari@example.com, at most 254 characters, its domain in ASCII"
    )]
    Email,
    /// It is no mobile number in international form (E.164).
    #[error("must be a mobile number with country code such as +4791234567")]
    Mobile,
    /// Neither address was given.
    #[error("a signer needs an e-mail address, a mobile number, or both")]
    Missing,
}

/// An e-mail address. Its `Debug` prints the masked form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl TryFrom<String> for EmailAddress {
    type Error = ContactError;

    fn try_from(text: String) -> Result<Self, ContactError> {
        let trimmed = text.trim();
        let (mailbox, domain) = trimmed.rsplit_once('@').ok_or(ContactError::Email)?;
        let mailbox_fits = (1..=64).contains(&mailbox.len())
            && mailbox
                .chars()
                .all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
            && !mailbox.starts_with('.')
            && !mailbox.ends_with('.')
            && !mailbox.contains("..");
        let labels: Vec<&str> = domain.split('.').collect();
        let domain_fits = labels.len() >= 2
            && labels.iter().all(|label| {
                (1..=63).contains(&label.len())
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            });
        if mailbox_fits && domain_fits && trimmed.len() <= 254 {
            Ok(Self(format!("{mailbox}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(ContactError::Email)
        }
    }
}

/// A mobile number in E.164 form. Its `Debug` prints the masked form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MobileNumber(String);

impl TryFrom<String> for MobileNumber {
    type Error = ContactError;

    /// Reads a number with its country code; eight digits alone are taken for Norwegian (+47).
    fn try_from(text: String) -> Result<Self, ContactError> {
        let compact: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}'))
            .collect();
        let international = match compact.strip_prefix("00") {
            Some(rest) => format!("+{rest}"),
            None if compact.len() == 8 && !compact.starts_with('+') => format!("+47{compact}"),
            None => compact,
        };
        let digits = international
            .strip_prefix('+')
            .ok_or(ContactError::Mobile)?;
        let fits = (8..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
            // Norwegian mobile numbers begin with 4 or 9 (the numbering plan, series 4 and 9).
            && digits.strip_prefix("47").is_none_or(|local| local.len() == 8 && local.starts_with(['4', '9']));
        if fits {
            Ok(Self(international))
        } else {
            Err(ContactError::Mobile)
        }
    }
}

macro_rules! plain_text {
    ($($name:ident),*) => {$(
        impl From<$name> for String {
            fn from(address: $name) -> Self {
                address.0
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.masked())
            }
        }
    )*};
}
plain_text!(EmailAddress, MobileNumber);

impl EmailAddress {
    /// The address with all but the mailbox's first letter and the domain hidden, to show to others.
    #[must_use]
    pub fn masked(&self) -> String {
        let (mailbox, domain) = self
            .0
            .rsplit_once('@')
            .expect("an address was parsed around its @");
        format!(
            "{}•••@{domain}",
            mailbox.chars().take(1).collect::<String>()
        )
    }
}

impl MobileNumber {
    /// The number with all but its last three digits hidden, to show to others.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("••• {}", &self.0[self.0.len() - 3..])
    }
}

/// Where a signer is reached; never nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContactAddress {
    /// Only an e-mail address is known: link and code go there.
    Email(EmailAddress),
    /// Only a mobile number is known: link and code go there.
    Mobile(MobileNumber),
    /// Both are known: the link goes by e-mail and the code by SMS.
    EmailAndMobile(EmailAddress, MobileNumber),
}

impl ContactAddress {
    /// The address made of what was given.
    ///
    /// # Errors
    /// [`ContactError::Missing`] when nothing was.
    pub fn new(
        email: Option<EmailAddress>,
        mobile: Option<MobileNumber>,
    ) -> Result<Self, ContactError> {
        match (email, mobile) {
            (Some(email), Some(mobile)) => Ok(Self::EmailAndMobile(email, mobile)),
            (Some(email), None) => Ok(Self::Email(email)),
            (None, Some(mobile)) => Ok(Self::Mobile(mobile)),
            (None, None) => Err(ContactError::Missing),
        }
    }

    /// The e-mail address, if known.
    #[must_use]
    pub const fn email(&self) -> Option<&EmailAddress> {
        match self {
            Self::Email(email) | Self::EmailAndMobile(email, _) => Some(email),
            Self::Mobile(_) => None,
        }
    }

    /// The mobile number, if known.
    #[must_use]
    pub const fn mobile(&self) -> Option<&MobileNumber> {
        match self {
            Self::Mobile(mobile) | Self::EmailAndMobile(_, mobile) => Some(mobile),
            Self::Email(_) => None,
        }
    }

    /// The channel that carries the link.
    #[must_use]
    pub const fn link_channel(&self) -> Channel {
        match self {
            Self::Email(_) | Self::EmailAndMobile(..) => Channel::Email,
            Self::Mobile(_) => Channel::Sms,
        }
    }

    /// The channel that carries the one-time code.
    #[must_use]
    pub const fn code_channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Mobile(_) | Self::EmailAndMobile(..) => Channel::Sms,
        }
    }

    /// Every channel there is an address for.
    #[must_use]
    pub fn channels(&self) -> &'static [Channel] {
        match self {
            Self::Email(_) => &[Channel::Email],
            Self::Mobile(_) => &[Channel::Sms],
            Self::EmailAndMobile(..) => &[Channel::Email, Channel::Sms],
        }
    }

    /// Each address with its channel, spelt in one way only: an e-mail address in lower case, a mobile number in E.164
    /// form. What a digest of an address is made of.
    #[must_use]
    pub fn normalized(&self) -> Vec<(Channel, String)> {
        let email = |email: &EmailAddress| (Channel::Email, email.0.to_lowercase());
        let mobile = |mobile: &MobileNumber| (Channel::Sms, mobile.0.clone());
        match self {
            Self::Email(one) => vec![email(one)],
            Self::Mobile(one) => vec![mobile(one)],
            Self::EmailAndMobile(one, other) => vec![email(one), mobile(other)],
        }
    }

    /// What may be shown of the address to others in the job.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => email.masked(),
            Self::Mobile(mobile) => mobile.masked(),
            Self::EmailAndMobile(email, mobile) => {
                format!("{}, {}", email.masked(), mobile.masked())
            }
        }
    }
}

/// Why the contact register knows no way to a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Unreachable {
    /// There is no address that may be used.
    ContactInformationMissing,
    /// The person has reserved himself or herself against digital mail.
    Reserved,
}

/// What the contact register says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedUp {
    /// Where the person is reached.
    Found(ContactAddress),
    /// Nowhere.
    Unreachable(Unreachable),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Result<EmailAddress, ContactError> {
        EmailAddress::try_from(text.to_owned())
    }
    fn mobile(text: &str) -> Result<String, ContactError> {
        MobileNumber::try_from(text.to_owned()).map(String::from)
    }

    #[test]
    fn an_email_address_is_one_that_mail_can_be_sent_to() {
        for good in [
            "kari@example.com",
            "ola.nordmann+segl@post.example.no",
            "o'neil@example.ie",
            " blåbær@example.no ",
        ] {
            assert!(email(good).is_ok(), "{good}");
        }
        for bad in [
            "kari",
            "kari@",
            "@example.com",
            "kari@localhost",
            "a b@example.com",
            "a@b..no",
            ".a@b.no",
            "a@b.no\r\nBcc: c@d.no",
            "a@-b.no",
        ] {
            assert_eq!(email(bad), Err(ContactError::Email), "{bad}");
        }
    }

    #[test]
    fn a_mobile_number_is_brought_to_e164() {
        assert_eq!(mobile("912 34 567").as_deref(), Ok("+4791234567"));
        assert_eq!(mobile("0047 91234567").as_deref(), Ok("+4791234567"));
        assert_eq!(mobile("+46 70-123 45 67").as_deref(), Ok("+46701234567"));
        for bad in [
            "+4721234567",
            "12",
            "+0123456789",
            "91234567a",
            "+47912345678",
        ] {
            assert_eq!(mobile(bad), Err(ContactError::Mobile), "{bad}");
        }
    }

    #[test]
    fn what_others_see_is_masked() {
        assert_eq!(
            format!("{:?}", email("kari@example.com")),
            "Ok(k•••@example.com)"
        );
        assert_eq!(
            format!("{:?}", MobileNumber::try_from("91234567".to_owned())),
            "Ok(••• 567)"
        );
    }
}
