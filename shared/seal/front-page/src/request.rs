//! What a sealed document is made of, and why none could be.

use bytes::Bytes;
use segl_pades::signing::{PrepareError, Sha256State};
use segl_pdf::file::PdfError;
use thiserror::Error;

use crate::{fonts::Fonts, front::FrontPage};

/// All that a sealed document is made of.
#[derive(Clone, Debug)]
pub struct SealRequest {
    /// What the front page says.
    pub front: FrontPage,
    /// The documents, in reading order; each was inspected.
    pub originals: Vec<Original>,
    /// The audit trail, to be embedded.
    pub audit_trail: Option<AuditTrail>,
    /// The evidence of the signers, to be embedded. The container that is handed out beside the sealed document holds the
    /// originals too.
    pub evidence: Option<Attachment>,
    /// What the front page is set in.
    pub fonts: Fonts,
    /// The claimed time of the seal.
    pub sealed_at: jiff::Timestamp,
    /// Random bytes for the file's identifier (ISO 32000-2 clause 14.4).
    pub seed: [u8; 32],
    /// How many bytes to keep free for a timestamp of the signature; 0 for a seal without one.
    pub timestamp_reserved_len: usize,
}

/// A document as it was sent.
#[derive(Clone, Debug)]
pub struct Original {
    /// What signers saw it called.
    pub title: String,
    /// Its bytes. The sealed document goes on holding them: what is shown of it is not copied.
    pub bytes: Bytes,
    /// The hash of its bytes.
    pub hashed: Sha256State,
}

/// A file to be embedded.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its name.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// What happened, up to the seal: a hash chain whose head stands in the seal's own dictionary too.
#[derive(Clone, Debug)]
pub struct AuditTrail {
    /// The chain.
    pub file: Attachment,
    /// How many links it has.
    pub length: u64,
    /// The hash of its last link.
    pub head: [u8; 32],
}

/// Why a sealed document could not be put together.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// The signature field or its attributes cannot be put in.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The front page could not be made.
    #[error("the front page cannot be made")]
    FrontPage,
    /// There is no document.
    #[error("there is nothing to seal")]
    Nothing,
    /// An original cannot be read, though it passed preflight.
    #[error("an original cannot be read")]
    Original,
}

impl From<PdfError> for ComposeError {
    fn from(_: PdfError) -> Self {
        Self::Original
    }
}
