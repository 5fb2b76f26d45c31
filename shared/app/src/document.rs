//! A document as the register knows it: awaited, checked or refused, and then some job's.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    account::organisation::OrganisationNumber,
    digest::Digest,
    id::{DocumentId, JobId},
    job::document::Document,
    text::{FileName, Title},
};

/// How long an upload slot is open.
pub const UPLOAD_URL_TTL: SignedDuration = SignedDuration::from_mins(60);
/// How long a document is kept that no job has taken.
pub const ORPHAN_TTL: SignedDuration = SignedDuration::from_hours(24 * 2);

/// A sender's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// Names it.
    pub id: DocumentId,
    /// Whose it is.
    pub sender: OrganisationNumber,
    /// What it is called.
    pub title: Title,
    /// The sender's file name.
    pub file_name: FileName,
    /// When it was entered.
    pub created_at: Timestamp,
    /// Where it stands.
    pub state: DocumentState,
    /// The job that has taken it.
    pub job: Option<JobId>,
}

/// Where a document stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentState {
    /// Its bytes have yet to come.
    AwaitingUpload {
        /// The digest they must have.
        sha256: Digest,
        /// The size they must have, in bytes.
        size: u64,
        /// Until when the slot is open.
        until: Timestamp,
    },
    /// Its bytes have been looked at.
    Settled(Settled),
}

/// What the check of a document found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It can be signed.
    Checked(Checked),
    /// It cannot.
    Refused {
        /// A stable word, the end of a problem's type.
        code: String,
        /// What is wrong and what to change.
        detail: String,
    },
}

/// What is known of a document that can be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// Number of pages.
    pub pages: u32,
    /// The stored version that was checked.
    pub version: String,
}

impl StoredDocument {
    /// The document as a job takes it, if it was checked.
    #[must_use]
    pub fn as_checked(&self) -> Option<Document> {
        let DocumentState::Settled(Settled::Checked(checked)) = &self.state else {
            return None;
        };
        Some(Document {
            id: self.id,
            title: self.title.clone(),
            file_name: self.file_name.clone(),
            sha256: checked.sha256,
            size: checked.size,
            pages: checked.pages,
            version: checked.version.clone(),
        })
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
