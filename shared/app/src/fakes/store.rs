//! The table in memory.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use jiff::Timestamp;
use segl_domain::{
    account::organisation::OrganisationNumber,
    audit::AuditEvent,
    digest::Digest,
    id::{DocumentId, JobId, SignerId},
    identity::person::PersonKey,
    job::{SignatureJob, Transition, status_change::StatusChange},
    secret::{LinkDigest, RedirectDigest, SessionDigest},
    text::QueueName,
};

use super::{Fault, TestClock, lock};
use crate::{
    document::{DocumentState, Settled, StoredDocument},
    ports::{
        Clock, PortError,
        authenticator::{Authenticator, Caller, Credential},
        store::{
            AuditLog, CommitError, Creation, DocumentIndex, IdempotencyClaim, JobFilter, JobList,
            JobSummary, Jobs, Links, NewJobs, Page, ReadJob, Recalled, ReceivedChange, Redirects,
            Session, Sessions, StatusChanges, Tasks,
        },
        workflow::{DueJobs, Epochs, PendingCallbacks, TaskToken},
    },
};

/// Organisation, queue, and a place in it.
type ChangeKey = (String, String, String);

#[derive(Debug)]
struct Waiting {
    at: Timestamp,
    change: StatusChange,
    hidden_until: Timestamp,
}

#[derive(Debug, Default)]
struct Rows {
    jobs: BTreeMap<JobId, ReadJob>,
    due: BTreeMap<JobId, Timestamp>,
    events: BTreeMap<JobId, Vec<AuditEvent>>,
    links: BTreeMap<String, (JobId, SignerId)>,
    redirects: BTreeMap<String, (JobId, SignerId)>,
    changes: BTreeMap<ChangeKey, Waiting>,
    sessions: BTreeMap<String, Session>,
    keys: BTreeMap<String, Caller>,
    documents: BTreeMap<DocumentId, StoredDocument>,
    claims: BTreeMap<(String, String), (Recalled, Timestamp)>,
    task_tokens: BTreeMap<JobId, TaskToken>,
    epochs: BTreeMap<JobId, u32>,
    written: Vec<(Option<SignatureJob>, SignatureJob)>,
}

/// The table in memory; clones share it.
#[derive(Clone, Debug)]
pub struct MemoryTable {
    rows: Arc<Mutex<Rows>>,
    clock: TestClock,
    fault: Fault,
}

impl MemoryTable {
    /// An empty table.
    #[must_use]
    pub fn new(clock: TestClock, fault: Fault) -> Self {
        Self {
            rows: Arc::default(),
            clock,
            fault,
        }
    }

    /// Lets the key with this digest stand for this caller.
    pub fn add_key(&self, digest: Digest, caller: Caller) {
        lock(&self.rows).keys.insert(digest.to_string(), caller);
    }

    /// Takes what the stream would have told since the last call: each job before and after a write.
    #[must_use]
    pub fn take_stream(&self) -> Vec<(Option<SignatureJob>, SignatureJob)> {
        std::mem::take(&mut lock(&self.rows).written)
    }

    /// The job as stored, for a test to look at.
    #[must_use]
    pub fn peek(&self, job: JobId) -> Option<SignatureJob> {
        lock(&self.rows).jobs.get(&job).map(|read| read.job.clone())
    }

    /// The audit events as stored, for a test to look at.
    #[must_use]
    pub fn peek_events(&self, job: JobId) -> Vec<AuditEvent> {
        lock(&self.rows)
            .events
            .get(&job)
            .cloned()
            .unwrap_or_default()
    }
}

impl Rows {
    fn write(&mut self, before: Option<&ReadJob>, step: Transition, now: Timestamp) {
        let id = step.job.id();
        let old: Vec<String> = before
            .iter()
            .flat_map(|b| b.job.links())
            .map(|(_, link)| link.to_string())
            .collect();
        for link in old {
            self.links.remove(&link);
        }
        for (signer, link) in step.job.links() {
            self.links.insert(link.to_string(), (id, signer));
        }
        // A used redirect URL is still looked up: whoever used it may open it again.
        for (signer, redirect) in step.job.redirects() {
            self.redirects.insert(redirect.to_string(), (id, signer));
        }
        if let Some((queue, change)) =
            StatusChange::between(before.map(|read| &read.job), &step.job)
        {
            let organisation = step.job.terms().sender.organisation.as_ref().to_owned();
            let place = format!("{now}#{id}#{}", before.map_or(1, |read| read.version + 1));
            let waiting = Waiting {
                at: now,
                change,
                hidden_until: now,
            };
            self.changes
                .insert((organisation, queue.into(), place), waiting);
        }
        match step.job.due_at(now) {
            Some(due) => self.due.insert(id, due),
            None => self.due.remove(&id),
        };
        self.events.entry(id).or_default().extend(step.events);
        self.written
            .push((before.map(|read| read.job.clone()), step.job.clone()));
        let version = before.map_or(1, |read| read.version + 1);
        self.jobs.insert(
            id,
            ReadJob {
                job: step.job,
                version,
            },
        );
    }
}

impl Jobs for MemoryTable {
    async fn load(&self, job: JobId) -> Result<Option<ReadJob>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).jobs.get(&job).cloned())
    }

    async fn commit(&self, read: &ReadJob, step: Transition) -> Result<(), CommitError> {
        if step.job == read.job && step.events.is_empty() {
            return Ok(());
        }
        self.fault.check("table")?;
        let now = self.clock.now();
        let mut rows = lock(&self.rows);
        if rows.jobs.get(&read.job.id()).map(|stored| stored.version) != Some(read.version) {
            return Err(CommitError::Conflict);
        }
        rows.write(Some(read), step, now);
        Ok(())
    }
}

impl NewJobs for MemoryTable {
    async fn recall(
        &self,
        sender: &OrganisationNumber,
        key: &str,
    ) -> Result<Option<Recalled>, PortError> {
        self.fault.check("table")?;
        let now = self.clock.now();
        let rows = lock(&self.rows);
        let claim = rows
            .claims
            .get(&(sender.as_ref().to_owned(), key.to_owned()));
        Ok(claim
            .filter(|(_, until)| now < *until)
            .map(|(recalled, _)| recalled.clone()))
    }

    async fn create(
        &self,
        step: Transition,
        claim: Option<IdempotencyClaim>,
    ) -> Result<Creation, PortError> {
        if let Some(claim) = &claim
            && let Some(recalled) = self.recall(&claim.sender, &claim.key).await?
        {
            return Ok(Creation::KeyUsed(recalled));
        }
        self.fault.check("table")?;
        let now = self.clock.now();
        let mut rows = lock(&self.rows);
        let ids: Vec<DocumentId> = step
            .job
            .terms()
            .documents
            .iter()
            .map(|document| document.id)
            .collect();
        let free = |id: &DocumentId| {
            rows.documents
                .get(id)
                .is_some_and(|known| known.job.is_none() && known.as_checked().is_some())
        };
        if !ids.iter().all(free) {
            return Ok(Creation::DocumentTaken);
        }
        for id in ids {
            if let Some(document) = rows.documents.get_mut(&id) {
                document.job = Some(step.job.id());
            }
        }
        if let Some(claim) = claim {
            let recalled = Recalled {
                request: claim.request,
                job: step.job.id(),
            };
            rows.claims.insert(
                (claim.sender.as_ref().to_owned(), claim.key),
                (recalled, claim.until),
            );
        }
        rows.write(None, step, now);
        Ok(Creation::Created)
    }
}

impl JobList for MemoryTable {
    async fn list(
        &self,
        sender: &OrganisationNumber,
        filter: &JobFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Option<Page<JobSummary>>, PortError> {
        self.fault.check("table")?;
        // A cursor belongs to one list, and says which.
        let list = Digest::of(format!("{sender:?} {filter:?}").as_bytes()).to_string();
        let after = cursor.map(|cursor| {
            cursor
                .strip_prefix(list.as_str())?
                .strip_prefix('.')?
                .parse::<JobId>()
                .ok()
        });
        let after = match after {
            None => None,
            Some(Some(job)) => Some(job),
            Some(None) => return Ok(None),
        };
        let rows = lock(&self.rows);
        let fits = |job: &SignatureJob| {
            job.terms().sender.organisation == *sender
                && filter.status.is_none_or(|status| job.status() == status)
                && filter
                    .created_from
                    .is_none_or(|from| job.created_at() >= from)
                && filter
                    .created_before
                    .is_none_or(|before| job.created_at() < before)
                && filter
                    .signer
                    .is_none_or(|signer| job.signer(signer).is_some())
                && (filter.reference.is_none()
                    || filter.reference.as_deref()
                        == job.terms().reference.as_ref().map(AsRef::as_ref))
        };
        let mut fitting = rows
            .jobs
            .values()
            .rev()
            .map(|read| &read.job)
            .filter(|job| after.is_none_or(|after| job.id() < after) && fits(job));
        let items: Vec<JobSummary> = fitting
            .by_ref()
            .take(limit as usize)
            .map(|job| JobSummary {
                job: job.id(),
                title: job.terms().title.as_ref().to_owned(),
                reference: job
                    .terms()
                    .reference
                    .as_ref()
                    .map(|text| text.as_ref().to_owned()),
                status: job.status(),
                created_at: job.created_at(),
            })
            .collect();
        let next = fitting
            .next()
            .and_then(|_| items.last().map(|last| format!("{list}.{}", last.job)));
        Ok(Some(Page { items, next }))
    }
}

impl AuditLog for MemoryTable {
    async fn events(&self, job: JobId) -> Result<Vec<AuditEvent>, PortError> {
        self.fault.check("table")?;
        Ok(self.peek_events(job))
    }
}

impl Links for MemoryTable {
    async fn find(&self, link: &LinkDigest) -> Result<Option<(JobId, SignerId)>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).links.get(&link.to_string()).copied())
    }
}

impl Redirects for MemoryTable {
    async fn find(
        &self,
        redirect: &RedirectDigest,
    ) -> Result<Option<(JobId, SignerId)>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows)
            .redirects
            .get(&redirect.to_string())
            .copied())
    }
}

impl Tasks for MemoryTable {
    async fn tasks(
        &self,
        person: &PersonKey,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(JobId, SignerId)>, PortError> {
        self.fault.check("table")?;
        let after = cursor.and_then(|cursor| cursor.parse::<JobId>().ok());
        let rows = lock(&self.rows);
        let jobs = rows.jobs.values().rev().map(|read| &read.job);
        let mut tasks = jobs
            .filter(|job| after.is_none_or(|after| job.id() < after))
            .flat_map(|job| {
                let theirs = |signer: &&segl_domain::job::signer::Signer| {
                    signer
                        .addressee()
                        .person()
                        .is_some_and(|known| known.key == *person)
                };
                job.signers()
                    .iter()
                    .filter(theirs)
                    .map(|signer| (job.id(), signer.id()))
                    .collect::<Vec<_>>()
            });
        let items: Vec<(JobId, SignerId)> = tasks.by_ref().take(limit as usize).collect();
        let next = tasks
            .next()
            .and_then(|_| items.last().map(|(job, _)| job.to_string()));
        Ok(Page { items, next })
    }
}

impl StatusChanges for MemoryTable {
    async fn receive(
        &self,
        sender: &OrganisationNumber,
        queue: &QueueName,
        now: Timestamp,
        hidden_until: Timestamp,
    ) -> Result<Option<ReceivedChange>, PortError> {
        self.fault.check("table")?;
        let mut rows = lock(&self.rows);
        let mut held = Vec::new();
        for ((organisation, name, place), waiting) in &mut rows.changes {
            if organisation != sender.as_ref() || name != queue.as_ref() {
                continue;
            }
            if held.contains(&waiting.change.job) {
                continue;
            }
            if waiting.hidden_until > now {
                held.push(waiting.change.job);
                continue;
            }
            waiting.hidden_until = hidden_until;
            let id = format!("{name}|{place}");
            return Ok(Some(ReceivedChange {
                id,
                at: waiting.at,
                change: waiting.change.clone(),
            }));
        }
        Ok(None)
    }

    async fn acknowledge(&self, sender: &OrganisationNumber, id: &str) -> Result<bool, PortError> {
        self.fault.check("table")?;
        let Some((queue, place)) = id.split_once('|') else {
            return Ok(false);
        };
        lock(&self.rows).changes.remove(&(
            sender.as_ref().to_owned(),
            queue.to_owned(),
            place.to_owned(),
        ));
        Ok(true)
    }
}

impl Sessions for MemoryTable {
    async fn keep(&self, digest: &SessionDigest, session: &Session) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows)
            .sessions
            .insert(digest.to_string(), session.clone());
        Ok(())
    }
    async fn find(&self, digest: &SessionDigest) -> Result<Option<Session>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).sessions.get(&digest.to_string()).cloned())
    }
    async fn renew(&self, digest: &SessionDigest, until: Timestamp) -> Result<bool, PortError> {
        self.fault.check("table")?;
        let mut rows = lock(&self.rows);
        let Some(session) = rows.sessions.get_mut(&digest.to_string()) else {
            return Ok(false);
        };
        session.expires_at = until;
        Ok(true)
    }
    async fn forget(&self, digest: &SessionDigest) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows).sessions.remove(&digest.to_string());
        Ok(())
    }
}

impl Authenticator for MemoryTable {
    async fn authenticate(&self, credential: &Credential) -> Result<Option<Caller>, PortError> {
        let Credential::ApiKey(key) = credential;
        self.fault.check("table")?;
        Ok(lock(&self.rows)
            .keys
            .get(&key.digest().to_string())
            .cloned())
    }
}

impl DocumentIndex for MemoryTable {
    async fn enter(&self, document: &StoredDocument) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows)
            .documents
            .insert(document.id, document.clone());
        Ok(())
    }
    async fn find(&self, document: DocumentId) -> Result<Option<StoredDocument>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).documents.get(&document).cloned())
    }
    async fn settle(&self, document: DocumentId, settled: &Settled) -> Result<(), PortError> {
        self.fault.check("table")?;
        if let Some(known) = lock(&self.rows).documents.get_mut(&document)
            && matches!(known.state, DocumentState::AwaitingUpload { .. })
        {
            known.state = DocumentState::Settled(settled.clone());
        }
        Ok(())
    }
}

impl PendingCallbacks for MemoryTable {
    async fn register(&self, job: JobId, task_token: &TaskToken) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows).task_tokens.insert(job, task_token.clone());
        Ok(())
    }
    async fn task_token(&self, job: JobId) -> Result<Option<TaskToken>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).task_tokens.get(&job).cloned())
    }
}

impl Epochs for MemoryTable {
    async fn epoch(&self, job: JobId) -> Result<u32, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).epochs.get(&job).copied().unwrap_or(1))
    }
    async fn advance(&self, job: JobId, from: u32) -> Result<bool, PortError> {
        self.fault.check("table")?;
        let mut rows = lock(&self.rows);
        let newest = rows.epochs.entry(job).or_insert(1);
        let first = *newest == from;
        if first {
            *newest += 1;
        }
        Ok(first)
    }
}

impl DueJobs for MemoryTable {
    async fn due(&self, time: Timestamp, limit: u32) -> Result<Vec<JobId>, PortError> {
        self.fault.check("table")?;
        let rows = lock(&self.rows);
        let mut due: Vec<(Timestamp, JobId)> = rows
            .due
            .iter()
            .filter(|(_, at)| **at <= time)
            .map(|(job, at)| (*at, *job))
            .collect();
        due.sort_unstable();
        Ok(due
            .into_iter()
            .take(limit as usize)
            .map(|(_, job)| job)
            .collect())
    }
    async fn postpone(&self, job: JobId, until: Timestamp) -> Result<(), PortError> {
        self.fault.check("table")?;
        if let Some(due) = lock(&self.rows).due.get_mut(&job) {
            *due = until;
        }
        Ok(())
    }
}
