//! Reactions to what happened: the table changed, a document came, a workflow ended, the reconciliation is due.

use jiff::SignedDuration;
use lambda_runtime::Diagnostic;
use segl_app::{
    ports::{
        Ctx, PortError,
        document_index::DocumentIndex,
        documents::{OriginalStore, StoreError},
        jobs::Jobs,
        workflow::{DueJobs, Epochs, Executions, Halts, PendingCallbacks},
    },
    sender::documents,
    workflow::{callbacks, reconciliation},
};
use segl_domain::{
    id::{DocumentId, JobId},
    job::SignatureJob,
};
use segl_wire::StepError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use tracing::{Instrument as _, Span};

/// Why a reaction failed; whoever called tries again, and parks what never succeeds in a dead-letter queue.
#[derive(Debug, Error)]
pub enum ReactionFailed {
    /// The event is not one that this function is called by.
    #[error("the event is not of the expected shape")]
    Shape,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

impl From<ReactionFailed> for Diagnostic {
    fn from(failed: ReactionFailed) -> Self {
        tracing::error!(
            error = &failed as &dyn std::error::Error,
            "a reaction failed"
        );
        let kind = match &failed {
            ReactionFailed::Shape => StepError::Permanent,
            ReactionFailed::PortError(error) if error.is_corrupt() => {
                segl_telemetry::count_corrupt();
                StepError::Corrupt
            }
            ReactionFailed::PortError(_) => StepError::Transient,
        };
        Self {
            error_type: kind.name().to_owned(),
            error_message: failed.to_string(),
        }
    }
}

/// The stream records that failed, to be delivered again.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchReply {
    /// The first that failed; it and all after it are delivered again, so that a job's changes stay in order.
    pub batch_item_failures: Vec<BatchFailure>,
}

/// A stream record that failed.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchFailure {
    /// Its sequence number.
    pub item_identifier: String,
}

/// `on-table-change`: starts, watches and resumes what a written job calls for. `read` reads a job out of an image of a
/// row: how rows look is the table's business.
///
/// # Errors
/// [`ReactionFailed::Shape`] when the event is no stream's.
pub async fn on_table_change<S: Jobs + PendingCallbacks>(
    event: Value,
    read: impl Fn(&Value) -> Result<Option<SignatureJob>, PortError> + Send,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<BatchReply, ReactionFailed> {
    let records = event
        .get("Records")
        .and_then(Value::as_array)
        .ok_or(ReactionFailed::Shape)?;
    for record in records {
        let change = record.get("dynamodb").ok_or(ReactionFailed::Shape)?;
        // Told as soon as the job is known: of an image that cannot be read it is not.
        let span = tracing::error_span!("change", "job.id" = tracing::field::Empty);
        let reacted = react(change, &read, table, executions, ctx).instrument(span.clone());
        if let Err(error) = reacted.await {
            if error.is_corrupt() {
                segl_telemetry::count_corrupt();
            }
            tracing::error!(
                parent: &span,
                error = &error as &dyn std::error::Error,
                "a change was not acted upon"
            );
            let number = change
                .get("SequenceNumber")
                .and_then(Value::as_str)
                .unwrap_or_default();
            return Ok(BatchReply {
                batch_item_failures: vec![BatchFailure {
                    item_identifier: number.to_owned(),
                }],
            });
        }
    }
    Ok(BatchReply::default())
}

async fn react<S: Jobs + PendingCallbacks>(
    change: &Value,
    read: impl Fn(&Value) -> Result<Option<SignatureJob>, PortError>,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<(), PortError> {
    let image = |name: &str| change.get(name).map_or(Ok(None), &read);
    let Some(after) = image("NewImage")? else {
        return Ok(());
    };
    Span::current().record("job.id", tracing::field::display(after.id()));
    callbacks::on_job_written(image("OldImage")?.as_ref(), &after, table, executions, ctx).await
}

/// `on-document-uploaded`: checks a document that came through its slot.
///
/// # Errors
/// [`ReactionFailed`], to be tried again.
pub async fn on_document_uploaded(
    event: Value,
    originals: &impl OriginalStore,
    register: &impl DocumentIndex,
) -> Result<(), ReactionFailed> {
    let key = event
        .pointer("/detail/object/key")
        .and_then(Value::as_str)
        .ok_or(ReactionFailed::Shape)?;
    let Some(document) = key
        .strip_prefix("uploads/")
        .and_then(|id| id.parse::<DocumentId>().ok())
    else {
        return Ok(());
    };
    match documents::check_upload(document, originals, register).await {
        // Deleted before it was looked at: there is nothing to check.
        Ok(()) | Err(StoreError::Missing) => Ok(()),
        Err(StoreError::PortError(unavailable)) => Err(unavailable.into()),
    }
}

/// What is read of an event about an execution.
#[derive(Debug, Deserialize)]
struct ExecutionEnded {
    /// `{job}-{epoch}`.
    name: String,
}

/// `on-workflow-failed`: starts the next epoch in place of one that failed, unless the workflow is halted.
///
/// # Errors
/// [`ReactionFailed`], to be tried again.
pub async fn on_workflow_failed<S: Jobs + Epochs + Halts>(
    event: Value,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<bool, ReactionFailed> {
    let detail = event.get("detail").cloned().ok_or(ReactionFailed::Shape)?;
    let ended: ExecutionEnded =
        serde_json::from_value(detail).map_err(|_| ReactionFailed::Shape)?;
    let (job, epoch) = parse_name(&ended.name).ok_or(ReactionFailed::Shape)?;
    Ok(reconciliation::replace_failed(job, epoch, table, executions, ctx).await?)
}

fn parse_name(name: &str) -> Option<(JobId, u32)> {
    let (job, epoch) = name.rsplit_once('-')?;
    Some((job.parse().ok()?, epoch.parse().ok()?))
}

/// `on-reconcile-schedule`: starts a new epoch for every job that is overdue by more than `grace`.
///
/// # Errors
/// [`ReactionFailed`], to be tried again.
pub async fn on_reconcile_schedule<S: Jobs + Epochs + DueJobs + Halts>(
    grace: SignedDuration,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<u32, ReactionFailed> {
    let reconciled = reconciliation::reconcile(grace, table, executions, ctx).await?;
    for _ in 0..reconciled.corrupt {
        segl_telemetry::count_corrupt();
    }
    if reconciled.started > 0 || reconciled.failed > 0 {
        tracing::warn!(
            started = reconciled.started,
            failed = reconciled.failed,
            "overdue jobs were picked up"
        );
    }
    Ok(reconciled.started)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_is_named_by_job_and_generation() {
        let job = JobId::new(1, [2; 10]);
        assert_eq!(parse_name(&format!("{job}-12")), Some((job, 12)));
        assert_eq!(parse_name("job-12"), None);
    }
}
