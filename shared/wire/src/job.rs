//! Signature jobs as their senders see them.

use jiff::Timestamp;
use segl_domain::{
    contact::ContactAddress,
    id::{JobId, SignerId},
    identity::{
        authentication::{Authentication, EIdProof, Identifier, OnBehalfOf, SignatureType},
        principal::Actor,
    },
    job::{
        Failure, JobState, Retention, RetentionPolicy, SignatureJob,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        exit_urls::ExitUrls,
        signer::{Signer, SignerState},
        status::{JobStatus, SignerStatus},
        status_change::StatusChange,
    },
    language::Language,
    notification::{Notification, NotificationProgress},
};
use serde::{Deserialize, Serialize};

use crate::{SealedView, SealingView};

/// The answer to `POST …/redirect-url`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedirectView {
    /// Where to send the signer: opens once.
    pub redirect_url: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A status change, handed to one poller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusChangeView {
    /// What it is confirmed by: `POST /v1/status-changes/{id}/confirm`.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// Where the job and its signers stood then.
    #[serde(flatten)]
    pub change: StatusChange,
}

/// A job as its sender sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Names it.
    pub id: JobId,
    /// `portal` or `direct`.
    pub flow: String,
    /// Where signers are sent back to, in the direct flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_urls: Option<ExitUrls>,
    /// The e-ID level that signers addressed by number need.
    pub authentication_level: u8,
    /// What stands for the signers in the signed document, if that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier_in_signed_documents: Option<Identifier>,
    /// The queue that is told of changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_queue: Option<String>,
    /// Where it stands.
    pub status: JobStatus,
    /// The time of the event behind the status.
    pub since: Timestamp,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What it is called.
    pub title: String,
    /// What it is called in notifications.
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
    /// Whether the signed document is kept for twenty years.
    pub retention: RetentionPolicy,
    /// What is signed.
    pub documents: Vec<JobDocumentView>,
    /// Who signs.
    pub signers: Vec<SignerView>,
    /// What is known of the seal while it is being made, all having signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealing: Option<SealingView>,
    /// Since when the job's workflow is halted, because something that is stored of it is corrupt. Told by
    /// `GET /v1/signature-jobs/{job}` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_halted_at: Option<Timestamp>,
    /// The sealed document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_document: Option<SealedView>,
    /// Until when the documents are kept, once the job has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retain_until: Option<Timestamp>,
    /// Since when the documents are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_deleted_at: Option<Timestamp>,
    /// What the sender must still do, of signers who are not identified by Segl.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_note: Option<String>,
}

/// A document of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobDocumentView {
    /// Names it.
    pub id: segl_domain::id::DocumentId,
    /// What it is called.
    pub title: String,
    /// SHA-256 of its bytes.
    pub sha256: segl_domain::digest::Digest,
    /// Size in bytes.
    pub size: u64,
    /// Number of pages.
    pub pages: u32,
}

/// A signer as the sender sees one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerView {
    /// Names the signer.
    pub id: SignerId,
    /// Where the signer is managed: redirect URLs, reminders, changes are asked for below it.
    pub href: String,
    /// Where the signer stands.
    pub status: SignerStatus,
    /// The time of the event behind the status.
    pub since: Timestamp,
    /// The place in the order.
    pub order: u8,
    /// By what the signer is addressed.
    pub addressed_by: AddressedBy,
    /// The sender's own word for the signer, in the direct flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer_identifier: Option<String>,
    /// For whom the signer signs.
    pub on_behalf_of: OnBehalfOf,
    /// What kind of signature it is to be, or is.
    pub signature_type: SignatureType,
    /// The e-ID level asked for at the moment of signing, of a signer without a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eid_to_sign: Option<u8>,
    /// The name the sender gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address that notifications go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The mobile number that notifications go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// The language the signer is spoken to in.
    pub language: Language,
    /// The name on the signature: as the e-ID gave it or, without one, as the signer stated it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_name: Option<String>,
    /// The e-ID login behind the signature, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_with: Option<EIdProof>,
    /// Why the signer rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection_reason: Option<String>,
    /// What became of the messages to the signer.
    pub notifications: Vec<NotificationView>,
}

/// By what a signer is addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AddressedBy {
    /// By e-mail, mobile or both.
    ContactInformation,
    /// By national identity number.
    NationalIdentityNumber,
    /// By the sender's own word.
    SignerIdentifier,
}

/// A message to a signer, as the sender sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationView {
    /// What it told.
    pub kind: segl_domain::notification::NotificationKind,
    /// How it was sent.
    pub channel: segl_domain::contact::Channel,
    /// `SENDING`, `DELAYED`, `SENT`, `FAILED` or `SKIPPED`.
    pub status: NotificationStatus,
    /// The time of the event behind the status.
    pub since: Timestamp,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NotificationStatus {
    /// It is being handed over.
    Sending,
    /// The provider would not take it yet; it is tried again.
    Delayed,
    /// The provider took it.
    Sent,
    /// It was given up.
    Failed,
    /// The contact register knew no way to the signer any more.
    Skipped,
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

/// Where bytes are fetched from, for who asks for JSON and not to be redirected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadUrlView {
    /// The URL; it works for five minutes.
    pub url: String,
}

/// Whom a credential stands for, and what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhoamiView {
    /// The organisation number.
    pub organisation: String,
    /// What signers see it called.
    pub name: String,
    /// What the operator calls the credential.
    pub credential: String,
    /// Who audit events say acted, when this credential is used.
    pub actor: Actor,
    /// What it may do.
    pub scopes: Vec<String>,
}

/// Said once a job has a signer whom it is about.
fn identity_note(job: &SignatureJob) -> Option<String> {
    let any = |is: fn(&Signer) -> bool| job.signers().iter().any(is);
    let logs_in = |signer: &Signer| signer.asked().e_id_to_sign.is_some();
    let contact = any(|signer| matches!(signer.addressee(), Addressee::Contact(_)));
    let custom = job
        .signers()
        .iter()
        .any(|signer| matches!(signer.addressee(), Addressee::Custom { .. }) && !logs_in(signer));
    let notes = [
        contact.then_some(
            "Signers addressed by e-mail or mobile have proved that they control that address. It is the sender's \
             responsibility to verify that the intended persons have signed.",
        ),
        custom.then_some(
            "Signers with a signerIdentifier and without eidToSign are identified by the sender alone, who sends them here.",
        ),
    ];
    let notes: Vec<&str> = notes.into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}

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
            flow: if terms.flow.is_direct() {
                "direct"
            } else {
                "portal"
            }
            .to_owned(),
            exit_urls: terms.flow.exit_urls().cloned(),
            authentication_level: terms.level.into(),
            identifier_in_signed_documents: terms.identifier,
            status_queue: terms.queue.clone().map(String::from),
            status: job.status(),
            since,
            failure,
            title: text(terms.title.as_ref()),
            non_sensitive_title: terms
                .non_sensitive_title
                .as_ref()
                .map(|title| text(title.as_ref())),
            description: terms
                .description
                .as_ref()
                .map(|description| text(description.as_ref())),
            reference: terms
                .reference
                .as_ref()
                .map(|reference| text(reference.as_ref())),
            created_at: job.created_at(),
            activation_time: match job.state() {
                JobState::Scheduled { activation_at } => Some(*activation_at),
                _ => None,
            },
            deadline: job.active_group().map(|group| group.deadline),
            retention: terms.retention,
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
            signers: job
                .signers()
                .iter()
                .map(|signer| SignerView::new(job, signer))
                .collect(),
            sealing: SealingView::of(job.state()),
            workflow_halted_at: None,
            signed_document: sealed.map(SealedView::from),
            retain_until: match job.retention() {
                Some(Retention::Until { time }) => Some(time),
                _ => None,
            },
            documents_deleted_at: match job.retention() {
                Some(Retention::Deleted { at }) => Some(at),
                _ => None,
            },
            identity_note: identity_note(job),
        }
    }
}

impl JobView {
    /// This view, of a job whose workflow is halted since then.
    #[must_use]
    pub fn halted_since(self, workflow_halted_at: Option<Timestamp>) -> Self {
        Self {
            workflow_halted_at,
            ..self
        }
    }
}

impl SignerView {
    fn new(job: &SignatureJob, signer: &Signer) -> Self {
        // What the register says of a person is not the sender's to read.
        let contact = signer.contact().filter(|_| {
            !matches!(
                signer.addressee(),
                Addressee::Person(AddressedPerson {
                    notifications: NotificationAddress::LookUp { .. },
                    ..
                })
            )
        });
        Self {
            id: signer.id(),
            status: signer.status(),
            since: signer.since(),
            order: signer.order().into(),
            href: format!("/v1/signature-jobs/{}/signers/{}", job.id(), signer.id()),
            addressed_by: match signer.addressee() {
                Addressee::Contact(_) => AddressedBy::ContactInformation,
                Addressee::Custom { .. } => AddressedBy::SignerIdentifier,
                Addressee::Person(_) => AddressedBy::NationalIdentityNumber,
            },
            signer_identifier: match signer.addressee() {
                Addressee::Custom { identifier } => Some(identifier.as_ref().to_owned()),
                Addressee::Contact(_) | Addressee::Person(_) => None,
            },
            on_behalf_of: signer.asked().on_behalf_of,
            signature_type: signer.asked().signature_type,
            eid_to_sign: signer.asked().e_id_to_sign.map(u8::from),
            name: signer.name().map(|name| name.as_ref().to_owned()),
            email: contact
                .and_then(ContactAddress::email)
                .map(|email| email.as_ref().to_owned()),
            mobile: contact
                .and_then(ContactAddress::mobile)
                .map(|mobile| mobile.as_ref().to_owned()),
            language: signer.language(),
            signed_name: signer
                .signature()
                .map(|signature| signature.name.as_ref().to_owned()),
            signed_with: signer
                .signature()
                .and_then(|signature| match &signature.authentication {
                    Authentication::EId { e_id, .. } => Some(e_id.clone()),
                    Authentication::Entered(_) => None,
                }),
            rejection_reason: match signer.state() {
                SignerState::Rejected { reason } => Some(reason.as_ref().to_owned()),
                _ => None,
            },
            notifications: job
                .notifications()
                .iter()
                .filter(|record| record.notification.signer == signer.id())
                .map(|record| NotificationView::new(record.notification, &record.progress))
                .collect(),
        }
    }
}

impl NotificationView {
    const fn new(notification: Notification, progress: &NotificationProgress) -> Self {
        let (status, since) = match progress {
            NotificationProgress::Attempted { at, .. } => (NotificationStatus::Sending, *at),
            NotificationProgress::Delayed { until, .. } => (NotificationStatus::Delayed, *until),
            NotificationProgress::Sent { at, .. } => (NotificationStatus::Sent, *at),
            NotificationProgress::Skipped { at } => (NotificationStatus::Skipped, *at),
            NotificationProgress::Failed { at } => (NotificationStatus::Failed, *at),
        };
        Self {
            kind: notification.kind,
            channel: notification.channel,
            status,
            since,
        }
    }
}
