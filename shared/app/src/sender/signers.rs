//! What a sender does for one signer: a reminder now, a new link, another address.

use segl_domain::{
    id::{JobId, SignerId},
    identity::{policy::Action, principal::Principal},
    job::{
        SignatureJob,
        transitions::signers::{SignerUpdate, SignerUpdateRefused},
    },
};
use thiserror::Error;

use crate::{
    ports::{Ctx, jobs::Jobs},
    sender::update::{UpdateJobError, update_as_sender},
};

/// Plans a reminder for now; the workflow sends it.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn remind(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<SignatureJob, UpdateJobError<SignerUpdateRefused>> {
    update_as_sender(principal, Action::RemindSigner, job, jobs, ctx, |job| {
        job.remind(signer, principal.actor, ctx.now())
    })
    .await
}

/// Revokes a signer's link and sessions, and plans a new invitation; the workflow sends it.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn renew_link(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<SignatureJob, UpdateJobError<SignerUpdateRefused>> {
    update_as_sender(principal, Action::RenewLink, job, jobs, ctx, |job| {
        job.renew_link(signer, principal.actor, ctx.now())
    })
    .await
}

/// Changes where a signer is reached, and what he or she is called.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn update(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    update: SignerUpdate,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<SignatureJob, UpdateJobError<SignerUpdateRefused>> {
    let change =
        |job: SignatureJob| job.update_signer(signer, update.clone(), principal.actor, ctx.now());
    update_as_sender(principal, Action::UpdateSigner, job, jobs, ctx, change).await
}

/// Why a signer cannot be unblocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnblockRefused {
    /// The job has no such signer.
    #[error("there is no such signer in this job")]
    NoSuchSigner,
    /// The job has ended.
    #[error("the signature job has ended")]
    Over,
}

/// Lets a blocked signer try again.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn unblock(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<SignatureJob, UpdateJobError<UnblockRefused>> {
    update_as_sender(principal, Action::UnblockSigner, job, jobs, ctx, |job| {
        job.signer(signer).ok_or(UnblockRefused::NoSuchSigner)?;
        job.unblock(signer, principal.actor, ctx.now())
            .ok_or(UnblockRefused::Over)
    })
    .await
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
