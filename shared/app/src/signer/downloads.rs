//! What a signer is handed out: originals while they are kept, and what was sealed.

use segl_domain::{id::DocumentId, secret::SessionToken};

use crate::{
    ports::{
        Ctx,
        documents::{Downloads, SealedKind},
        jobs::Jobs,
        sessions::Sessions,
    },
    sender::downloads::{DownloadError, sealed_url_of},
    signer::task::{TaskId, VisitError, visit},
};

/// A short-lived address of one of the job's documents, for a signer whose turn has come.
///
/// # Errors
/// [`VisitError`] says why there is none.
pub async fn document_url(
    token: Option<&SessionToken>,
    task: TaskId,
    document: DocumentId,
    table: &(impl Jobs + Sessions),
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<String, VisitError> {
    let visit = visit(token, task, table, ctx).await?;
    let reached = visit
        .job
        .signer(visit.signer)
        .is_some_and(|signer| visit.job.was_reached(signer));
    let document = visit
        .job
        .terms()
        .documents
        .find(document)
        .ok_or(VisitError::Gone)?;
    if !reached || !visit.job.has_documents(ctx.now()) {
        return Err(VisitError::Gone);
    }
    Ok(downloads
        .original(document.id, &document.version, document.file_name.as_ref())
        .await?)
}

/// A short-lived address of the sealed document or of the evidence, for one of the job's signers.
///
/// # Errors
/// [`VisitError`] says why there is none.
pub async fn sealed_url(
    token: Option<&SessionToken>,
    task: TaskId,
    kind: SealedKind,
    table: &(impl Jobs + Sessions),
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<String, VisitError> {
    let visit = visit(token, task, table, ctx).await?;
    sealed_url_of(&visit.job, kind, downloads, ctx)
        .await
        .map_err(VisitError::from)
}

impl From<DownloadError> for VisitError {
    fn from(error: DownloadError) -> Self {
        match error {
            DownloadError::PortError(unavailable) => Self::PortError(unavailable),
            DownloadError::Access(_) | DownloadError::Deleted | DownloadError::NotSealed => {
                Self::Gone
            }
        }
    }
}
