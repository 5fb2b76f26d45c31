//! What a commit writes, decided once: whatever stores jobs writes it down, and decides nothing.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    audit::AuditEvent,
    id::{DocumentId, SignerId},
    identity::person::PersonKey,
    job::{SignatureJob, Transition, status_change::StatusChange},
    secret::{LinkDigest, RedirectDigest},
    text::QueueName,
};

/// How long a link is looked up by: a year until the activation, and 90 days for each of several groups.
pub const LINK_TTL: SignedDuration = SignedDuration::from_hours(500 * 24);
/// How long a redirect URL is looked up by: it outlives its use by a day, so that the browser that used it may open it
/// again.
pub const REDIRECT_LOOKUP_TTL: SignedDuration = SignedDuration::from_hours(24);
/// How long a status change waits to be fetched: longer than any holiday.
pub const STATUS_CHANGE_TTL: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What leads from a key to a signer of the job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer<K> {
    /// What is looked up by.
    pub key: K,
    /// Whom it leads to.
    pub signer: SignerId,
    /// Until when it leads there.
    pub expires_at: Timestamp,
}

/// An audit event to be added to the job's trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// The event.
    pub event: AuditEvent,
    /// Until when it is kept at least.
    pub expires_at: Timestamp,
}

/// A document that becomes the job's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenDocument {
    /// The document, which must be checked and no other job's.
    pub id: DocumentId,
    /// Until when what is known of it is kept.
    pub expires_at: Timestamp,
}

/// A status change for the sender's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStatusChange {
    /// The queue that tells of it.
    pub queue: QueueName,
    /// Where the job and its signers stand now.
    pub change: StatusChange,
    /// When it happened.
    pub at: Timestamp,
    /// Until when it waits to be fetched.
    pub expires_at: Timestamp,
}

/// Everything that is written with a transition, all or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSet {
    /// The job as it is after the transition.
    pub job: SignatureJob,
    /// The version that must still be stored; `None` for a job that must not be there yet.
    pub based_on: Option<u64>,
    /// When the job is due to be looked at, for the index of what is due; `None` when nothing will ever be due.
    pub due_at: Option<Timestamp>,
    /// Until when the job is kept, once it has ended.
    pub expires_at: Option<Timestamp>,
    /// The audit events to add, in order.
    pub events: Vec<NewEvent>,
    /// The documents that a new job takes.
    pub documents: Vec<TakenDocument>,
    /// The links to be looked up by from now on.
    pub links: Vec<Pointer<LinkDigest>>,
    /// The links that lead nowhere any more.
    pub revoked_links: Vec<LinkDigest>,
    /// The redirect URLs to be looked up by from now on. None is ever revoked here: whoever used one may open it again.
    pub redirects: Vec<Pointer<RedirectDigest>>,
    /// What leads persons to their tasks in a new job.
    pub tasks: Vec<Pointer<PersonKey>>,
    /// The status change to tell of, if the job has a queue and a status changed.
    pub status_change: Option<NewStatusChange>,
}

impl ChangeSet {
    /// What the creation of a job writes.
    #[must_use]
    pub fn of_creation(step: Transition, now: Timestamp) -> Self {
        let expires_at = step.job.audit_retained_until(now);
        let documents = step.job.terms().documents.iter();
        let documents = documents
            .map(|document| TakenDocument {
                id: document.id,
                expires_at,
            })
            .collect();
        let tasks = tasks(&step.job, expires_at);
        Self {
            documents,
            tasks,
            ..Self::of_step(None, None, step, now)
        }
    }

    /// What a transition of a job writes that was read at this version; `None` when the transition changes nothing.
    #[must_use]
    pub fn of_transition(
        before: &SignatureJob,
        version: u64,
        step: Transition,
        now: Timestamp,
    ) -> Option<Self> {
        if step.job == *before && step.events.is_empty() {
            return None;
        }
        Some(Self::of_step(Some(before), Some(version), step, now))
    }

    fn of_step(
        before: Option<&SignatureJob>,
        based_on: Option<u64>,
        step: Transition,
        now: Timestamp,
    ) -> Self {
        let Transition { job, events } = step;
        let known: Vec<(SignerId, &LinkDigest)> =
            before.iter().flat_map(|before| before.links()).collect();
        let wanted: Vec<(SignerId, &LinkDigest)> = job.links().collect();
        let links = wanted.iter().filter(|link| !known.contains(link));
        let links = links
            .map(|(signer, link)| Pointer {
                key: **link,
                signer: *signer,
                expires_at: now + LINK_TTL,
            })
            .collect();
        let revoked_links = known.iter().filter(|link| !wanted.contains(link));
        let revoked_links = revoked_links.map(|(_, link)| **link).collect();
        let redirects = new_redirects(before, &job, now);
        let status_change =
            StatusChange::between(before, &job).map(|(queue, change)| NewStatusChange {
                queue,
                change,
                at: now,
                expires_at: now + STATUS_CHANGE_TTL,
            });
        let events = events
            .into_iter()
            .map(|event| NewEvent {
                expires_at: job.audit_retained_until(event.time),
                event,
            })
            .collect();
        Self {
            based_on,
            due_at: job.due_at(now),
            expires_at: job.ended_at().map(|_| job.audit_retained_until(now)),
            events,
            documents: Vec::new(),
            links,
            revoked_links,
            redirects,
            tasks: Vec::new(),
            status_change,
            job,
        }
    }

    /// The version that the job has once this is written.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.based_on.map_or(1, |read| read + 1)
    }
}

fn new_redirects(
    before: Option<&SignatureJob>,
    after: &SignatureJob,
    now: Timestamp,
) -> Vec<Pointer<RedirectDigest>> {
    let known: Vec<&RedirectDigest> = before
        .iter()
        .flat_map(|before| before.redirects())
        .map(|(_, redirect)| redirect)
        .collect();
    after
        .redirects()
        .filter(|(_, redirect)| !known.contains(redirect))
        .map(|(signer, redirect)| Pointer {
            key: *redirect,
            signer,
            expires_at: now + REDIRECT_LOOKUP_TTL,
        })
        .collect()
}

/// One for each signer who is addressed by number, in the portal flow: in the direct flow the sender leads them here.
fn tasks(job: &SignatureJob, expires_at: Timestamp) -> Vec<Pointer<PersonKey>> {
    if job.terms().flow.is_direct() {
        return Vec::new();
    }
    let persons = job
        .signers()
        .iter()
        .filter_map(|signer| Some((signer.id(), signer.addressee().person()?)));
    persons
        .map(|(signer, person)| Pointer {
            key: person.key,
            signer,
            expires_at,
        })
        .collect()
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
