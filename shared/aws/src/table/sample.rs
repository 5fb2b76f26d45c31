//! For tests: a job under way, with one message sent.

use jiff::{SignedDuration, Timestamp};
use segl_app::{change_set::ChangeSet, ports::jobs::ReadJob};
use segl_domain::{
    account::organisation::{OrganisationNumber, Sector, Sender},
    contact::{Channel, ContactAddress, EmailAddress},
    digest::Digest,
    id::Id,
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
    secret::{CodeDigest, LinkToken},
    text::{FileName, Reference, SenderName, Title},
};

/// An identifier that is the same in every run.
pub(super) fn id<K>(place: u8) -> Id<K> {
    Id::new(1_795_000_000_000, [place; 10])
}

/// When the job is created.
pub(super) fn begin() -> Timestamp {
    "2026-11-24T08:00:00.250Z".parse().expect("a time")
}

/// A new job of one document and one signer.
pub(super) fn new() -> Transition {
    let text = "a text is one";
    let document = Document {
        id: id(1),
        title: Title::try_from("Leieavtale".to_owned()).expect(text),
        file_name: FileName::try_from("leieavtale.pdf".to_owned()).expect(text),
        sha256: Digest::of(b"a document"),
        size: 4711,
        pages: 3,
        version: "v1".to_owned(),
    };
    let terms = Terms {
        sender: Sender {
            organisation: OrganisationNumber::try_from("991825827".to_owned()).expect(text),
            name: SenderName::try_from("Eksempel AS".to_owned()).expect(text),
        },
        title: Title::try_from("Leieavtale".to_owned()).expect(text),
        non_sensitive_title: None,
        description: None,
        reference: Some(Reference::try_from("sak-17".to_owned()).expect(text)),
        documents: Documents::try_from(vec![document]).expect("one document"),
        available_for: SignedDuration::from_hours(24 * 30),
        flow: Flow::Portal,
        level: SecurityLevel::High,
        identifier: None,
        queue: None,
        retention: RetentionPolicy::Standard,
    };
    let email = EmailAddress::try_from("kari@example.org".to_owned()).expect(text);
    let signer = Signer::new(
        id(2),
        Addressee::Contact(ContactAddress::new(Some(email), None).expect("an address")),
        None,
        Language::default(),
        Order::default(),
        Asked::default(),
        begin(),
    );
    SignatureJob::create(
        id(3),
        terms,
        Sector::Private,
        vec![signer],
        &[],
        None,
        segl_domain::identity::principal::Actor::Segl,
        begin(),
    )
    .expect("a job")
}

/// What the creation of that job writes.
pub(super) fn created() -> ChangeSet {
    ChangeSet::of_creation(new(), begin())
}

/// That job as it is read after its creation.
pub(super) fn read() -> ReadJob {
    ReadJob {
        job: new().job,
        version: 1,
    }
}

/// The step that issues the signer's first link and code.
pub(super) fn invite(job: SignatureJob) -> Transition {
    let notification = Notification {
        signer: id(2),
        kind: NotificationKind::Invitation,
        channel: Channel::Email,
        plan: 0,
    };
    let link = LinkToken::new([7; 32]).digest();
    let code = NewCode {
        id: id(4),
        digest: CodeDigest::new([9; 32]),
    };
    job.attempt_notification(
        notification,
        NewSecrets {
            link: Some(link),
            code: Some(code),
        },
        begin(),
    )
    .expect("the invitation is due")
}

/// Tries again, with a new link, since nobody said how the first try went; the provider takes it, so the first link dies.
pub(super) fn invite_again(job: SignatureJob, at: Timestamp) -> Transition {
    let notification = Notification {
        signer: id(2),
        kind: NotificationKind::Invitation,
        channel: Channel::Email,
        plan: 0,
    };
    let link = LinkToken::new([8; 32]).digest();
    let secrets = NewSecrets {
        link: Some(link),
        code: None,
    };
    let again = job
        .attempt_notification(notification, secrets, at)
        .expect("the invitation is due again");
    let taken = again
        .job
        .notification_sent(notification, "m2".to_owned(), at);
    Transition {
        job: taken.job,
        events: [again.events, taken.events].concat(),
    }
}
