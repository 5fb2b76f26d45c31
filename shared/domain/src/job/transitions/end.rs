//! The sender cancels or gives more time; time runs out.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    audit::AuditEventData,
    identity::principal::Actor,
    job::{
        Failure, JobState, SignatureJob, Transition, signer::SignerState,
        transitions::create::MAX_AVAILABILITY,
    },
};

/// Why a job cannot be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CancelRefused {
    /// Everybody has signed; the seal is on its way or on.
    #[error("all signers have signed, so the job can no longer be cancelled")]
    AllSigned,
    /// It has ended otherwise.
    #[error("the signature job has already ended")]
    Over,
}

/// Why a deadline cannot be moved so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ExtendRefused {
    /// The new deadline is not later than the old one.
    #[error("the new deadline must be later than the one it replaces")]
    NotLater,
    /// No group has its turn.
    #[error("only a job that waits for signatures has a deadline to extend")]
    NotActive,
    /// The new deadline is too late.
    #[error("the deadline may be at most 90 days after the signers' turn began")]
    TooLate,
}

impl SignatureJob {
    /// Ends the job because the sender takes it back. Cancelling a cancelled job changes nothing.
    ///
    /// # Errors
    /// [`CancelRefused`] when it has ended otherwise, or all have signed.
    pub fn cancel(self, by: Actor, at: Timestamp) -> Result<Transition, CancelRefused> {
        match self.state {
            JobState::Scheduled { .. } | JobState::Active { .. } => {}
            JobState::AllSigned { .. } | JobState::Completed { .. } => {
                return Err(CancelRefused::AllSigned);
            }
            JobState::Failed {
                cause: Failure::Cancelled,
                ..
            } => return Ok(Transition::unchanged(self)),
            JobState::Failed { .. } => return Err(CancelRefused::Over),
        }
        let mut transition = Transition::unchanged(self);
        transition.record(by, at, AuditEventData::Cancelled);
        transition.fail(Failure::Cancelled, at, |_| SignerState::Cancelled);
        Ok(transition)
    }

    /// Moves the active group's deadline to `deadline`; reminders are planned anew.
    ///
    /// # Errors
    /// [`ExtendRefused`] when there is none to move, it is over, or the new one does not fit.
    pub fn extend(
        self,
        deadline: Timestamp,
        by: Actor,
        at: Timestamp,
    ) -> Result<Transition, ExtendRefused> {
        let group = self
            .active_group()
            .filter(|group| at < group.deadline)
            .ok_or(ExtendRefused::NotActive)?;
        let from = group.deadline;
        if deadline <= from {
            return Err(ExtendRefused::NotLater);
        }
        if deadline.duration_since(group.activated_at) > MAX_AVAILABILITY {
            return Err(ExtendRefused::TooLate);
        }
        let mut transition = Transition::unchanged(self);
        if let JobState::Active { group } = &mut transition.job.state {
            group.deadline = deadline;
            group.plan = group.plan.saturating_add(1);
            group.planned_at = at;
        }
        transition.record(
            by,
            at,
            AuditEventData::DeadlineExtended { from, to: deadline },
        );
        Ok(transition)
    }

    /// Ends the job if the active group's deadline has passed; otherwise leaves it as it is.
    pub fn expire(self, at: Timestamp) -> Transition {
        let mut transition = Transition::unchanged(self);
        let Some(group) = transition
            .job
            .active_group()
            .filter(|group| group.deadline <= at)
            .cloned()
        else {
            return transition;
        };
        transition.record(
            Actor::Segl,
            at,
            AuditEventData::Expired { order: group.order },
        );
        transition.fail(Failure::Expired, at, |signer| match signer.state {
            SignerState::Blocked => SignerState::Blocked,
            _ if signer.order == group.order => SignerState::Expired,
            _ => SignerState::NotApplicable,
        });
        transition
    }
}
