//! Signature jobs on the wire.

use jiff::Timestamp;
use segl_domain::{
    Failure, JobId, JobState, JobStatus, Keeping, Language, Notice, NoticeProgress, SignatureJob, Signer, SignerId,
    SignerState, SignerStatus,
};
use serde::{Deserialize, Serialize};

/// The body of `POST /v1/signature-jobs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewJob {
    /// `portal`; the direct flow is not offered yet.
    pub flow: Option<String>,
    /// What the job is called; 1 to 80 characters.
    pub title: String,
    /// What it is called in notices; 1 to 80 characters.
    pub non_sensitive_title: Option<String>,
    /// A message to the signers; up to 220 characters.
    pub description: Option<String>,
    /// The sender's own name for it; up to 50 characters.
    pub reference: Option<String>,
    /// The documents' identifiers, in reading order.
    pub documents: Vec<String>,
    /// Who is to sign.
    pub signers: Vec<NewSigner>,
    /// When, and for how long.
    #[serde(default)]
    pub availability: Availability,
}

/// One of those to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSigner {
    /// The name, if the sender knows it; up to 80 characters.
    pub name: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A mobile number with country code.
    pub mobile: Option<String>,
    /// `nb` (default), `nn` or `en`.
    pub language: Option<String>,
    /// The place in the order, 0 (default) to 9.
    #[serde(default)]
    pub order: u8,
}

/// When a job can be signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Availability {
    /// When the first group's turn comes; now by default.
    pub activation_time: Option<Timestamp>,
    /// How long each group has, in seconds; 30 days by default, 90 at most.
    pub available_seconds: Option<i64>,
}

/// The body of `POST …/cancel`: nothing, or an empty object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelJob {}

/// The body of `POST …/extend`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtendJob {
    /// The new deadline.
    pub deadline: Timestamp,
}

/// A job as its sender sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Names it.
    pub id: JobId,
    /// Always `portal`.
    pub flow: String,
    /// Where it stands.
    pub status: JobStatus,
    /// The time of the event behind the status.
    pub since: Timestamp,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What it is called.
    pub title: String,
    /// What it is called in notices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub non_sensitive_title: Option<String>,
    /// The message to the signers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The sender's own name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When the first group's turn comes, while that lies ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_time: Option<Timestamp>,
    /// Until when the active group may sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
    /// What is signed.
    pub documents: Vec<JobDocumentView>,
    /// Who signs.
    pub signers: Vec<SignerView>,
    /// The sealed document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_document: Option<SealedView>,
    /// Until when the documents are kept, once the job has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_kept_until: Option<Timestamp>,
    /// Since when the documents are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_deleted_at: Option<Timestamp>,
    /// What the sender must still do: signers addressed by e-mail or mobile are not identified by Segl.
    pub identity_note: String,
}

/// A document of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobDocumentView {
    /// Names it.
    pub id: segl_domain::DocumentId,
    /// What it is called.
    pub title: String,
    /// SHA-256 of its bytes.
    pub sha256: segl_domain::Digest,
    /// Size in bytes.
    pub size: u64,
    /// Number of pages.
    pub pages: u32,
}

/// The sealed document of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedView {
    /// SHA-256 of its bytes.
    pub sha256: segl_domain::Digest,
    /// Size in bytes.
    pub size: u64,
    /// The PAdES level that the seal reached (ETSI EN 319 142-1).
    pub level: String,
}

/// A signer as the sender sees one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerView {
    /// Names the signer.
    pub id: SignerId,
    /// Where the signer stands.
    pub status: SignerStatus,
    /// The time of the event behind the status.
    pub since: Timestamp,
    /// The place in the order.
    pub order: u8,
    /// The name the sender gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address the sender gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The mobile number the sender gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// The language the signer is spoken to in.
    pub language: Language,
    /// The name the signer stated on signing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_name: Option<String>,
    /// Why the signer rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection_reason: Option<String>,
    /// What became of the messages to the signer.
    pub notices: Vec<NoticeView>,
}

/// A message to a signer, as the sender sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NoticeView {
    /// What it told.
    pub kind: segl_domain::NoticeKind,
    /// How it was sent.
    pub channel: segl_domain::Channel,
    /// `SENDING`, `DELAYED`, `SENT` or `FAILED`.
    pub status: NoticeStatus,
    /// The time of the event behind the status.
    pub since: Timestamp,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoticeStatus {
    /// It is being handed over.
    Sending,
    /// The provider would not take it yet; it is tried again.
    Delayed,
    /// The provider took it.
    Sent,
    /// It was given up.
    Failed,
}

/// A line in a list of jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobLine {
    /// Names the job.
    pub id: JobId,
    /// Where it stands.
    pub status: JobStatus,
    /// What it is called.
    pub title: String,
    /// The sender's own name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A page of jobs, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobPage {
    /// The jobs.
    pub items: Vec<JobLine>,
    /// What to ask for to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Whom a credential acts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhoamiView {
    /// The organisation number.
    pub organisation: String,
    /// What signers see it called.
    pub name: String,
    /// What the operator calls the credential.
    pub credential: String,
}

const IDENTITY_NOTE: &str = "Signers addressed by e-mail or mobile have proved that they control that address. \
                             It is the sender's responsibility to verify that the intended persons have signed.";

impl From<&SignatureJob> for JobView {
    fn from(job: &SignatureJob) -> Self {
        let terms = job.terms();
        let text = |text: &str| text.to_owned();
        let (since, failure, sealed) = match job.state() {
            JobState::Scheduled { .. } => (job.created_at(), None, None),
            JobState::Active { .. } | JobState::AllSigned { .. } => (job.created_at(), None, None),
            JobState::Completed { at, sealed, .. } => (*at, None, Some(sealed)),
            JobState::Failed { at, cause, .. } => (*at, Some(*cause), None),
        };
        Self {
            id: job.id(),
            flow: "portal".to_owned(),
            status: job.status(),
            since,
            failure,
            title: text(terms.title.as_ref()),
            non_sensitive_title: terms.non_sensitive_title.as_ref().map(|title| text(title.as_ref())),
            description: terms.description.as_ref().map(|description| text(description.as_ref())),
            reference: terms.reference.as_ref().map(|reference| text(reference.as_ref())),
            created_at: job.created_at(),
            activation_time: match job.state() {
                JobState::Scheduled { activation_at } => Some(*activation_at),
                _ => None,
            },
            deadline: job.active_group().map(|group| group.deadline),
            documents: terms
                .documents
                .iter()
                .map(|document| JobDocumentView {
                    id: document.id,
                    title: text(document.title.as_ref()),
                    sha256: document.sha256,
                    size: document.size,
                    pages: document.pages,
                })
                .collect(),
            signers: job.signers().iter().map(|signer| SignerView::new(job, signer)).collect(),
            signed_document: sealed.map(|sealed| SealedView {
                sha256: sealed.sha256,
                size: sealed.size,
                level: sealed.level.clone(),
            }),
            documents_kept_until: match job.keeping() {
                Some(Keeping::Until { time }) => Some(time),
                _ => None,
            },
            documents_deleted_at: match job.keeping() {
                Some(Keeping::Deleted { at }) => Some(at),
                _ => None,
            },
            identity_note: IDENTITY_NOTE.to_owned(),
        }
    }
}

impl SignerView {
    fn new(job: &SignatureJob, signer: &Signer) -> Self {
        Self {
            id: signer.id(),
            status: signer.status(),
            since: signer.since(),
            order: signer.order().into(),
            name: signer.name().map(|name| name.as_ref().to_owned()),
            email: signer.address().email().map(|email| email.as_ref().to_owned()),
            mobile: signer.address().mobile().map(|mobile| mobile.as_ref().to_owned()),
            language: signer.language(),
            signed_name: signer.signature().map(|signature| signature.name.as_ref().to_owned()),
            rejection_reason: match signer.state() {
                SignerState::Rejected { reason } => Some(reason.as_ref().to_owned()),
                _ => None,
            },
            notices: job
                .notices()
                .iter()
                .filter(|record| record.notice.signer == signer.id())
                .map(|record| NoticeView::new(record.notice, &record.progress))
                .collect(),
        }
    }
}

impl NoticeView {
    const fn new(notice: Notice, progress: &NoticeProgress) -> Self {
        let (status, since) = match progress {
            NoticeProgress::Intended { at, .. } => (NoticeStatus::Sending, *at),
            NoticeProgress::Delayed { until, .. } => (NoticeStatus::Delayed, *until),
            NoticeProgress::Sent { at, .. } => (NoticeStatus::Sent, *at),
            NoticeProgress::Parked { at } => (NoticeStatus::Failed, *at),
        };
        Self { kind: notice.kind, channel: notice.channel, status, since }
    }
}
