//! A signer signs, or will not.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    audit::AuditEventData,
    id::SignerId,
    identity::principal::Actor,
    job::{
        DOCUMENT_RETENTION, Failure, JobState, SignatureJob, Transition,
        signer::{Signature, Signer, SignerState},
    },
    text::RejectionReason,
};

/// Why a signer can neither sign nor reject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ActRefused {
    /// The signer has signed already; a signature is not taken back.
    #[error("you have already signed")]
    AlreadySigned,
    /// The signer is blocked.
    #[error("this signer is blocked")]
    Blocked,
    /// What was consented to is not what the job holds.
    #[error("the documents are not the ones that were shown")]
    OtherDocuments,
    /// The job has ended, or its deadline has passed.
    #[error("the signature job has ended")]
    Over,
    /// Others sign first, or the job's time has not come.
    #[error("it is not this signer's turn")]
    NotYet,
    /// The job has no such signer.
    #[error("no such signer in this job")]
    Unknown,
}

impl SignatureJob {
    /// Records that a signer signed. The last of a group gives the turn to the next, or makes the seal due.
    ///
    /// # Errors
    /// [`ActRefused`] when it is not this signer's to do.
    pub fn sign(
        self,
        signer: SignerId,
        signature: Signature,
        at: Timestamp,
    ) -> Result<Transition, ActRefused> {
        self.may_act(signer, at)?;
        if signature.documents != self.terms.documents.digest() {
            return Err(ActRefused::OtherDocuments);
        }
        let mut transition = Transition::unchanged(self);
        transition.record(
            Actor::Signer { signer },
            at,
            AuditEventData::Signed {
                signer,
                name: signature.name.clone(),
                consent: signature.consent.clone(),
                documents: signature.documents,
                authentication: signature.authentication.clone(),
                evidence: signature.digest(),
            },
        );
        transition.set(
            signer,
            SignerState::Signed {
                signature: Box::new(signature),
            },
            at,
        );
        let group_is_done = transition.job.active_group().is_some_and(|group| {
            transition
                .job
                .signers
                .iter()
                .filter(|other| other.order == group.order)
                .all(|other| other.signature().is_some())
        });
        if group_is_done {
            transition.activate_next_group(at);
        }
        Ok(transition)
    }

    /// Records that a signer will not sign, which ends the job for everybody.
    ///
    /// # Errors
    /// [`ActRefused`] when it is not this signer's to do.
    pub fn reject(
        self,
        signer: SignerId,
        reason: RejectionReason,
        at: Timestamp,
    ) -> Result<Transition, ActRefused> {
        self.may_act(signer, at)?;
        let mut transition = Transition::unchanged(self);
        transition.record(
            Actor::Signer { signer },
            at,
            AuditEventData::Rejected {
                signer,
                reason: reason.clone(),
            },
        );
        transition.set(signer, SignerState::Rejected { reason }, at);
        transition.fail(Failure::Rejected, at, |_| SignerState::NotApplicable);
        Ok(transition)
    }

    /// Records that a signer's e-ID gave no name, without which the signed document cannot say who signed. It ends the
    /// job: the e-ID will give none the next time either.
    ///
    /// # Errors
    /// [`ActRefused`] when it is not this signer's to do.
    pub fn name_not_available(
        self,
        signer: SignerId,
        at: Timestamp,
    ) -> Result<Transition, ActRefused> {
        self.may_act(signer, at)?;
        let mut transition = Transition::unchanged(self);
        transition.record(
            Actor::Signer { signer },
            at,
            AuditEventData::NameNotAvailable { signer },
        );
        transition.set(signer, SignerState::SignersNameNotAvailable, at);
        transition.fail(Failure::NameNotAvailable, at, |_| {
            SignerState::NotApplicable
        });
        Ok(transition)
    }

    pub(crate) fn may_act(&self, id: SignerId, at: Timestamp) -> Result<(), ActRefused> {
        let signer = self.signer(id).ok_or(ActRefused::Unknown)?;
        match (&signer.state, &self.state) {
            (SignerState::Signed { .. }, _) => Err(ActRefused::AlreadySigned),
            (
                _,
                JobState::Completed { .. } | JobState::Failed { .. } | JobState::AllSigned { .. },
            ) => Err(ActRefused::Over),
            (SignerState::Blocked, _) => Err(ActRefused::Blocked),
            (_, JobState::Active { group })
                if group.order == signer.order && at < group.deadline =>
            {
                Ok(())
            }
            (_, JobState::Active { group }) if group.order == signer.order => Err(ActRefused::Over),
            (_, JobState::Active { .. } | JobState::Scheduled { .. }) => Err(ActRefused::NotYet),
        }
    }
}

impl Transition {
    pub(crate) fn set(&mut self, signer: SignerId, state: SignerState, at: Timestamp) {
        if let Some(signer) = self.job.signer_mut(signer) {
            signer.set_state(state, at);
        }
    }

    /// Ends the job without all signatures; `rest` says what becomes of each signer who is still waiting or blocked.
    pub(crate) fn fail(
        &mut self,
        cause: Failure,
        at: Timestamp,
        rest: impl Fn(&Signer) -> SignerState,
    ) {
        let reached = self.job.active_group().map(|group| group.order);
        for signer in &mut self.job.signers {
            if matches!(signer.state, SignerState::Waiting | SignerState::Blocked) {
                let state = rest(signer);
                if state != signer.state {
                    signer.set_state(state, at);
                }
            }
        }
        let retention = crate::job::Retention::Until {
            time: at + DOCUMENT_RETENTION,
        };
        self.job.state = JobState::Failed {
            at,
            cause,
            reached,
            retention,
        };
    }
}
