//! The signature job: what the sender asked for, who signs, and where it stands.
//!
//! A `SignatureJob` is changed only by its transitions (in `transitions/`), each of which takes the job and returns a [`Transition`]: the
//! new state *and* the audit events that explain it. There is no other way to a new state, so a state that the words do not
//! have cannot be reached, and the audit trail cannot be forgotten.

pub mod addressee;
pub mod authorization;
pub mod credentials;
pub mod document;
pub mod exit_urls;
pub mod flow_rules;
pub mod next_action;
pub mod signer;
mod state;
pub mod status;
pub mod status_change;
mod terms;
mod transition;
pub mod transitions;

pub use self::{
    state::{ActiveGroup, Failure, JobState, Retention, SealedDocument, StoredEvidence},
    terms::{DOCUMENT_RETENTION, Flow, LONG_TERM_RETENTION, RetentionPolicy, Terms},
    transition::Transition,
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    audit::chain::GENESIS,
    digest::Digest,
    id::{JobId, SignerId},
    job::{
        signer::{Signer, SignerState},
        status::JobStatus,
    },
    notification::NotificationRecord,
    secret::{LinkDigest, RedirectDigest},
};

/// How long a job lives at most, rounded up: a year until the activation, and 90 days for each of ten groups.
pub const MAX_JOB_LIFETIME: SignedDuration = SignedDuration::from_hours(1300 * 24);

/// How long what is known of a job is kept after its end: three years.
pub const AUDIT_RETENTION: SignedDuration = SignedDuration::from_hours(3 * 365 * 24);

/// A request for signatures, from its creation to the deletion of its documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureJob {
    pub(crate) id: JobId,
    pub(crate) created_at: Timestamp,
    pub(crate) terms: Terms,
    pub(crate) signers: Vec<Signer>,
    pub(crate) state: JobState,
    pub(crate) notifications: Vec<NotificationRecord>,
    pub(crate) events: u64,
    pub(crate) head_hash: Digest,
}

impl SignatureJob {
    pub(crate) const fn bare(
        id: JobId,
        created_at: Timestamp,
        terms: Terms,
        signers: Vec<Signer>,
        state: JobState,
    ) -> Self {
        Self {
            id,
            created_at,
            terms,
            signers,
            state,
            notifications: Vec::new(),
            events: 0,
            head_hash: GENESIS,
        }
    }

    /// Names the job.
    #[must_use]
    pub const fn id(&self) -> JobId {
        self.id
    }
    /// When it was created.
    #[must_use]
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }
    /// What the sender asked for.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }
    /// Those asked to sign, as the sender listed them.
    #[must_use]
    pub fn signers(&self) -> &[Signer] {
        &self.signers
    }
    /// The signer with this identifier.
    #[must_use]
    pub fn signer(&self, id: SignerId) -> Option<&Signer> {
        self.signers.iter().find(|signer| signer.id == id)
    }
    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> &JobState {
        &self.state
    }
    /// What became of the messages to its signers.
    #[must_use]
    pub fn notifications(&self) -> &[NotificationRecord] {
        &self.notifications
    }
    /// How many audit events there are of it.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.events
    }
    /// The hash of the newest audit event.
    #[must_use]
    pub const fn head_hash(&self) -> Digest {
        self.head_hash
    }

    /// The word for where it stands.
    #[must_use]
    pub const fn status(&self) -> JobStatus {
        match self.state {
            JobState::Scheduled { .. } | JobState::Active { .. } | JobState::AllSigned { .. } => {
                JobStatus::InProgress
            }
            JobState::Completed { .. } => JobStatus::CompletedSuccessfully,
            JobState::Failed { .. } => JobStatus::Failed,
        }
    }

    /// When it ended, if it has.
    #[must_use]
    pub const fn ended_at(&self) -> Option<Timestamp> {
        match self.state {
            JobState::Completed { at, .. } | JobState::Failed { at, .. } => Some(at),
            _ => None,
        }
    }

    /// How long its documents are kept, once it has ended.
    #[must_use]
    pub const fn retention(&self) -> Option<Retention> {
        match self.state {
            JobState::Completed { retention, .. } | JobState::Failed { retention, .. } => {
                Some(retention)
            }
            _ => None,
        }
    }

    /// Until when what is known of it is kept: [`AUDIT_RETENTION`] after its end, and for as long as its documents. Before the
    /// end, as long as that can be at most.
    #[must_use]
    pub fn audit_retained_until(&self, now: Timestamp) -> Timestamp {
        let record = self.ended_at().unwrap_or(now + MAX_JOB_LIFETIME) + AUDIT_RETENTION;
        match self.retention() {
            Some(Retention::Until { time }) => record.max(time + DOCUMENT_RETENTION),
            None if self.terms.retention == RetentionPolicy::LongTerm => {
                record + LONG_TERM_RETENTION
            }
            None | Some(Retention::Deleted { .. }) => record,
        }
    }

    /// Whether its documents may be shown at `now`.
    #[must_use]
    pub fn has_documents(&self, now: Timestamp) -> bool {
        match self.retention() {
            None => true,
            Some(Retention::Until { time }) => now < time,
            Some(Retention::Deleted { .. }) => false,
        }
    }

    /// The group whose turn it is.
    #[must_use]
    pub const fn active_group(&self) -> Option<&ActiveGroup> {
        match &self.state {
            JobState::Active { group } => Some(group),
            _ => None,
        }
    }

    /// Whether this signer may sign or reject at `now`.
    #[must_use]
    pub fn is_turn_of(&self, signer: &Signer, now: Timestamp) -> bool {
        signer.state == SignerState::Waiting
            && self
                .active_group()
                .is_some_and(|group| group.order == signer.order && now < group.deadline)
    }

    /// Whether this signer's turn has come at some time, so that the link opens something.
    #[must_use]
    pub fn was_reached(&self, signer: &Signer) -> bool {
        match &self.state {
            JobState::Scheduled { .. } => false,
            JobState::Active { group } => signer.order <= group.order,
            JobState::AllSigned { .. } | JobState::Completed { .. } => true,
            JobState::Failed { reached, .. } => reached.is_some_and(|order| signer.order <= order),
        }
    }

    /// How many have signed.
    #[must_use]
    pub fn signed(&self) -> usize {
        self.signers
            .iter()
            .filter(|signer| signer.signature().is_some())
            .count()
    }

    /// The links of its signers that open: what a link may be looked up by.
    pub fn links(&self) -> impl Iterator<Item = (SignerId, &LinkDigest)> {
        self.signers
            .iter()
            .flat_map(|signer| signer.access.links().map(|link| (signer.id, link)))
    }

    /// The newest redirect URLs of its signers that were not used.
    pub fn redirects(&self) -> impl Iterator<Item = (SignerId, &RedirectDigest)> {
        self.signers.iter().filter_map(|signer| {
            signer
                .access
                .redirect()
                .map(|issued| (signer.id, &issued.digest))
        })
    }

    pub(crate) fn signer_mut(&mut self, id: SignerId) -> Option<&mut Signer> {
        self.signers.iter_mut().find(|signer| signer.id == id)
    }
}
