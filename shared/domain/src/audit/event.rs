//! What an audit event can tell: one kind for each thing that happens to a job.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    contact::{Channel, Unreachable},
    digest::Digest,
    id::{DocumentId, SignerId},
    identity::authentication::Authentication,
    job::{document::Document, signer::Order},
    notification::Notification,
    text::{PersonName, RejectionReason},
};

/// The kind of an audit event, with what belongs to it. No secret and no address ever stands in one: a job's audit trail
/// goes to its sender and into its seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "type"
)]
pub enum AuditEventData {
    /// The sender created the job.
    JobCreated {
        /// The documents to sign.
        documents: Vec<AuditedDocument>,
        /// The signers, with their order.
        signers: Vec<AuditedSigner>,
    },
    /// A group of signers may now sign.
    GroupActivated {
        /// The order that its signers share.
        order: Order,
        /// The time by which they may sign.
        deadline: Timestamp,
    },
    /// The sender moved the active group's deadline.
    DeadlineExtended {
        /// The deadline before.
        from: Timestamp,
        /// The deadline now.
        to: Timestamp,
    },
    /// A link was issued; links issued before it are revoked.
    LinkIssued {
        /// The signer that it is for.
        signer: SignerId,
        /// The channel that it is sent by.
        channel: Channel,
    },
    /// The sender asked for a new link: the one before it and the sessions that it opened are revoked.
    LinkRevoked {
        /// The signer whose link it was.
        signer: SignerId,
    },
    /// A one-time code was issued; the one before it is void.
    OtpIssued {
        /// The signer that it is for.
        signer: SignerId,
        /// The channel that it is sent by.
        channel: Channel,
        /// The time until which it is accepted.
        expires_at: Timestamp,
    },
    /// The right one-time code was entered, and is used up.
    OtpVerified {
        /// The signer whose link it was entered for.
        signer: SignerId,
        /// The channel that the code was sent by.
        channel: Channel,
    },
    /// A wrong one-time code was entered.
    OtpVerificationFailed {
        /// The signer whose link it was entered for.
        signer: SignerId,
        /// The number of wrong attempts so far, from 1.
        wrong_attempts: u8,
    },
    /// A one-time code was not used in time.
    OtpExpired {
        /// The signer that it was for.
        signer: SignerId,
    },
    /// A redirect URL was handed to the sender; the one before it is void.
    RedirectUrlIssued {
        /// The signer that it is for.
        signer: SignerId,
        /// The time until which it can be opened.
        expires_at: Timestamp,
    },
    /// A redirect URL was opened, and is used up.
    RedirectUrlUsed {
        /// The signer that it was for.
        signer: SignerId,
    },
    /// The sender changed a signer's name, language or address. Of a new address links and sessions are revoked.
    SignerUpdated {
        /// The signer.
        signer: SignerId,
        /// What was changed, in the order of the API's fields.
        fields: Vec<SignerField>,
    },
    /// Too many wrong codes were entered for a signer's link.
    SignerBlocked {
        /// The signer.
        signer: SignerId,
    },
    /// The sender let a blocked signer try again.
    SignerUnblocked {
        /// The signer.
        signer: SignerId,
    },
    /// The contact register was asked, and knows no way to the signer.
    SignerUnreachable {
        /// The signer.
        signer: SignerId,
        /// The register's reason.
        reason: Unreachable,
    },
    /// A signer's e-ID gave no name, which ended the job.
    NameNotAvailable {
        /// The signer.
        signer: SignerId,
    },
    /// The sender asked for a reminder at once.
    ReminderRequested {
        /// The signer who is reminded.
        signer: SignerId,
    },
    /// A message is about to be handed to a provider.
    NotificationAttempted {
        /// The message.
        notification: Notification,
        /// The number of the attempt, from 1.
        attempt: u8,
    },
    /// The provider took a message.
    NotificationSent {
        /// The message.
        notification: Notification,
        /// The provider's identifier of it.
        message_id: String,
    },
    /// The provider did not take a message.
    NotificationFailed {
        /// The message.
        notification: Notification,
        /// The number of the attempt, from 1.
        attempt: u8,
        /// Whether no further attempt is made.
        r#final: bool,
    },
    /// A reminder was not sent, since the contact register knows no way to the signer any more.
    NotificationSkipped {
        /// The message.
        notification: Notification,
    },
    /// A signer signed.
    Signed {
        /// The signer.
        signer: SignerId,
        /// The name on the signature.
        name: PersonName,
        /// The consent text that was accepted.
        consent: String,
        /// SHA-256 of the digests of the documents that were shown.
        documents: Digest,
        /// How the signer was authenticated.
        authentication: Authentication,
        /// SHA-256 of the canonical JSON of what is kept of the signature (the address and browser too), but for the date
        /// of birth.
        evidence: Digest,
    },
    /// A signer would not sign, which ended the job.
    Rejected {
        /// The signer.
        signer: SignerId,
        /// The reason that the signer gave.
        reason: RejectionReason,
    },
    /// The sender cancelled the job.
    Cancelled,
    /// The deadline passed, which ended the job.
    Expired {
        /// The order of the group whose deadline it was.
        order: Order,
    },
    /// All have signed, and the key is about to be asked to sign the evidence.
    EvidenceSigningStarted {
        /// SHA-256 of the digests that the key is asked to sign, one after the other.
        digest: Digest,
    },
    /// All have signed, and the key is about to be asked to seal.
    SealingStarted {
        /// SHA-256 of the signed attributes that the key is asked to sign.
        digest: Digest,
    },
    /// Sealing was stopped: something in the store is not what was checked. It is tried again after a day, or as soon as
    /// somebody starts it.
    SealingHalted,
    /// The sealed document is stored.
    Sealed {
        /// SHA-256 of the sealed document.
        sha256: Digest,
        /// The PAdES level that was reached (ETSI EN 319 142-1), such as `B-LTA`.
        level: String,
        /// SHA-256 of the container of evidence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Digest>,
    },
    /// The sealed document got a new timestamp, and is stored anew.
    SealRenewed {
        /// SHA-256 of the sealed document as it is now.
        sha256: Digest,
    },
    /// The sender asked that the documents be deleted before their time.
    DeletionRequested,
    /// The documents are deleted from the store.
    DocumentsDeleted,
}

/// A document, as an audit event names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditedDocument {
    /// The document's identifier.
    pub id: DocumentId,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
}

impl From<&Document> for AuditedDocument {
    fn from(document: &Document) -> Self {
        Self {
            id: document.id,
            sha256: document.sha256,
        }
    }
}

/// A signer, as an audit event names one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditedSigner {
    /// The signer's identifier.
    pub id: SignerId,
    /// The place in the order.
    pub order: Order,
}

/// A field of a signer that a sender can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignerField {
    /// The e-mail address.
    Email,
    /// The mobile number.
    Mobile,
    /// The name that the sender gave.
    Name,
    /// The language that the signer is addressed in.
    Language,
}
