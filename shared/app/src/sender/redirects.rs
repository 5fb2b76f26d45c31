//! The direct flow begins: the sender asks for a redirect URL for a signer.

use segl_domain::{
    id::{JobId, SignerId},
    identity::{policy::Action, principal::Principal},
    job::{SignatureJob, transitions::direct::RedirectRefused},
    secret::RedirectToken,
};

use crate::{
    ports::{Ctx, jobs::Jobs},
    sender::update::{UpdateJobError, update_as_sender},
    tokens,
};

/// Issues a redirect URL for a signer; the older one is revoked.
///
/// # Errors
/// [`UpdateJobError`] says why there is none.
pub async fn issue(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    ctx: Ctx<'_>,
) -> Result<(SignatureJob, RedirectToken), UpdateJobError<RedirectRefused>> {
    let token = tokens::redirect(ctx.entropy)?;
    let digest = token.digest();
    let issue = |job: SignatureJob| job.issue_redirect(signer, digest, principal.actor, ctx.now());
    let job = update_as_sender(principal, Action::IssueRedirectUrl, job, jobs, ctx, issue).await?;
    Ok((job, token))
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
