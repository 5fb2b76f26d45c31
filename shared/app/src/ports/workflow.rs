//! Workflows: executions, and the task token that resumes one.

use jiff::Timestamp;
use segl_domain::id::{CodeId, JobId, SignerId};

use super::PortError;

/// The token of an execution that waits, and for what.
#[derive(Clone, PartialEq, Eq)]
pub struct TaskToken {
    /// Wakes the execution.
    pub token: String,
    /// When it wakes by itself.
    pub until: Timestamp,
}

impl std::fmt::Debug for TaskToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TaskToken(hidden, until {})", self.until)
    }
}

/// Task tokens, at most one a job, in the table beside it.
pub trait PendingCallbacks: Send + Sync {
    /// Registers a task token in place of any other.
    fn register(
        &self,
        job: JobId,
        task_token: &TaskToken,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The job's task token. Every one that was registered is seen.
    fn task_token(
        &self,
        job: JobId,
    ) -> impl Future<Output = Result<Option<TaskToken>, PortError>> + Send;
}

/// How many executions a job has had, in the table beside it.
pub trait Epochs: Send + Sync {
    /// The newest epoch, from 1.
    fn epoch(&self, job: JobId) -> impl Future<Output = Result<u32, PortError>> + Send;

    /// Counts up from `from`; `false` when somebody else already has.
    fn advance(
        &self,
        job: JobId,
        from: u32,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;
}

/// That a job's workflow is halted: a step of it found something corrupt, and nothing is tried again before an operator
/// has mended that and lifted the halt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Halt {
    /// Since when.
    pub at: Timestamp,
    /// The function that found something corrupt, such as `step-seal-job`.
    pub step: String,
}

/// Halts of workflows, at most one a job, in the table beside it: the job may be the very thing that cannot be read.
///
/// Nothing here lifts one. An operator does, by the command in `statemachines/README.md`.
pub trait Halts: Send + Sync {
    /// Halts the job's workflow. One that is halted stays as it was halted first.
    fn halt(&self, job: JobId, halt: &Halt) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The job's halt, if its workflow is halted. Every one that was written is seen.
    fn halted(&self, job: JobId) -> impl Future<Output = Result<Option<Halt>, PortError>> + Send;
}

/// The index of jobs that have something due.
pub trait DueJobs: Send + Sync {
    /// Jobs that were due before `time`, longest overdue first, at most `limit`.
    fn due(
        &self,
        time: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<JobId>, PortError>> + Send;

    /// Takes the job for due at `until` from now on, until its next commit says otherwise.
    fn postpone(
        &self,
        job: JobId,
        until: Timestamp,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// A one-time code whose end is to be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeWatch {
    /// The job.
    pub job: JobId,
    /// Whose code.
    pub signer: SignerId,
    /// Which issue of it.
    pub code: CodeId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What came of resuming an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumed {
    /// The execution was waiting, and goes on.
    Awake,
    /// No execution waits for this token any more.
    Gone,
}

/// Executions of state machines.
pub trait Executions: Send + Sync {
    /// Starts the execution of this epoch of the job's life; one that was started under that name counts.
    fn start_job(
        &self,
        job: JobId,
        epoch: u32,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Starts watching a code; a watch that was started counts.
    fn watch_code(&self, watch: &CodeWatch) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Wakes the execution that waits for this token.
    fn resume(&self, token: &str) -> impl Future<Output = Result<Resumed, PortError>> + Send;
}
