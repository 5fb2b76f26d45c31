//! Jobs and documents that the suites store: each with identifiers of its own.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use segl_app::document::{Checked, DocumentState, Settled, StoredDocument};
use segl_domain::{
    account::organisation::{OrganisationNumber, Sector, Sender},
    contact::{Channel, ContactAddress, EmailAddress},
    digest::Digest,
    id::{DocumentId, Id},
    identity::authentication::SecurityLevel,
    job::{
        Flow, RetentionPolicy, SignatureJob, Terms, Transition,
        addressee::Addressee,
        credentials::NewCode,
        document::{Document, Documents},
        signer::{Asked, Order, Signer},
        transitions::notify::NewSecrets,
    },
    language::Language,
    notification::{Notification, NotificationKind},
    secret::{CodeDigest, LinkDigest, LinkToken},
    text::{FileName, QueueName, Reference, SenderName, Title},
};

static COUNT: AtomicU64 = AtomicU64::new(1);

/// A number that no other call gets.
pub(super) fn unique() -> u64 {
    COUNT.fetch_add(1, Ordering::SeqCst)
}

/// A new identifier, made at `at`.
pub(super) fn id<K>(at: Timestamp) -> Id<K> {
    let mut tokens = [0; 10];
    tokens[2..].copy_from_slice(&unique().to_be_bytes());
    Id::new(
        u64::try_from(at.as_millisecond()).expect("after 1970"),
        tokens,
    )
}

/// A new link's digest.
pub(super) fn link() -> LinkDigest {
    let mut tokens = [0; 32];
    tokens[..8].copy_from_slice(&unique().to_be_bytes());
    LinkToken::new(tokens).digest()
}

/// An organisation: the first and the second of two.
pub(super) fn organisation(place: usize) -> OrganisationNumber {
    OrganisationNumber::try_from(["991825827", "974760673"][place].to_owned()).expect("a number")
}

/// What a check found.
pub(super) fn checked() -> Settled {
    Settled::Checked(Checked {
        sha256: Digest::of(b"a document"),
        size: 11,
        pages: 1,
        version: "v1".to_owned(),
    })
}

/// A document that awaits its bytes.
pub(super) fn awaited(at: Timestamp) -> StoredDocument {
    let until = at + SignedDuration::from_mins(60);
    StoredDocument {
        id: id(at),
        sender: organisation(0),
        title: Title::try_from("Leieavtale".to_owned()).expect("a title"),
        file_name: FileName::try_from("leieavtale.pdf".to_owned()).expect("a name"),
        created_at: at,
        state: DocumentState::AwaitingUpload {
            sha256: Digest::of(b"a document"),
            size: 11,
            until,
        },
        job: None,
    }
}

/// A document that can be signed.
pub(super) fn fit(at: Timestamp) -> StoredDocument {
    StoredDocument {
        state: DocumentState::Settled(checked()),
        ..awaited(at)
    }
}

/// A new job of this organisation over this document, with one signer, active at once.
pub(super) fn job(
    sender: OrganisationNumber,
    reference: &str,
    document: DocumentId,
    at: Timestamp,
) -> Transition {
    let text = "a text is one";
    let title = Title::try_from("Leieavtale".to_owned()).expect(text);
    let document = Document {
        id: document,
        title: title.clone(),
        file_name: FileName::try_from("leieavtale.pdf".to_owned()).expect(text),
        sha256: Digest::of(b"a document"),
        size: 11,
        pages: 1,
        version: "v1".to_owned(),
    };
    let terms = Terms {
        sender: Sender {
            organisation: sender,
            name: SenderName::try_from("Eksempel AS".to_owned()).expect(text),
        },
        title,
        non_sensitive_title: None,
        description: None,
        reference: Some(Reference::try_from(reference.to_owned()).expect(text)),
        documents: Documents::try_from(vec![document]).expect("one document"),
        available_for: SignedDuration::from_hours(24 * 30),
        flow: Flow::Portal,
        level: SecurityLevel::High,
        identifier: None,
        queue: Some(QueueName::default()),
        retention: RetentionPolicy::Standard,
    };
    let email = EmailAddress::try_from("kari@example.org".to_owned()).expect(text);
    let address = Addressee::Contact(ContactAddress::new(Some(email), None).expect("an address"));
    let signer = Signer::new(
        id(at),
        address,
        None,
        Language::default(),
        Order::default(),
        Asked::default(),
        at,
    );
    SignatureJob::create(
        id(at),
        terms,
        Sector::Private,
        vec![signer],
        &[],
        None,
        segl_domain::identity::principal::Actor::Segl,
        at,
    )
    .expect("a job")
}

/// The step that sets out to invite the job's signer, with this link.
pub(super) fn invite(job: SignatureJob, link: LinkDigest, at: Timestamp) -> Transition {
    let notification = Notification {
        signer: job.signers()[0].id(),
        kind: NotificationKind::Invitation,
        channel: Channel::Email,
        plan: 0,
    };
    let code = NewCode {
        id: id(at),
        digest: CodeDigest::new([9; 32]),
    };
    job.attempt_notification(
        notification,
        NewSecrets {
            link: Some(link),
            code: Some(code),
        },
        at,
    )
    .expect("the invitation is due")
}
