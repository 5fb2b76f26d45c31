//! What a sender does for one signer: a reminder now, a new link, another address.

use segl_domain::{JobId, MendRefused, Mended, OrganisationNumber, SignatureJob, SignerId};

use crate::{
    manage::{ManageError, manage},
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
) -> Result<SignatureJob, ManageError<MendRefused>> {
    manage(sender, job, jobs, |job| job.remind(signer, clock.now())).await
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
) -> Result<SignatureJob, ManageError<MendRefused>> {
    manage(sender, job, jobs, |job| job.renew_link(signer, clock.now())).await
}

/// Changes where a signer is reached, and what he or she is called.
///
/// # Errors
/// [`ManageError`] says why not.
pub async fn mend_signer(
    sender: &OrganisationNumber,
    job: JobId,
    signer: SignerId,
    mended: Mended,
    jobs: &impl Jobs,
    clock: &impl Clock,
) -> Result<SignatureJob, ManageError<MendRefused>> {
    manage(sender, job, jobs, |job| job.mend(signer, mended.clone(), clock.now())).await
}
