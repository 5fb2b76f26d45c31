//! Documents on the wire.

use jiff::Timestamp;
use segl_domain::{
    digest::Digest,
    id::{DocumentId, JobId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The body of `POST /v1/documents` when the PDF itself does not come with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewDocument {
    /// What signers see it called; 1 to 80 characters.
    pub title: String,
    /// Its file name; 1 to 100 characters.
    pub file_name: Option<String>,
    /// SHA-256 of the PDF: 64 hexadecimal digits.
    pub sha256: String,
    /// Size of the PDF in bytes.
    pub size: u64,
}

/// A document as its sender sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentView {
    /// Names it.
    pub id: DocumentId,
    /// `AWAITING_UPLOAD`, `READY` or `REFUSED`.
    pub status: DocumentStatus,
    /// What signers see it called.
    pub title: String,
    /// Its file name.
    pub file_name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// SHA-256 of the PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// Size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Number of pages, once checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// The job it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    /// Why it cannot be signed: the problem's type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem_detail: Option<String>,
    /// How to upload it, in the reply that opened the slot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<UploadView>,
}

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentStatus {
    /// Its bytes have yet to come, or to be checked.
    AwaitingUpload,
    /// It can be part of a job.
    Ready,
    /// It cannot be signed.
    Refused,
}

/// An upload slot: `POST` these fields and then `file` as `multipart/form-data` to the URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadView {
    /// Where to.
    pub url: String,
    /// The form's fields.
    pub fields: BTreeMap<String, String>,
    /// Until when.
    pub expires_at: Timestamp,
}
