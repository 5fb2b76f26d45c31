//! Executions that are lost or have failed, and the epochs that replace them.

use jiff::SignedDuration;
use segl_domain::{
    id::JobId,
    job::{SignatureJob, next_action::NextAction},
};

use super::halting::halt_workflow;
use crate::ports::{
    Ctx, PortError,
    jobs::Jobs,
    workflow::{DueJobs, Epochs, Executions, Halts},
};

/// Epochs that follow each other at once; after that, the reconciler paces them.
const AT_ONCE: u32 = 5;

/// How long the reconciler leaves a job alone whose workflow is halted. It would only find the same; once a day, the log
/// says that somebody is waited for.
const HALTED_JOB_INTERVAL: SignedDuration = SignedDuration::from_hours(24);

/// Starts the next epoch in place of one that failed, unless the job's workflow is halted. A job that cannot be read is
/// halted here.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn replace_failed<S: Jobs + Epochs + Halts>(
    job: JobId,
    epoch: u32,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<bool, PortError> {
    if epoch >= AT_ONCE || table.halted(job).await?.is_some() {
        return Ok(false);
    }
    let replaced = async {
        match table.load(job).await? {
            Some(read) => start_next(&read.job, epoch, table, executions, ctx).await,
            None => Ok(false),
        }
    };
    let replaced = replaced.await;
    if let Err(error) = &replaced
        && error.is_corrupt()
    {
        halt_workflow(job, "on-workflow-failed", table, ctx).await;
    }
    replaced
}

async fn start_next(
    job: &SignatureJob,
    from: u32,
    table: &impl Epochs,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<bool, PortError> {
    if job.next(ctx.now()) == NextAction::Done || !table.advance(job.id(), from).await? {
        return Ok(false);
    }
    executions.start_job(job.id(), from + 1).await?;
    Ok(true)
}

/// Starts a new epoch for every job that is overdue: its execution is lost, has failed, or never began. Not where the
/// workflow is halted; and one of which something cannot be read is halted here.
///
/// # Errors
/// [`PortError`] when the index did not answer. One job's trouble does not keep the others from being picked up.
pub async fn reconcile<S: Jobs + Epochs + DueJobs + Halts>(
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
                if error.is_corrupt() {
                    reconciled.corrupt += 1;
                    halt_workflow(job, "on-reconcile-schedule", table, ctx).await;
                    // Also where it could not be halted: looking again at once would find, and alarm of, the same.
                    if let Err(error) = table.postpone(job, now + HALTED_JOB_INTERVAL).await {
                        tracing::error!(job.id = %job, error = &error as &dyn std::error::Error, "a corrupt job could not be put off");
                    }
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
    /// How many of those because something that is stored of them is corrupt.
    pub corrupt: u32,
}

async fn pick_up_overdue<S: Jobs + Epochs + DueJobs + Halts>(
    job: JobId,
    grace: SignedDuration,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<bool, PortError> {
    let now = ctx.now();
    if let Some(halt) = table.halted(job).await? {
        tracing::warn!(job.id = %job, step = halt.step, since = %halt.at, "a halted job waits for an operator");
        table.postpone(job, now + HALTED_JOB_INTERVAL).await?;
        return Ok(false);
    }
    let epoch = table.epoch(job).await?;
    let read = table.load(job).await?;
    let started = match &read {
        Some(read) => start_next(&read.job, epoch, table, executions, ctx).await?,
        None => false,
    };
    // Pauses that double from the grace up to a day: a job that cannot be helped is tried for ever, but seldom.
    let pause = grace
        .saturating_mul(1 << epoch.min(10))
        .min(SignedDuration::from_hours(24));
    // A job whose halt was lifted is found before anything is due, and is then left alone until something is.
    let due = read.and_then(|read| read.job.due_at(now));
    let rested = now + pause;
    table
        .postpone(job, due.map_or(rested, |due| due.max(rested)))
        .await?;
    Ok(started)
}
