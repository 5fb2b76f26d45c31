//! By what a signer is addressed, and where notifications go.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{contact::ContactAddress, identity::person::Person, text::SignerIdentifier};

/// Where notifications go to a signer who is addressed by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "type"
)]
pub enum NotificationAddress {
    /// To what the sender gave.
    Given {
        /// What that was.
        contact: ContactAddress,
    },
    /// To what the contact register says, asked again before each notification.
    LookUp {
        /// Whether text messages are wanted too.
        sms: bool,
        /// What it said last; nothing, when it knew no way.
        found: Option<ContactAddress>,
        /// When it was asked last.
        at: Timestamp,
    },
    /// Nowhere: in the direct flow the sender leads the signer here.
    Nowhere,
}

/// A signer addressed by national identity number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressedPerson {
    /// Who.
    pub person: Person,
    /// Where notifications go.
    pub notifications: NotificationAddress,
}

/// By what a signer is addressed. Untagged, since the first jobs stored a contact address alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Addressee {
    /// By e-mail, mobile or both: whoever has the link and the code.
    Contact(ContactAddress),
    /// By a word of the sender's own, in the direct flow: whoever the sender sends.
    Custom {
        /// The word.
        identifier: SignerIdentifier,
    },
    /// By national identity number: who logs in with an e-ID that proves it.
    Person(AddressedPerson),
}

impl Addressee {
    /// Where notifications go, if anywhere.
    #[must_use]
    pub const fn contact(&self) -> Option<&ContactAddress> {
        match self {
            Self::Contact(contact)
            | Self::Person(AddressedPerson {
                notifications:
                    NotificationAddress::Given { contact }
                    | NotificationAddress::LookUp {
                        found: Some(contact),
                        ..
                    },
                ..
            }) => Some(contact),
            Self::Custom { .. } | Self::Person(_) => None,
        }
    }

    /// The person, if addressed by number.
    #[must_use]
    pub const fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(addressed) => Some(&addressed.person),
            Self::Contact(_) | Self::Custom { .. } => None,
        }
    }

    /// Whether a job may have both of these signers: nobody is asked twice.
    #[must_use]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Person(one), Self::Person(other)) => one.person.key == other.person.key,
            (one, other) => one == other,
        }
    }
}
