//! Status changes: what a sender who asks for them is told, without anything that names a person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{JobId, SignerId},
    job::{
        Failure, JobState, SignatureJob,
        addressee::Addressee,
        status::{JobStatus, SignerStatus},
    },
    text::{QueueName, Reference, SignerIdentifier},
};

/// Where a signer stands after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedSigner {
    /// Names the signer.
    pub id: SignerId,
    /// The sender's own word for the signer, in the direct flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer_identifier: Option<SignerIdentifier>,
    /// Where the signer stands.
    pub status: SignerStatus,
    /// The time of the event behind the status.
    pub since: Timestamp,
}

/// Where a job and its signers stand after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusChange {
    /// Names the job.
    pub job: JobId,
    /// The sender's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Where the job stands.
    pub status: JobStatus,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Where its signers stand.
    pub signers: Vec<ChangedSigner>,
}

impl StatusChange {
    /// Where this job stands.
    #[must_use]
    pub fn of(job: &SignatureJob) -> Self {
        Self {
            job: job.id,
            reference: job.terms.reference.clone(),
            status: job.status(),
            failure: match &job.state {
                JobState::Failed { cause, .. } => Some(*cause),
                _ => None,
            },
            signers: job
                .signers
                .iter()
                .map(|signer| ChangedSigner {
                    id: signer.id,
                    signer_identifier: match &signer.addressee {
                        Addressee::Custom { identifier } => Some(identifier.clone()),
                        Addressee::Contact(_) | Addressee::Person(_) => None,
                    },
                    status: signer.status(),
                    since: signer.since,
                })
                .collect(),
        }
    }

    /// What to tell of a step from `before` (nothing, for a new job) to `after`, and in which queue; `None` when the
    /// job has no queue, or no status changed.
    #[must_use]
    pub fn between(
        before: Option<&SignatureJob>,
        after: &SignatureJob,
    ) -> Option<(QueueName, Self)> {
        let queue = after.terms.queue.clone()?;
        let now = Self::of(after);
        let changed = match before {
            None => now.status != JobStatus::InProgress,
            Some(before) => Self::of(before) != now,
        };
        changed.then_some((queue, now))
    }
}
