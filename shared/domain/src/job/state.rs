//! Where a job stands, and what it has there.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{digest::Digest, job::signer::Order};

/// A group of signers whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveGroup {
    /// The order its signers share.
    pub order: Order,
    /// When its turn came.
    pub activated_at: Timestamp,
    /// Until when it may sign.
    pub deadline: Timestamp,
    /// How often the deadline was moved.
    pub plan: u16,
    /// When its reminders were last planned: at its activation, or when the deadline was moved.
    pub planned_at: Timestamp,
}

/// Why a job ended without all signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Failure {
    /// The sender cancelled it.
    Cancelled,
    /// A signer could not be told of it: reserved, or without an address in the contact register.
    Unreachable,
    /// A signer's e-ID gave no name.
    NameNotAvailable,
    /// A signer let the deadline pass.
    Expired,
    /// A signer would not sign.
    Rejected,
}

/// A sealed document in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedDocument {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// The PAdES level that was reached, such as `B-B`.
    pub level: String,
    /// Which stored version of the object it is.
    pub version: String,
    /// When a new timestamp is due, well before the certificates of the last one end; a seal without any is not renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renew_at: Option<Timestamp>,
    /// The evidence of its signers, which is embedded too; of older documents there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<StoredEvidence>,
}

/// The evidence of a job's signers in the store: an ASiC-E container (ETSI EN 319 162-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredEvidence {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// Which stored version of the object it is.
    pub version: String,
}

/// Whether the documents are still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "state"
)]
pub enum Retention {
    /// They can be fetched until then, and are deleted after it.
    Until {
        /// The end of the keeping.
        time: Timestamp,
    },
    /// They are gone.
    Deleted {
        /// Since when.
        at: Timestamp,
    },
}

/// Where a job stands, with what that standing has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "state"
)]
pub enum JobState {
    /// Its time has not come.
    Scheduled {
        /// When it comes.
        activation_at: Timestamp,
    },
    /// A group of signers may sign.
    Active {
        /// Which, and until when.
        group: ActiveGroup,
    },
    /// All have signed and the seal is due.
    AllSigned {
        /// Since when.
        at: Timestamp,
        /// How often the seal was begun.
        attempts: u16,
        /// When sealing was last stopped because something stored is not what was checked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        halted_at: Option<Timestamp>,
    },
    /// All have signed and the sealed document is stored.
    Completed {
        /// Since when.
        at: Timestamp,
        /// The sealed document.
        sealed: SealedDocument,
        /// How long it and the originals are kept.
        retention: Retention,
    },
    /// It ended without all signatures.
    Failed {
        /// Since when.
        at: Timestamp,
        /// Why.
        cause: Failure,
        /// The last group whose turn had come; none when it was cancelled before its activation.
        reached: Option<Order>,
        /// How long the originals are kept.
        retention: Retention,
    },
}
