//! Who sees a task, and what lets a signer sign.

use segl_domain::{
    account::organisation::Sector,
    id::SignerId,
    identity::authentication::{
        Authentication, AuthenticationMethod, FRESH_LOGIN_TTL, Login, SecurityLevel,
    },
    job::{
        Failure, JobState, SignatureJob, Terms,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        authorization::{Denied, SignStep},
        signer::{Asked, Signer},
        status::SignerStatus,
    },
    notification::NotificationKind,
    text::SignerIdentifier,
};

use crate::people::*;

const LOW: SecurityLevel = SecurityLevel::Substantial;
const HIGH: SecurityLevel = SecurityLevel::High;

fn given(number: u8) -> NotificationAddress {
    NotificationAddress::Given {
        contact: contact(number, &By::Email),
    }
}

fn portal(signers: Vec<Signer>) -> SignatureJob {
    create_as(terms(days(30)), Sector::Public, signers)
        .expect("a fit job")
        .job
}

fn step(
    job: &SignatureJob,
    number: u8,
    entry: Option<&AuthenticationMethod>,
    login: Option<&Login>,
) -> SignStep {
    job.sign_step(
        job.signer(id(number)).expect("a signer"),
        entry,
        login,
        noon(),
    )
}

#[test]
fn who_is_addressed_by_number_is_the_only_one_to_see_the_task() {
    let job = portal(vec![numbered(1, given(1), 0), numbered(2, given(2), 0)]);
    assert_eq!(job.admit(id(1), None, None), Err(Denied::LogIn(HIGH)));
    assert_eq!(
        job.admit(id(1), None, Some(&login(1, HIGH, noon()))),
        Ok(())
    );
    assert_eq!(
        job.admit(id(1), None, Some(&login(1, LOW, noon()))),
        Err(Denied::StepUp(HIGH))
    );
    assert_eq!(
        job.admit(id(1), None, Some(&login(2, HIGH, noon()))),
        Err(Denied::NotASigner),
        "a signer of the same job"
    );
    assert_eq!(
        job.admit(id(1), Some(&entered(noon())), None),
        Err(Denied::LogIn(HIGH)),
        "a link opens nothing here"
    );
    assert_eq!(
        job.admit(id(9), None, Some(&login(1, HIGH, noon()))),
        Err(Denied::NotASigner)
    );
}

#[test]
fn a_link_and_a_code_let_in_until_the_sender_revokes_them() {
    let job = portal(vec![signer(1, &By::Email, 0)]);
    assert_eq!(
        job.admit(id(1), None, Some(&login(1, HIGH, noon()))),
        Err(Denied::NotASigner),
        "an e-ID is no link"
    );
    assert_eq!(job.admit(id(1), Some(&entered(noon())), None), Ok(()));
    let job = job
        .renew_link(id(1), sender_system(), noon() + hours(1))
        .expect("the signer waits")
        .job;
    assert_eq!(
        job.admit(id(1), Some(&entered(noon() + hours(1))), None),
        Err(Denied::NotASigner)
    );
    assert_eq!(
        job.admit(id(1), Some(&entered(noon() + hours(2))), None),
        Ok(())
    );
}

#[test]
fn in_the_direct_flow_the_sender_sends_and_the_e_id_proves() {
    let direct_terms = Terms {
        flow: direct(),
        ..terms(days(30))
    };
    let custom = Addressee::Custom {
        identifier: SignerIdentifier::try_from("customer 7".to_owned()).expect("a word"),
    };
    let signers = vec![
        numbered(1, NotificationAddress::Nowhere, 0),
        addressed(id(2), custom, 0, Asked::default()),
    ];
    let job = create_as(direct_terms, Sector::Public, signers)
        .expect("a fit job")
        .job;
    let sent = AuthenticationMethod::SenderRedirect { at: noon() };
    assert_eq!(
        job.admit(id(1), None, Some(&login(1, HIGH, noon()))),
        Err(Denied::NotASigner),
        "not sent by the sender"
    );
    assert_eq!(
        job.admit(id(1), Some(&sent), None),
        Err(Denied::LogIn(HIGH))
    );
    assert_eq!(
        job.admit(id(1), Some(&sent), Some(&login(2, HIGH, noon()))),
        Err(Denied::AnotherPerson)
    );
    assert_eq!(
        job.admit(id(1), Some(&sent), Some(&login(1, HIGH, noon()))),
        Ok(())
    );
    assert_eq!(job.admit(id(2), Some(&sent), None), Ok(()));
    assert_eq!(
        step(&job, 2, Some(&sent), None),
        SignStep::Ready(Authentication::Entered(sent))
    );
}

#[test]
fn an_advanced_signature_wants_a_login_made_for_it() {
    let job = portal(vec![numbered(1, given(1), 0)]);
    let (old, new) = (
        noon() - FRESH_LOGIN_TTL - hours(1),
        noon() - FRESH_LOGIN_TTL,
    );
    assert_eq!(
        step(&job, 1, None, Some(&login(1, HIGH, old))),
        SignStep::LogIn {
            level: HIGH,
            fresh: true
        }
    );
    let fresh = login(1, HIGH, new);
    let ready = SignStep::Ready(Authentication::EId {
        e_id: fresh.proof.clone(),
        entry: None,
    });
    assert_eq!(step(&job, 1, None, Some(&fresh)), ready);
    // It came just now, and nobody says when it was made: it may be a session of yesterday.
    let undated = Login {
        authenticated_at: None,
        ..fresh
    };
    let again = SignStep::LogIn {
        level: HIGH,
        fresh: true,
    };
    assert_eq!(step(&job, 1, None, Some(&undated)), again);
}

#[test]
fn an_authenticated_signature_is_content_with_the_visit() {
    let asked = Asked::default();
    let addressee = Addressee::Person(AddressedPerson {
        person: person(1),
        notifications: given(1),
    });
    let low = Terms {
        level: LOW,
        ..terms(days(30))
    };
    let job = create_as(
        low,
        Sector::Public,
        vec![addressed(id(1), addressee, 0, asked)],
    )
    .expect("a fit job")
    .job;
    let old = login(1, LOW, noon() - hours(5));
    assert_eq!(job.admit(id(1), None, Some(&old)), Ok(()));
    assert!(matches!(
        step(&job, 1, None, Some(&old)),
        SignStep::Ready(Authentication::EId { .. })
    ));
}

#[test]
fn an_e_id_may_be_demanded_of_the_holder_of_a_link_at_the_moment_of_signing() {
    let asked = Asked {
        e_id_to_sign: Some(LOW),
        ..Asked::default()
    };
    let job = portal(vec![addressed(
        id(1),
        Addressee::Contact(contact(1, &By::Email)),
        0,
        asked,
    )]);
    let entry = entered(noon());
    assert_eq!(
        job.admit(id(1), Some(&entry), None),
        Ok(()),
        "the task is read without it"
    );
    assert_eq!(
        step(&job, 1, Some(&entry), None),
        SignStep::LogIn {
            level: LOW,
            fresh: false
        }
    );
    let anybody = login(77, LOW, noon());
    let by = Authentication::EId {
        e_id: anybody.proof.clone(),
        entry: Some(entry.clone()),
    };
    assert_eq!(
        step(&job, 1, Some(&entry), Some(&anybody)),
        SignStep::Ready(by)
    );
}

#[test]
fn without_a_name_from_the_e_id_the_job_ends_and_says_so() {
    let job = portal(vec![numbered(1, given(1), 0), numbered(2, given(2), 0)]);
    let job = job
        .name_not_available(id(1), noon())
        .expect("it is the signer's turn")
        .job;
    assert_eq!(
        statuses(&job),
        [
            SignerStatus::SignersNameNotAvailable,
            SignerStatus::NotApplicable
        ]
    );
    assert!(matches!(
        job.state(),
        JobState::Failed {
            cause: Failure::NameNotAvailable,
            ..
        }
    ));
    let told: Vec<(SignerId, NotificationKind)> = job
        .open_notifications()
        .iter()
        .map(|planned| (planned.notification.signer, planned.notification.kind))
        .collect();
    assert_eq!(told, [(id(2), NotificationKind::JobFailed)]);
}

#[test]
fn every_authentication_reads_back_and_so_does_the_first_shape() {
    let old = r#"{"linkChannel":"EMAIL","codeChannel":"SMS","at":"2026-11-24T11:00:00Z"}"#;
    let read: Authentication = serde_json::from_str(old).expect("it reads");
    assert!(matches!(
        &read,
        Authentication::Entered(AuthenticationMethod::LinkAndCode(_))
    ));
    assert_eq!(serde_json::to_string(&read).expect("JSON"), old);
    let e_id = login(1, HIGH, noon()).proof;
    for authentication in [
        Authentication::Entered(AuthenticationMethod::SenderRedirect { at: noon() }),
        Authentication::EId {
            e_id: e_id.clone(),
            entry: None,
        },
        Authentication::EId {
            e_id,
            entry: Some(entered(noon())),
        },
    ] {
        let json = serde_json::to_string(&authentication).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Authentication>(&json).expect("it reads"),
            authentication,
            "{json}"
        );
    }
}
