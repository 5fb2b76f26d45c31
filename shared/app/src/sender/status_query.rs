//! The direct flow ends: the sender asks for the status with the token that came back with a signer.

use segl_domain::{
    digest::Digest,
    id::JobId,
    identity::{policy::Action, principal::Principal},
    job::{SignatureJob, signer::SignerState},
    secret,
};
use thiserror::Error;

use crate::{
    ports::{PortError, jobs::Jobs, keys::HmacKey},
    sender::{access::AccessError, jobs::find},
};

/// The token by which a sender whose signer came back asks for a job's status. It is made of the job and the code key,
/// so that nothing is stored and a page that is loaded again gives the same one.
///
/// # Errors
/// [`PortError`] when the key did not answer.
pub async fn status_query_token(job: JobId, key: &impl HmacKey) -> Result<String, PortError> {
    let message = Digest::tagged("segl-status-query-token-v1", &[job.to_string().as_bytes()]);
    Ok(secret::spell_mac(&key.mac(message.as_bytes()).await?))
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
    let job = find(principal, Action::ReadJob, job, jobs).await?;
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
