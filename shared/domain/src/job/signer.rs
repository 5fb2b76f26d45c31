//! A signer: who, in which order, where reached, and where he or she stands.

use std::net::IpAddr;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{
    audit::canonical_json,
    contact::ContactAddress,
    digest::Digest,
    id::SignerId,
    identity::authentication::{Authentication, OnBehalfOf, SecurityLevel, SignatureType},
    job::{addressee::Addressee, credentials::SignerCredentials, status::SignerStatus},
    language::Language,
    text::{PersonName, RejectionReason},
};

/// A signer's place in the order: equal places sign in parallel, lower ones first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Order(u8);

/// Why a number is no place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("order is a whole number from 0 to 9")]
pub struct OrderError;

impl TryFrom<u8> for Order {
    type Error = OrderError;
    fn try_from(number: u8) -> Result<Self, OrderError> {
        if number <= 9 {
            Ok(Self(number))
        } else {
            Err(OrderError)
        }
    }
}

impl From<Order> for u8 {
    fn from(order: Order) -> Self {
        order.0
    }
}

/// What is asked of a signer, beside a signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// For whom he or she signs.
    pub on_behalf_of: OnBehalfOf,
    /// What kind of signature it is to be.
    pub signature_type: SignatureType,
    /// The e-ID level that a signer who is not addressed by number must prove at the moment of signing.
    pub e_id_to_sign: Option<SecurityLevel>,
}

/// What a signer did to sign, and what is known of the circumstances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
    /// The full name: as the e-ID gave it or, without one, as the signer stated it.
    pub name: PersonName,
    /// The identifier of the consent text that was accepted.
    pub consent: String,
    /// The consent text as it was shown; of older signatures the identifier tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_text: Option<String>,
    /// The language it was shown in.
    pub language: Language,
    /// [`Documents::digest`](crate::job::document::Documents::digest) of what was shown.
    pub documents: Digest,
    /// What let the signer in.
    pub authentication: Authentication,
    /// The date of birth, if an e-ID proved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Where the request came from, if known.
    pub ip_address: Option<IpAddr>,
    /// What the browser called itself, at most 256 characters.
    pub user_agent: Option<String>,
}

/// Where a signer stands, with what that standing has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", tag = "status")]
pub enum SignerState {
    /// Has yet to act.
    Waiting,
    /// Has signed.
    Signed {
        /// How.
        signature: Box<Signature>,
    },
    /// Would not sign.
    Rejected {
        /// Why, in the signer's words.
        reason: RejectionReason,
    },
    /// The sender cancelled first.
    Cancelled,
    /// The deadline passed first.
    Expired,
    /// Entered too many wrong codes.
    Blocked,
    /// Has reserved himself or herself against digital mail from the public sector.
    Reserved,
    /// The contact register knows no address.
    ContactInformationMissing,
    /// The e-ID gave no name, and the signed document needs one.
    SignersNameNotAvailable,
    /// Another ended the job first.
    NotApplicable,
}

/// One of those asked to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signer {
    pub(crate) id: SignerId,
    #[serde(rename = "address")]
    pub(crate) addressee: Addressee,
    pub(crate) name: Option<PersonName>,
    pub(crate) language: Language,
    pub(crate) order: Order,
    #[serde(default)]
    pub(crate) on_behalf_of: OnBehalfOf,
    #[serde(default)]
    pub(crate) signature_type: SignatureType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) e_id_to_sign: Option<SecurityLevel>,
    pub(crate) state: SignerState,
    pub(crate) since: Timestamp,
    pub(crate) access: SignerCredentials,
    /// How often the sender update the address or asked for a new link: each earns a new invitation.
    #[serde(default)]
    pub(crate) invitation: u16,
    /// When the sender asked for reminders, oldest first.
    #[serde(default)]
    pub(crate) reminders_asked: Vec<Timestamp>,
}

impl Signature {
    /// What is kept of it, for whoever is shown the evidence: all but the date of birth, which the signed document shows
    /// only where the sender chose so.
    #[must_use]
    pub fn evidence(&self) -> Value {
        let shown = Self {
            birth_date: None,
            ..self.clone()
        };
        serde_json::to_value(shown).expect("a signature has string keys and no map that fails")
    }

    /// SHA-256 of the canonical JSON (RFC 8785) of its [evidence](Self::evidence): what the audit trail names it by.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(canonical_json(&self.evidence()).as_bytes())
    }
}

impl Signer {
    /// A signer who has yet to act.
    #[must_use]
    pub fn new(
        id: SignerId,
        addressee: Addressee,
        name: Option<PersonName>,
        language: Language,
        order: Order,
        asked: Asked,
        since: Timestamp,
    ) -> Self {
        Self {
            id,
            addressee,
            name,
            language,
            order,
            on_behalf_of: asked.on_behalf_of,
            signature_type: asked.signature_type,
            e_id_to_sign: asked.e_id_to_sign,
            state: SignerState::Waiting,
            since,
            access: SignerCredentials::default(),
            invitation: 0,
            reminders_asked: Vec::new(),
        }
    }

    /// Names the signer.
    #[must_use]
    pub const fn id(&self) -> SignerId {
        self.id
    }
    /// By what the signer is addressed.
    #[must_use]
    pub const fn addressee(&self) -> &Addressee {
        &self.addressee
    }
    /// Where notifications go to the signer, if anywhere.
    #[must_use]
    pub const fn contact(&self) -> Option<&ContactAddress> {
        self.addressee.contact()
    }
    /// What is asked of the signer, beside a signature.
    #[must_use]
    pub const fn asked(&self) -> Asked {
        Asked {
            on_behalf_of: self.on_behalf_of,
            signature_type: self.signature_type,
            e_id_to_sign: self.e_id_to_sign,
        }
    }
    /// When the sender asked for reminders, oldest first.
    #[must_use]
    pub fn reminders_asked(&self) -> &[Timestamp] {
        &self.reminders_asked
    }
    /// The name the sender gave, if any.
    #[must_use]
    pub const fn name(&self) -> Option<&PersonName> {
        self.name.as_ref()
    }
    /// The language the signer is spoken to in.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }
    /// The signer's place in the order.
    #[must_use]
    pub const fn order(&self) -> Order {
        self.order
    }
    /// Where the signer stands.
    #[must_use]
    pub const fn state(&self) -> &SignerState {
        &self.state
    }
    /// The time of the event behind the standing.
    #[must_use]
    pub const fn since(&self) -> Timestamp {
        self.since
    }
    /// What stands between the signer and the task.
    #[must_use]
    pub const fn access(&self) -> &SignerCredentials {
        &self.access
    }
    /// How the signer signed, if so.
    #[must_use]
    pub fn signature(&self) -> Option<&Signature> {
        match &self.state {
            SignerState::Signed { signature } => Some(signature),
            _ => None,
        }
    }

    /// The word for where the signer stands.
    #[must_use]
    pub const fn status(&self) -> SignerStatus {
        match self.state {
            SignerState::Waiting => SignerStatus::Waiting,
            SignerState::Signed { .. } => SignerStatus::Signed,
            SignerState::Rejected { .. } => SignerStatus::Rejected,
            SignerState::Cancelled => SignerStatus::Cancelled,
            SignerState::Expired => SignerStatus::Expired,
            SignerState::Blocked => SignerStatus::Blocked,
            SignerState::Reserved => SignerStatus::Reserved,
            SignerState::ContactInformationMissing => SignerStatus::ContactInformationMissing,
            SignerState::SignersNameNotAvailable => SignerStatus::SignersNameNotAvailable,
            SignerState::NotApplicable => SignerStatus::NotApplicable,
        }
    }

    pub(crate) fn set_state(&mut self, state: SignerState, at: Timestamp) {
        self.state = state;
        self.since = at;
    }
}
