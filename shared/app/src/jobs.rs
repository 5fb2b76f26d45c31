//! What a sender does with a job that is there: read, list, cancel, extend, unblock, delete its documents.

use jiff::Timestamp;
use segl_domain::{
    AuditEvent, CancelRefused, DeleteRefused, ExtendRefused, JobId, OrganisationNumber, SignatureJob, SignerId,
    Transition,
};
use thiserror::Error;

use crate::{
    ports::{AuditLog, Clock, Jobs, Unavailable},
    update::{UpdateError, update},
};

/// A sender's job: another's is not there.
///
/// # Errors
/// [`Unavailable`] when the infrastructure failed.
pub async fn find_job(
    sender: &OrganisationNumber,
    job: JobId,
    jobs: &impl Jobs,
) -> Result<Option<SignatureJob>, Unavailable> {
    let found = jobs.load(job).await?.map(|read| read.job);
    Ok(found.filter(|job| job.terms().sender.organisation == *sender))
}

/// Why a sender's wish was not granted.
#[derive(Debug, Error)]
pub enum ManageError<R> {
    /// The sender has no such job.
    #[error("there is no such signature job")]
    NotFound,
    /// The job's invariants forbid it.
    #[error("the job's state does not allow it")]
    Refused(R),
    /// The infrastructure failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Not this sender's, or not allowed.
enum Denied<R> {
    NotASigner,
    Refused(R),
}

pub(crate) async fn update_as_sender<R: Send>(
    sender: &OrganisationNumber,
    job: JobId,
    jobs: &impl Jobs,
    mut make: impl FnMut(SignatureJob) -> Result<Transition, R> + Send,
) -> Result<SignatureJob, ManageError<R>> {
    let made = update(job, jobs, |job| {
        if job.terms().sender.organisation != *sender {
            return Err(Denied::NotASigner);
        }
        make(job).map_err(Denied::Refused)
    });
    made.await.map_err(|error| match error {
        UpdateError::NotFound | UpdateError::Refused(Denied::NotASigner) => ManageError::NotFound,
        UpdateError::Refused(Denied::Refused(refused)) => ManageError::Refused(refused),
        UpdateError::Unavailable(unavailable) => ManageError::Unavailable(unavailable),
    })
}

/// Cancels a job.
///
/// # Errors
/// [`ManageError`] says why not.
pub async fn cancel_job(
    sender: &OrganisationNumber,
    job: JobId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, ManageError<CancelRefused>> {
    update_as_sender(sender, job, jobs, |job| job.cancel(clock.now())).await
}

/// Moves the deadline of the signers whose turn it is.
///
/// # Errors
/// [`ManageError`] says why not.
pub async fn extend_job(
    sender: &OrganisationNumber,
    job: JobId,
    deadline: Timestamp,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, ManageError<ExtendRefused>> {
    update_as_sender(sender, job, jobs, |job| {
        // Said twice, done once: the wish is granted when the deadline is the one that was asked for.
        match job.active_group() {
            Some(group) if group.deadline == deadline => Ok(Transition::unchanged(job)),
            _ => job.extend(deadline, clock.now()),
        }
    })
    .await
}

/// Why a signer cannot be unblocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnblockRefused {
    /// The job has no such signer.
    #[error("there is no such signer in this job")]
    NoSuchSigner,
    /// The job has ended.
    #[error("the signature job has ended")]
    Over,
}

/// Lets a blocked signer try again.
///
/// # Errors
/// [`ManageError`] says why not.
pub async fn unblock_signer(
    sender: &OrganisationNumber,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, ManageError<UnblockRefused>> {
    update_as_sender(sender, job, jobs, |job| {
        job.signer(signer).ok_or(UnblockRefused::NoSuchSigner)?;
        job.unblock(signer, clock.now()).ok_or(UnblockRefused::Over)
    })
    .await
}

/// Ends the keeping of an ended job's documents; the workflow deletes them right after.
///
/// # Errors
/// [`ManageError`] says why not.
pub async fn delete_documents(
    sender: &OrganisationNumber,
    job: JobId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, ManageError<DeleteRefused>> {
    update_as_sender(sender, job, jobs, |job| job.release_documents(clock.now())).await
}

/// Everything that happened to a sender's job.
///
/// # Errors
/// [`Unavailable`] when the infrastructure failed.
pub async fn audit_trail(
    sender: &OrganisationNumber,
    job: JobId,
    jobs: &impl Jobs,
    log: &impl AuditLog,
) -> Result<Option<(SignatureJob, Vec<AuditEvent>)>, Unavailable> {
    let Some(job) = find_job(sender, job, jobs).await? else { return Ok(None) };
    // Facts committed after the job was read would make the two disagree about the chain's head.
    let mut events = log.events(job.id()).await?;
    events.retain(|event| event.sequence <= job.events());
    Ok(Some((job, events)))
}
