//! Validations of files that are uploaded, as senders ask for them.

use segl_domain::id::ValidationId;
use serde::{Deserialize, Serialize};

use crate::UploadView;

/// The body of `POST /v1/validations` when the file itself does not come with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewValidation {
    /// SHA-256 of the file: 64 hexadecimal digits.
    pub sha256: String,
    /// Size of the file in bytes.
    pub size: u64,
}

/// A slot for a file to validate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidationSlotView {
    /// Names the validation.
    pub id: ValidationId,
    /// `AWAITING_UPLOAD`.
    pub status: ValidationStatus,
    /// How to upload the file.
    pub upload: UploadView,
}

/// Where a validation stands. The report stands for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ValidationStatus {
    /// The file has yet to come.
    AwaitingUpload,
}
