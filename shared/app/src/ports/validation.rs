//! What a validation needs: a place for the file until it was validated, and whom to believe.

use bytes::Bytes;
use jiff::Timestamp;
use segl_domain::{
    account::organisation::OrganisationNumber, digest::Digest, id::ValidationId,
    secret::ValidationDigest,
};

use super::PortError;
use crate::ports::documents::{StoreError, UploadSlot};

/// Where a file waits to be validated. Whose it is stands in the object's name, and nowhere else: no row is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValidationPlace {
    /// A sender's: only the organisation that opened the slot finds it.
    Sender(OrganisationNumber, ValidationId),
    /// That of whoever has the token, of which only the digest is in the name.
    Anybody(ValidationDigest),
}

impl ValidationPlace {
    /// The beginning of the names of all objects in this place and no other.
    #[must_use]
    pub fn prefix(&self) -> String {
        match self {
            Self::Sender(organisation, id) => {
                format!("validations/senders/{}/{id}/", organisation.as_ref())
            }
            Self::Anybody(token) => format!("validations/anybody/{token}/"),
        }
    }
}

/// What may be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadTerms {
    /// These bytes and no others.
    Exactly {
        /// Their SHA-256.
        sha256: Digest,
        /// Their number.
        size: u64,
    },
    /// Whatever a browser's form sends.
    AtMost {
        /// How many bytes are taken.
        size: u64,
        /// Where the browser is sent afterwards.
        then: String,
    },
}

/// Slots for files to validate.
pub trait ValidationSlots: Send + Sync {
    /// A slot in this place. The store refuses what the terms do not allow.
    fn open(
        &self,
        place: &ValidationPlace,
        terms: &UploadTerms,
        until: Timestamp,
    ) -> impl Future<Output = Result<UploadSlot, PortError>> + Send;
}

/// What is in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Nothing so far.
    Awaited,
    /// A file.
    Here(ArrivedFile),
    /// Nothing any more.
    Erased,
}

/// A file that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrivedFile {
    /// The name of its object.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 that was announced, if one was.
    pub announced: Option<Digest>,
}

/// Files that have come to be validated.
pub trait ValidationFiles: Send + Sync {
    /// What is in this place: of several uploads the newest.
    fn find(
        &self,
        place: &ValidationPlace,
    ) -> impl Future<Output = Result<Arrival, PortError>> + Send;

    /// The bytes of a file that was found.
    fn fetch(&self, file: &ArrivedFile) -> impl Future<Output = Result<Bytes, StoreError>> + Send;

    /// Deletes every version of everything in this place, the newest last, and then says [`Arrival::Erased`] of it. Half
    /// done it can be done again.
    fn erase(&self, place: &ValidationPlace) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// The files by which the operator says whom validations believe, each in PEM (RFC 7468).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnchorFiles {
    /// The chain of the sealing key in use, its own certificate first and its root last.
    pub seal_chain: String,
    /// Such chains of the keys before it, one after the other.
    pub former_seal_chains: Option<String>,
    /// Certificates that are trusted besides the roots of those.
    pub trust_anchors: Option<String>,
}

/// Whom a validation believes.
pub trait TrustAnchors: Send + Sync {
    /// The files of the operator. Only a file that is not there is `None`; one that must not be read is a failure.
    fn anchors(&self) -> impl Future<Output = Result<AnchorFiles, PortError>> + Send;
}
