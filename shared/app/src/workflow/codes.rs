//! One-time codes whose time is over.

use segl_domain::id::{CodeId, JobId, SignerId};

use crate::{
    ports::{Ctx, PortError, jobs::Jobs},
    update::{infallible, update},
};

/// Clears a code away that was not used in time.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn expire_code(
    job: JobId,
    signer: SignerId,
    code: CodeId,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<(), PortError> {
    infallible(
        update(job, jobs, ctx, |job| {
            Ok(job.expire_code(signer, code, ctx.now()))
        })
        .await,
    )
}
