//! The end of the documents' keeping.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    audit::AuditEventData,
    identity::principal::Actor,
    job::{JobState, Retention, SignatureJob, Transition},
};

/// Why documents cannot be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the documents of a job can be deleted when the job has ended; cancel it first")]
pub struct DeleteRefused;

impl SignatureJob {
    /// Ends the documents' keeping now: from here on they are not shown, and their deletion is due.
    ///
    /// # Errors
    /// [`DeleteRefused`] while the job goes on.
    pub fn release_documents(self, by: Actor, at: Timestamp) -> Result<Transition, DeleteRefused> {
        let mut transition = Transition::unchanged(self);
        match transition.retention_mut() {
            None => return Err(DeleteRefused),
            Some(Retention::Until { time }) if at < *time => *time = at,
            Some(_) => return Ok(transition),
        }
        transition.record(by, at, AuditEventData::DeletionRequested);
        Ok(transition)
    }

    /// Records that the documents are gone from the store, once their keeping has ended.
    pub fn documents_deleted(self, at: Timestamp) -> Transition {
        let mut transition = Transition::unchanged(self);
        match transition.retention_mut() {
            Some(retention) if matches!(*retention, Retention::Until { time } if time <= at) => {
                *retention = Retention::Deleted { at };
            }
            _ => return transition,
        }
        transition.record(Actor::Segl, at, AuditEventData::DocumentsDeleted);
        transition
    }
}

impl Transition {
    const fn retention_mut(&mut self) -> Option<&mut Retention> {
        match &mut self.job.state {
            JobState::Completed { retention, .. } | JobState::Failed { retention, .. } => {
                Some(retention)
            }
            _ => None,
        }
    }
}
