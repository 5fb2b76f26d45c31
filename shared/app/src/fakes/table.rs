//! The table in memory.

mod document_index;
mod executions;
mod jobs;
mod links;
mod lists;
mod sessions;
mod status_changes;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use jiff::Timestamp;
use segl_domain::{
    audit::AuditEvent,
    digest::Digest,
    id::{DocumentId, JobId, SignerId},
    job::{SignatureJob, Transition, status_change::StatusChange},
};

use crate::{
    document::StoredDocument,
    fakes::{Fault, TestClock, lock},
    ports::{
        authenticator::Caller,
        jobs::{ReadJob, Recalled},
        sessions::Session,
        workflow::TaskToken,
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
