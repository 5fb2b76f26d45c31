//! Whom and what the tests speak of.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    account::organisation::{OrganisationNumber, Sector, Sender},
    contact::{ContactAddress, EmailAddress, MobileNumber},
    id::ApiKeyId,
    identity::{
        national_id::NationalIdentityNumber,
        principal::{Actor, Organisation, Permissions, Principal},
    },
    job::{
        Flow,
        exit_urls::{ExitUrl, ExitUrls},
        signer::{Asked, Order},
    },
    language::Language,
    secret::OneTimeCode,
    text::{FileName, SenderName, Title},
};

use crate::sender::{
    creation::{NewAddressee, NewSigner},
    documents::Naming,
};

pub(crate) const IS_FIT: &str = "what the test says is fit";
pub(crate) const ANSWERS: &str = "the ports answer";
pub(crate) const KARI: &str = "kari@example.com";
pub(crate) const OLA: &str = "ola@example.com";

/// Noon of a Tuesday in Norway.
pub(crate) const NOON: &str = "2026-11-24T11:00:00Z";

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub(crate) fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

pub(crate) fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

fn organisation(number: &str) -> Principal {
    let sender = Sender {
        organisation: OrganisationNumber::try_from(number.to_owned()).expect("a number"),
        name: SenderName::try_from("Eksempel AS".to_owned()).expect("a name"),
    };
    Principal {
        organisation: Organisation {
            sender,
            sector: Sector::Public,
        },
        actor: Actor::SenderSystem {
            api_key: ApiKeyId::new(1, [1; 10]),
        },
        permissions: Permissions::all(),
    }
}

/// The sender's system, which may do everything for its own organisation.
pub(crate) fn own() -> Principal {
    organisation("991825827")
}

/// The system of another organisation, which may do everything for that one.
pub(crate) fn other() -> Principal {
    organisation("974760673")
}

/// The sender's system without any permission.
pub(crate) fn powerless() -> Principal {
    Principal {
        permissions: Permissions::default(),
        ..own()
    }
}

/// A PDF of one page; what follows its end makes it another one.
pub(crate) fn pdf() -> Vec<u8> {
    let bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut rows = String::new();
    for (place, body) in bodies.iter().enumerate() {
        rows.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", place + 1).as_bytes());
    }
    let start = pdf.len();
    let end = format!(
        "xref\n0 4\n0000000000 65535 f \n{rows}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    pdf.extend_from_slice(end.as_bytes());
    pdf
}

pub(crate) fn naming() -> Naming {
    Naming {
        title: Title::try_from("Avtale".to_owned()).expect("a title"),
        file_name: FileName::try_from("avtale.pdf".to_owned()).expect("a name"),
    }
}

pub(crate) fn email(text: &str) -> ContactAddress {
    ContactAddress::Email(EmailAddress::try_from(text.to_owned()).expect("an address"))
}

pub(crate) fn email_and_mobile(text: &str, mobile: &str) -> ContactAddress {
    let email = EmailAddress::try_from(text.to_owned()).expect("an address");
    let mobile = MobileNumber::try_from(mobile.to_owned()).expect("a number");
    ContactAddress::EmailAndMobile(email, mobile)
}

/// A synthetic person, born on this day of January 1990, as the number tells.
pub(crate) fn person(day: u8) -> NationalIdentityNumber {
    let numbers = (0..1000).map(|end| format!("{day:02}8190{:02}{end:03}", 1));
    numbers
        .filter_map(|text| NationalIdentityNumber::parse(&text).ok())
        .find(|number| number.birth_date(jiff::civil::date(2026, 1, 1)).is_some())
        .expect("a number")
}

pub(crate) fn signer(addressee: NewAddressee, order: u8) -> NewSigner {
    NewSigner {
        addressee,
        asked: Asked::default(),
        name: None,
        language: Language::Nb,
        order: Order::try_from(order).expect("an order"),
    }
}

pub(crate) fn by_email(text: &str, order: u8) -> NewSigner {
    signer(NewAddressee::Contact(email(text)), order)
}

/// A code that is not this one.
pub(crate) fn wrong_code(code: &OneTimeCode) -> OneTimeCode {
    let digits = code.expose();
    let first = if digits.starts_with('1') { "2" } else { "1" };
    OneTimeCode::parse(&format!("{first}{}", &digits[1..])).expect("a code")
}

/// The direct flow, with a way back for each end.
pub(crate) fn direct() -> Flow {
    let url =
        |end: &str| ExitUrl::try_from(format!("https://example.no/{end}")).expect("an address");
    Flow::Direct {
        exit_urls: ExitUrls {
            completion: url("done"),
            rejection: url("rejected"),
            error: url("error"),
        },
    }
}
