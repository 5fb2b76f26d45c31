//! The seal: the intention before the key is asked, the outcome after, and its renewal.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    audit::AuditEventData,
    digest::Digest,
    identity::principal::Actor,
    job::{
        JobState, Retention, SealedDocument, SignatureJob, Transition,
        next_action::SEALING_RETRY_AFTER_HALT,
    },
};

/// Why there is nothing to seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealRefused {
    /// It is sealed; nothing is sealed twice.
    #[error("the job is already sealed")]
    AlreadySealed,
    /// Not all have signed.
    #[error("the job is not signed by all")]
    NotAllSigned,
}

/// A sealed document after its renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewedSeal {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// Which stored version of the object it is.
    pub version: String,
    /// When the next timestamp is due.
    pub renew_at: Option<Timestamp>,
}

/// Why a renewed document is not the job's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the sealed document that was renewed is not the job's any more")]
pub struct RenewRefused;

impl SignatureJob {
    /// Records that the key is about to be asked for signatures over the signers' statements.
    ///
    /// # Errors
    /// [`SealRefused`] when there is nothing to seal.
    pub fn start_evidence_signing(
        self,
        digest: Digest,
        at: Timestamp,
    ) -> Result<Transition, SealRefused> {
        self.may_seal()?;
        let mut transition = Transition::unchanged(self);
        // With this every attempt begins.
        if let JobState::AllSigned {
            attempts,
            halted_at,
            ..
        } = &mut transition.job.state
        {
            *halted_at = None;
            *attempts = attempts.saturating_add(1);
        }
        transition.record(
            Actor::Segl,
            at,
            AuditEventData::EvidenceSigningStarted { digest },
        );
        Ok(transition)
    }

    /// Records that the key is about to be asked for the signature of all evidence, in the same attempt.
    ///
    /// # Errors
    /// [`SealRefused`] when there is nothing to seal.
    pub fn start_signing_all_evidence(
        self,
        digest: Digest,
        at: Timestamp,
    ) -> Result<Transition, SealRefused> {
        self.may_seal()?;
        let mut transition = Transition::unchanged(self);
        transition.record(
            Actor::Segl,
            at,
            AuditEventData::EvidenceSigningStarted { digest },
        );
        Ok(transition)
    }

    /// Records that the key is about to be asked for a signature over `digest`.
    ///
    /// # Errors
    /// [`SealRefused`] when there is nothing to seal.
    pub fn start_sealing(self, digest: Digest, at: Timestamp) -> Result<Transition, SealRefused> {
        self.may_seal()?;
        let mut transition = Transition::unchanged(self);
        transition.record(Actor::Segl, at, AuditEventData::SealingStarted { digest });
        Ok(transition)
    }

    /// Stops sealing for a day: something in the store is not what was checked, and trying at once again would find the
    /// same.
    ///
    /// # Errors
    /// [`SealRefused`] when there is nothing to seal.
    pub fn halt_sealing(self, at: Timestamp) -> Result<Transition, SealRefused> {
        self.may_seal()?;
        let mut transition = Transition::unchanged(self);
        if let JobState::AllSigned { halted_at, .. } = &mut transition.job.state {
            *halted_at = Some(at);
        }
        transition.record(Actor::Segl, at, AuditEventData::SealingHalted);
        Ok(transition)
    }

    /// Completes the job with its sealed document.
    ///
    /// # Errors
    /// [`SealRefused`] when there is nothing to seal: of two that sealed, the first to commit has sealed.
    pub fn sealed(self, sealed: SealedDocument, at: Timestamp) -> Result<Transition, SealRefused> {
        self.may_seal()?;
        let mut transition = Transition::unchanged(self);
        let evidence = sealed.evidence.as_ref().map(|evidence| evidence.sha256);
        transition.record(
            Actor::Segl,
            at,
            AuditEventData::Sealed {
                sha256: sealed.sha256,
                level: sealed.level.clone(),
                evidence,
            },
        );
        let kept = transition.job.terms.retention.duration();
        transition.job.state = JobState::Completed {
            at,
            sealed,
            retention: Retention::Until { time: at + kept },
        };
        Ok(transition)
    }

    /// Puts the renewed document in place of the one with the version `from`.
    ///
    /// # Errors
    /// [`RenewRefused`] when there is no such document any more: of two that renewed, the first to commit has renewed.
    pub fn renewed(
        self,
        from: &str,
        renewed: RenewedSeal,
        at: Timestamp,
    ) -> Result<Transition, RenewRefused> {
        let mut transition = Transition::unchanged(self);
        match &mut transition.job.state {
            JobState::Completed {
                sealed,
                retention: Retention::Until { time },
                ..
            } if sealed.version == from && at < *time => {
                sealed.sha256 = renewed.sha256;
                sealed.size = renewed.size;
                sealed.version = renewed.version;
                sealed.renew_at = renewed.renew_at;
            }
            _ => return Err(RenewRefused),
        }
        transition.record(
            Actor::Segl,
            at,
            AuditEventData::SealRenewed {
                sha256: renewed.sha256,
            },
        );
        Ok(transition)
    }

    /// Puts the renewal of the document with the version `from` off by a day: what is stored is not what was sealed.
    ///
    /// # Errors
    /// [`RenewRefused`] when there is no such document any more.
    pub fn halt_renewal(self, from: &str, at: Timestamp) -> Result<Transition, RenewRefused> {
        let mut transition = Transition::unchanged(self);
        match &mut transition.job.state {
            JobState::Completed { sealed, .. } if sealed.version == from => {
                sealed.renew_at = Some(at + SEALING_RETRY_AFTER_HALT);
            }
            _ => return Err(RenewRefused),
        }
        transition.record(Actor::Segl, at, AuditEventData::SealingHalted);
        Ok(transition)
    }

    const fn may_seal(&self) -> Result<(), SealRefused> {
        match self.state {
            JobState::AllSigned { .. } => Ok(()),
            JobState::Completed { .. } => Err(SealRefused::AlreadySealed),
            _ => Err(SealRefused::NotAllSigned),
        }
    }
}
