//! Documents whose retention has ended.

use segl_domain::{id::JobId, job::Retention};

use crate::{
    ports::{
        Ctx, PortError,
        documents::{DocumentEraser, SealedKind},
        jobs::Jobs,
    },
    update::{infallible, update},
};

/// Deletes a job's documents from the store when their keeping has ended, and then says so in the job.
///
/// # Errors
/// [`PortError`] when the infrastructure failed; what was deleted stays so, and the rest is deleted next time.
pub async fn delete_expired_documents(
    job: JobId,
    jobs: &impl Jobs,
    eraser: &impl DocumentEraser,
    ctx: Ctx<'_>,
) -> Result<(), PortError> {
    let Some(read) = jobs.load(job).await? else {
        return Ok(());
    };
    if !matches!(read.job.retention(), Some(Retention::Until { time }) if time <= ctx.now()) {
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
    infallible(update(job, jobs, ctx, |job| Ok(job.documents_deleted(ctx.now()))).await)
}
