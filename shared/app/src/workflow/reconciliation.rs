//! Executions that are lost or have failed, and the epochs that replace them.

use jiff::SignedDuration;
use segl_domain::{id::JobId, job::next_action::NextAction};

use crate::ports::{
    Ctx, PortError,
    jobs::Jobs,
    workflow::{DueJobs, Epochs, Executions},
};

/// Epochs that follow each other at once; after that, the reconciler paces them.
const AT_ONCE: u32 = 5;

/// Starts the next epoch in place of one that failed.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn replace_failed<S: Jobs + Epochs>(
    job: JobId,
    epoch: u32,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<bool, PortError> {
    if epoch >= AT_ONCE {
        return Ok(false);
    }
    start_next(job, epoch, table, executions, ctx).await
}

async fn start_next<S: Jobs + Epochs>(
    job: JobId,
    from: u32,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<bool, PortError> {
    let Some(read) = table.load(job).await? else {
        return Ok(false);
    };
    if read.job.next(ctx.now()) == NextAction::Done || !table.advance(job, from).await? {
        return Ok(false);
    }
    executions.start_job(job, from + 1).await?;
    Ok(true)
}

/// How long a job rests of which something that is stored cannot be read.
const REST_OF_CORRUPT: SignedDuration = SignedDuration::from_hours(24);

/// Starts a new epoch for every job that is overdue: its execution is lost, has failed, or never began.
///
/// # Errors
/// [`PortError`] when the index did not answer. One job's trouble does not keep the others from being picked up.
pub async fn reconcile<S: Jobs + Epochs + DueJobs>(
    grace: SignedDuration,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<Reconciled, PortError> {
    let mut reconciled = Reconciled::default();
    let now = ctx.now();
    for job in table.due(now - grace, 100).await? {
        match pick_up_overdue(job, grace, table, executions, ctx).await {
            Ok(true) => reconciled.started += 1,
            Ok(false) => {}
            Err(error) => {
                reconciled.failed += 1;
                tracing::error!(job.id = %job, error = &error as &dyn std::error::Error, "an overdue job was not picked up");
                // What is corrupt stays so until somebody mends it: looking again at once would find, and alarm of, the same.
                if error.is_corrupt()
                    && let Err(error) = table.postpone(job, now + REST_OF_CORRUPT).await
                {
                    tracing::error!(job.id = %job, error = &error as &dyn std::error::Error, "a corrupt job could not be put off");
                }
            }
        }
    }
    Ok(reconciled)
}

/// What a reconciliation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Jobs that got a new epoch.
    pub started: u32,
    /// Jobs that could not be picked up.
    pub failed: u32,
}

async fn pick_up_overdue<S: Jobs + Epochs + DueJobs>(
    job: JobId,
    grace: SignedDuration,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<bool, PortError> {
    let epoch = table.epoch(job).await?;
    let started = start_next(job, epoch, table, executions, ctx).await?;
    // Pauses that double from the grace up to a day: a job that cannot be helped is tried for ever, but seldom.
    let pause = grace
        .saturating_mul(1 << epoch.min(10))
        .min(SignedDuration::from_hours(24));
    table.postpone(job, ctx.now() + pause).await?;
    Ok(started)
}
