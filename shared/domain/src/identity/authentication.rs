//! How sure one is of who signs: security levels, e-ID logins, and what a signer is asked for.

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{contact::Channel, identity::person::PersonKey, text::PersonName};

/// How old a login may be when it is asked for at the moment of signing.
pub const FRESH_LOGIN_TTL: SignedDuration = SignedDuration::from_mins(10);

/// The security level of an e-ID login, by the numbers of the Norwegian framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum SecurityLevel {
    /// 3: "substantial" in eIDAS.
    Substantial,
    /// 4: "high" in eIDAS.
    High,
}

/// Why a number is no security level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a security level is 3 (substantial) or 4 (high)")]
pub struct SecurityLevelError;

impl TryFrom<u8> for SecurityLevel {
    type Error = SecurityLevelError;
    fn try_from(number: u8) -> Result<Self, SecurityLevelError> {
        match number {
            3 => Ok(Self::Substantial),
            4 => Ok(Self::High),
            _ => Err(SecurityLevelError),
        }
    }
}
impl From<SecurityLevel> for u8 {
    fn from(level: SecurityLevel) -> Self {
        match level {
            SecurityLevel::Substantial => 3,
            SecurityLevel::High => 4,
        }
    }
}

/// What kind of signature a signer is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignatureType {
    /// A yes by somebody who was let in before: by e-ID, by link and code, or by the sender.
    #[default]
    AuthenticatedElectronicSignature,
    /// A yes right after an e-ID login at the high level.
    AdvancedElectronicSignature,
}

/// What stands for a signer in the signed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Identifier {
    /// Name and national identity number.
    PersonalIdentificationNumberAndName,
    /// Name and date of birth.
    DateOfBirthAndName,
    /// Name only.
    Name,
}

/// For whom a signer signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OnBehalfOf {
    /// For himself or herself.
    #[default]
    #[serde(rename = "SELF")]
    Oneself,
    /// For somebody else, such as an employer.
    Other,
}

/// The link and the code that let a signer in, by the channels they went by. It claims no more than that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkAndCode {
    /// The channel of the link.
    pub link_channel: Channel,
    /// The channel of the code.
    pub code_channel: Channel,
    /// When the code was entered.
    pub at: Timestamp,
}

/// How a signer came to the task without an e-ID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AuthenticationMethod {
    /// By a link and its code.
    LinkAndCode(LinkAndCode),
    /// Sent by the sender, where he or she was logged in.
    SenderRedirect {
        /// When the redirect URL was used.
        #[serde(rename = "redirectedAt")]
        at: Timestamp,
    },
}

impl AuthenticationMethod {
    /// When it was.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::LinkAndCode(entered) => entered.at,
            Self::SenderRedirect { at } => *at,
        }
    }
}

/// An e-ID login, without what it says of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EIdProof {
    /// What the e-ID provider is called.
    pub provider: String,
    /// Its issuer identifier (OpenID Connect Core 1.0, `iss`); of older logins it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// How sure the login is.
    pub level: SecurityLevel,
    /// The authentication context class that the provider stated (OpenID Connect Core 1.0, `acr`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// When the person logged in.
    pub at: Timestamp,
}

/// What let a signer sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Authentication {
    /// An e-ID login, after whatever else let the signer in.
    EId {
        /// The login.
        #[serde(rename = "eId")]
        e_id: EIdProof,
        /// How the signer came to the task before it.
        #[serde(skip_serializing_if = "Option::is_none")]
        entry: Option<AuthenticationMethod>,
    },
    /// No e-ID.
    Entered(AuthenticationMethod),
}

/// A person logged in with an e-ID: one login proves one number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// Who, compared by a keyed hash.
    pub person: PersonKey,
    /// The login.
    pub proof: EIdProof,
    /// The name, if the e-ID gave one.
    pub name: Option<PersonName>,
    /// The date of birth, by the e-ID or else by the number; `None` where neither tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// When the person logged in by the e-ID's own word (the `auth_time` of OpenID Connect Core section 2); `None` where
    /// it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticated_at: Option<Timestamp>,
}

impl Login {
    /// Whether the login is recent enough for one that is asked for at the moment of signing. One of which the e-ID does
    /// not say when it was may be a session of yesterday that answered in silence.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.authenticated_at
            .is_some_and(|at| now.duration_since(at) <= FRESH_LOGIN_TTL)
    }
}
