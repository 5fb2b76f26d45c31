//! Signature jobs and their audit events: created, read and committed one at a time.

use jiff::Timestamp;
use segl_domain::{
    account::organisation::OrganisationNumber,
    audit::AuditEvent,
    digest::Digest,
    id::JobId,
    job::{SignatureJob, Transition},
};
use thiserror::Error;

use crate::{change_set::ChangeSet, ports::PortError};

/// A job as it was read, with the version that a commit must still find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadJob {
    /// The job.
    pub job: SignatureJob,
    /// Counts the commits so far, from 1.
    pub version: u64,
}

impl ReadJob {
    /// What a transition of the job as it was read writes at `now`; `None` when it changes nothing.
    #[must_use]
    pub fn change_set(&self, step: Transition, now: Timestamp) -> Option<ChangeSet> {
        ChangeSet::of_transition(&self.job, self.version, step, now)
    }
}

/// Why a step was not committed.
#[derive(Debug, Error)]
pub enum CommitError {
    /// Somebody wrote in between: read again, move again.
    #[error("the job was changed by somebody else")]
    Conflict,
    /// The infrastructure failed; whether the step was written is not known.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Signature jobs, one at a time.
pub trait Jobs: Send + Sync {
    /// The job as it stands: every commit that has succeeded is seen.
    fn load(&self, job: JobId) -> impl Future<Output = Result<Option<ReadJob>, PortError>> + Send;

    /// Writes a change of the job, all of it or nothing, if nobody wrote since the job was read.
    ///
    /// # Errors
    /// MUST return [`CommitError::Conflict`] when the stored version is not the one that the change is based on.
    fn commit(&self, changes: &ChangeSet) -> impl Future<Output = Result<(), CommitError>> + Send;
}

/// A sender's promise that one `Idempotency-Key` means one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyClaim {
    /// Whose key it is.
    pub sender: OrganisationNumber,
    /// The key: 1 to 255 visible ASCII characters.
    pub key: String,
    /// What the request was.
    pub request: Digest,
    /// Until when the key is remembered.
    pub until: Timestamp,
}

/// A request that a key was used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    /// What the request was.
    pub request: Digest,
    /// The job it made.
    pub job: JobId,
}

/// What became of a new job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Creation {
    /// It is stored.
    Created,
    /// A document has become another job's in the meantime.
    DocumentTaken,
    /// The key was used in the meantime.
    KeyUsed(Recalled),
}

/// The creation of jobs.
pub trait NewJobs: Send + Sync {
    /// What this sender's key was used for, if it is still remembered.
    fn recall(
        &self,
        sender: &OrganisationNumber,
        key: &str,
    ) -> impl Future<Output = Result<Option<Recalled>, PortError>> + Send;

    /// Stores a new job with its audit events, claims the key, and gives it its documents, all or nothing.
    fn create(
        &self,
        changes: &ChangeSet,
        claim: Option<IdempotencyClaim>,
    ) -> impl Future<Output = Result<Creation, PortError>> + Send;
}

/// A job's audit events.
pub trait AuditLog: Send + Sync {
    /// All audit events of the job, in order; empty when there is no such job.
    fn events(&self, job: JobId)
    -> impl Future<Output = Result<Vec<AuditEvent>, PortError>> + Send;
}
