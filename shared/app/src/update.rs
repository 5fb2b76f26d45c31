//! Load, decide, commit, and again when somebody else was faster.

use segl_domain::{
    id::JobId,
    job::{SignatureJob, Transition},
};
use thiserror::Error;

use crate::ports::{
    Ctx, PortError,
    jobs::{CommitError, Jobs},
};

/// How often a transition is made anew when others commit in between. Fifty signers at one instant need patience.
const TRIES: u32 = 12;

/// Why a job was not changed.
#[derive(Debug, Error)]
pub enum UpdateError<R> {
    /// There is no such job.
    #[error("there is no such signature job")]
    NotFound,
    /// The job's invariants forbid it.
    #[error("the job's state does not allow it")]
    Refused(R),
    /// The infrastructure failed, or others were faster every time.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Makes a transition of a job and commits it. It may be made several times, each time on the newest state: the
/// version check of the commit is what makes two signers in the same instant both count.
///
/// # Errors
/// [`UpdateError`] says why nothing was changed.
pub async fn update<R: Send>(
    job: JobId,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
    mut make: impl FnMut(SignatureJob) -> Result<Transition, R> + Send,
) -> Result<SignatureJob, UpdateError<R>> {
    update_with(job, jobs, ctx, |job| make(job).map(|step| (step, ())))
        .await
        .map(|(job, ())| job)
}

/// [`update`], with something to hand on from the transition that was committed.
///
/// # Errors
/// As [`update`].
pub async fn update_with<T: Send, R: Send>(
    job: JobId,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
    mut make: impl FnMut(SignatureJob) -> Result<(Transition, T), R> + Send,
) -> Result<(SignatureJob, T), UpdateError<R>> {
    for _ in 0..TRIES {
        let read = jobs.load(job).await?.ok_or(UpdateError::NotFound)?;
        let (step, told) = make(read.job.clone()).map_err(UpdateError::Refused)?;
        let Some(changes) = read.change_set(step, ctx.now()) else {
            return Ok((read.job, told));
        };
        match jobs.commit(&changes).await {
            Ok(()) => return Ok((changes.job, told)),
            Err(CommitError::Conflict) => {}
            Err(CommitError::PortError(unavailable)) => return Err(unavailable.into()),
        }
    }
    Err(PortError::new("table", "others were faster every time").into())
}

/// A transition that no invariant forbids: the job being gone is the only way for it not to be made.
pub(crate) fn infallible(
    made: Result<SignatureJob, UpdateError<std::convert::Infallible>>,
) -> Result<(), PortError> {
    match made {
        Ok(_) | Err(UpdateError::NotFound) => Ok(()),
        Err(UpdateError::Refused(never)) => match never {},
        Err(UpdateError::PortError(unavailable)) => Err(unavailable),
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
