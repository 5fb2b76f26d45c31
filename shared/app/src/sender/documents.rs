//! Documents come in: as a body, or through an upload slot; usable only after they were checked.

use segl_domain::{
    digest::Digest,
    id::DocumentId,
    identity::{
        policy::{self, Action, Forbidden, Resource},
        principal::Principal,
    },
    job::document::Documents,
    text::{FileName, Title},
};
use segl_pdf::preflight::{self, Rejection};
use thiserror::Error;

use crate::{
    document::{Checked, DocumentState, Settled, StoredDocument, UPLOAD_URL_TTL},
    ports::{
        Ctx, PortError,
        document_index::DocumentIndex,
        documents::{OriginalStore, StoreError, UploadSlot, Uploads},
    },
    sender::access::AccessError,
    tokens,
};

/// Why an upload is refused whose bytes are not the ones that were announced.
pub const DIGEST_MISMATCH: &str = "document-digest-mismatch";

/// What a sender calls a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// What signers see.
    pub title: Title,
    /// The sender's file name.
    pub file_name: FileName,
}

/// Why a document was not added.
#[derive(Debug, Error)]
pub enum AddError {
    /// The principal may not do this.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The PDF cannot be signed as it is.
    #[error(transparent)]
    Refused(#[from] Rejection),
    /// The size announced is nothing or more than a job may hold.
    #[error("a document has 1 to {} bytes", Documents::MOST_BYTES)]
    Size,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Adds a PDF that came as a body: checks it first, and stores nothing that is refused.
///
/// # Errors
/// [`AddError`] says what to change.
pub async fn add(
    principal: &Principal,
    naming: Naming,
    bytes: Vec<u8>,
    originals: &impl OriginalStore,
    register: &impl DocumentIndex,
    ctx: Ctx<'_>,
) -> Result<StoredDocument, AddError> {
    policy::authorize(principal, Action::AddDocument, Resource::OwnOrganisation)?;
    let found = preflight::inspect(&bytes)?;
    let now = ctx.now();
    let id = tokens::id(now, ctx.entropy)?;
    let version = originals.store(id, bytes).await?;
    let checked = Checked {
        sha256: Digest::from_bytes(found.sha256),
        size: found.size,
        pages: found.pages,
        version,
    };
    let state = DocumentState::Settled(Settled::Checked(checked));
    let document = StoredDocument {
        id,
        sender: principal.organisation_number().clone(),
        title: naming.title,
        file_name: naming.file_name,
        created_at: now,
        state,
        job: None,
    };
    register.enter(&document).await?;
    Ok(document)
}

/// Opens a slot for a PDF of this digest and size; it is checked when it has come.
///
/// # Errors
/// [`AddError`] says what to change.
pub async fn open_slot(
    principal: &Principal,
    naming: Naming,
    sha256: Digest,
    size: u64,
    uploads: &impl Uploads,
    register: &impl DocumentIndex,
    ctx: Ctx<'_>,
) -> Result<(StoredDocument, UploadSlot), AddError> {
    policy::authorize(principal, Action::AddDocument, Resource::OwnOrganisation)?;
    if size == 0 || size > Documents::MOST_BYTES {
        return Err(AddError::Size);
    }
    let now = ctx.now();
    let until = now + UPLOAD_URL_TTL;
    let id = tokens::id(now, ctx.entropy)?;
    let document = StoredDocument {
        id,
        sender: principal.organisation_number().clone(),
        title: naming.title,
        file_name: naming.file_name,
        created_at: now,
        state: DocumentState::AwaitingUpload {
            sha256,
            size,
            until,
        },
        job: None,
    };
    register.enter(&document).await?;
    let slot = uploads.slot(id, &sha256, size, until).await?;
    Ok((document, slot))
}

/// Checks a document that has come through its slot. A document that is settled already is left as it is, and so is
/// an upload that nobody announced.
///
/// # Errors
/// When the infrastructure failed; nothing is settled then, and the check can be made again.
pub async fn check_upload(
    document: DocumentId,
    originals: &impl OriginalStore,
    register: &impl DocumentIndex,
) -> Result<(), StoreError> {
    let Some(known) = register.find(document).await? else {
        return Ok(());
    };
    let DocumentState::AwaitingUpload { sha256, .. } = known.state else {
        return Ok(());
    };
    let (bytes, version) = originals.fetch(document, None).await?;
    let settled = match preflight::inspect(&bytes) {
        Ok(found) if Digest::from_bytes(found.sha256) != sha256 => Settled::Refused {
            code: DIGEST_MISMATCH.to_owned(),
            detail: "The uploaded bytes do not have the SHA-256 that was announced. Upload the document anew."
                .to_owned(),
        },
        Ok(found) => Settled::Checked(Checked { sha256, size: found.size, pages: found.pages, version }),
        Err(refused) => Settled::Refused { code: refused.code().to_owned(), detail: refused.to_string() },
    };
    Ok(register.settle(document, &settled).await?)
}

/// A sender's document.
///
/// # Errors
/// [`AccessError`] says why not.
pub async fn find(
    principal: &Principal,
    document: DocumentId,
    register: &impl DocumentIndex,
) -> Result<StoredDocument, AccessError> {
    policy::authorize(principal, Action::ReadDocument, Resource::OwnOrganisation)?;
    let found = register
        .find(document)
        .await?
        .ok_or(AccessError::NotFound)?;
    policy::authorize(
        principal,
        Action::ReadDocument,
        Resource::OwnedBy(&found.sender),
    )?;
    Ok(found)
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
