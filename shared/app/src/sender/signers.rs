//! What a sender does for one signer: a reminder now, a new link, another address.

use segl_domain::{
    id::{JobId, SignerId},
    identity::{policy::Action, principal::Principal},
    job::{
        SignatureJob,
        transitions::signers::{SignerUpdate, SignerUpdateRefused},
    },
};

use crate::{
    ports::{Clock, store::Jobs},
    sender::jobs::{UpdateJobError, update_as_sender},
};

/// Plans a reminder for now; the workflow sends it.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn remind_signer(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, UpdateJobError<SignerUpdateRefused>> {
    update_as_sender(principal, Action::RemindSigner, job, jobs, |job| {
        job.remind(signer, principal.actor, clock.now())
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
    clock: &impl Clock,
) -> Result<SignatureJob, UpdateJobError<SignerUpdateRefused>> {
    update_as_sender(principal, Action::RenewLink, job, jobs, |job| {
        job.renew_link(signer, principal.actor, clock.now())
    })
    .await
}

/// Changes where a signer is reached, and what he or she is called.
///
/// # Errors
/// [`UpdateJobError`] says why not.
pub async fn update_signer(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    update: SignerUpdate,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, UpdateJobError<SignerUpdateRefused>> {
    let change =
        |job: SignatureJob| job.update_signer(signer, update.clone(), principal.actor, clock.now());
    update_as_sender(principal, Action::UpdateSigner, job, jobs, change).await
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
