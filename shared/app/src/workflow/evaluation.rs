//! What is to be done with a job, for the execution that asks.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    id::JobId,
    job::{SignatureJob, Transition, next_action::NextAction},
};

use crate::{
    ports::{
        Ctx, PortError,
        jobs::Jobs,
        workflow::{Epochs, Halts},
    },
    update::{infallible, update},
};

/// How long an execution waits: one may live for a year, and an archived job waits for twenty.
const MAX_WAIT: SignedDuration = SignedDuration::from_hours(200 * 24);

/// What an execution is told that asks what is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evaluated {
    /// This.
    Next(NextAction),
    /// Nothing: something corrupt was found, and an operator has not lifted the halt.
    Halted,
    /// Nothing: a newer execution has the job.
    Superseded,
}

/// What is to be done with a job, after what the table alone can do has been done. What is due only after a longer time
/// than an execution lives is [`NextAction::Done`] with it: the reconciler starts the next epoch then.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn evaluate_job<S: Jobs + Epochs + Halts>(
    job: JobId,
    epoch: u32,
    jobs: &S,
    ctx: Ctx<'_>,
) -> Result<Evaluated, PortError> {
    if jobs.epoch(job).await? != epoch {
        return Ok(Evaluated::Superseded);
    }
    // Before the job is read, which may be what cannot be.
    if jobs.halted(job).await?.is_some() {
        return Ok(Evaluated::Halted);
    }
    loop {
        let Some(read) = jobs.load(job).await? else {
            return Ok(Evaluated::Next(NextAction::Done));
        };
        let now = ctx.now();
        let make: fn(SignatureJob, Timestamp) -> Transition = match read.job.next(now) {
            NextAction::Activate => SignatureJob::activate,
            NextAction::Expire => SignatureJob::expire,
            NextAction::Wait(until) if until.duration_since(now) > MAX_WAIT => {
                return Ok(Evaluated::Next(NextAction::Done));
            }
            next => return Ok(Evaluated::Next(next)),
        };
        infallible(update(job, jobs, ctx, |job| Ok(make(job, ctx.now()))).await)?;
    }
}
