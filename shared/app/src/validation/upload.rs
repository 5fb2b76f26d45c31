//! Validates a file that is too large for a request: it is uploaded to a place of its own, and deleted with the answer.

use jiff::Timestamp;
use segl_domain::{
    digest::Digest,
    id::ValidationId,
    identity::{
        policy::{self, Action, Forbidden, Resource},
        principal::Principal,
    },
    job::document::Documents,
    secret::ValidationToken,
};
use segl_validation::Unreadable;
use thiserror::Error;

use crate::{
    document::UPLOAD_URL_TTL,
    ports::{
        Ctx, PortError,
        documents::{StoreError, UploadSlot},
        validation::{
            Arrival, ArrivedFile, TrustAnchors, UploadTerms, ValidationFiles, ValidationPlace,
            ValidationSlots,
        },
    },
    tokens,
    validation::document::{ValidateError, Validated, validate_document},
};

/// The largest file that is validated: what was sealed here can be validated here.
pub const MAX_VALIDATED: u64 = Documents::MAX_SEALED_BYTES;

/// How much a browser's form takes. A file between the two gets a page of ours that says what is wrong; beyond it the
/// store breaks off the upload, in words that are not ours.
pub const MAX_FORM_UPLOAD: u64 = 2 * MAX_VALIDATED;

/// A slot that was opened for a sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedValidation {
    /// Names the validation.
    pub id: ValidationId,
    /// How to upload the file.
    pub slot: UploadSlot,
    /// Until when.
    pub until: Timestamp,
}

/// Why no slot was opened.
#[derive(Debug, Error)]
pub enum OpenValidationError {
    /// The principal may not do this.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The size announced is nothing or more than is validated.
    #[error("a file to validate has 1 to {MAX_VALIDATED} bytes")]
    Size,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Opens a slot for exactly these bytes of a sender's.
///
/// # Errors
/// [`OpenValidationError`] says what to change.
pub async fn open_validation(
    principal: &Principal,
    sha256: Digest,
    size: u64,
    slots: &impl ValidationSlots,
    ctx: Ctx<'_>,
) -> Result<OpenedValidation, OpenValidationError> {
    policy::authorize(principal, Action::ValidateFile, Resource::OwnOrganisation)?;
    if size == 0 || size > MAX_VALIDATED {
        return Err(OpenValidationError::Size);
    }
    let now = ctx.now();
    let (id, until) = (tokens::id(now, ctx.entropy)?, now + UPLOAD_URL_TTL);
    let slot = slots
        .open(
            &ValidationPlace::Sender(principal.organisation_number().clone(), id),
            &UploadTerms::Exactly { sha256, size },
            until,
        )
        .await?;
    Ok(OpenedValidation { id, slot, until })
}

/// Opens a slot for whatever a browser's form sends; `then` is the address of the result of a token.
///
/// # Errors
/// When the infrastructure failed.
pub async fn open_validation_form(
    then: impl Fn(&ValidationToken) -> String + Send,
    slots: &impl ValidationSlots,
    ctx: Ctx<'_>,
) -> Result<UploadSlot, PortError> {
    let token = tokens::validation(ctx.entropy)?;
    let terms = UploadTerms::AtMost {
        size: MAX_FORM_UPLOAD,
        then: then(&token),
    };
    slots
        .open(
            &ValidationPlace::Anybody(token.digest()),
            &terms,
            ctx.now() + UPLOAD_URL_TTL,
        )
        .await
}

/// Why an uploaded file has no report.
#[derive(Debug, Error)]
pub enum ValidateUploadError {
    /// The principal may not do this.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// It has not come, and may still.
    #[error("the file has not come yet")]
    Awaited,
    /// It was answered, and deleted.
    #[error("the file was validated, and deleted with the answer")]
    Answered,
    /// No slot is open under this name, and nothing lies in it.
    #[error("there is no such slot, or its time is over")]
    Unknown,
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is larger than is validated.
    #[error("a file to validate has at most {MAX_VALIDATED} bytes")]
    TooLarge,
    /// It is another file than was announced.
    #[error("the file does not have the SHA-256 that was announced")]
    DigestMismatch,
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(Unreadable),
    /// The infrastructure failed. The file is still there, and can be asked for again.
    #[error(transparent)]
    PortError(#[from] PortError),
}

impl From<StoreError> for ValidateUploadError {
    fn from(error: StoreError) -> Self {
        match error {
            // Whoever asked at the same time was faster.
            StoreError::Missing => Self::Answered,
            StoreError::PortError(unavailable) => unavailable.into(),
        }
    }
}

/// Validates the file of a sender's slot.
///
/// # Errors
/// [`ValidateUploadError`]: also when there is something to say about the file but no report.
pub async fn validate_slot(
    principal: &Principal,
    id: ValidationId,
    files: &(impl ValidationFiles + TrustAnchors),
    ctx: Ctx<'_>,
) -> Result<Validated, ValidateUploadError> {
    policy::authorize(principal, Action::ValidateFile, Resource::OwnOrganisation)?;
    let is_open = id
        .made_at()
        .is_some_and(|at| ctx.now() < at + UPLOAD_URL_TTL);
    match validate_upload(
        &ValidationPlace::Sender(principal.organisation_number().clone(), id),
        files,
        ctx,
    )
    .await
    {
        // No row tells of slots: within the time of one, somebody's identifier looks like an own one without a file.
        Err(ValidateUploadError::Awaited) if !is_open => Err(ValidateUploadError::Unknown),
        report => report,
    }
}

/// Validates the file that lies in this place. It is deleted once there is an answer, whatever that says, and before the
/// answer is given: whoever has the answer can rely on it. When the deletion fails there is no answer, and the next who
/// asks gets it.
///
/// # Errors
/// [`ValidateUploadError`]: also when there is something to say about the file but no report.
pub async fn validate_upload(
    place: &ValidationPlace,
    files: &(impl ValidationFiles + TrustAnchors),
    ctx: Ctx<'_>,
) -> Result<Validated, ValidateUploadError> {
    let file = match files.find(place).await? {
        Arrival::Awaited => return Err(ValidateUploadError::Awaited),
        Arrival::Erased => return Err(ValidateUploadError::Answered),
        Arrival::Here(file) => file,
    };
    let answer = validate_arrived(&file, files, ctx).await;
    if !matches!(
        answer,
        Err(ValidateUploadError::PortError(_) | ValidateUploadError::Answered)
    ) {
        files.erase(place).await?;
    }
    answer
}

async fn validate_arrived(
    file: &ArrivedFile,
    files: &(impl ValidationFiles + TrustAnchors),
    ctx: Ctx<'_>,
) -> Result<Validated, ValidateUploadError> {
    match file.size {
        0 => return Err(ValidateUploadError::Empty),
        size if size > MAX_VALIDATED => return Err(ValidateUploadError::TooLarge),
        _ => {}
    }
    let bytes = files.fetch(file).await?;
    // The store has held the upload to its digest. This holds the store to it.
    if file
        .announced
        .is_some_and(|announced| announced != Digest::of(&bytes))
    {
        return Err(ValidateUploadError::DigestMismatch);
    }
    validate_document(&bytes, files, ctx)
        .await
        .map_err(|error| match error {
            ValidateError::Unreadable(why) => ValidateUploadError::Unreadable(why),
            ValidateError::PortError(unavailable) => unavailable.into(),
        })
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
