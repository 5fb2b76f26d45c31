//! Jobs, signers, codes and times for the tests of the invariants.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    account::organisation::{OrganisationNumber, Sector, Sender},
    contact::{Channel, ContactAddress, EmailAddress, MobileNumber},
    digest::Digest,
    id::{ApiKeyId, CodeId, DocumentId, JobId, SignerId},
    identity::{
        authentication::{
            Authentication, AuthenticationMethod, EIdProof, LinkAndCode, Login, SecurityLevel,
            SignatureType,
        },
        person::{Encrypted, Person, PersonKey},
        principal::Actor,
    },
    job::{
        Flow, RetentionPolicy, SealedDocument, SignatureJob, Terms, Transition,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        credentials::NewCode,
        document::{Document, Documents},
        exit_urls::{ExitUrl, ExitUrls},
        signer::{Asked, Order, Signature, Signer},
        status::SignerStatus,
        transitions::{create::CreateRefused, notify::NewSecrets},
    },
    language::Language,
    secret::{CodeDigest, LinkDigest, LinkToken},
    text::{FileName, PersonName, RejectionReason, SenderName, Title},
};

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// Noon of a Tuesday in Norway.
pub(crate) fn noon() -> Timestamp {
    at("2026-11-24T11:00:00Z")
}

pub(crate) fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

pub(crate) fn days(days: i64) -> SignedDuration {
    hours(24 * days)
}

pub(crate) enum By {
    Email,
    Mobile,
    Both,
}

pub(crate) fn signer(number: u8, by: &By, order: u8) -> Signer {
    let email = EmailAddress::try_from(format!("signer{number}@example.com")).expect("an address");
    let mobile = MobileNumber::try_from(format!("9{number:07}")).expect("a number");
    let address = match by {
        By::Email => ContactAddress::Email(email),
        By::Mobile => ContactAddress::Mobile(mobile),
        By::Both => ContactAddress::EmailAndMobile(email, mobile),
    };
    let id = SignerId::new(u64::from(number), [number; 10]);
    addressed(id, Addressee::Contact(address), order, Asked::default())
}

pub(crate) fn addressed(id: SignerId, addressee: Addressee, order: u8, asked: Asked) -> Signer {
    let order = Order::try_from(order).expect("an order");
    Signer::new(id, addressee, None, Language::Nb, order, asked, noon())
}

pub(crate) fn person(byte: u8) -> Person {
    Person {
        key: PersonKey::new([byte; 32]),
        number: Encrypted("encrypted".to_owned()),
    }
}

/// A signer addressed by the number of person `number`.
pub(crate) fn numbered(number: u8, notifications: NotificationAddress, order: u8) -> Signer {
    let addressee = Addressee::Person(AddressedPerson {
        person: person(number),
        notifications,
    });
    let asked = Asked {
        signature_type: SignatureType::AdvancedElectronicSignature,
        ..Asked::default()
    };
    addressed(id(number), addressee, order, asked)
}

pub(crate) fn contact(number: u8, by: &By) -> ContactAddress {
    signer(number, by, 0).contact().expect("an address").clone()
}

/// The login of person `number`.
pub(crate) fn login(number: u8, level: SecurityLevel, at: Timestamp) -> Login {
    Login {
        person: PersonKey::new([number; 32]),
        proof: EIdProof {
            provider: "Test-ID".to_owned(),
            issuer: None,
            level,
            acr: None,
            at,
        },
        name: None,
        birth_date: Some(jiff::civil::date(1990, 1, 1)),
        authenticated_at: Some(at),
    }
}

pub(crate) fn entered(at: Timestamp) -> AuthenticationMethod {
    AuthenticationMethod::LinkAndCode(LinkAndCode {
        link_channel: Channel::Email,
        code_channel: Channel::Email,
        at,
    })
}

pub(crate) fn direct() -> Flow {
    let url = ExitUrl::try_from("https://example.no/back".to_owned()).expect("an address");
    Flow::Direct {
        exit_urls: ExitUrls {
            completion: url.clone(),
            rejection: url.clone(),
            error: url,
        },
    }
}

pub(crate) fn create_as(
    terms: Terms,
    sector: Sector,
    signers: Vec<Signer>,
) -> Result<Transition, CreateRefused> {
    SignatureJob::create(
        JobId::new(1, [1; 10]),
        terms,
        sector,
        signers,
        &[],
        None,
        sender_system(),
        noon(),
    )
}

pub(crate) fn documents() -> Documents {
    let document = Document {
        id: DocumentId::new(1, [1; 10]),
        title: Title::try_from("Avtale".to_owned()).expect("a title"),
        file_name: FileName::try_from("avtale.pdf".to_owned()).expect("a name"),
        sha256: Digest::of(b"pdf"),
        size: 3,
        pages: 1,
        version: "v1".to_owned(),
    };
    Documents::try_from(vec![document]).expect("one document")
}

pub(crate) fn terms(available_for: SignedDuration) -> Terms {
    Terms {
        sender: Sender {
            organisation: OrganisationNumber::try_from("991825827".to_owned()).expect("a number"),
            name: SenderName::try_from("Eksempel AS".to_owned()).expect("a name"),
        },
        title: Title::try_from("Avtale".to_owned()).expect("a title"),
        non_sensitive_title: None,
        description: None,
        reference: None,
        documents: documents(),
        available_for,
        flow: Flow::Portal,
        level: SecurityLevel::High,
        identifier: None,
        queue: None,
        retention: RetentionPolicy::Standard,
    }
}

pub(crate) fn create(signers: Vec<Signer>, available_for: SignedDuration) -> SignatureJob {
    let id = JobId::new(1, [1; 10]);
    SignatureJob::create(
        id,
        terms(available_for),
        Sector::Private,
        signers,
        &[],
        None,
        sender_system(),
        noon(),
    )
    .expect("a fit job")
    .job
}

pub(crate) fn id(number: u8) -> SignerId {
    SignerId::new(u64::from(number), [number; 10])
}

pub(crate) fn signature() -> Signature {
    Signature {
        name: PersonName::try_from("Kari Nordmann".to_owned()).expect("a name"),
        consent: "consent".to_owned(),
        consent_text: Some("I sign.".to_owned()),
        language: Language::Nb,
        documents: documents().digest(),
        authentication: Authentication::Entered(entered(noon())),
        birth_date: None,
        ip_address: None,
        user_agent: None,
    }
}

pub(crate) fn link(byte: u8) -> LinkDigest {
    LinkToken::new([byte; 32]).digest()
}

/// The code of this number, as it is kept.
pub(crate) fn code(byte: u8) -> NewCode {
    NewCode {
        id: CodeId::new(u64::from(byte), [byte; 10]),
        digest: CodeDigest::new([byte; 32]),
    }
}

/// The job after the first due message to this signer went out with this link and code.
pub(crate) fn invited(job: SignatureJob, number: u8, byte: u8, now: Timestamp) -> SignatureJob {
    let notification = job
        .due_notification(id(number), now)
        .expect("a message is due");
    let carries = job.carries(notification);
    let secrets = NewSecrets {
        link: carries.link.then(|| link(byte)),
        code: carries.code.then(|| code(byte)),
    };
    let job = job
        .attempt_notification(notification, secrets, now)
        .expect("it is due")
        .job;
    job.notification_sent(notification, format!("m{byte}"), now)
        .job
}

pub(crate) fn reason() -> RejectionReason {
    RejectionReason::try_from("Nei".to_owned()).expect("a reason")
}

pub(crate) fn statuses(job: &SignatureJob) -> Vec<SignerStatus> {
    job.signers().iter().map(Signer::status).collect()
}

/// What a seal leaves behind that is to be renewed then, as the version `v`.
pub(crate) fn sealed_document(renew_at: Option<Timestamp>) -> SealedDocument {
    let (level, version) = ("B-LTA".to_owned(), "v".to_owned());
    SealedDocument {
        sha256: Digest::of(b"s"),
        size: 1,
        level,
        version,
        renew_at,
        evidence: None,
    }
}

/// The sender's system, which acts for the sender in these tests.
pub(crate) fn sender_system() -> Actor {
    Actor::SenderSystem {
        api_key: ApiKeyId::new(7, [7; 10]),
    }
}
