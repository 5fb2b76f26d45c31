//! Creating a job, and letting its groups begin.

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use crate::{
    account::organisation::Sector,
    audit::{AuditEventData, AuditedSigner},
    contact::Unreachable,
    id::{JobId, SignerId},
    identity::principal::Actor,
    job::{
        ActiveGroup, JobState, SignatureJob, Terms, Transition,
        flow_rules::Choice,
        signer::{Order, Signer, SignerState},
    },
};

/// The most signers a job may have.
pub const MAX_SIGNERS: usize = 50;
/// How long a group has unless the sender says otherwise: 30 days.
pub const DEFAULT_AVAILABILITY: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The longest a group may have: 90 days.
pub const MAX_AVAILABILITY: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How far ahead an activation may be set: one year.
pub const MAX_ACTIVATION_DELAY: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Why a job cannot be created so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CreateRefused {
    /// The activation lies too far ahead.
    #[error("a job may be activated at most 365 days ahead")]
    ActivationTooFar,
    /// The time for a group is nothing, or more than it may be.
    #[error("the signers may have from 1 second to 90 days (7776000 seconds)")]
    Availability,
    /// What was chosen for a signer does not go together.
    #[error("signer {0} (counted from 1): {1}")]
    Choice(usize, Choice),
    /// Two signers have the same address.
    #[error("signers {0} and {1} (counted from 1) have the same address")]
    SameAddress(usize, usize),
    /// There is none, or there are too many.
    #[error("a job has 1 to 50 signers")]
    Signers,
}

impl SignatureJob {
    /// The new job: active at once, or scheduled when `activation` lies ahead of `at`. With a signer whom the contact
    /// register knows no way to (`unreachable`) it fails before anybody is told of it.
    ///
    /// # Errors
    /// [`CreateRefused`] says what the sender has to change.
    pub fn create(
        id: JobId,
        terms: Terms,
        sector: Sector,
        signers: Vec<Signer>,
        unreachable: &[(SignerId, Unreachable)],
        activation: Option<Timestamp>,
        by: Actor,
        at: Timestamp,
    ) -> Result<Transition, CreateRefused> {
        if signers.is_empty() || signers.len() > MAX_SIGNERS {
            return Err(CreateRefused::Signers);
        }
        for (place, signer) in signers.iter().enumerate() {
            if let Some(earlier) = signers[..place]
                .iter()
                .position(|earlier| earlier.addressee.is_same(&signer.addressee))
            {
                return Err(CreateRefused::SameAddress(earlier + 1, place + 1));
            }
            crate::job::flow_rules::check(&terms, sector, signer)
                .map_err(|wrong| CreateRefused::Choice(place + 1, wrong))?;
        }
        if terms.available_for < SignedDuration::from_secs(1)
            || terms.available_for > MAX_AVAILABILITY
        {
            return Err(CreateRefused::Availability);
        }
        let activation_at = activation.filter(|time| *time > at).unwrap_or(at);
        if activation_at.duration_since(at) > MAX_ACTIVATION_DELAY {
            return Err(CreateRefused::ActivationTooFar);
        }

        let created = AuditEventData::JobCreated {
            documents: terms.documents.iter().map(Into::into).collect(),
            signers: signers
                .iter()
                .map(|signer| AuditedSigner {
                    id: signer.id,
                    order: signer.order,
                })
                .collect(),
        };
        let mut transition = Transition::unchanged(Self::bare(
            id,
            at,
            terms,
            signers,
            JobState::Scheduled { activation_at },
        ));
        transition.record(by, at, created);
        if unreachable.is_empty() {
            return Ok(transition.activate_if_time(at));
        }
        for (signer, why) in unreachable {
            transition.not_reached(*signer, *why, at);
        }
        transition.fail(crate::job::Failure::Unreachable, at, |_| {
            SignerState::NotApplicable
        });
        Ok(transition)
    }

    /// Begins a scheduled job whose time has come. A job that is already past this is left as it is.
    pub fn activate(self, at: Timestamp) -> Transition {
        Transition::unchanged(self).activate_if_time(at)
    }
}

impl Transition {
    fn activate_if_time(mut self, at: Timestamp) -> Self {
        if matches!(self.job.state, JobState::Scheduled { activation_at } if activation_at <= at) {
            self.activate_next_group(at);
        }
        self
    }

    /// Gives the turn to the lowest order in which somebody has not signed; with none left, all have signed.
    pub(crate) fn activate_next_group(&mut self, at: Timestamp) {
        let unsigned = |signer: &&Signer| !matches!(signer.state, SignerState::Signed { .. });
        let next: Option<Order> = self
            .job
            .signers
            .iter()
            .filter(unsigned)
            .map(|signer| signer.order)
            .min();
        match next {
            Some(order) => {
                let deadline = at + self.job.terms.available_for;
                let group = ActiveGroup {
                    order,
                    activated_at: at,
                    deadline,
                    plan: 0,
                    planned_at: at,
                };
                self.job.state = JobState::Active { group };
                self.record(
                    Actor::Segl,
                    at,
                    AuditEventData::GroupActivated { order, deadline },
                );
            }
            None => {
                self.job.state = JobState::AllSigned {
                    at,
                    attempts: 0,
                    halted_at: None,
                }
            }
        }
    }
}
