//! What a sender does for one signer: a reminder now, a new link, another address.

use segl_domain::{JobId, OrganisationNumber, SignatureJob, SignerId, SignerUpdate, SignerUpdateRefused};

use crate::{
    jobs::{ManageError, update_as_sender},
    ports::{Clock, Jobs},
};

/// Plans a reminder for now; the workflow sends it.
///
/// # Errors
/// [`ManageError`] says why not.
pub async fn remind_signer(
    sender: &OrganisationNumber,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, ManageError<SignerUpdateRefused>> {
    update_as_sender(sender, job, jobs, |job| job.remind(signer, clock.now())).await
}

/// Kills a signer's link and visits, and plans a new invitation; the workflow sends it.
///
/// # Errors
/// [`ManageError`] says why not.
pub async fn renew_link(
    sender: &OrganisationNumber,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, ManageError<SignerUpdateRefused>> {
    update_as_sender(sender, job, jobs, |job| job.renew_link(signer, clock.now())).await
}

/// Changes where a signer is reached, and what he or she is called.
///
/// # Errors
/// [`ManageError`] says why not.
pub async fn update_signer(
    sender: &OrganisationNumber,
    job: JobId,
    signer: SignerId,
    update: SignerUpdate,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, ManageError<SignerUpdateRefused>> {
    update_as_sender(sender, job, jobs, |job| job.update_signer(signer, update.clone(), clock.now())).await
}
