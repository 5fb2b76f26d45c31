//! The table: jobs and their audit events, links, sessions, keys, documents before they are a job's.

use jiff::Timestamp;
use segl_domain::{
    account::organisation::OrganisationNumber,
    audit::AuditEvent,
    digest::Digest,
    id::{DocumentId, JobId, SignerId},
    identity::{
        authentication::{AuthenticationMethod, Login},
        person::{Encrypted, PersonKey},
    },
    job::{SignatureJob, Transition, status::JobStatus, status_change::StatusChange},
    secret::{LinkDigest, RedirectDigest, SessionDigest},
    text::QueueName,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::PortError;
use crate::document::{Settled, StoredDocument};

/// A job as it was read, with the version that a commit must still find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadJob {
    /// The job.
    pub job: SignatureJob,
    /// Counts the commits so far, from 1.
    pub version: u64,
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

    /// Writes the new state, its audit events, what its links are looked up by and the status change for its queue, all or
    /// nothing, if nobody wrote since `read`. A step without a change writes nothing.
    ///
    /// # Errors
    /// MUST return [`CommitError::Conflict`] when the stored version is not `read.version`.
    fn commit(
        &self,
        read: &ReadJob,
        step: Transition,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;
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
        step: Transition,
        claim: Option<IdempotencyClaim>,
    ) -> impl Future<Output = Result<Creation, PortError>> + Send;
}

/// Which jobs to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Only with this status.
    pub status: Option<JobStatus>,
    /// Only with exactly this reference.
    pub reference: Option<String>,
    /// Only created at or after this.
    pub created_from: Option<Timestamp>,
    /// Only created before this.
    pub created_before: Option<Timestamp>,
    /// Only with this signer.
    pub signer: Option<SignerId>,
}

/// A line in a list of jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSummary {
    /// Names the job.
    pub job: JobId,
    /// What it is called.
    pub title: String,
    /// The sender's own name for it.
    pub reference: Option<String>,
    /// Where it stands.
    pub status: JobStatus,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it; it may be shorter than asked for without being the last.
    pub items: Vec<T>,
    /// Where the next one begins; `None` on the last.
    pub next: Option<String>,
}

/// Lists of a sender's jobs, newest first.
pub trait JobList: Send + Sync {
    /// A page of at most `limit` jobs of this sender. A cursor that is not one of this list's is taken for the
    /// beginning by nobody: it MUST give `Ok(None)`.
    fn list(
        &self,
        sender: &OrganisationNumber,
        filter: &JobFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> impl Future<Output = Result<Option<Page<JobSummary>>, PortError>> + Send;
}

/// A job's audit events.
pub trait AuditLog: Send + Sync {
    /// All audit events of the job, in order; empty when there is no such job.
    fn events(&self, job: JobId)
    -> impl Future<Output = Result<Vec<AuditEvent>, PortError>> + Send;
}

/// What links point at.
pub trait Links: Send + Sync {
    /// The job and signer whose newest link this is.
    fn find(
        &self,
        link: &LinkDigest,
    ) -> impl Future<Output = Result<Option<(JobId, SignerId)>, PortError>> + Send;
}

/// Redirect URLs of the direct flow.
pub trait Redirects: Send + Sync {
    /// The job and signer whose newest, unused redirect URL this is.
    fn find(
        &self,
        redirect: &RedirectDigest,
    ) -> impl Future<Output = Result<Option<(JobId, SignerId)>, PortError>> + Send;
}

/// What is addressed to a person by number, by all senders, in the portal flow.
pub trait Tasks: Send + Sync {
    /// A page of at most `limit` tasks, newest first. A cursor that is not one of this person's MUST give the first page.
    fn tasks(
        &self,
        person: &PersonKey,
        cursor: Option<&str>,
        limit: u32,
    ) -> impl Future<Output = Result<Page<(JobId, SignerId)>, PortError>> + Send;
}

/// A task that a browser got in to without an e-ID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenVisit {
    /// The job.
    pub job: JobId,
    /// Whose task it is.
    pub signer: SignerId,
    /// How it was got in to.
    pub entry: AuthenticationMethod,
}

/// An e-ID login of a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLogin {
    /// Who, and how sure that is.
    pub login: Login,
    /// The e-ID provider's identifier in the configuration.
    pub provider: String,
    /// The ID token, to log out at the provider with.
    pub id_token: Encrypted,
}

/// What a browser has shown so far: found by the digest of its cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Tasks it got in to, oldest first.
    pub visits: Vec<OpenVisit>,
    /// Who is logged in.
    pub login: Option<OpenLogin>,
    /// When it began; it lasts twelve hours at most, however much it is used.
    pub begun_at: Timestamp,
    /// When it ends unless it is used before.
    #[serde(skip, default = "never")]
    pub expires_at: Timestamp,
}

const fn never() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// Sessions, found by the digest of the cookie's token.
pub trait Sessions: Send + Sync {
    /// Stores a session.
    fn keep(
        &self,
        digest: &SessionDigest,
        session: &Session,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Makes a session last until `until`; `false` when it was forgotten, which no page that was asked for before undoes.
    fn renew(
        &self,
        digest: &SessionDigest,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;

    /// The session with this digest, be it over or not.
    fn find(
        &self,
        digest: &SessionDigest,
    ) -> impl Future<Output = Result<Option<Session>, PortError>> + Send;

    /// Forgets a session; one that is not there is forgotten already.
    fn forget(&self, digest: &SessionDigest) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// A status change that was handed to one poller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedChange {
    /// What it is acknowledged by.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub change: StatusChange,
}

/// Queues of status changes. A change is written with the state it tells of, by [`Jobs::commit`] and
/// [`NewJobs::create`], whenever [`StatusChange::between`] gives one.
pub trait StatusChanges: Send + Sync {
    /// Hands the oldest change that may be handed out to this caller alone, and hides it from all until `hidden_until`.
    /// A job's later changes MUST NOT be handed out before its earlier ones are acknowledged.
    fn receive(
        &self,
        sender: &OrganisationNumber,
        queue: &QueueName,
        now: Timestamp,
        hidden_until: Timestamp,
    ) -> impl Future<Output = Result<Option<ReceivedChange>, PortError>> + Send;

    /// Takes a change off its queue; one that is not there is acknowledged already. `false` when no change of this
    /// sender's can have this identifier.
    fn acknowledge(
        &self,
        sender: &OrganisationNumber,
        id: &str,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;
}

/// Documents, from their upload until they are a job's and after.
pub trait DocumentIndex: Send + Sync {
    /// Enters a new document.
    fn enter(
        &self,
        document: &StoredDocument,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The document with this identifier.
    fn find(
        &self,
        document: DocumentId,
    ) -> impl Future<Output = Result<Option<StoredDocument>, PortError>> + Send;

    /// Records what the check of an upload found, if the document still awaits it; settled once, it stays so.
    fn settle(
        &self,
        document: DocumentId,
        settled: &Settled,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
