//! Validates a PDF for anybody. Nothing of it is kept.

use segl_seal::validate::{Report, Trust, Unreadable, validate};
use thiserror::Error;

use crate::ports::{Clock, TrustAnchors, Unavailable};

/// Why there is no report.
#[derive(Debug, Error)]
pub enum ValidateError {
    /// The file cannot be read; the reason says what to change.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The plumbing failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Validates the signatures in a PDF, as at this moment.
///
/// # Errors
/// [`ValidateError`] when nothing can be said about it.
pub async fn validate_document(
    pdf: &[u8],
    anchors: &impl TrustAnchors,
    clock: &impl Clock,
) -> Result<Report, ValidateError> {
    let pem = anchors.anchors().await?;
    let trust = Trust::from_pem(&pem).ok_or_else(|| Unavailable::new("trust", "the anchors are not in PEM"))?;
    Ok(validate(pdf, &trust, clock.now())?)
}
