//! `POST /v1/validations` and `GET /v1/validations/{validation}`: what the signatures in a PDF or in a container of
//! evidence are worth, for senders.

use bytes::Bytes;
use lambda_http::{Request, http::HeaderValue, http::header};
use segl_app::{
    ports::{
        Ctx,
        authenticator::Authenticator,
        documents::SealedKind,
        validation::{TrustAnchors, ValidationFiles, ValidationSlots},
    },
    validation::{
        document::{self, ValidateError},
        upload::{self, OpenValidationError, OpenedValidation, ValidateUploadError},
    },
};
use segl_domain::{digest::Digest, job::document::Documents};
use segl_wire::{
    FieldError, NewValidation, ProblemKind, UploadView, ValidationSlotView, ValidationStatus,
};

use super::{
    documents::MAX_BODY_BYTES,
    problem::{DIGEST_MISMATCH_TEXT, Refusal},
    request::{Fields, json_body, path_id, principal},
};
use crate::{
    reply::{Reply, json},
    request::{bytes, media_type},
};

/// Validates the file in the body, or opens a slot for a larger one.
pub async fn create_validation(
    request: Request,
    table: &impl Authenticator,
    store: &(impl TrustAnchors + ValidationSlots),
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let kind = media_type(&request);
    if kind == "application/json" {
        let new: NewValidation = json_body(&request)?;
        let sha256 = parse(&new.sha256)?;
        return Ok(opened(
            upload::open_validation(&principal, sha256, new.size, store, ctx).await?,
        ));
    }
    if !["application/pdf", SealedKind::Evidence.media_type()].contains(&kind.as_str()) {
        return Err(Refusal::new(
            ProblemKind::MEDIA_TYPE_UNSUPPORTED,
            "Send the PDF itself as application/pdf, the container as application/vnd.etsi.asic-e+zip, or \
             application/json with sha256 and size for a slot.",
        ));
    }
    let body = bytes(&request);
    if body.len() > MAX_BODY_BYTES {
        return Err(Refusal::new(
            ProblemKind::BODY_TOO_LARGE,
            "A file larger than 4 MB is uploaded through a slot: send its sha256 and size as JSON.",
        ));
    }
    Ok(json(
        200,
        &document::validate_document(&Bytes::copy_from_slice(body), store, ctx).await?,
    ))
}

/// Validates the file that came through a slot, answers with the report, and deletes the file.
pub async fn get_validation(
    request: Request,
    table: &impl Authenticator,
    store: &(impl TrustAnchors + ValidationFiles),
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let id = path_id(&request, "validation")?;
    Ok(json(
        200,
        &upload::validate_slot(&principal, id, store, ctx).await?,
    ))
}

fn parse(sha256: &str) -> Result<Digest, Refusal> {
    let mut fields = Fields::default();
    let digest = Digest::from_hex(&sha256.to_ascii_lowercase());
    let digest = fields.take(
        "/sha256",
        digest.ok_or("must be the SHA-256 of the file in 64 hexadecimal digits"),
    );
    fields.check()?;
    digest.ok_or_else(|| Refusal::fields(Vec::new()))
}

fn opened(OpenedValidation { id, slot, until }: OpenedValidation) -> Reply {
    let upload = UploadView {
        url: slot.url,
        fields: slot.fields.into_iter().collect(),
        expires_at: until,
    };
    let mut reply = json(
        201,
        &ValidationSlotView {
            id,
            status: ValidationStatus::AwaitingUpload,
            upload,
        },
    );
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/validations/{id}")) {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    reply
}

impl From<OpenValidationError> for Refusal {
    fn from(error: OpenValidationError) -> Self {
        match error {
            OpenValidationError::Forbidden(forbidden) => forbidden.into(),
            OpenValidationError::Size => Self::fields(vec![FieldError {
                pointer: "#/size".to_owned(),
                detail: error.to_string(),
            }]),
            OpenValidationError::PortError(unavailable) => unavailable.into(),
        }
    }
}

impl From<ValidateError> for Refusal {
    fn from(error: ValidateError) -> Self {
        match error {
            ValidateError::Unreadable(why) => Self::unreadable(why.code(), why.to_string()),
            ValidateError::PortError(unavailable) => unavailable.into(),
        }
    }
}

impl From<ValidateUploadError> for Refusal {
    fn from(error: ValidateUploadError) -> Self {
        match error {
            ValidateUploadError::Forbidden(forbidden) => forbidden.into(),
            ValidateUploadError::Awaited => Self::new(
                ProblemKind::VALIDATION_AWAITING_UPLOAD,
                "Upload the file to the slot first: POST upload.fields and then the field file to upload.url.",
            ),
            ValidateUploadError::Answered => Self::new(
                ProblemKind::VALIDATION_ANSWERED,
                "Each file gets one answer, and is deleted with it. Open a new slot to validate it again.",
            ),
            ValidateUploadError::Unknown => Self::new(
                ProblemKind::NOT_FOUND,
                "Your organisation has no file to validate under this address. A slot is open for an hour.",
            ),
            ValidateUploadError::DigestMismatch => Self::unreadable(
                segl_app::sender::documents::DIGEST_MISMATCH,
                DIGEST_MISMATCH_TEXT.to_owned(),
            ),
            // A slot holds the store to the announced size; only a store that does not keep it gets here.
            ValidateUploadError::Empty | ValidateUploadError::TooLarge => Self::unreadable(
                "document-too-large",
                format!(
                    "A file to validate has 1 to {} bytes.",
                    Documents::MAX_SEALED_BYTES
                ),
            ),
            ValidateUploadError::Unreadable(why) => Self::unreadable(why.code(), why.to_string()),
            ValidateUploadError::PortError(unavailable) => unavailable.into(),
        }
    }
}
