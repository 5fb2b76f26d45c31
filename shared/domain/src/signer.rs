//! A signer: who, in which order, where reached, and where he or she stands.

use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Access, Channel, ContactAddress, Digest, Language, PersonName, RejectionReason, SignerId, SignerStatus};

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
        if number <= 9 { Ok(Self(number)) } else { Err(OrderError) }
    }
}
impl From<Order> for u8 {
    fn from(order: Order) -> Self {
        order.0
    }
}

/// What let a signer in: a link and a code, and the channels they went by. It claims no more than that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Authentication {
    /// The channel of the link.
    pub link_channel: Channel,
    /// The channel of the code.
    pub code_channel: Channel,
    /// When the code was entered.
    pub at: Timestamp,
}

/// What a signer did to sign, and what is known of the circumstances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
    /// The full name that the signer stated.
    pub name: PersonName,
    /// The identifier of the consent text that was accepted.
    pub consent: String,
    /// The language it was shown in.
    pub language: Language,
    /// [`Documents::digest`](crate::Documents::digest) of what was shown.
    pub documents: Digest,
    /// What let the signer in.
    pub authentication: Authentication,
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
    /// Another ended the job first.
    NotApplicable,
}

/// One of those asked to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signer {
    pub(crate) id: SignerId,
    pub(crate) address: ContactAddress,
    pub(crate) name: Option<PersonName>,
    pub(crate) language: Language,
    pub(crate) order: Order,
    pub(crate) state: SignerState,
    pub(crate) since: Timestamp,
    pub(crate) access: Access,
}

impl Signer {
    /// A signer who has yet to act.
    #[must_use]
    pub fn new(
        id: SignerId,
        address: ContactAddress,
        name: Option<PersonName>,
        language: Language,
        order: Order,
        since: Timestamp,
    ) -> Self {
        Self { id, address, name, language, order, state: SignerState::Waiting, since, access: Access::default() }
    }

    /// Names the signer.
    #[must_use]
    pub const fn id(&self) -> SignerId {
        self.id
    }
    /// Where the signer is reached.
    #[must_use]
    pub const fn address(&self) -> &ContactAddress {
        &self.address
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
    pub const fn access(&self) -> &Access {
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
            SignerState::NotApplicable => SignerStatus::NotApplicable,
        }
    }

    pub(crate) fn becomes(&mut self, state: SignerState, at: Timestamp) {
        self.state = state;
        self.since = at;
    }
}
