//! The direct flow: the sender asks for a redirect URL, the signer opens it, and goes back with a token that the
//! sender asks for the status with.

use segl_domain::{
    digest::Digest,
    id::{JobId, SignerId},
    identity::{policy::Action, principal::Principal},
    job::{
        Failure, JobState, SignatureJob, exit_urls::ExitUrl, signer::SignerState,
        transitions::direct::RedirectRefused,
    },
    secret::{self, RedirectToken, SessionToken},
};
use thiserror::Error;

use crate::{
    ports::{
        Clock, Entropy, PortError,
        keys::HmacKey,
        store::{Jobs, OpenVisit, Redirects, Sessions},
    },
    sender::{
        access::AccessError,
        jobs::{UpdateJobError, find_job, update_as_sender},
    },
    signer::{
        otp::Authenticated,
        session::{SessionGrant, grow, has_visit},
    },
    tokens,
    update::{UpdateError, update_with},
};

/// Issues a redirect URL for a signer; the older one is revoked.
///
/// # Errors
/// [`UpdateJobError`] says why there is none.
pub async fn issue_redirect(
    principal: &Principal,
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Result<(SignatureJob, RedirectToken), UpdateJobError<RedirectRefused>> {
    let token = tokens::redirect(entropy)?;
    let digest = token.digest();
    let issue =
        |job: SignatureJob| job.issue_redirect(signer, digest, principal.actor, clock.now());
    let job = update_as_sender(principal, Action::IssueRedirectUrl, job, jobs, issue).await?;
    Ok((job, token))
}

/// Opens a redirect URL. `None` when it is used up, too old or was never one, unless this browser is the one that
/// used it: then it is let in again, so that a reload works.
///
/// # Errors
/// [`PortError`] when the infrastructure failed; the address may or may not be used up.
pub async fn show_redirect(
    token: Option<RedirectToken>,
    older: Option<&SessionToken>,
    jobs: &impl Jobs,
    redirects: &impl Redirects,
    sessions: &impl Sessions,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Result<Option<Authenticated>, PortError> {
    let Some(digest) = token.map(|token| token.digest()) else {
        return Ok(None);
    };
    let Some((job, signer)) = redirects.find(&digest).await? else {
        return Ok(None);
    };
    let used = update_with(job, jobs, |job| {
        job.use_redirect(signer, &digest, clock.now()).ok_or(())
    });
    match used.await {
        Ok((_, entry)) => {
            let visit = OpenVisit { job, signer, entry };
            let token = grow(
                older,
                SessionGrant::TaskSession(visit),
                sessions,
                clock,
                entropy,
            )
            .await?;
            Ok(Some(Authenticated { token, job, signer }))
        }
        Err(UpdateError::PortError(unavailable)) => Err(unavailable),
        Err(UpdateError::NotFound | UpdateError::Refused(())) => match older {
            Some(token) if has_visit(token, (job, signer), sessions, clock).await? => {
                Ok(Some(Authenticated {
                    token: token.clone(),
                    job,
                    signer,
                }))
            }
            _ => Ok(None),
        },
    }
}

/// The token by which a sender whose signer came back asks for a job's status. It is made of the job and the code key,
/// so that nothing is stored and a page that is loaded again gives the same one.
///
/// # Errors
/// [`PortError`] when the key did not answer.
pub async fn status_query_token(job: JobId, key: &impl HmacKey) -> Result<String, PortError> {
    let message = Digest::tagged("segl-status-query-token-v1", &[job.to_string().as_bytes()]);
    Ok(secret::spell_mac(&key.mac(message.as_bytes()).await?))
}

/// Where a signer goes when the visit ends, as the job stands: after signing, after rejecting, or because neither can
/// be done. `None` outside the direct flow.
#[must_use]
pub fn exit_url(job: &SignatureJob, signer: SignerId) -> Option<&ExitUrl> {
    let urls = job.terms().flow.exit_urls()?;
    Some(match (job.signer(signer)?.state(), job.state()) {
        (
            SignerState::Signed { .. },
            JobState::Failed {
                cause: Failure::Rejected,
                ..
            },
        ) => &urls.rejection,
        (SignerState::Signed { .. }, _) => &urls.completion,
        (SignerState::Rejected { .. }, _) => &urls.rejection,
        _ => &urls.error,
    })
}

/// Why there is no status to tell.
#[derive(Debug, Error)]
pub enum StatusError {
    /// The principal does not get at the job.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Nobody has come to an end yet.
    #[error("no signer has signed, rejected or otherwise ended yet")]
    NotCompleted,
    /// The token is not this job's.
    #[error("the status_query_token is not this job's")]
    WrongToken,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// The job, for a sender who shows the token that came back with a signer.
///
/// # Errors
/// [`StatusError`] says why not.
pub async fn status_by_token(
    principal: &Principal,
    job: JobId,
    token: &str,
    jobs: &impl Jobs,
    key: &impl HmacKey,
) -> Result<SignatureJob, StatusError> {
    let job = find_job(principal, Action::ReadJob, job, jobs).await?;
    if !job.terms().flow.is_direct() {
        return Err(AccessError::NotFound.into());
    }
    let right = status_query_token(job.id(), key).await?;
    // Compared by digest: how much of it is right cannot be told by time.
    if Digest::of(token.as_bytes()) != Digest::of(right.as_bytes()) {
        return Err(StatusError::WrongToken);
    }
    let somebody_is_done = job
        .signers()
        .iter()
        .any(|signer| *signer.state() != SignerState::Waiting);
    if somebody_is_done {
        Ok(job)
    } else {
        Err(StatusError::NotCompleted)
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
