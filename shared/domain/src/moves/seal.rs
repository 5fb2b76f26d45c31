//! The seal: the intention before the key is asked, the outcome after.

use jiff::Timestamp;
use thiserror::Error;

use crate::{Digest, Event, JobState, Keeping, SealedDocument, SignatureJob, Step, job::DOCUMENTS_KEPT};

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

impl SignatureJob {
    /// Records that the key is about to be asked for signatures over the signers' statements.
    ///
    /// # Errors
    /// [`SealRefused`] when there is nothing to seal.
    pub fn intend_evidence(self, digest: Digest, at: Timestamp) -> Result<Step, SealRefused> {
        self.may_seal()?;
        let mut step = Step::unchanged(self);
        step.tell(at, Event::EvidenceIntended { digest });
        Ok(step)
    }

    /// Records that the key is about to be asked for a signature over `digest`.
    ///
    /// # Errors
    /// [`SealRefused`] when there is nothing to seal.
    pub fn intend_seal(self, digest: Digest, at: Timestamp) -> Result<Step, SealRefused> {
        self.may_seal()?;
        let mut step = Step::unchanged(self);
        if let JobState::AllSigned { intentions, .. } = &mut step.job.state {
            *intentions = intentions.saturating_add(1);
        }
        step.tell(at, Event::SealIntended { digest });
        Ok(step)
    }

    /// Completes the job with its sealed document.
    ///
    /// # Errors
    /// [`SealRefused`] when there is nothing to seal: of two that sealed, the first to commit has sealed.
    pub fn sealed(self, sealed: SealedDocument, at: Timestamp) -> Result<Step, SealRefused> {
        self.may_seal()?;
        let mut step = Step::unchanged(self);
        let evidence = sealed.evidence.as_ref().map(|evidence| evidence.sha256);
        step.tell(at, Event::Sealed { sha256: sealed.sha256, level: sealed.level.clone(), evidence });
        step.job.state = JobState::Completed { at, sealed, keeping: Keeping::Until { time: at + DOCUMENTS_KEPT } };
        Ok(step)
    }

    const fn may_seal(&self) -> Result<(), SealRefused> {
        match self.state {
            JobState::AllSigned { .. } => Ok(()),
            JobState::Completed { .. } => Err(SealRefused::AlreadySealed),
            _ => Err(SealRefused::NotAllSigned),
        }
    }
}
