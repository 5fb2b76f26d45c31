//! Steps of the state machines: typed input, one use case, and failures under names that the machines know.

use jiff::SignedDuration;
use lambda_runtime::Diagnostic;
use segl_app::{
    ports::{
        AugmentError, Ctx, PortError, TrustServices,
        documents::{DocumentEraser, OriginalStore, SealedDocuments, SealedStore},
        e_id::ContactRegister,
        jobs::{AuditLog, Jobs},
        keys::{HmacKey, PersonCipher, SealCertificates, SealKey},
        messages::{EmailSender, MessageRenderer, SmsSender},
        workflow::{Epochs, Executions, PendingCallbacks, TaskToken},
    },
    signer::otp::Messengers,
    workflow::{
        callbacks, codes, deletion, evaluation, notify,
        renewal::{self, RenewError},
        sealing::{self, SealError, Sealing},
    },
};
use segl_wire::{
    StepError,
    step::{CodeStep, JobStep, NextStep, NotificationStep, SealedStep, WaitStep},
};

/// A step's failure: its name decides between `Retry` and `Catch`; its message stands in the execution's history, so
/// it names no one.
#[derive(Debug)]
pub struct Failed {
    kind: StepError,
    message: String,
}

impl From<Failed> for Diagnostic {
    fn from(failed: Failed) -> Self {
        Self {
            error_type: failed.kind.name().to_owned(),
            error_message: failed.message,
        }
    }
}

impl From<PortError> for Failed {
    fn from(error: PortError) -> Self {
        if error.is_corrupt() {
            return Self::corrupt(&error);
        }
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a step failed for now"
        );
        Self {
            kind: StepError::Transient,
            message: error.to_string(),
        }
    }
}

impl From<SealError> for Failed {
    fn from(error: SealError) -> Self {
        match error {
            SealError::PortError(unavailable) => unavailable.into(),
            SealError::Level(error) if is_passing(&error) => Self::for_now(&error),
            // Not for now and not for want of anything: somebody has to look.
            error @ SealError::OriginalCorrupt => Self::corrupt(&error),
            error => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a job could not be sealed"
                );
                Self {
                    kind: StepError::Permanent,
                    message: error.to_string(),
                }
            }
        }
    }
}

impl From<RenewError> for Failed {
    fn from(error: RenewError) -> Self {
        match error {
            RenewError::PortError(unavailable) => unavailable.into(),
            RenewError::Raise(error) if is_passing(&error) => Self::for_now(&error),
            error @ RenewError::Corrupt => Self::corrupt(&error),
            error => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a seal could not be renewed"
                );
                Self {
                    kind: StepError::Permanent,
                    message: error.to_string(),
                }
            }
        }
    }
}

impl Failed {
    /// The failure of a function that was called with something else than it takes. What that was is not told: it may
    /// be anything.
    #[must_use]
    pub fn unreadable() -> Self {
        let message = "the input is not of the expected shape";
        tracing::error!(message);
        Self {
            kind: StepError::Permanent,
            message: message.to_owned(),
        }
    }

    /// Alarms, and is not tried again.
    fn corrupt(error: &(dyn std::error::Error + 'static)) -> Self {
        segl_telemetry::count_corrupt();
        tracing::error!(error, "what is stored is not what was stored");
        Self {
            kind: StepError::Corrupt,
            message: error.to_string(),
        }
    }

    fn for_now(error: &AugmentError) -> Self {
        tracing::error!(
            error = error as &dyn std::error::Error,
            "an authority did not answer as it should"
        );
        Self {
            kind: StepError::Transient,
            message: error.to_string(),
        }
    }
}

/// Whether an authority may answer better in a while.
const fn is_passing(error: &AugmentError) -> bool {
    matches!(
        error,
        AugmentError::Timestamp(_) | AugmentError::RevocationUnknown
    )
}

/// `step-evaluate-job`: does what the table alone can do, and says what is next.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_evaluate_job<S: Jobs + Epochs>(
    step: JobStep,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<NextStep, Failed> {
    let next = evaluation::evaluate_job(step.job, step.epoch, table, ctx).await?;
    Ok(next.map_or(NextStep::Superseded, |next| NextStep::new(next, ctx.now())))
}

/// `step-send-notification`: sends a signer what is due.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_send_notification(
    step: NotificationStep,
    jobs: &impl Jobs,
    key: &impl HmacKey,
    messengers: &Messengers<'_, impl EmailSender, impl SmsSender, impl MessageRenderer>,
    cipher: &impl PersonCipher,
    contacts: &impl ContactRegister,
    ctx: Ctx<'_>,
) -> Result<u32, Failed> {
    Ok(notify::send_due_notifications(
        step.job,
        step.signer,
        jobs,
        key,
        messengers,
        cipher,
        contacts,
        ctx,
    )
    .await?)
}

/// `step-wait-for-change`: registers the task token.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_wait_for_change<S: Jobs + PendingCallbacks>(
    step: WaitStep,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<(), Failed> {
    let task_token = TaskToken {
        token: step.task_token,
        until: step.until,
    };
    Ok(callbacks::wait_for_change(step.job, task_token, table, executions, ctx).await?)
}

/// `step-seal-job`: seals, and says who is to be told.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_seal_job<S: Jobs + AuditLog>(
    step: JobStep,
    table: &S,
    store: &(impl OriginalStore + SealedDocuments + SealCertificates),
    sealing: Sealing<'_, impl SealKey, impl TrustServices>,
    cipher: &impl PersonCipher,
    ctx: Ctx<'_>,
) -> Result<SealedStep, Failed> {
    let job = sealing::seal_job(step.job, table, store, sealing, cipher, ctx).await;
    Ok(SealedStep {
        signers: job?
            .signers()
            .iter()
            .map(segl_domain::job::signer::Signer::id)
            .collect(),
    })
}

/// `step-renew-seal`: gives a seal a new timestamp, if that is due.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_renew_seal(
    step: JobStep,
    jobs: &impl Jobs,
    store: &(impl SealedStore + SealedDocuments),
    authorities: &impl TrustServices,
    ctx: Ctx<'_>,
) -> Result<(), Failed> {
    Ok(renewal::renew_seal(step.job, jobs, store, authorities, ctx).await?)
}

/// `step-delete-documents`: deletes what is no longer kept.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_delete_documents(
    step: JobStep,
    jobs: &impl Jobs,
    eraser: &impl DocumentEraser,
    ctx: Ctx<'_>,
) -> Result<(), Failed> {
    Ok(deletion::delete_expired_documents(step.job, jobs, eraser, ctx).await?)
}

/// `step-expire-code`: clears a code away that was not used in time.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_expire_code(
    step: CodeStep,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<(), Failed> {
    // A workflow's clock may run a moment ahead of ours, and a code that is not yet over would be left for good.
    let ahead = step.expires_at.duration_since(ctx.now());
    if ahead > SignedDuration::from_secs(10) {
        return Err(Failed {
            kind: StepError::Transient,
            message: "the code is not over yet".to_owned(),
        });
    }
    ctx.clock.wait_until(step.expires_at).await;
    Ok(codes::expire_code(step.job, step.signer, step.code, jobs, ctx).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_corrupt_is_not_tried_again_and_what_may_pass_is() {
        let kind = |error: PortError| Failed::from(error).kind;
        assert_eq!(
            kind(PortError::new("table", "throttled")),
            StepError::Transient
        );
        assert_eq!(
            kind(PortError::corrupt("table", "an item has no job")),
            StepError::Corrupt
        );
        assert_eq!(
            Failed::from(SealError::OriginalCorrupt).kind,
            StepError::Corrupt
        );
        assert_eq!(Failed::from(RenewError::Corrupt).kind, StepError::Corrupt);
        assert_eq!(Failed::from(RenewError::Missing).kind, StepError::Permanent);
    }
}
