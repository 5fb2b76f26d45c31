//! What a sealed job hands out: the document, the evidence of all its signers, and of one.

use bytes::Bytes;
use segl_domain::{
    id::{JobId, SignerId},
    identity::{policy::Action, principal::Principal},
    job::{JobState, SealedDocument, SignatureJob},
};
use thiserror::Error;

use crate::{
    ports::{
        Ctx, PortError,
        documents::{Downloads, SealedKind, SealedStore, StoreError},
        jobs::Jobs,
    },
    sender::{access::AccessError, jobs::find},
    workflow::evidence,
};

/// Why there is no sealed document to download.
#[derive(Debug, Error)]
pub enum DownloadError {
    /// Its keeping has ended.
    #[error("the documents of this job have been deleted")]
    Deleted,
    /// The principal does not get at the job.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The job is not sealed, yet or ever.
    #[error("the job has no sealed document")]
    NotSealed,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// A short-lived address of what a job's seal left behind: the sealed document, or the evidence of its signers with the
/// documents as they were sent.
///
/// # Errors
/// [`DownloadError`] says why there is none.
pub async fn sealed_url(
    principal: &Principal,
    job: JobId,
    kind: SealedKind,
    jobs: &impl Jobs,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<String, DownloadError> {
    let job = find(principal, Action::DownloadSealed, job, jobs).await?;
    sealed_url_of(&job, kind, downloads, ctx).await
}

pub(crate) async fn sealed_url_of(
    job: &SignatureJob,
    kind: SealedKind,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<String, DownloadError> {
    let sealed = sealed_of(job, ctx)?;
    let version = match kind {
        SealedKind::Document => &sealed.version,
        SealedKind::Evidence => {
            &sealed
                .evidence
                .as_ref()
                .ok_or(DownloadError::NotSealed)?
                .version
        }
    };
    let file_name = format!("{}.{}", job.terms().title.as_ref(), kind.extension());
    Ok(downloads
        .sealed(job.id(), kind, version, &file_name)
        .await?)
}

/// What a job's seal left behind, if it is there and still kept.
fn sealed_of<'j>(job: &'j SignatureJob, ctx: Ctx<'_>) -> Result<&'j SealedDocument, DownloadError> {
    let JobState::Completed { sealed, .. } = job.state() else {
        return Err(DownloadError::NotSealed);
    };
    if job.has_documents(ctx.now()) {
        Ok(sealed)
    } else {
        Err(DownloadError::Deleted)
    }
}

/// How many bytes of a container the statements and their signatures take with all the signers that a job can have; the
/// documents behind them may be a hundred megabytes.
const MAX_STATEMENTS: u64 = 4 * 1024 * 1024;

/// The evidence of one signer, in a container of its own, and how its file is called.
///
/// # Errors
/// [`DownloadError`] says why there is none.
pub async fn signer_evidence(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    archive: &impl SealedStore,
    ctx: Ctx<'_>,
) -> Result<(Bytes, String), DownloadError> {
    let job = find(principal, Action::DownloadSealed, job, jobs).await?;
    job.signer(signer).ok_or(AccessError::NotFound)?;
    let stored = sealed_of(&job, ctx)?
        .evidence
        .as_ref()
        .ok_or(DownloadError::NotSealed)?;
    let missing = |error| match error {
        StoreError::Missing => DownloadError::Deleted,
        StoreError::PortError(unavailable) => unavailable.into(),
    };
    let fetch = |len| archive.fetch_beginning(job.id(), SealedKind::Evidence, &stored.version, len);
    let mut own = evidence::of_signer(&fetch(MAX_STATEMENTS).await.map_err(missing)?, signer);
    if own.is_none() {
        own = evidence::of_signer(&fetch(stored.size).await.map_err(missing)?, signer);
    }
    let own = own.ok_or_else(|| {
        PortError::corrupt(
            "evidence",
            "the container does not hold the signer's statement",
        )
    })?;
    Ok((
        own,
        format!("{signer}.{}", SealedKind::Evidence.extension()),
    ))
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
