//! Redirect URLs: handed to the sender, opened once by the signer.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    audit::AuditEventData,
    id::SignerId,
    identity::{authentication::AuthenticationMethod, principal::Actor},
    job::{
        JobState, SignatureJob, Transition,
        credentials::{IssuedRedirect, REDIRECT_URL_TTL},
    },
    secret::RedirectDigest,
};

/// Why there is no redirect URL for a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RedirectRefused {
    /// The job has no such signer.
    #[error("there is no such signer in this job")]
    NoSuchSigner,
    /// The job is not of the direct flow.
    #[error("only signers of a job with flow direct are sent by redirect URL")]
    NotDirect,
    /// Others sign first, or the job's time has not come.
    #[error("it is not this signer's turn yet")]
    NotYet,
    /// The job ended without all signatures.
    #[error("the signature job has ended")]
    Over,
}

impl SignatureJob {
    /// Issues a redirect URL for a signer; it revokes the older one. Who has signed may come back to see the result.
    ///
    /// # Errors
    /// [`RedirectRefused`] says why there is none.
    pub fn issue_redirect(
        self,
        id: SignerId,
        digest: RedirectDigest,
        by: Actor,
        at: Timestamp,
    ) -> Result<Transition, RedirectRefused> {
        let signer = self.signer(id).ok_or(RedirectRefused::NoSuchSigner)?;
        if !self.terms.flow.is_direct() {
            return Err(RedirectRefused::NotDirect);
        }
        if matches!(self.state, JobState::Failed { .. }) {
            return Err(RedirectRefused::Over);
        }
        if !self.was_reached(signer) {
            return Err(RedirectRefused::NotYet);
        }
        let expires_at = at + REDIRECT_URL_TTL;
        let mut transition = Transition::unchanged(self);
        if let Some(signer) = transition.job.signer_mut(id) {
            signer.access.redirect = Some(IssuedRedirect { digest, expires_at });
        }
        transition.record(
            by,
            at,
            AuditEventData::RedirectUrlIssued {
                signer: id,
                expires_at,
            },
        );
        Ok(transition)
    }

    /// Opens a redirect URL, which uses it up; `None` when it is not the signer's newest, was used, or is too old.
    #[must_use]
    pub fn use_redirect(
        self,
        id: SignerId,
        digest: &RedirectDigest,
        at: Timestamp,
    ) -> Option<(Transition, AuthenticationMethod)> {
        let issued = self.signer(id)?.access.redirect()?;
        if issued.digest != *digest || issued.expires_at <= at {
            return None;
        }
        let mut transition = Transition::unchanged(self);
        transition.job.signer_mut(id)?.access.redirect = None;
        transition.record(
            Actor::Signer { signer: id },
            at,
            AuditEventData::RedirectUrlUsed { signer: id },
        );
        Some((transition, AuthenticationMethod::SenderRedirect { at }))
    }
}
