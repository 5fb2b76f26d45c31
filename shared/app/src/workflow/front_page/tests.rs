//! What the front page says of each signer, and no more.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    account::organisation::{OrganisationNumber, Sector, Sender},
    contact::{Channel, ContactAddress, EmailAddress},
    digest::Digest,
    id::{DocumentId, JobId, SignerId},
    identity::{
        authentication::{
            Authentication, AuthenticationMethod, EIdProof, Identifier, LinkAndCode, SecurityLevel,
        },
        national_id::NationalIdentityNumber,
        person::Person,
    },
    job::{
        Flow, RetentionPolicy, Terms,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        document::{Document, Documents},
        signer::{Asked, Order},
    },
    text::{FileName, PersonName, SenderName, Title},
};

use super::*;
use crate::{
    fakes::{FakePersonKeys, Fault},
    ports::keys::PersonHash as _,
};

const AT: Timestamp = Timestamp::constant(1_795_478_400, 0);
const IS_FIT: &str = "what the test says is fit";

fn keys() -> FakePersonKeys {
    FakePersonKeys::new(Fault::default())
}

/// A synthetic person, born on the first of January 1990.
fn number() -> NationalIdentityNumber {
    let numbers = (0..1000).map(|end| format!("01819001{end:03}"));
    numbers
        .filter_map(|text| NationalIdentityNumber::parse(&text).ok())
        .next()
        .expect(IS_FIT)
}

fn email() -> ContactAddress {
    let address = EmailAddress::try_from("kari.nordmann@example.org".to_owned()).expect(IS_FIT);
    ContactAddress::new(Some(address), None).expect(IS_FIT)
}

fn terms(identifier: Option<Identifier>) -> Terms {
    let title = Title::try_from("Leieavtale".to_owned()).expect(IS_FIT);
    let document = Document {
        id: DocumentId::new(1, [1; 10]),
        title: title.clone(),
        file_name: FileName::try_from("leieavtale.pdf".to_owned()).expect(IS_FIT),
        sha256: Digest::of(b"a document"),
        size: 11,
        pages: 1,
        version: "v1".to_owned(),
    };
    Terms {
        sender: Sender {
            organisation: OrganisationNumber::try_from("991825827".to_owned()).expect(IS_FIT),
            name: SenderName::try_from("Eksempel AS".to_owned()).expect(IS_FIT),
        },
        title,
        non_sensitive_title: None,
        description: None,
        reference: None,
        documents: Documents::try_from(vec![document]).expect(IS_FIT),
        available_for: SignedDuration::from_hours(24),
        flow: Flow::Portal,
        level: SecurityLevel::High,
        identifier,
        queue: None,
        retention: RetentionPolicy::Standard,
    }
}

/// What the page says of a signer of this job, all of it in lines.
async fn said(
    addressee: Addressee,
    authentication: Authentication,
    identifier: Option<Identifier>,
) -> Vec<String> {
    let (id, is_person) = (SignerId::new(1, [1; 10]), addressee.person().is_some());
    let signer = Signer::new(
        id,
        addressee,
        None,
        Language::En,
        Order::default(),
        Asked::default(),
        AT,
    );
    let terms = terms(identifier);
    let signature = Signature {
        name: PersonName::try_from("Kari Nordmann".to_owned()).expect(IS_FIT),
        consent: "consent-1".to_owned(),
        consent_text: Some("I sign.".to_owned()),
        language: Language::En,
        documents: terms.documents.digest(),
        authentication,
        birth_date: is_person.then(|| jiff::civil::date(1990, 1, 1)),
        ip_address: Some("192.0.2.7".parse().expect(IS_FIT)),
        user_agent: Some("A browser".to_owned()),
    };
    let job = SignatureJob::create(
        JobId::new(1, [1; 10]),
        terms,
        Sector::Public,
        vec![signer],
        &[],
        None,
        segl_domain::identity::principal::Actor::Segl,
        AT,
    );
    let job = job
        .expect(IS_FIT)
        .job
        .sign(id, signature, AT)
        .expect(IS_FIT)
        .job;
    let page = front_page(&job, &keys(), None)
        .await
        .expect("the keys answer");
    let signer = page.signers.into_iter().next().expect("a signer");
    [vec![signer.name], signer.details, vec![signer.method]].concat()
}

async fn person() -> Addressee {
    let id = SignerId::new(1, [1; 10]).to_string();
    let person = Person {
        key: keys().key_of(&number()).await.expect("the keys answer"),
        number: keys()
            .encrypt(&number().expose(), &id)
            .await
            .expect("the keys answer"),
    };
    Addressee::Person(AddressedPerson {
        person,
        notifications: NotificationAddress::Given { contact: email() },
    })
}

fn e_id() -> Authentication {
    let e_id = EIdProof {
        provider: "Test-ID".to_owned(),
        issuer: None,
        level: SecurityLevel::High,
        acr: None,
        at: AT,
    };
    Authentication::EId { e_id, entry: None }
}

#[tokio::test]
async fn each_identifier_shows_what_it_says_and_no_more() {
    let digits = number().expose();
    let whole = format!("National identity number {} {}", &digits[..6], &digits[6..]);
    let login = "E-ID login: Test-ID, security level high (4)";
    for (identifier, details) in [
        (None, vec![whole.as_str()]),
        (
            Some(Identifier::PersonalIdentificationNumberAndName),
            vec![whole.as_str()],
        ),
        (
            Some(Identifier::DateOfBirthAndName),
            vec!["Born 01.01.1990"],
        ),
        (Some(Identifier::Name), vec![]),
    ] {
        let said = said(person().await, e_id(), identifier).await;
        assert_eq!(
            said,
            [vec!["Kari Nordmann"], details, vec![login]].concat(),
            "{identifier:?}"
        );
    }
}

#[tokio::test]
async fn of_who_proved_no_number_the_page_shows_the_masked_address_that_was_proved() {
    let entry = LinkAndCode {
        link_channel: Channel::Email,
        code_channel: Channel::Email,
        at: AT,
    };
    let entered = Authentication::Entered(AuthenticationMethod::LinkAndCode(entry));
    for identifier in [None, Some(Identifier::Name)] {
        let said = said(Addressee::Contact(email()), entered.clone(), identifier).await;
        let link = "Link and one-time code sent to the same e-mail address";
        assert_eq!(
            said,
            [
                "Kari Nordmann".to_owned(),
                email().masked(),
                link.to_owned()
            ],
            "{identifier:?}"
        );
        assert!(
            !said.concat().contains("kari.nordmann"),
            "the address is not shown whole: {said:?}"
        );
    }
}

#[test]
fn who_signers_are_known_by_is_told_once_for_each_kind_of_proof_and_in_the_language_asked_for() {
    let entry = LinkAndCode {
        link_channel: Channel::Email,
        code_channel: Channel::Sms,
        at: AT,
    };
    let by_code = Authentication::Entered(AuthenticationMethod::LinkAndCode(entry));
    let sent = Authentication::Entered(AuthenticationMethod::SenderRedirect { at: AT });
    let told =
        |kinds: &[&Authentication], language| identity_texts(kinds.iter().copied(), language);
    for language in [Language::Nb, Language::Nn, Language::En] {
        let w = words(language);
        assert_eq!(told(&[], language), Vec::<&str>::new());
        assert_eq!(told(&[&e_id()], language), [w.who_e_id]);
        assert_eq!(told(&[&by_code, &by_code], language), [w.who_contact]);
        assert_eq!(told(&[&sent], language), [w.who_sender]);
        assert_eq!(
            told(&[&sent, &by_code, &e_id()], language),
            [w.who_e_id, w.who_contact, w.who_sender]
        );
    }
}
