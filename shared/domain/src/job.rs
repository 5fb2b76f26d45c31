//! The signature job: what the sender asked for, who signs, and where it stands.
//!
//! A `SignatureJob` is changed only by its transitions (in `transitions/`), each of which takes the job and returns a [`Transition`]: the
//! new state *and* the audit events that explain it. There is no other way to a new state, so a state that the words do not
//! have cannot be reached, and the audit trail cannot be forgotten.

pub mod authorization;
pub mod credentials;
pub mod document;
pub mod exit_urls;
pub mod flow_rules;
pub mod next_action;
pub mod signer;
pub mod status;
pub mod status_change;
pub mod transitions;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    account::organisation::Sender,
    audit::{AuditEvent, AuditEventData, chain::GENESIS},
    digest::Digest,
    id::{JobId, SignerId},
    identity::{
        authentication::{Identifier, SecurityLevel},
        principal::Actor,
    },
    job::{
        document::Documents,
        exit_urls::ExitUrls,
        signer::{Order, Signer, SignerState},
        status::JobStatus,
    },
    notification::NotificationRecord,
    secret::{LinkDigest, RedirectDigest},
    text::{Description, QueueName, Reference, Title},
};

/// Days after the end of a job until its documents are deleted.
pub const DOCUMENT_RETENTION: SignedDuration = SignedDuration::from_hours(40 * 24);
/// How long the documents of a job are kept whose retention is long-term: twenty years, leap days counted.
pub const LONG_TERM_RETENTION: SignedDuration = SignedDuration::from_hours((20 * 365 + 5) * 24);
/// How long a job lives at most, rounded up: a year until the activation, and 90 days for each of ten groups.
pub const MAX_JOB_LIFETIME: SignedDuration = SignedDuration::from_hours(1300 * 24);
/// How long what is known of a job is kept after its end: three years.
pub const AUDIT_RETENTION: SignedDuration = SignedDuration::from_hours(3 * 365 * 24);

/// How signers come to the task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "type"
)]
pub enum Flow {
    /// The sender leads them here and gets them back.
    Direct {
        /// Where to.
        exit_urls: ExitUrls,
    },
    /// They are told by e-mail or SMS.
    #[default]
    Portal,
}

impl Flow {
    /// Whether the sender leads the signers here.
    #[must_use]
    pub const fn is_direct(&self) -> bool {
        matches!(self, Self::Direct { .. })
    }

    /// Where signers are sent back to, in the direct flow.
    #[must_use]
    pub const fn exit_urls(&self) -> Option<&ExitUrls> {
        match self {
            Self::Direct { exit_urls } => Some(exit_urls),
            Self::Portal => None,
        }
    }
}

const fn highest() -> SecurityLevel {
    SecurityLevel::High
}

/// What the sender asked for; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    /// Who sends.
    pub sender: Sender,
    /// What the job is called.
    pub title: Title,
    /// What it is called in notifications; generic words stand there without it.
    pub non_sensitive_title: Option<Title>,
    /// The sender's message to the signers.
    pub description: Option<Description>,
    /// The sender's own name for it.
    pub reference: Option<Reference>,
    /// What is signed.
    pub documents: Documents,
    /// How long each group has, counted from its activation.
    pub available_for: SignedDuration,
    /// How signers come to the task.
    #[serde(default)]
    pub flow: Flow,
    /// The e-ID level that signers addressed by number need, for viewing and for signing.
    #[serde(default = "highest")]
    pub level: SecurityLevel,
    /// What stands for the signers in the signed document; without it, what is known of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<Identifier>,
    /// The queue that tells of its changes, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueName>,
    /// How long the documents are kept once all have signed, and whether the seal is kept alive.
    #[serde(default, skip_serializing_if = "RetentionPolicy::is_standard")]
    pub retention: RetentionPolicy,
}

/// How long a job's documents are kept once all have signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RetentionPolicy {
    /// For [`DOCUMENT_RETENTION`].
    #[default]
    Standard,
    /// For [`LONG_TERM_RETENTION`], with the seal's timestamps renewed meanwhile.
    LongTerm,
}

impl RetentionPolicy {
    /// The time from the last signature to the deletion of the documents.
    #[must_use]
    pub const fn duration(self) -> SignedDuration {
        match self {
            Self::Standard => DOCUMENT_RETENTION,
            Self::LongTerm => LONG_TERM_RETENTION,
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    const fn is_standard(&self) -> bool {
        matches!(self, Self::Standard)
    }
}

/// A group of signers whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveGroup {
    /// The order its signers share.
    pub order: Order,
    /// When its turn came.
    pub activated_at: Timestamp,
    /// Until when it may sign.
    pub deadline: Timestamp,
    /// How often the deadline was moved.
    pub plan: u16,
    /// When its reminders were last planned: at its activation, or when the deadline was moved.
    pub planned_at: Timestamp,
}

/// Why a job ended without all signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Failure {
    /// The sender cancelled it.
    Cancelled,
    /// A signer could not be told of it: reserved, or without an address in the contact register.
    Unreachable,
    /// A signer's e-ID gave no name.
    NameNotAvailable,
    /// A signer let the deadline pass.
    Expired,
    /// A signer would not sign.
    Rejected,
}

/// A sealed document in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedDocument {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// The PAdES level that was reached, such as `B-B`.
    pub level: String,
    /// Which stored version of the object it is.
    pub version: String,
    /// When a new timestamp is due, well before the certificates of the last one end; a seal without any is not renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renew_at: Option<Timestamp>,
    /// The evidence of its signers, which is embedded too; of older documents there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<StoredEvidence>,
}

/// The evidence of a job's signers in the store: an ASiC-E container (ETSI EN 319 162-1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredEvidence {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// Which stored version of the object it is.
    pub version: String,
}

/// Whether the documents are still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "state"
)]
pub enum Retention {
    /// They can be fetched until then, and are deleted after it.
    Until {
        /// The end of the keeping.
        time: Timestamp,
    },
    /// They are gone.
    Deleted {
        /// Since when.
        at: Timestamp,
    },
}

/// Where a job stands, with what that standing has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "state"
)]
pub enum JobState {
    /// Its time has not come.
    Scheduled {
        /// When it comes.
        activation_at: Timestamp,
    },
    /// A group of signers may sign.
    Active {
        /// Which, and until when.
        group: ActiveGroup,
    },
    /// All have signed and the seal is due.
    AllSigned {
        /// Since when.
        at: Timestamp,
        /// How often the seal was begun.
        attempts: u16,
        /// When sealing was last stopped because something stored is not what was checked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        halted_at: Option<Timestamp>,
    },
    /// All have signed and the sealed document is stored.
    Completed {
        /// Since when.
        at: Timestamp,
        /// The sealed document.
        sealed: SealedDocument,
        /// How long it and the originals are kept.
        retention: Retention,
    },
    /// It ended without all signatures.
    Failed {
        /// Since when.
        at: Timestamp,
        /// Why.
        cause: Failure,
        /// The last group whose turn had come; none when it was cancelled before its activation.
        reached: Option<Order>,
        /// How long the originals are kept.
        retention: Retention,
    },
}

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

/// A job's new state and the audit events that explain it, to be stored together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a transition that is not committed never happened"]
pub struct Transition {
    /// The state after the transition.
    pub job: SignatureJob,
    /// What happened, in order; empty when the transition was already made.
    pub events: Vec<AuditEvent>,
}

impl Transition {
    /// No transition at all: the job as it is, and nothing to tell.
    pub const fn unchanged(job: SignatureJob) -> Self {
        Self {
            job,
            events: Vec::new(),
        }
    }

    pub(crate) fn record(&mut self, actor: Actor, at: Timestamp, event: AuditEventData) {
        let event = AuditEvent::new(
            self.job.id,
            self.job.events + 1,
            at,
            actor,
            event,
            self.job.head_hash,
        );
        self.job.events = event.sequence;
        self.job.head_hash = event.hash;
        self.events.push(event);
    }
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

    /// The newest links of its signers: what a link may be looked up by.
    pub fn links(&self) -> impl Iterator<Item = (SignerId, &LinkDigest)> {
        self.signers
            .iter()
            .filter_map(|signer| signer.access.link().map(|link| (signer.id, link)))
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
