//! The end of the documents' keeping.

use jiff::Timestamp;
use thiserror::Error;

use crate::{Event, JobState, Keeping, SignatureJob, Step};

/// Why documents cannot be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the documents of a job can be deleted when the job has ended; cancel it first")]
pub struct DeleteRefused;

impl SignatureJob {
    /// Ends the documents' keeping now: from here on they are not shown, and their deletion is due.
    ///
    /// # Errors
    /// [`DeleteRefused`] while the job goes on.
    pub fn release_documents(self, at: Timestamp) -> Result<Step, DeleteRefused> {
        let mut step = Step::unchanged(self);
        match step.keeping_mut() {
            None => return Err(DeleteRefused),
            Some(Keeping::Until { time }) if at < *time => *time = at,
            Some(_) => return Ok(step),
        }
        step.tell(at, Event::DeletionRequested);
        Ok(step)
    }

    /// Records that the documents are gone from the store, once their keeping has ended.
    pub fn documents_deleted(self, at: Timestamp) -> Step {
        let mut step = Step::unchanged(self);
        match step.keeping_mut() {
            Some(keeping) if matches!(*keeping, Keeping::Until { time } if time <= at) => {
                *keeping = Keeping::Deleted { at };
            }
            _ => return step,
        }
        step.tell(at, Event::DocumentsDeleted);
        step
    }
}

impl Step {
    const fn keeping_mut(&mut self) -> Option<&mut Keeping> {
        match &mut self.job.state {
            JobState::Completed { keeping, .. } | JobState::Failed { keeping, .. } => Some(keeping),
            _ => None,
        }
    }
}
