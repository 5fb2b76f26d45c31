//! Workflows that something corrupt has stopped.

use segl_domain::id::JobId;

use crate::ports::{
    Ctx,
    workflow::{Halt, Halts},
};

/// Halts the workflow of a job of which `step` found something corrupt. That this failed is logged and not told: it must
/// not hide what was found.
pub async fn halt_workflow(job: JobId, step: &str, halts: &impl Halts, ctx: Ctx<'_>) {
    let halt = Halt {
        at: ctx.now(),
        step: step.to_owned(),
    };
    match halts.halt(job, &halt).await {
        Ok(()) => tracing::error!(
            job.id = %job,
            step,
            "the job's workflow is halted until an operator lifts the halt"
        ),
        Err(error) => tracing::error!(
            job.id = %job,
            step,
            error = &error as &dyn std::error::Error,
            "the job's workflow could not be halted"
        ),
    }
}
