//! Who somebody is and what is said of it: numbers, secrets, signers, and what a sender changes.

use segl_domain::{
    account::organisation::{OrganisationNumber, OrganisationNumberError, Sector},
    audit::{self, AuditEventData, SignerField},
    contact::Channel,
    digest::Digest,
    id::JobId,
    identity::{
        authentication::SignatureType,
        national_id::{NationalIdentityNumber, NumberError},
        person::PersonKey,
        principal::Permission,
    },
    job::{
        DOCUMENT_RETENTION, RetentionPolicy, SignatureJob, Terms,
        next_action::NextAction,
        signer::{Asked, Order, Signature, Signer},
        transitions::{
            create::{CreateRefused, MAX_ACTIVATION_DELAY, MAX_AVAILABILITY},
            notify::NewSecrets,
            seal::RenewRefused,
            signers::SignerUpdate,
        },
    },
    language::Language,
    notification::quiet_hours,
    secret::{self, LoginToken, OneTimeCode},
    text::{PersonName, QueueName, QueueNameError},
};

use crate::people::{
    By, create, create_as, days, hours, id, invited, noon, sealed_document, sender_system,
    signature, signer, terms,
};

fn number(digits: &str) -> Result<NationalIdentityNumber, NumberError> {
    NationalIdentityNumber::parse(digits)
}

#[test]
fn a_national_identity_number_has_both_control_digits_and_tells_the_century() {
    // Made by a few lines of Python.
    let (old, young) = ("01819001185", "01810551069");
    for (digits, year) in [(old, 1990), (young, 2005)] {
        let known = number(digits).expect("a number");
        let on = jiff::civil::date(2026, 11, 27);
        assert_eq!(known.birth_date(on), Some(jiff::civil::date(year, 1, 1)));
        assert_eq!(known.expose(), digits);
        assert!(known.is_synthetic());
        assert_eq!(format!("{known:?}"), "NationalIdentityNumber(hidden)");
    }
    // The second fits, and the first by neither rule: a rest of 4 and of 10.
    assert_eq!(number("01819001037").map(|_| ()), Err(NumberError::Control));
    assert_eq!(number("01819001096").map(|_| ()), Err(NumberError::Control));
    let of_2032 = number("01819001002").expect("the first fits as from 2032");
    assert_eq!(of_2032.birth_date(jiff::civil::date(2026, 11, 27)), None);
    assert_eq!(number("01819001186").map(|_| ()), Err(NumberError::Control));
    let (old, young) = (
        number(old).expect("a number"),
        number(young).expect("a number"),
    );
    assert_ne!(PersonKey::message(&old), PersonKey::message(&young));
    let expected = Digest::tagged("segl-person-v1", &[b"01819001185"]);
    assert_eq!(PersonKey::message(&old), *expected.as_bytes());
    let key = PersonKey::new(*expected.as_bytes());
    assert_eq!(key.to_string(), expected.to_string());
}

#[test]
fn an_organisation_number_is_nine_digits_and_nothing_else() {
    let read = |text: &str| OrganisationNumber::try_from(text.to_owned());
    let known = read("991825827").expect("a number");
    assert_eq!(
        (known.as_ref(), String::from(known.clone())),
        ("991825827", "991825827".to_owned())
    );
    assert_eq!(read("991825828"), Err(OrganisationNumberError::CheckDigit));
    for text in [
        "99182582",
        "9918258270",
        "991 825 827",
        "9918258 27",
        "99182582a",
        "",
    ] {
        assert_eq!(
            read(text),
            Err(OrganisationNumberError::NineDigits),
            "{text}"
        );
    }
}

#[test]
fn a_queue_is_named_by_one_to_fifty_plain_letters() {
    let read = |text: &str| QueueName::try_from(text.to_owned());
    for text in ["a", "A.b-c_9", &"q".repeat(50)] {
        let name = read(text).expect("a name");
        assert_eq!(
            (name.as_ref(), String::from(name.clone())),
            (text, text.to_owned())
        );
    }
    for text in ["", "a b", "ø", "a/b", &"q".repeat(51)] {
        assert_eq!(read(text), Err(QueueNameError), "{text}");
    }
    assert_eq!(QueueName::default().as_ref(), "default");
}

#[test]
fn what_a_login_is_bound_by_differs_for_each_use_and_each_login() {
    let (one, other) = (LoginToken::new([1; 32]), LoginToken::new([2; 32]));
    let all = [
        one.state(),
        one.nonce(),
        one.code_verifier(),
        other.state(),
        other.nonce(),
        other.code_verifier(),
        secret::spell_mac(&[1; 32]),
    ];
    for (place, text) in all.iter().enumerate() {
        // 43 characters: as many as RFC 7636 asks of a code verifier.
        assert!(text.len() == 43 && !all[..place].contains(text), "{all:?}");
    }
    assert_eq!(one.state(), LoginToken::new([1; 32]).state());
    assert_eq!(secret::spell_mac(&[0; 32]), "A".repeat(43));
}

#[test]
fn every_code_is_equally_likely_and_the_remainder_is_drawn_again() {
    let choose = |number: u32| OneTimeCode::choose(number.to_be_bytes()).map(|code| code.expose());
    assert_eq!(choose(0).as_deref(), Some("000000"));
    assert_eq!(choose(1_000_007).as_deref(), Some("000007"));
    assert_eq!(choose(4_293_999_999).as_deref(), Some("999999"));
    assert_eq!(choose(4_294_000_000), None);
    assert_eq!(choose(u32::MAX), None);
    let code = OneTimeCode::choose([0; 4]).expect("a code");
    assert_eq!(format!("{code:?}"), "OneTimeCode(hidden)");
}

#[test]
fn a_permission_is_written_as_its_scope() {
    for permission in Permission::ALL {
        assert_eq!(permission.to_string(), permission.scope());
    }
}

#[test]
fn the_evidence_of_a_signature_holds_all_of_it_but_the_date_of_birth() {
    let signature = Signature {
        birth_date: Some(jiff::civil::date(1990, 1, 1)),
        ..signature()
    };
    let evidence = signature.evidence();
    assert_eq!(evidence["name"], "Kari Nordmann");
    assert_eq!(
        evidence["documents"],
        serde_json::json!(signature.documents)
    );
    assert!(!evidence.to_string().contains("1990"), "{evidence}");
    assert_eq!(
        signature.digest(),
        Digest::of(audit::canonical_json(&evidence).as_bytes())
    );
}

#[test]
fn a_signer_is_told_of_as_the_sender_described_one() {
    let asked = Asked {
        signature_type: SignatureType::AdvancedElectronicSignature,
        ..Asked::default()
    };
    let name = PersonName::try_from("Kari Nordmann".to_owned()).ok();
    let order = Order::try_from(7).expect("an order");
    let addressee = signer(1, &By::Email, 0).addressee().clone();
    let kari = Signer::new(
        id(1),
        addressee,
        name.clone(),
        Language::En,
        order,
        asked,
        noon(),
    );
    assert_eq!(
        (kari.asked(), kari.name(), kari.language()),
        (asked, name.as_ref(), Language::En)
    );
    assert_eq!(
        (kari.order(), u8::from(kari.order()), kari.since()),
        (order, 7, noon())
    );
    assert_eq!(kari.reminders_asked(), []);
    assert_eq!(kari.access().link(), None);
    let job = invited(
        create(vec![signer(1, &By::Email, 0)], days(7)),
        1,
        1,
        noon(),
    );
    let at = noon() + days(1);
    let reminded = job
        .remind(id(1), sender_system(), at)
        .expect("it is time")
        .job;
    let kari = reminded.signer(id(1)).expect("the signer");
    assert_eq!(kari.reminders_asked(), [at]);
    assert!(kari.access().link().is_some());
}

/// The fields that an update of a signer with this address is said to have changed.
fn updated(by: &By, update: SignerUpdate) -> Vec<SignerField> {
    let job = create(vec![signer(1, by, 0)], days(7));
    let step = job
        .update_signer(id(1), update, sender_system(), noon())
        .expect("it goes on");
    let told = step.events.iter().find_map(|event| match &event.data {
        AuditEventData::SignerUpdated { fields, .. } => Some(fields.clone()),
        _ => None,
    });
    told.unwrap_or_default()
}

#[test]
fn what_a_sender_changed_of_a_signer_is_told_and_nothing_else() {
    let to = |number: u8, by: &By| SignerUpdate {
        contact: signer(number, by, 0).contact().cloned(),
        ..SignerUpdate::default()
    };
    use SignerField::{Email, Language as Spoken, Mobile, Name};
    assert_eq!(updated(&By::Email, SignerUpdate::default()), []);
    assert_eq!(updated(&By::Email, to(1, &By::Email)), []);
    assert_eq!(updated(&By::Email, to(2, &By::Email)), [Email]);
    assert_eq!(updated(&By::Email, to(1, &By::Both)), [Mobile]);
    assert_eq!(updated(&By::Both, to(1, &By::Email)), [Mobile]);
    assert_eq!(updated(&By::Mobile, to(1, &By::Both)), [Email]);
    assert_eq!(updated(&By::Mobile, to(2, &By::Mobile)), [Mobile]);
    assert_eq!(updated(&By::Both, to(2, &By::Both)), [Email, Mobile]);
    assert_eq!(updated(&By::Both, to(2, &By::Mobile)), [Email, Mobile]);
    let name = SignerUpdate {
        name: PersonName::try_from("Kari".to_owned()).ok(),
        ..SignerUpdate::default()
    };
    assert_eq!(updated(&By::Email, name), [Name]);
    let language = SignerUpdate {
        language: Some(Language::En),
        ..SignerUpdate::default()
    };
    assert_eq!(updated(&By::Email, language), [Spoken]);
}

#[test]
fn a_job_may_be_as_long_and_begin_as_late_as_senders_are_told() {
    let create = |available, activation| {
        SignatureJob::create(
            JobId::new(1, [1; 10]),
            terms(available),
            Sector::Private,
            vec![signer(1, &By::Email, 0)],
            &[],
            activation,
            sender_system(),
            noon(),
        )
        .map(|step| step.job.id())
    };
    let second = jiff::SignedDuration::from_secs(1);
    let job = Ok(JobId::new(1, [1; 10]));
    assert_eq!(create(second, None), job);
    assert_eq!(
        create(second - jiff::SignedDuration::from_millis(1), None),
        Err(CreateRefused::Availability)
    );
    assert_eq!(create(MAX_AVAILABILITY, None), job);
    assert_eq!(
        create(MAX_AVAILABILITY + second, None),
        Err(CreateRefused::Availability)
    );
    assert_eq!(create(days(7), Some(noon() + MAX_ACTIVATION_DELAY)), job);
    assert_eq!(
        create(days(7), Some(noon() + MAX_ACTIVATION_DELAY + second)),
        Err(CreateRefused::ActivationTooFar)
    );
}

/// A job whose documents are kept for long, sealed at noon as the version `v`.
fn sealed() -> SignatureJob {
    let terms = Terms {
        retention: RetentionPolicy::LongTerm,
        ..terms(days(7))
    };
    let job = create_as(terms, Sector::Private, vec![signer(1, &By::Email, 0)])
        .expect("a fit job")
        .job;
    let job = job
        .sign(id(1), signature(), noon())
        .expect("their turn")
        .job;
    let outcome = sealed_document(Some(noon() + days(300)));
    let job = job.sealed(outcome, noon()).expect("the seal is due").job;
    invited(job, 1, 1, noon())
}

#[test]
fn a_renewal_that_was_stopped_is_tried_again_after_a_day() {
    let at = noon() + days(300);
    assert_eq!(sealed().next(at), NextAction::RenewSeal);
    let halted = sealed()
        .halt_renewal("v", at)
        .expect("it is the version that was sealed");
    assert!(matches!(
        halted.events[0].data,
        AuditEventData::SealingHalted
    ));
    assert_eq!(halted.job.next(at), NextAction::Wait(at + days(1)));
    assert_eq!(halted.job.next(at + days(1)), NextAction::RenewSeal);
    assert_eq!(sealed().halt_renewal("another", at), Err(RenewRefused));
    let unsealed = create(vec![signer(1, &By::Email, 0)], days(7));
    assert_eq!(unsealed.halt_renewal("v", at), Err(RenewRefused));
}

#[test]
fn documents_that_are_released_when_their_keeping_ends_are_not_released_once_more() {
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    let ended = job.cancel(sender_system(), noon()).expect("it goes on").job;
    let end = noon() + DOCUMENT_RETENTION;
    let release = |at| {
        ended
            .clone()
            .release_documents(sender_system(), at)
            .expect("it has ended")
    };
    assert_eq!(release(end - hours(1)).events.len(), 1);
    assert_eq!(release(end).events, []);
}

#[test]
fn a_text_message_waits_for_the_e_mail_to_the_same_signer_and_for_no_other() {
    let job = create(
        vec![signer(1, &By::Both, 0), signer(2, &By::Both, 0)],
        days(7),
    );
    // The first one's e-mail is not taken, and tried again later.
    let first = job
        .due_notification(id(1), noon())
        .expect("a message is due");
    assert_eq!(first.channel, Channel::Email);
    let job = job
        .attempt_notification(first, NewSecrets::default(), noon())
        .expect("it is due")
        .job;
    let job = job.notification_failed(first, noon()).job;
    assert_eq!(
        job.due_notification(id(1), noon()),
        None,
        "the text message waits for the e-mail"
    );
    let job = invited(job, 2, 2, noon());
    let second = job
        .due_notification(id(2), noon())
        .expect("a message is due");
    assert_eq!((second.signer, second.channel), (id(2), Channel::Sms));
}

#[test]
fn a_text_message_that_is_wanted_by_day_is_sent_when_it_is_wanted() {
    for wanted in [
        "2026-11-24T07:00:00Z",
        "2026-11-24T07:30:00Z",
        "2026-11-24T20:59:00Z",
    ] {
        let wanted = crate::people::at(wanted);
        assert_eq!(quiet_hours::sms_time(wanted, None), wanted);
    }
    let early = crate::people::at("2026-11-24T06:59:00Z");
    assert_eq!(
        quiet_hours::sms_time(early, None),
        crate::people::at("2026-11-24T07:00:00Z")
    );
}
