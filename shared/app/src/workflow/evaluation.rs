//! What is to be done with a job, for the execution that asks.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    id::JobId,
    job::{SignatureJob, Transition, next_action::NextAction},
};

use crate::{
    ports::{Ctx, PortError, jobs::Jobs, workflow::Epochs},
    update::{infallible, update},
};

/// How long an execution waits: one may live for a year, and an archived job waits for twenty.
const MAX_WAIT: SignedDuration = SignedDuration::from_hours(200 * 24);

/// What is to be done with a job, after what the table alone can do has been done; `None` for an execution that a newer
/// one has replaced. What is due only after a longer time than an execution lives is [`NextAction::Done`] with it: the
/// reconciler starts the next epoch then.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn evaluate_job<S: Jobs + Epochs>(
    job: JobId,
    epoch: u32,
    jobs: &S,
    ctx: Ctx<'_>,
) -> Result<Option<NextAction>, PortError> {
    if jobs.epoch(job).await? != epoch {
        return Ok(None);
    }
    loop {
        let Some(read) = jobs.load(job).await? else {
            return Ok(Some(NextAction::Done));
        };
        let now = ctx.now();
        let make: fn(SignatureJob, Timestamp) -> Transition = match read.job.next(now) {
            NextAction::Activate => SignatureJob::activate,
            NextAction::Expire => SignatureJob::expire,
            NextAction::Wait(until) if until.duration_since(now) > MAX_WAIT => {
                return Ok(Some(NextAction::Done));
            }
            next => return Ok(Some(next)),
        };
        infallible(update(job, jobs, ctx, |job| Ok(make(job, ctx.now()))).await)?;
    }
}
