//! What a sealed job hands out: the document, the evidence of all its signers, and of one.

use segl_domain::{JobId, JobState, OrganisationNumber, SealedDocument, SignatureJob, SignerId};
use thiserror::Error;

use crate::{
    evidence, find_job,
    ports::{Clock, Downloads, Jobs, SealedArchive, SealedKind, StoreError, Unavailable},
};

/// Why there is no sealed document to download.
#[derive(Debug, Error)]
pub enum DownloadError {
    /// Its keeping has ended.
    #[error("the documents of this job have been deleted")]
    Deleted,
    /// There is no such job.
    #[error("there is no such signature job")]
    NotFound,
    /// The job is not sealed, yet or ever.
    #[error("the job has no sealed document")]
    NotSealed,
    /// The infrastructure failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// A short-lived address of a job's sealed document.
///
/// # Errors
/// [`DownloadError`] says why there is none.
pub async fn sealed_document_url(
    sender: &OrganisationNumber,
    job: JobId,
    jobs: &impl Jobs,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Result<String, DownloadError> {
    let job = find_job(sender, job, jobs).await?.ok_or(DownloadError::NotFound)?;
    sealed_url(&job, downloads, clock).await
}

pub(crate) async fn sealed_url(
    job: &SignatureJob,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Result<String, DownloadError> {
    let sealed = sealed_of(job, clock)?;
    address(job, SealedKind::Document, &sealed.version, downloads).await
}

/// What a job's seal left behind, if it is there and still kept.
fn sealed_of<'j>(job: &'j SignatureJob, clock: &impl Clock) -> Result<&'j SealedDocument, DownloadError> {
    let JobState::Completed { sealed, .. } = job.state() else { return Err(DownloadError::NotSealed) };
    if job.has_documents(clock.now()) { Ok(sealed) } else { Err(DownloadError::Deleted) }
}

async fn address(
    job: &SignatureJob,
    kind: SealedKind,
    version: &str,
    downloads: &impl Downloads,
) -> Result<String, DownloadError> {
    let file_name = format!("{}.{}", job.terms().title.as_ref(), kind.extension());
    Ok(downloads.sealed(job.id(), kind, version, &file_name).await?)
}

/// A short-lived address of the evidence of a job's signers.
///
/// # Errors
/// [`DownloadError`] says why there is none.
pub async fn evidence_url(
    sender: &OrganisationNumber,
    job: JobId,
    jobs: &impl Jobs,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Result<String, DownloadError> {
    let job = find_job(sender, job, jobs).await?.ok_or(DownloadError::NotFound)?;
    let evidence = sealed_of(&job, clock)?.evidence.as_ref().ok_or(DownloadError::NotSealed)?;
    address(&job, SealedKind::Evidence, &evidence.version, downloads).await
}

/// The evidence of one signer, in a container of its own, and how its file is called.
///
/// # Errors
/// [`DownloadError`] says why there is none.
pub async fn signer_evidence(
    sender: &OrganisationNumber,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    archive: &impl SealedArchive,
    clock: &impl Clock,
) -> Result<(Vec<u8>, String), DownloadError> {
    let job = find_job(sender, job, jobs).await?.ok_or(DownloadError::NotFound)?;
    job.signer(signer).ok_or(DownloadError::NotFound)?;
    let stored = sealed_of(&job, clock)?.evidence.as_ref().ok_or(DownloadError::NotSealed)?;
    let all = archive.fetch(job.id(), SealedKind::Evidence, &stored.version).await;
    let all = all.map_err(|error| match error {
        StoreError::Missing => DownloadError::Deleted,
        StoreError::Unavailable(unavailable) => unavailable.into(),
    })?;
    let own = evidence::of_signer(&all, signer);
    let own = own.ok_or_else(|| Unavailable::new("evidence", "the container does not hold the signer's statement"))?;
    Ok((own, format!("{signer}.{}", SealedKind::Evidence.extension())))
}
