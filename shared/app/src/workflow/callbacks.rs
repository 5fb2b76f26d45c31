//! Executions that wait, and what resumes them.

use segl_domain::{
    id::{CodeId, JobId},
    job::{SignatureJob, next_action::NextAction},
};

use crate::ports::{
    Ctx, PortError,
    jobs::Jobs,
    workflow::{CodeWatch, Executions, PendingCallbacks, Resumed, TaskToken},
};

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
    ctx: Ctx<'_>,
) -> Result<(), PortError> {
    table.register(job, &task_token).await?;
    resume_if_due(job, table, executions, ctx).await
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
    ctx: Ctx<'_>,
) -> Result<(), PortError> {
    for watch in new_codes(before, after) {
        executions.watch_code(&watch).await?;
    }
    if before.is_none() {
        executions.start_job(after.id(), 1).await?;
        return Ok(());
    }
    resume_if_due(after.id(), table, executions, ctx).await
}

async fn resume_if_due<S: Jobs + PendingCallbacks>(
    job: JobId,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<(), PortError> {
    let Some(task_token) = table.task_token(job).await? else {
        return Ok(());
    };
    let Some(read) = table.load(job).await? else {
        return Ok(());
    };
    if read.job.next(ctx.now()) != NextAction::Wait(task_token.until) {
        // Gone is as good as awake: an execution that no longer waits picks the job up by itself, and one that is
        // lost is the reconciler's.
        let _: Resumed = executions.resume(&task_token.token).await?;
    }
    Ok(())
}

pub(super) fn new_codes(before: Option<&SignatureJob>, after: &SignatureJob) -> Vec<CodeWatch> {
    let known = |code: CodeId| {
        before.is_some_and(|job| {
            job.signers()
                .iter()
                .flat_map(|signer| signer.access().codes())
                .any(|known| known.id == code)
        })
    };
    let codes = after
        .signers()
        .iter()
        .flat_map(|signer| signer.access().codes().map(|code| (signer.id(), code)));
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
