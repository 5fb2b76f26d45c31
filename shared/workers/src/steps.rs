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
        workflow::{Epochs, Executions, Halts, PendingCallbacks, TaskToken},
    },
    signer::otp::Messengers,
    workflow::{
        callbacks, codes, deletion,
        evaluation::{self, Evaluated},
        halting, notify,
        renewal::{self, RenewError},
        sealing::{self, SealError, Sealing},
    },
};
use segl_domain::id::JobId;
use segl_wire::{
    StepError,
    step::{CodeStep, JobStep, NextStep, NotificationStep, SealedStep, WaitStep},
};
use tracing::Instrument as _;

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

/// Does the work of the step of this name. Every line of its log names the job and the step; and where it finds something
/// corrupt, the job's workflow is halted before the failure is answered, so that the execution that fails by it is the
/// last one.
async fn run<T>(
    step: &'static str,
    job: JobId,
    halts: &impl Halts,
    ctx: Ctx<'_>,
    work: impl Future<Output = Result<T, Failed>>,
) -> Result<T, Failed> {
    let done = async {
        let done = work.await;
        if matches!(&done, Err(failed) if failed.kind == StepError::Corrupt) {
            halting::halt_workflow(job, step, halts, ctx).await;
        }
        done
    };
    // Of the level of errors: a log that is told to hold nothing else still says whose they are.
    done.instrument(tracing::error_span!("step", "job.id" = %job, step))
        .await
}

/// `step-evaluate-job`: does what the table alone can do, and says what is next.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_evaluate_job<S: Jobs + Epochs + Halts>(
    step: JobStep,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<NextStep, Failed> {
    run("step-evaluate-job", step.job, table, ctx, async {
        let evaluated = evaluation::evaluate_job(step.job, step.epoch, table, ctx).await?;
        Ok(match evaluated {
            Evaluated::Next(next) => NextStep::new(next, ctx.now()),
            Evaluated::Halted => NextStep::Halted,
            Evaluated::Superseded => NextStep::Superseded,
        })
    })
    .await
}

/// `step-send-notification`: sends a signer what is due.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_send_notification(
    step: NotificationStep,
    jobs: &(impl Jobs + Halts),
    key: &impl HmacKey,
    messengers: &Messengers<'_, impl EmailSender, impl SmsSender, impl MessageRenderer>,
    cipher: &impl PersonCipher,
    contacts: &impl ContactRegister,
    ctx: Ctx<'_>,
) -> Result<u32, Failed> {
    run("step-send-notification", step.job, jobs, ctx, async {
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
    })
    .await
}

/// `step-wait-for-change`: registers the task token.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_wait_for_change<S: Jobs + PendingCallbacks + Halts>(
    step: WaitStep,
    table: &S,
    executions: &impl Executions,
    ctx: Ctx<'_>,
) -> Result<(), Failed> {
    let task_token = TaskToken {
        token: step.task_token,
        until: step.until,
    };
    run("step-wait-for-change", step.job, table, ctx, async {
        Ok(callbacks::wait_for_change(step.job, task_token, table, executions, ctx).await?)
    })
    .await
}

/// `step-seal-job`: seals, and says who is to be told.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_seal_job<S: Jobs + AuditLog + Halts>(
    step: JobStep,
    table: &S,
    store: &(impl OriginalStore + SealedDocuments + SealCertificates),
    sealing: Sealing<'_, impl SealKey, impl TrustServices>,
    cipher: &impl PersonCipher,
    ctx: Ctx<'_>,
) -> Result<SealedStep, Failed> {
    run("step-seal-job", step.job, table, ctx, async {
        let job = sealing::seal_job(step.job, table, store, sealing, cipher, ctx).await?;
        let signers = job.signers().iter();
        Ok(SealedStep {
            signers: signers.map(segl_domain::job::signer::Signer::id).collect(),
        })
    })
    .await
}

/// `step-renew-seal`: gives a seal a new timestamp, if that is due.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_renew_seal(
    step: JobStep,
    jobs: &(impl Jobs + Halts),
    store: &(impl SealedStore + SealedDocuments),
    authorities: &impl TrustServices,
    ctx: Ctx<'_>,
) -> Result<(), Failed> {
    run("step-renew-seal", step.job, jobs, ctx, async {
        Ok(renewal::renew_seal(step.job, jobs, store, authorities, ctx).await?)
    })
    .await
}

/// `step-delete-documents`: deletes what is no longer kept.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_delete_documents(
    step: JobStep,
    jobs: &(impl Jobs + Halts),
    eraser: &impl DocumentEraser,
    ctx: Ctx<'_>,
) -> Result<(), Failed> {
    run("step-delete-documents", step.job, jobs, ctx, async {
        Ok(deletion::delete_expired_documents(step.job, jobs, eraser, ctx).await?)
    })
    .await
}

/// `step-expire-code`: clears a code away that was not used in time.
///
/// # Errors
/// [`Failed`], by name.
pub async fn step_expire_code(
    step: CodeStep,
    jobs: &(impl Jobs + Halts),
    ctx: Ctx<'_>,
) -> Result<(), Failed> {
    run("step-expire-code", step.job, jobs, ctx, async {
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
    })
    .await
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
