//! What may be chosen together: the matrix, row by row.

use segl_domain::{
    account::organisation::Sector,
    identity::authentication::{Identifier, OnBehalfOf, SecurityLevel, SignatureType},
    job::{
        Terms,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        flow_rules::Choice,
        signer::{Asked, Signer},
        transitions::create::CreateRefused,
    },
    text::SignerIdentifier,
};

use crate::people::*;

const NUMBER: Identifier = Identifier::PersonalIdentificationNumberAndName;
const BIRTH: Identifier = Identifier::DateOfBirthAndName;
const NAME: Identifier = Identifier::Name;

fn asked(advanced: bool) -> Asked {
    let signature_type = if advanced {
        SignatureType::AdvancedElectronicSignature
    } else {
        SignatureType::AuthenticatedElectronicSignature
    };
    Asked {
        signature_type,
        ..Asked::default()
    }
}

fn try_as(sector: Sector, terms: Terms, signer: Signer) -> Option<Choice> {
    match create_as(terms, sector, vec![signer]) {
        Ok(_) => None,
        Err(CreateRefused::Choice(1, choice)) => Some(choice),
        Err(other) => panic!("{other}"),
    }
}

fn by_number(sector: Sector, identifier: Option<Identifier>, advanced: bool) -> Option<Choice> {
    let notifications = NotificationAddress::Given {
        contact: contact(1, &By::Email),
    };
    let addressee = Addressee::Person(AddressedPerson {
        person: person(1),
        notifications,
    });
    try_as(
        sector,
        Terms {
            identifier,
            ..terms(days(30))
        },
        addressed(id(1), addressee, 0, asked(advanced)),
    )
}

#[test]
fn the_matrix_of_identifiers() {
    let (private, public) = (Sector::Private, Sector::Public);
    for (sector, advanced, identifier, verdict) in [
        (private, true, NUMBER, None),
        (private, true, BIRTH, None),
        (private, true, NAME, Some(Choice::NameAlone)),
        (private, false, NUMBER, Some(Choice::AuthenticatedByPrivate)),
        (public, true, NUMBER, None),
        (public, true, BIRTH, Some(Choice::BirthDateWithAdvanced)),
        (public, true, NAME, Some(Choice::NameAlone)),
        (public, false, NUMBER, None),
        (public, false, BIRTH, None),
        (public, false, NAME, None),
    ] {
        assert_eq!(
            by_number(sector, Some(identifier), advanced),
            verdict,
            "{sector:?} {advanced} {identifier:?}"
        );
    }
}

#[test]
fn of_a_contact_address_nothing_is_known_but_the_name() {
    let make = |identifier, demand| {
        let signer = addressed(
            id(1),
            Addressee::Contact(contact(1, &By::Email)),
            0,
            Asked {
                e_id_to_sign: demand,
                ..Asked::default()
            },
        );
        try_as(
            Sector::Private,
            Terms {
                identifier,
                ..terms(days(30))
            },
            signer,
        )
    };
    assert_eq!(make(None, None), None);
    assert_eq!(make(Some(NAME), None), None);
    assert_eq!(make(Some(NUMBER), None), Some(Choice::NumberNotKnown));
    assert_eq!(make(Some(BIRTH), None), Some(Choice::BirthDateNotKnown));
    assert_eq!(make(Some(BIRTH), Some(SecurityLevel::High)), None);
}

#[test]
fn private_senders_ask_for_the_high_level_and_give_addresses_themselves() {
    let low = Terms {
        level: SecurityLevel::Substantial,
        ..terms(days(30))
    };
    let given = NotificationAddress::Given {
        contact: contact(1, &By::Email),
    };
    assert_eq!(
        try_as(Sector::Private, low.clone(), numbered(1, given.clone(), 0)),
        Some(Choice::LowLevelByPrivate)
    );
    assert_eq!(try_as(Sector::Public, low, numbered(1, given, 0)), None);
    let look_up = NotificationAddress::LookUp {
        sms: false,
        found: Some(contact(1, &By::Email)),
        at: noon(),
    };
    let signer = numbered(1, look_up.clone(), 0);
    assert_eq!(
        try_as(Sector::Private, terms(days(30)), signer),
        Some(Choice::LookUpByPrivate)
    );
    let addressee = Addressee::Person(AddressedPerson {
        person: person(1),
        notifications: look_up,
    });
    let other = Asked {
        on_behalf_of: OnBehalfOf::Other,
        ..asked(true)
    };
    let signer = addressed(id(1), addressee, 0, other);
    assert_eq!(
        try_as(Sector::Public, terms(days(30)), signer),
        Some(Choice::LookUpOnBehalf)
    );
}

#[test]
fn each_flow_has_its_addresses() {
    let direct_terms = || Terms {
        flow: direct(),
        ..terms(days(30))
    };
    let custom = || {
        let identifier = SignerIdentifier::try_from("7".to_owned()).expect("a word");
        addressed(id(1), Addressee::Custom { identifier }, 0, Asked::default())
    };
    let make = |terms, signer| try_as(Sector::Public, terms, signer);
    assert_eq!(
        make(direct_terms(), signer(1, &By::Email, 0)),
        Some(Choice::ContactInDirectFlow)
    );
    assert_eq!(make(direct_terms(), custom()), None);
    assert_eq!(
        make(terms(days(30)), custom()),
        Some(Choice::CustomInPortalFlow)
    );
    assert_eq!(
        make(direct_terms(), numbered(1, NotificationAddress::Nowhere, 0)),
        None
    );
    assert_eq!(
        make(
            terms(days(30)),
            numbered(1, NotificationAddress::Nowhere, 0)
        ),
        Some(Choice::NowhereInPortalFlow)
    );
    let given = NotificationAddress::Given {
        contact: contact(1, &By::Email),
    };
    assert_eq!(
        make(direct_terms(), numbered(1, given, 0)),
        Some(Choice::ContactInDirectFlow)
    );
    let twice = vec![
        custom(),
        addressed(id(2), custom().addressee().clone(), 0, Asked::default()),
    ];
    assert_eq!(
        create_as(direct_terms(), Sector::Public, twice),
        Err(CreateRefused::SameAddress(1, 2))
    );
}

#[test]
fn an_advanced_signature_needs_an_e_id() {
    let make = |demand| {
        let asked = Asked {
            e_id_to_sign: demand,
            ..asked(true)
        };
        let signer = addressed(id(1), Addressee::Contact(contact(1, &By::Email)), 0, asked);
        try_as(Sector::Private, terms(days(30)), signer)
    };
    assert_eq!(make(None), Some(Choice::AdvancedWithoutEId));
    assert_eq!(
        make(Some(SecurityLevel::Substantial)),
        Some(Choice::AdvancedWithoutEId)
    );
    assert_eq!(make(Some(SecurityLevel::High)), None);
}
