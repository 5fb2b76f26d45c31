//! What the sender asked for, which never changes.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{
    account::organisation::Sender,
    identity::authentication::{Identifier, SecurityLevel},
    job::{document::Documents, exit_urls::ExitUrls},
    text::{Description, QueueName, Reference, Title},
};

/// Days after the end of a job until its documents are deleted.
pub const DOCUMENT_RETENTION: SignedDuration = SignedDuration::from_hours(40 * 24);

/// How long the documents of a job are kept whose retention is long-term: twenty years, leap days counted.
pub const LONG_TERM_RETENTION: SignedDuration = SignedDuration::from_hours((20 * 365 + 5) * 24);

/// How signers come to the task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "type"
)]
pub enum Flow {
    /// The sender leads them here and gets them back.
    Direct {
        /// Where to.
        exit_urls: ExitUrls,
    },
    /// They are told by e-mail or SMS.
    #[default]
    Portal,
}

impl Flow {
    /// Whether the sender leads the signers here.
    #[must_use]
    pub const fn is_direct(&self) -> bool {
        matches!(self, Self::Direct { .. })
    }

    /// Where signers are sent back to, in the direct flow.
    #[must_use]
    pub const fn exit_urls(&self) -> Option<&ExitUrls> {
        match self {
            Self::Direct { exit_urls } => Some(exit_urls),
            Self::Portal => None,
        }
    }
}

const fn highest() -> SecurityLevel {
    SecurityLevel::High
}

/// What the sender asked for; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    /// Who sends.
    pub sender: Sender,
    /// What the job is called.
    pub title: Title,
    /// What it is called in notifications; generic words stand there without it.
    pub non_sensitive_title: Option<Title>,
    /// The sender's message to the signers.
    pub description: Option<Description>,
    /// The sender's own name for it.
    pub reference: Option<Reference>,
    /// What is signed.
    pub documents: Documents,
    /// How long each group has, counted from its activation.
    pub available_for: SignedDuration,
    /// How signers come to the task.
    #[serde(default)]
    pub flow: Flow,
    /// The e-ID level that signers addressed by number need, for viewing and for signing.
    #[serde(default = "highest")]
    pub level: SecurityLevel,
    /// What stands for the signers in the signed document; without it, what is known of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<Identifier>,
    /// The queue that tells of its changes, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueName>,
    /// How long the documents are kept once all have signed, and whether the seal is kept alive.
    #[serde(default, skip_serializing_if = "RetentionPolicy::is_standard")]
    pub retention: RetentionPolicy,
}

/// How long a job's documents are kept once all have signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RetentionPolicy {
    /// For [`DOCUMENT_RETENTION`].
    #[default]
    Standard,
    /// For [`LONG_TERM_RETENTION`], with the seal's timestamps renewed meanwhile.
    LongTerm,
}

impl RetentionPolicy {
    /// The time from the last signature to the deletion of the documents.
    #[must_use]
    pub const fn duration(self) -> SignedDuration {
        match self {
            Self::Standard => DOCUMENT_RETENTION,
            Self::LongTerm => LONG_TERM_RETENTION,
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    const fn is_standard(&self) -> bool {
        matches!(self, Self::Standard)
    }
}
