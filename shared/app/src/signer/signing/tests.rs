//! What a signer does inside, and that nobody else does it.

mod documents;

use segl_domain::{
    audit::AuditEventData,
    id::{DocumentId, JobId, SignerId},
    identity::authentication::{AuthenticationMethod, SecurityLevel},
    job::{
        Retention,
        authorization::Denied,
        status::{JobStatus, SignerStatus},
    },
    text::Title,
};

use super::*;
use crate::{
    ports::documents::{DocumentEraser, OriginalStore, SealedKind, StoreError},
    sender::{
        creation::{NewAddressee, NewNotifications},
        jobs::{cancel, delete_documents},
    },
    signer::{
        downloads::*,
        session::{SESSION_IDLE_TIMEOUT, end},
        task::*,
    },
    testing::*,
    workflow::deletion::delete_expired_documents,
};

async fn inside(
    world: &World,
    token: Option<&SessionToken>,
    task: TaskId,
) -> Result<TaskSession, VisitError> {
    visit(token, task, &world.table, world.ctx()).await
}

async fn read(
    world: &World,
    token: &SessionToken,
    task: TaskId,
    document: DocumentId,
) -> Result<String, VisitError> {
    let (table, ctx) = (&world.table, world.ctx());
    document_url(Some(token), task, document, table, &world.store, ctx).await
}

async fn fetch(
    world: &World,
    token: Option<&SessionToken>,
    task: TaskId,
    kind: SealedKind,
) -> Result<String, VisitError> {
    let (table, ctx) = (&world.table, world.ctx());
    sealed_url(token, task, kind, table, &world.store, ctx).await
}

async fn refuse(
    world: &World,
    token: Option<&SessionToken>,
    task: TaskId,
) -> Result<SignatureJob, VisitError> {
    let reason = RejectionReason::try_from("Nei".to_owned()).expect("a reason");
    reject(token, task, reason, &world.table, world.ctx()).await
}

async fn press(
    world: &World,
    token: Option<&SessionToken>,
    task: TaskId,
    consent: Consent,
) -> Result<SignatureJob, VisitError> {
    sign(token, task, consent, &world.table, world.ctx()).await
}

fn document(world: &World, job: JobId) -> DocumentId {
    world
        .job(job)
        .terms()
        .documents
        .iter()
        .next()
        .expect("one")
        .id
}

/// A job for Kari and Ola, both invited.
async fn for_two(world: &World) -> (JobId, Vec<SignerId>) {
    let (job, signers) = world
        .job_for(vec![by_email(KARI, 0), by_email(OLA, 0)])
        .await;
    for signer in &signers {
        world.notify(job, *signer).await;
    }
    (job, signers)
}

#[tokio::test]
async fn a_task_is_seen_by_who_got_in_to_it_while_the_session_lasts() {
    let world = World::new();
    let (job, signers) = for_two(&world).await;
    let token = world.enter(KARI).await;
    let seen = inside(&world, Some(&token), (job, signers[0]))
        .await
        .expect("it is Kari's");
    assert_eq!((seen.job.id(), seen.signer), (job, signers[0]));
    assert!(matches!(
        seen.entry,
        Some(AuthenticationMethod::LinkAndCode(_))
    ));
    assert_eq!(seen.login, None);
    let unknown = SessionToken::new([9; 32]);
    for (token, task) in [
        (Some(&token), (job, signers[1])),
        (Some(&unknown), (job, signers[0])),
        (None, (job, signers[0])),
    ] {
        assert!(matches!(
            inside(&world, token, task).await,
            Err(VisitError::NotInside)
        ));
    }
    world.clock.advance(SESSION_IDLE_TIMEOUT);
    let late = inside(&world, Some(&token), (job, signers[0])).await;
    assert!(matches!(late, Err(VisitError::NotInside)));
}

#[tokio::test]
async fn whoever_is_not_inside_neither_signs_nor_rejects_nor_fetches() {
    let world = World::new();
    let (job, signers) = for_two(&world).await;
    let (before, consent) = (world.job(job), world.consent(job));
    let kari = world.enter(KARI).await;
    let entered = world.job(job);
    assert_ne!(before, entered, "the code was used");
    let foreign = (job, signers[1]);
    for token in [Some(&kari), None] {
        let signed = press(&world, token, foreign, consent.clone()).await;
        assert!(matches!(signed, Err(VisitError::NotInside)), "{signed:?}");
        assert!(matches!(
            refuse(&world, token, foreign).await,
            Err(VisitError::NotInside)
        ));
        let fetched = fetch(&world, token, foreign, SealedKind::Document).await;
        assert!(matches!(fetched, Err(VisitError::NotInside)));
    }
    let original = read(&world, &kari, foreign, document(&world, job)).await;
    assert!(matches!(original, Err(VisitError::NotInside)));
    end(&kari, &world.table).await.expect(ANSWERS);
    let signed = press(&world, Some(&kari), (job, signers[0]), consent).await;
    assert!(
        matches!(signed, Err(VisitError::NotInside)),
        "who is logged out is out"
    );
    assert_eq!(world.job(job), entered);
}

#[tokio::test]
async fn a_task_that_is_not_there_is_denied_as_somebody_else_s_is() {
    let world = World::new();
    let task = (JobId::new(9, [9; 10]), SignerId::new(9, [9; 10]));
    let denied = inside(&world, None, task).await;
    assert!(matches!(
        denied,
        Err(VisitError::Denied(Denied::LogIn(SecurityLevel::High), None))
    ));
    let login = world
        .log_in(1, SecurityLevel::High, None)
        .await
        .expect("logged in");
    assert!(matches!(
        inside(&world, Some(&login), task).await,
        Err(VisitError::NotInside)
    ));
    let signed = refuse(&world, Some(&login), task).await;
    assert!(matches!(signed, Err(VisitError::NotInside)));
}

#[tokio::test]
async fn who_has_signed_has_signed_however_often_the_button_is_pressed() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let token = world.enter(KARI).await;
    let agent = "å".repeat(300);
    let consent = Consent {
        user_agent: Some(agent.clone()),
        ip_address: Some("192.0.2.7".parse().expect("an address")),
        ..world.consent(job)
    };
    let signed = press(&world, Some(&token), (job, signer), consent.clone()).await;
    let signed = signed.expect("it is their turn");
    let signature = signed
        .signer(signer)
        .and_then(|signer| signer.signature())
        .expect("it is signed")
        .clone();
    assert_eq!(signature.name.as_ref(), "Kari Nordmann");
    assert_eq!(
        (
            signature.consent.as_str(),
            signature.consent_text.as_deref()
        ),
        ("consent", Some("I sign."))
    );
    assert_eq!(
        (signature.language, signature.documents),
        (Language::Nb, consent.documents)
    );
    assert_eq!(
        (signature.ip_address, signature.birth_date),
        (consent.ip_address, None)
    );
    assert_eq!(
        signature.user_agent,
        Some(agent.chars().take(256).collect())
    );
    let before = world.job(job);
    let again = press(&world, Some(&token), (job, signer), consent).await;
    assert_eq!(again.expect("it is signed"), before);
    assert_eq!(world.job(job), before);
    let rejected = refuse(&world, Some(&token), (job, signer)).await;
    assert!(matches!(
        rejected,
        Err(VisitError::Refused(ActRefused::AlreadySigned))
    ));
}

#[tokio::test]
async fn who_states_no_name_or_saw_other_documents_does_not_sign() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let token = world.enter(KARI).await;
    let before = world.job(job);
    let nameless = Consent {
        name: None,
        ..world.consent(job)
    };
    let refused = press(&world, Some(&token), (job, signer), nameless).await;
    assert!(matches!(refused, Err(VisitError::NotProven)), "{refused:?}");
    let others = Consent {
        documents: Digest::of(b"others"),
        ..world.consent(job)
    };
    let refused = press(&world, Some(&token), (job, signer), others).await;
    assert!(
        matches!(
            refused,
            Err(VisitError::Refused(ActRefused::OtherDocuments))
        ),
        "{refused:?}"
    );
    assert_eq!(world.job(job), before);
}

#[tokio::test]
async fn who_rejects_ends_the_job_with_the_reason() {
    let world = World::new();
    let (job, signers) = for_two(&world).await;
    let token = world.enter(KARI).await;
    let ended = refuse(&world, Some(&token), (job, signers[0]))
        .await
        .expect("it is their turn");
    assert_eq!(ended.status(), JobStatus::Failed);
    let statuses: Vec<SignerStatus> = ended
        .signers()
        .iter()
        .map(segl_domain::job::signer::Signer::status)
        .collect();
    assert_eq!(
        statuses,
        [SignerStatus::Rejected, SignerStatus::NotApplicable]
    );
    let events = world.table.peek_events(job);
    assert!(events.iter().any(|event| matches!(
        &event.data,
        AuditEventData::Rejected { reason, .. } if reason.as_ref() == "Nei"
    )));
}

#[tokio::test]
async fn a_signer_logged_in_signs_by_the_name_and_the_birth_date_of_the_e_id() {
    let world = World::new();
    let given = NewNotifications::Given(email(KARI));
    let (job, signers) = world
        .job_for(vec![signer(NewAddressee::Person(person(1), given), 0)])
        .await;
    let task = (job, signers[0]);
    let low = world
        .log_in(1, SecurityLevel::Substantial, None)
        .await
        .expect("logged in");
    let denied = inside(&world, Some(&low), task).await;
    assert!(
        matches!(&denied, Err(VisitError::Denied(Denied::StepUp(SecurityLevel::High), Some(hint))) if !hint.is_direct),
        "{denied:?}"
    );
    let another = world
        .log_in(2, SecurityLevel::High, None)
        .await
        .expect("logged in");
    assert!(matches!(
        inside(&world, Some(&another), task).await,
        Err(VisitError::NotInside)
    ));
    assert!(matches!(
        inside(&world, None, task).await,
        Err(VisitError::Denied(Denied::LogIn(SecurityLevel::High), None))
    ));
    let high = world
        .log_in(1, SecurityLevel::High, Some(&low))
        .await
        .expect("logged in");
    let seen = inside(&world, Some(&high), task)
        .await
        .expect("the right person");
    assert!(seen.login.is_some() && seen.entry.is_none());
    let stated = Consent {
        name: PersonName::try_from("Somebody Else".to_owned()).ok(),
        ..world.consent(job)
    };
    let signed = press(&world, Some(&high), task, stated)
        .await
        .expect("logged in");
    let signature = signed.signers()[0].signature().expect("it is signed");
    assert_eq!(signature.name.as_ref(), "Kari Nordmann");
    assert_eq!(signature.birth_date, Some(jiff::civil::date(1990, 1, 1)));
    assert!(matches!(
        signature.authentication,
        Authentication::EId { .. }
    ));
}

#[tokio::test]
async fn the_way_back_is_told_to_whom_the_sender_sent_and_to_nobody_else() {
    let world = World::new();
    let (job, signer) = world.direct_job().await;
    let token = world.redirected(job, signer).await;
    let back = async |token: Option<&SessionToken>, task: TaskId| {
        sent_to(token, task, &world.table, world.ctx()).await
    };
    assert_eq!(
        back(Some(&token), (job, signer))
            .await
            .expect("they were sent")
            .id(),
        job
    );
    assert!(matches!(
        back(None, (job, signer)).await,
        Err(VisitError::NotInside)
    ));
    let (other_job, other_signer) = world.direct_job().await;
    assert!(matches!(
        back(Some(&token), (other_job, other_signer)).await,
        Err(VisitError::NotInside)
    ));
}

#[tokio::test]
async fn a_person_sent_by_the_sender_is_told_who_sends_before_logging_in() {
    let world = World::new();
    let signers = vec![signer(
        NewAddressee::Person(person(1), NewNotifications::Nowhere),
        0,
    )];
    let command = world.command(signers).await;
    let public = Title::try_from("Avtale 7".to_owned()).ok();
    let command = crate::sender::creation::CreateJob {
        flow: direct(),
        non_sensitive_title: public.clone(),
        ..command
    };
    let created = world.create(command).await.expect(IS_FIT);
    let task = (created.job.id(), created.job.signers()[0].id());
    let token = world.redirected(task.0, task.1).await;
    let Err(VisitError::Denied(Denied::LogIn(SecurityLevel::High), Some(hint))) =
        inside(&world, Some(&token), task).await
    else {
        panic!("a login is asked for")
    };
    assert_eq!(hint.sender_name.as_ref(), "Eksempel AS");
    assert_eq!((hint.non_sensitive_title, hint.is_direct), (public, true));
    let another = world
        .log_in(2, SecurityLevel::High, Some(&token))
        .await
        .expect("logged in");
    let denied = inside(&world, Some(&another), task).await;
    assert!(
        matches!(
            denied,
            Err(VisitError::Denied(Denied::AnotherPerson, Some(_)))
        ),
        "{denied:?}"
    );
}

#[tokio::test]
async fn a_port_that_breaks_is_told_as_such_and_not_as_a_visit_that_is_over() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let token = world.enter_again(KARI).await;
    for calls in 0..3 {
        world.fault.after(calls);
        let broken = fetch(&world, Some(&token), (job, signer), SealedKind::Document).await;
        assert!(
            matches!(broken, Err(VisitError::PortError(_))),
            "{calls}: {broken:?}"
        );
        assert!(world.fault.heal());
    }
}
