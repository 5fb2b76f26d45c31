//! Values that mean something: what is taken, and what they say.

use segl_domain::{
    contact::{Channel, ContactAddress, EmailAddress, MobileNumber},
    digest::Digest,
    id::{DocumentId, JobId},
    identity::authentication::{SecurityLevel, SecurityLevelError},
    job::{
        Flow,
        document::{Document, Documents},
        exit_urls::{ExitUrl, ExitUrlError},
    },
};

use crate::people::{By, contact, direct, documents, noon};

fn text<T: TryFrom<String>>(text: &str) -> Result<T, T::Error> {
    T::try_from(text.to_owned())
}

#[test]
fn an_address_tells_each_of_its_channels_once_and_spelt_in_one_way() {
    let address: EmailAddress = text("Kari.Nordmann@Example.com").expect("an address");
    let mobile: MobileNumber = text("91234567").expect("a number");
    let both = ContactAddress::EmailAndMobile(address.clone(), mobile.clone());
    assert_eq!(
        (both.email(), both.mobile()),
        (Some(&address), Some(&mobile))
    );
    let only_email = ContactAddress::Email(address.clone());
    assert_eq!(
        (only_email.email(), only_email.mobile()),
        (Some(&address), None)
    );
    let only_mobile = ContactAddress::Mobile(mobile.clone());
    assert_eq!(
        (only_mobile.email(), only_mobile.mobile()),
        (None, Some(&mobile))
    );
    let by_email = (Channel::Email, "kari.nordmann@example.com".to_owned());
    let by_mobile = (Channel::Sms, "+4791234567".to_owned());
    assert_eq!(only_email.normalized().first(), Some(&by_email));
    assert_eq!(only_mobile.normalized().first(), Some(&by_mobile));
    assert_eq!(both.normalized(), [by_email, by_mobile]);
    for (address, email, mobile) in [
        (&only_email, true, false),
        (&only_mobile, false, true),
        (&both, true, true),
    ] {
        let masked = address.masked();
        assert_eq!(
            (masked.contains('@'), masked.contains("67")),
            (email, mobile),
            "{masked}"
        );
        assert!(
            !masked.contains("nordmann") && !masked.contains("912345"),
            "{masked}"
        );
    }
}

#[test]
fn an_e_mail_address_and_a_mobile_number_end_where_they_may() {
    let label = "a".repeat(63);
    assert!(text::<EmailAddress>(&format!("a-b@{label}.x-y.no")).is_ok());
    assert!(text::<EmailAddress>("a@b_c.no").is_err());
    for number in ["+4791234567", "+12345678", "+123456789012345"] {
        assert!(text::<MobileNumber>(number).is_ok(), "{number}");
    }
    for number in [
        "+1234567",
        "+1234567890123456",
        "+4721234567",
        "+479123456",
        "+91234567a",
        "+1234567",
        "1234567+",
    ] {
        assert!(text::<MobileNumber>(number).is_err(), "{number}");
    }
    // Seven digits behind a plus are a number without its country, and not eight digits alone.
    assert!(text::<MobileNumber>("+9123456").is_err());
    assert_eq!(text::<MobileNumber>("+4512345").ok(), None);
}

#[test]
fn a_way_back_is_a_plain_https_address_of_five_hundred_characters_at_most() {
    let start = "https://example.no/";
    let long = |length: usize| format!("{start}{}", "a".repeat(length - start.len()));
    let longest: ExitUrl = text(&long(500)).expect("an address");
    assert_eq!(longest.as_ref(), long(500));
    assert_eq!(text::<ExitUrl>(&long(501)), Err(ExitUrlError::Length));
    for astray in [
        "https://user@example.no/",
        "https://:secret@example.no/",
        "https://user:secret@example.no/",
        "https://example.no/#part",
        "https://",
        "no address",
    ] {
        assert_eq!(text::<ExitUrl>(astray), Err(ExitUrlError::Form), "{astray}");
    }
    for astray in [
        "http://example.no/",
        "ftp://localhost/",
        "javascript:alert(1)",
    ] {
        assert_eq!(
            text::<ExitUrl>(astray),
            Err(ExitUrlError::Scheme),
            "{astray}"
        );
    }
    assert!(text::<ExitUrl>("http://localhost:8080/back").is_ok());
    let flow = direct();
    let urls = flow.exit_urls().expect("the direct flow has them");
    assert_eq!(urls.completion.as_ref(), "https://example.no/back");
    assert_eq!(Flow::Portal.exit_urls(), None);
}

#[test]
fn a_security_level_is_three_or_four() {
    for (number, level) in [(3, SecurityLevel::Substantial), (4, SecurityLevel::High)] {
        assert_eq!(SecurityLevel::try_from(number), Ok(level));
        assert_eq!(u8::from(level), number);
    }
    for number in [0, 2, 5] {
        assert_eq!(SecurityLevel::try_from(number), Err(SecurityLevelError));
    }
}

#[test]
fn an_identifier_says_when_it_was_made_and_hashes_and_sorts_as_what_it_is() {
    let milliseconds = u64::try_from(noon().as_millisecond()).expect("after 1970");
    let (first, second) = (
        JobId::new(milliseconds, [1; 10]),
        JobId::new(milliseconds, [2; 10]),
    );
    assert_eq!(first.made_at(), Some(noon()));
    assert!(first < second);
    assert_eq!(first.partial_cmp(&second), Some(std::cmp::Ordering::Less));
    assert_eq!(format!("{first:?}"), first.to_string());
    let hash = |id: JobId| {
        std::hash::BuildHasher::hash_one(
            &std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default(),
            id,
        )
    };
    assert_ne!(hash(first), hash(second));
    assert_eq!(
        format!("{:?}", Digest::of(b"abc")),
        Digest::of(b"abc").to_string()
    );
}

#[test]
fn a_document_is_found_by_its_identifier_and_the_documents_of_a_job_read_back() {
    let documents = documents();
    let id = documents.iter().next().expect("one").id;
    assert_eq!(documents.find(id).map(|found| found.id), Some(id));
    assert_eq!(documents.find(DocumentId::new(9, [9; 10])), None);
    let list: Vec<Document> = documents.clone().into();
    assert_eq!(Documents::try_from(list), Ok(documents.clone()));
    let json = serde_json::to_string(&documents).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Documents>(&json).expect("and back"),
        documents
    );
    assert_eq!(contact(1, &By::Email).channels(), [Channel::Email]);
}
