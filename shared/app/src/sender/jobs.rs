//! What a sender does with a job that is there: read, list, cancel, extend, unblock, delete its documents.

use jiff::Timestamp;
use segl_domain::{
    audit::AuditEvent,
    id::{JobId, SignerId},
    identity::{
        policy::{self, Action, Forbidden, Resource},
        principal::Principal,
    },
    job::{
        SignatureJob, Transition,
        transitions::{
            end::{CancelRefused, ExtendRefused},
            retention::DeleteRefused,
        },
    },
};
use thiserror::Error;

use crate::{
    ports::{
        Clock, PortError,
        store::{AuditLog, JobFilter, JobList, JobSummary, Jobs, Page},
    },
    sender::access::AccessError,
    update::{UpdateError, update},
};

/// A job, for a principal who does something with it that changes nothing.
///
/// # Errors
/// [`AccessError`]; another organisation's job is forbidden, and one that is not there is not found.
pub async fn find_job(
    principal: &Principal,
    action: Action,
    job: JobId,
    jobs: &impl Jobs,
) -> Result<SignatureJob, AccessError> {
    policy::authorize(principal, action, Resource::OwnOrganisation)?;
    let job = jobs.load(job).await?.ok_or(AccessError::NotFound)?.job;
    policy::authorize(
        principal,
        action,
        Resource::OwnedBy(&job.terms().sender.organisation),
    )?;
    Ok(job)
}

/// Why a sender's job was not changed.
#[derive(Debug, Error)]
pub enum UpdateJobError<R> {
    /// The principal may not do this.
    #[error(transparent)]
    Forbidden(Forbidden),
    /// There is no such job.
    #[error("there is no such signature job")]
    NotFound,
    /// The job's invariants forbid it.
    #[error("the job's state does not allow it")]
    Refused(R),
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Why the transition was not made: not allowed to this principal, or to nobody.
enum Denied<R> {
    Forbidden(Forbidden),
    Refused(R),
}

/// [`update`], for a principal who may do this with the job.
pub(crate) async fn update_as_sender<R: Send>(
    principal: &Principal,
    action: Action,
    job: JobId,
    jobs: &impl Jobs,
    mut make: impl FnMut(SignatureJob) -> Result<Transition, R> + Send,
) -> Result<SignatureJob, UpdateJobError<R>> {
    policy::authorize(principal, action, Resource::OwnOrganisation)
        .map_err(UpdateJobError::Forbidden)?;
    let made = update(job, jobs, |job| {
        policy::authorize(
            principal,
            action,
            Resource::OwnedBy(&job.terms().sender.organisation),
        )
        .map_err(Denied::Forbidden)?;
        make(job).map_err(Denied::Refused)
    });
    made.await.map_err(|error| match error {
        UpdateError::NotFound => UpdateJobError::NotFound,
        UpdateError::Refused(Denied::Forbidden(forbidden)) => UpdateJobError::Forbidden(forbidden),
        UpdateError::Refused(Denied::Refused(refused)) => UpdateJobError::Refused(refused),
        UpdateError::PortError(unavailable) => UpdateJobError::PortError(unavailable),
    })
}

/// A page of the organisation's jobs, newest first; `None` when the cursor is not one of this list's.
///
/// # Errors
/// [`AccessError`] says why not.
pub async fn list_jobs(
    principal: &Principal,
    filter: &JobFilter,
    cursor: Option<&str>,
    limit: u32,
    list: &impl JobList,
) -> Result<Option<Page<JobSummary>>, AccessError> {
    policy::authorize(principal, Action::ListJobs, Resource::OwnOrganisation)?;
    Ok(list
        .list(principal.organisation_number(), filter, cursor, limit)
        .await?)
}

/// Cancels a job.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn cancel_job(
    principal: &Principal,
    job: JobId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, UpdateJobError<CancelRefused>> {
    update_as_sender(principal, Action::CancelJob, job, jobs, |job| {
        job.cancel(principal.actor, clock.now())
    })
    .await
}

/// Moves the deadline of the signers whose turn it is.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn extend_job(
    principal: &Principal,
    job: JobId,
    deadline: Timestamp,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, UpdateJobError<ExtendRefused>> {
    update_as_sender(principal, Action::ExtendJob, job, jobs, |job| {
        // Said twice, done once: the wish is granted when the deadline is the one that was asked for.
        match job.active_group() {
            Some(group) if group.deadline == deadline => Ok(Transition::unchanged(job)),
            _ => job.extend(deadline, principal.actor, clock.now()),
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
/// [`UpdateJobError`] says why not.
pub async fn unblock_signer(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, UpdateJobError<UnblockRefused>> {
    update_as_sender(principal, Action::UnblockSigner, job, jobs, |job| {
        job.signer(signer).ok_or(UnblockRefused::NoSuchSigner)?;
        job.unblock(signer, principal.actor, clock.now())
            .ok_or(UnblockRefused::Over)
    })
    .await
}

/// Ends the retention of an ended job's documents; the workflow deletes them right after.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn delete_documents(
    principal: &Principal,
    job: JobId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, UpdateJobError<DeleteRefused>> {
    let release = |job: SignatureJob| job.release_documents(principal.actor, clock.now());
    update_as_sender(principal, Action::DeleteDocuments, job, jobs, release).await
}

/// Everything that happened to a sender's job.
///
/// # Errors
/// [`AccessError`] says why not.
pub async fn audit_trail(
    principal: &Principal,
    job: JobId,
    jobs: &impl Jobs,
    log: &impl AuditLog,
) -> Result<(SignatureJob, Vec<AuditEvent>), AccessError> {
    let job = find_job(principal, Action::ReadAuditTrail, job, jobs).await?;
    // Events committed after the job was read would make the two disagree about the chain's head.
    let mut events = log.events(job.id()).await?;
    events.retain(|event| event.sequence <= job.events());
    Ok((job, events))
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
