//! The table in memory.

mod document_index;
mod executions;
mod jobs;
mod links;
mod lists;
mod sessions;
mod status_changes;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use jiff::Timestamp;
use segl_domain::{
    audit::AuditEvent,
    digest::Digest,
    id::{DocumentId, JobId, SignerId},
    job::{SignatureJob, status_change::StatusChange},
};

use crate::{
    change_set::ChangeSet,
    document::StoredDocument,
    fakes::{Fault, TestClock, lock},
    ports::{
        authenticator::Caller,
        jobs::{ReadJob, Recalled},
        sessions::Session,
        workflow::{Halt, TaskToken},
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
    tasks: BTreeMap<String, BTreeMap<JobId, SignerId>>,
    changes: BTreeMap<ChangeKey, Waiting>,
    sessions: BTreeMap<String, Session>,
    keys: BTreeMap<String, Caller>,
    documents: BTreeMap<DocumentId, StoredDocument>,
    claims: BTreeMap<(String, String), (Recalled, Timestamp)>,
    task_tokens: BTreeMap<JobId, TaskToken>,
    epochs: BTreeMap<JobId, u32>,
    halts: BTreeMap<JobId, Halt>,
    spoilt: BTreeSet<JobId>,
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

    /// Makes the job's item one that cannot be read any more.
    pub fn spoil(&self, job: JobId) {
        lock(&self.rows).spoilt.insert(job);
    }

    /// Makes the job's item what it was before it was spoilt.
    pub fn mend(&self, job: JobId) {
        lock(&self.rows).spoilt.remove(&job);
    }

    /// Lifts the job's halt as an operator's command does, in one transaction: the halt goes, and the job is due. What is
    /// not halted is left as it is.
    pub fn lift_halt(&self, job: JobId) {
        let mut rows = lock(&self.rows);
        if rows.halts.remove(&job).is_some()
            && let Some(due) = rows.due.get_mut(&job)
        {
            *due = Timestamp::UNIX_EPOCH;
        }
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
    fn write(&mut self, changes: &ChangeSet) {
        let (id, version) = (changes.job.id(), changes.version());
        for taken in &changes.documents {
            if let Some(document) = self.documents.get_mut(&taken.id) {
                document.job = Some(id);
            }
        }
        for link in &changes.revoked_links {
            self.links.remove(&link.to_string());
        }
        for link in &changes.links {
            self.links.insert(link.key.to_string(), (id, link.signer));
        }
        for redirect in &changes.redirects {
            let key = redirect.key.to_string();
            self.redirects.insert(key, (id, redirect.signer));
        }
        for task in &changes.tasks {
            let person = self.tasks.entry(task.key.to_string()).or_default();
            person.insert(id, task.signer);
        }
        if let Some(told) = &changes.status_change {
            let organisation = changes.job.terms().sender.organisation.as_ref().to_owned();
            let place = format!("{}#{id}#{version}", told.at);
            let waiting = Waiting {
                at: told.at,
                change: told.change.clone(),
                hidden_until: told.at,
            };
            self.changes
                .insert((organisation, told.queue.clone().into(), place), waiting);
        }
        match changes.due_at {
            Some(due) => self.due.insert(id, due),
            None => self.due.remove(&id),
        };
        let events = changes.events.iter().map(|new| new.event.clone());
        self.events.entry(id).or_default().extend(events);
        let read = ReadJob {
            job: changes.job.clone(),
            version,
        };
        let before = self.jobs.insert(id, read).map(|read| read.job);
        self.written.push((before, changes.job.clone()));
    }
}
