//! Renews the seal of a document that is kept: a new timestamp over all, before the certificates of the last one end.
//!
//! What is on record if the power fails: nothing, or a version in the store that no job names; the next attempt stores
//! another. Of two that renew at once, the first to commit has renewed.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    digest::Digest,
    id::JobId,
    job::{JobState, SignatureJob, transitions::seal::RenewedSeal},
};
use segl_pades::{
    levels::{AugmentError, extend_lta},
    signing::Sealed,
};
use thiserror::Error;

use crate::{
    ports::{
        Ctx, PortError, TrustServices,
        documents::{SealedDocuments, SealedKind, SealedStore, StoreError},
        jobs::Jobs,
    },
    update::{UpdateError, update},
};

/// How long before the end of a timestamp's certificates the next one is made: time to find another authority.
const MARGIN: SignedDuration = SignedDuration::from_hours(90 * 24);

/// When a document that is sealed like this at `at` is to be renewed: [`MARGIN`] before its last timestamp's end or, where
/// that is not so far away, half-way there. Never for a seal without timestamps, which nothing can prolong.
pub(crate) fn renew_at(sealed: &Sealed, at: Timestamp) -> Option<Timestamp> {
    let left = at.duration_until(sealed.proven_until?);
    Some(at + (left - MARGIN).max(left / 2))
}

/// Why a seal was not renewed.
#[derive(Debug, Error)]
pub enum RenewError {
    /// The sealed document in the store is not the one that was sealed: its bytes have another digest.
    #[error("the sealed document in the store is not the one that was sealed")]
    Corrupt,
    /// An authority did not give what the renewal needs.
    #[error("the seal could not be renewed")]
    Raise(#[from] AugmentError),
    /// The sealed document is not in the store.
    #[error("the sealed document is not in the store")]
    Missing,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Renews a job's seal, if that is due.
///
/// # Errors
/// [`RenewError`] says what stood in the way; the renewal stays due.
pub async fn renew_seal(
    job: JobId,
    jobs: &impl Jobs,
    store: &(impl SealedStore + SealedDocuments),
    authorities: &impl TrustServices,
    ctx: Ctx<'_>,
) -> Result<(), RenewError> {
    let Some(read) = jobs.load(job).await? else {
        return Ok(());
    };
    let at = ctx.now();
    let JobState::Completed { sealed, .. } = read.job.state() else {
        return Ok(());
    };
    if !read.job.has_documents(at) || sealed.renew_at.is_none_or(|renew_at| at < renew_at) {
        return Ok(());
    }
    let bytes = store
        .fetch(job, SealedKind::Document, &sealed.version)
        .await
        .map_err(|error| match error {
            StoreError::Missing => RenewError::Missing,
            StoreError::PortError(unavailable) => unavailable.into(),
        })?;
    let whole = Sealed::whole(bytes);
    if Digest::from_bytes(whole.sha256) != sealed.sha256 {
        // On record first: whoever looks for work finds that this one rests.
        let version = sealed.version.clone();
        return match update(job, jobs, ctx, |job: SignatureJob| {
            job.halt_renewal(&version, at)
        })
        .await
        {
            Ok(_) | Err(UpdateError::Refused(_) | UpdateError::NotFound) => {
                Err(RenewError::Corrupt)
            }
            Err(UpdateError::PortError(unavailable)) => Err(unavailable.into()),
        };
    }
    let renewed = extend_lta(whole, at, authorities).await?;
    let sha256 = Digest::from_bytes(renewed.sha256);
    let (size, renew_at) = (renewed.size() as u64, renew_at(&renewed, at));
    let version = store
        .store(job, SealedKind::Document, renewed.into_parts(), &sha256)
        .await?;
    let outcome = RenewedSeal {
        sha256,
        size,
        version,
        renew_at,
    };
    let from = sealed.version.clone();
    match update(job, jobs, ctx, |job: SignatureJob| {
        job.renewed(&from, outcome.clone(), ctx.now())
    })
    .await
    {
        // Renewed by another, or deleted meanwhile: what was stored here is nobody's.
        Ok(_) | Err(UpdateError::Refused(_) | UpdateError::NotFound) => Ok(()),
        Err(UpdateError::PortError(unavailable)) => Err(unavailable.into()),
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
