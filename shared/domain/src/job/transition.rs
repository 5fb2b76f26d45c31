//! A new state together with the audit events that explain it.

use jiff::Timestamp;

use crate::{
    audit::{AuditEvent, AuditEventData},
    identity::principal::Actor,
    job::SignatureJob,
};

/// A job's new state and the audit events that explain it, to be stored together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a transition that is not committed never happened"]
pub struct Transition {
    /// The state after the transition.
    pub job: SignatureJob,
    /// What happened, in order; empty when the transition was already made.
    pub events: Vec<AuditEvent>,
}

impl Transition {
    /// No transition at all: the job as it is, and nothing to tell.
    pub const fn unchanged(job: SignatureJob) -> Self {
        Self {
            job,
            events: Vec::new(),
        }
    }

    pub(crate) fn record(&mut self, actor: Actor, at: Timestamp, event: AuditEventData) {
        let event = AuditEvent::new(
            self.job.id,
            self.job.events + 1,
            at,
            actor,
            event,
            self.job.head_hash,
        );
        self.job.events = event.sequence;
        self.job.head_hash = event.hash;
        self.events.push(event);
    }
}
