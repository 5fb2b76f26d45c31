//! What a sender does with a job that is there: read, list, cancel, extend, unblock, delete its documents.

use jiff::Timestamp;
use segl_domain::{
    audit::AuditEvent,
    id::JobId,
    identity::{
        policy::{self, Action, Resource},
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

use crate::{
    ports::{
        Ctx,
        jobs::{AuditLog, Jobs},
        lists::{JobFilter, JobList, JobSummary, Page},
        workflow::Halts,
    },
    sender::{
        access::AccessError,
        update::{UpdateJobError, update_as_sender},
    },
};

/// A job, for a principal who does something with it that changes nothing.
///
/// # Errors
/// [`AccessError`]; another organisation's job is forbidden, and one that is not there is not found.
pub async fn find(
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

/// A job that its sender reads, and what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRead {
    /// The job.
    pub job: SignatureJob,
    /// Since when its workflow is halted.
    pub workflow_halted_at: Option<Timestamp>,
}

/// A job, for a principal who reads how it stands.
///
/// # Errors
/// [`AccessError`] as [`find`].
pub async fn read<S: Jobs + Halts>(
    principal: &Principal,
    job: JobId,
    table: &S,
) -> Result<JobRead, AccessError> {
    let found = find(principal, Action::ReadJob, job, table).await?;
    let halt = table.halted(job).await?;
    Ok(JobRead {
        job: found,
        workflow_halted_at: halt.map(|halt| halt.at),
    })
}

/// A page of the organisation's jobs, newest first; `None` when the cursor is not one of this list's.
///
/// # Errors
/// [`AccessError`] says why not.
pub async fn list(
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
pub async fn cancel(
    principal: &Principal,
    job: JobId,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<SignatureJob, UpdateJobError<CancelRefused>> {
    update_as_sender(principal, Action::CancelJob, job, jobs, ctx, |job| {
        job.cancel(principal.actor, ctx.now())
    })
    .await
}

/// Moves the deadline of the signers whose turn it is.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn extend(
    principal: &Principal,
    job: JobId,
    deadline: Timestamp,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<SignatureJob, UpdateJobError<ExtendRefused>> {
    update_as_sender(principal, Action::ExtendJob, job, jobs, ctx, |job| {
        // Said twice, done once: the wish is granted when the deadline is the one that was asked for.
        match job.active_group() {
            Some(group) if group.deadline == deadline => Ok(Transition::unchanged(job)),
            _ => job.extend(deadline, principal.actor, ctx.now()),
        }
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
    ctx: Ctx<'_>,
) -> Result<SignatureJob, UpdateJobError<DeleteRefused>> {
    let release = |job: SignatureJob| job.release_documents(principal.actor, ctx.now());
    update_as_sender(principal, Action::DeleteDocuments, job, jobs, ctx, release).await
}

/// Everything that happened to a sender's job.
///
/// # Errors
/// [`AccessError`] says why not.
pub async fn audit_trail(
    principal: &Principal,
    job: JobId,
    table: &(impl Jobs + AuditLog),
) -> Result<(SignatureJob, Vec<AuditEvent>), AccessError> {
    let job = find(principal, Action::ReadAuditTrail, job, table).await?;
    // Events committed after the job was read would make the two disagree about the chain's head.
    let mut events = table.events(job.id()).await?;
    events.retain(|event| event.sequence <= job.events());
    Ok((job, events))
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
