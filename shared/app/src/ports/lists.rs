//! Lists, a page at a time: of a sender's jobs, and of a person's tasks.

use jiff::Timestamp;
use segl_domain::{
    account::organisation::OrganisationNumber,
    id::{JobId, SignerId},
    identity::person::PersonKey,
    job::{SignatureJob, status::JobStatus},
};

use crate::ports::PortError;

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

impl JobSummary {
    /// The line of this job.
    #[must_use]
    pub fn of(job: &SignatureJob) -> Self {
        let terms = job.terms();
        Self {
            job: job.id(),
            title: terms.title.as_ref().to_owned(),
            reference: terms
                .reference
                .as_ref()
                .map(|text| text.as_ref().to_owned()),
            status: job.status(),
            created_at: job.created_at(),
        }
    }
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
