//! The stores of bytes: originals and sealed documents. Private, encrypted, every version kept until it is deleted.

use bytes::Bytes;
use jiff::Timestamp;
use segl_domain::{
    digest::Digest,
    id::{DocumentId, JobId},
};
use thiserror::Error;

use super::PortError;

/// Why bytes could not be had.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such object or version.
    #[error("there is no such object")]
    Missing,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Where and how a sender uploads a PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSlot {
    /// Where to POST `multipart/form-data` to.
    pub url: String,
    /// The form's fields, to be sent before the field `file`.
    pub fields: Vec<(String, String)>,
}

/// Upload slots.
pub trait Uploads: Send + Sync {
    /// A slot for exactly these bytes: the store refuses any other digest, and fewer or more than `size` bytes.
    fn slot(
        &self,
        document: DocumentId,
        sha256: &Digest,
        size: u64,
        until: Timestamp,
    ) -> impl Future<Output = Result<UploadSlot, PortError>> + Send;
}

/// The originals.
pub trait OriginalStore: Send + Sync {
    /// Stores a document and names the stored version.
    fn store(
        &self,
        document: DocumentId,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<String, PortError>> + Send;

    /// The bytes of this version, or of the newest one, with the version's name.
    fn fetch(
        &self,
        document: DocumentId,
        version: Option<&str>,
    ) -> impl Future<Output = Result<(Bytes, String), StoreError>> + Send;
}

/// What a sealed job leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedKind {
    /// The sealed document: a PDF.
    Document,
    /// The evidence of its signers with the documents as they were sent: an ASiC-E container.
    Evidence,
}

impl SealedKind {
    /// How its file is called after the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Document => "pdf",
            Self::Evidence => "asice",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Document => "application/pdf",
            Self::Evidence => segl_asic::MEDIA_TYPE,
        }
    }
}

/// What sealed jobs leave behind.
pub trait SealedDocuments: Send + Sync {
    /// Stores it, which has this SHA-256, and names the stored version. The parts are one after the other the whole; they
    /// are sent as they are, without being put together.
    fn store(
        &self,
        job: JobId,
        kind: SealedKind,
        parts: Vec<Bytes>,
        sha256: &Digest,
    ) -> impl Future<Output = Result<String, PortError>> + Send;
}

/// Reading what sealed jobs left behind.
pub trait SealedStore: Send + Sync {
    /// The bytes of this version.
    fn fetch(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
    ) -> impl Future<Output = Result<Bytes, StoreError>> + Send;

    /// The first `len` bytes of this version, or all where it has no more.
    fn fetch_beginning(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
        len: u64,
    ) -> impl Future<Output = Result<Bytes, StoreError>> + Send;
}

/// Short-lived addresses from which bytes can be fetched without further proof: five minutes.
pub trait Downloads: Send + Sync {
    /// An address of an original, to be shown in the browser.
    fn original(
        &self,
        document: DocumentId,
        version: &str,
        file_name: &str,
    ) -> impl Future<Output = Result<String, PortError>> + Send;

    /// An address of what a sealed job left behind, to be saved as `file_name`.
    fn sealed(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
        file_name: &str,
    ) -> impl Future<Output = Result<String, PortError>> + Send;
}

/// The end of bytes.
pub trait DocumentEraser: Send + Sync {
    /// Deletes every version of an original; one that is gone is deleted already.
    fn delete_original(
        &self,
        document: DocumentId,
        version: &str,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Deletes every version of what a sealed job left behind; one that is gone is deleted already.
    fn delete_sealed(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
