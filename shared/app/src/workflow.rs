//! What workflows do: pick a job up from the table, do what is due, wait, and be woken.
//!
//! Every use case here may be done twice and may die at any line: it begins by reading the table and ends by writing it,
//! and what lies between is either harmless to repeat or recorded as an intention first.

pub mod evidence;
pub mod front_page;
mod identified;
pub mod notify;
pub mod renewal;
pub mod sealing;

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    id::{CodeId, JobId, SignerId},
    job::{Retention, SignatureJob, Transition, next_action::NextAction},
};

use crate::{
    ports::{
        Clock, PortError,
        documents::{DocumentEraser, SealedKind},
        store::Jobs,
        workflow::{CodeWatch, DueJobs, Epochs, Executions, PendingCallbacks, Resumed, TaskToken},
    },
    update::{UpdateError, update},
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
    clock: &impl Clock,
) -> Result<Option<NextAction>, PortError> {
    if jobs.epoch(job).await? != epoch {
        return Ok(None);
    }
    loop {
        let Some(read) = jobs.load(job).await? else {
            return Ok(Some(NextAction::Done));
        };
        let now = clock.now();
        let make: fn(SignatureJob, Timestamp) -> Transition = match read.job.next(now) {
            NextAction::Activate => SignatureJob::activate,
            NextAction::Expire => SignatureJob::expire,
            NextAction::Wait(until) if until.duration_since(now) > MAX_WAIT => {
                return Ok(Some(NextAction::Done));
            }
            next => return Ok(Some(next)),
        };
        infallible(update(job, jobs, |job| Ok(make(job, clock.now()))).await)?;
    }
}

/// Registers the task token of an execution that waits, and resumes it at once if something has become due in the meantime.
///
/// The token is registered before the job is read again: whoever changes the job later finds it, and whoever changed it
/// earlier is seen here. One of the two always resumes it.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn wait_for_change<S: Jobs + PendingCallbacks>(
    job: JobId,
    task_token: TaskToken,
    table: &S,
    executions: &impl Executions,
    clock: &impl Clock,
) -> Result<(), PortError> {
    table.register(job, &task_token).await?;
    resume_if_due(job, table, executions, clock).await
}

/// Looks at a job that was written: starts its first execution, watches new codes, resumes its execution if that
/// waits for another time than the job now asks for.
///
/// # Errors
/// [`PortError`] when the infrastructure failed; everything here may be done again.
pub async fn on_job_written<S: Jobs + PendingCallbacks>(
    before: Option<&SignatureJob>,
    after: &SignatureJob,
    table: &S,
    executions: &impl Executions,
    clock: &impl Clock,
) -> Result<(), PortError> {
    for watch in new_codes(before, after) {
        executions.watch_code(&watch).await?;
    }
    if before.is_none() {
        executions.start_job(after.id(), 1).await?;
        return Ok(());
    }
    resume_if_due(after.id(), table, executions, clock).await
}

async fn resume_if_due<S: Jobs + PendingCallbacks>(
    job: JobId,
    table: &S,
    executions: &impl Executions,
    clock: &impl Clock,
) -> Result<(), PortError> {
    let Some(task_token) = table.task_token(job).await? else {
        return Ok(());
    };
    let Some(read) = table.load(job).await? else {
        return Ok(());
    };
    if read.job.next(clock.now()) != NextAction::Wait(task_token.until) {
        // Gone is as good as awake: an execution that no longer waits picks the job up by itself, and one that is
        // lost is the reconciler's.
        let _: Resumed = executions.resume(&task_token.token).await?;
    }
    Ok(())
}

fn new_codes(before: Option<&SignatureJob>, after: &SignatureJob) -> Vec<CodeWatch> {
    let known = |code: CodeId| {
        before.is_some_and(|job| {
            job.signers()
                .iter()
                .any(|signer| signer.access().code().is_some_and(|known| known.id == code))
        })
    };
    let codes = after
        .signers()
        .iter()
        .filter_map(|signer| Some((signer.id(), signer.access().code()?)));
    codes
        .filter(|(_, code)| !known(code.id))
        .map(|(signer, code)| CodeWatch {
            job: after.id(),
            signer,
            code: code.id,
            expires_at: code.expires_at,
        })
        .collect()
}

/// Clears a code away that was not used in time.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn expire_code(
    job: JobId,
    signer: SignerId,
    code: CodeId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<(), PortError> {
    infallible(
        update(job, jobs, |job| {
            Ok(job.expire_code(signer, code, clock.now()))
        })
        .await,
    )
}

/// Deletes a job's documents from the store when their keeping has ended, and then says so in the job.
///
/// # Errors
/// [`PortError`] when the infrastructure failed; what was deleted stays so, and the rest is deleted next time.
pub async fn delete_expired_documents(
    job: JobId,
    jobs: &impl Jobs,
    eraser: &impl DocumentEraser,
    clock: &impl Clock,
) -> Result<(), PortError> {
    let Some(read) = jobs.load(job).await? else {
        return Ok(());
    };
    if !matches!(read.job.retention(), Some(Retention::Until { time }) if time <= clock.now()) {
        return Ok(());
    }
    for document in read.job.terms().documents.iter() {
        eraser
            .delete_original(document.id, &document.version)
            .await?;
    }
    if let segl_domain::job::JobState::Completed { sealed, .. } = read.job.state() {
        eraser
            .delete_sealed(job, SealedKind::Document, &sealed.version)
            .await?;
        if let Some(evidence) = &sealed.evidence {
            eraser
                .delete_sealed(job, SealedKind::Evidence, &evidence.version)
                .await?;
        }
    }
    infallible(update(job, jobs, |job| Ok(job.documents_deleted(clock.now()))).await)
}

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
    clock: &impl Clock,
) -> Result<bool, PortError> {
    if epoch >= AT_ONCE {
        return Ok(false);
    }
    start_next(job, epoch, table, executions, clock).await
}

async fn start_next<S: Jobs + Epochs>(
    job: JobId,
    from: u32,
    table: &S,
    executions: &impl Executions,
    clock: &impl Clock,
) -> Result<bool, PortError> {
    let Some(read) = table.load(job).await? else {
        return Ok(false);
    };
    if read.job.next(clock.now()) == NextAction::Done || !table.advance(job, from).await? {
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
    clock: &impl Clock,
) -> Result<Reconciled, PortError> {
    let mut reconciled = Reconciled::default();
    let now = clock.now();
    for job in table.due(now - grace, 100).await? {
        match pick_up_overdue(job, grace, table, executions, clock).await {
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
    clock: &impl Clock,
) -> Result<bool, PortError> {
    let epoch = table.epoch(job).await?;
    let started = start_next(job, epoch, table, executions, clock).await?;
    // Pauses that double from the grace up to a day: a job that cannot be helped is tried for ever, but seldom.
    let pause = grace
        .saturating_mul(1 << epoch.min(10))
        .min(SignedDuration::from_hours(24));
    table.postpone(job, clock.now() + pause).await?;
    Ok(started)
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
