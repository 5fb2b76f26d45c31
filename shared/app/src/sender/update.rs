//! A change of a job that its sender asks for: allowed, made, committed.

use segl_domain::{
    id::JobId,
    identity::{
        policy::{self, Action, Forbidden, Resource},
        principal::Principal,
    },
    job::{SignatureJob, Transition},
};
use thiserror::Error;

use crate::{
    ports::{Ctx, PortError, jobs::Jobs},
    update::{UpdateError, update},
};

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
    ctx: Ctx<'_>,
    mut make: impl FnMut(SignatureJob) -> Result<Transition, R> + Send,
) -> Result<SignatureJob, UpdateJobError<R>> {
    policy::authorize(principal, action, Resource::OwnOrganisation)
        .map_err(UpdateJobError::Forbidden)?;
    let made = update(job, jobs, ctx, |job| {
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
