//! The renewal of a seal: once however often it is tried, nothing lost wherever it breaks, valid after years.

use bytes::Bytes;
use jiff::SignedDuration;
use segl_app::{
    sender::creation::{CreateJob, NewAddressee},
    validation::signatures::Indication,
};
use segl_domain::{
    audit::AuditEventData,
    contact::{ContactAddress, EmailAddress},
    digest::Digest,
    id::JobId,
    job::{JobState, RetentionPolicy, SealedDocument, next_action::NextAction, signer::Asked},
};
use segl_tests::{AUTHORITY_DAYS, World, new_signer};

use super::signers;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A job whose documents are archived, sealed.
async fn archived(world: &World) -> JobId {
    let email = EmailAddress::try_from("kari@example.com".to_owned()).expect("an address");
    let kari = new_signer(
        NewAddressee::Contact(ContactAddress::Email(email)),
        Asked::default(),
        0,
    );
    let command = CreateJob {
        retention: RetentionPolicy::LongTerm,
        ..world.command(vec![kari]).await
    };
    let job = world.create_as(command).await.expect("the job is fit");
    world.walk(job, 1).await.expect("the ports answer");
    for signer in signers(world, job) {
        world.sign(job, signer).await;
    }
    // Nothing is due for a long time, and no execution waits for it.
    assert_eq!(
        world.walk(job, 1).await.expect("the ports answer"),
        Some(NextAction::Done)
    );
    job
}

fn sealed(world: &World, job: JobId) -> SealedDocument {
    let JobState::Completed { sealed, .. } = world.job(job).state().clone() else {
        panic!("it is sealed")
    };
    sealed
}

fn bytes(world: &World, job: JobId) -> Bytes {
    let sealed = sealed(world, job);
    let bytes = world
        .store
        .open(&format!("memory:sealed/{job}.pdf#{}", sealed.version))
        .expect("it is there");
    assert_eq!(
        Digest::of(&bytes),
        sealed.sha256,
        "what the job names is what is there"
    );
    bytes
}

fn renewals(world: &World, job: JobId) -> usize {
    let events = world.table.peek_events(job);
    events
        .iter()
        .filter(|event| matches!(event.data, AuditEventData::SealRenewed { .. }))
        .count()
}

fn indication(world: &World, pdf: &Bytes) -> Indication {
    let trust = world.seal.anchors();
    segl_app::validation::document::examine(pdf, &trust, world.now())
        .expect("a PDF")
        .report
        .indication
}

#[tokio::test]
async fn a_seal_that_is_renewed_in_time_is_valid_years_after_its_first_timestamps_have_died() {
    let world = World::new();
    let job = archived(&world).await;
    let first = bytes(&world, job);
    let mut count = 0;
    while world.now().duration_since(world.job(job).created_at()) < DAY * 365 * 3 {
        let due = sealed(&world, job).renew_at.expect("it has timestamps");
        // The reconciler finds it in the index of what is due.
        world
            .clock
            .advance(due.duration_since(world.now()) + SignedDuration::from_mins(6));
        let next = world.walk(job, 1).await.expect("the ports answer");
        assert!(
            matches!(next, Some(NextAction::Wait(_) | NextAction::Done)),
            "{next:?}"
        );
        count += 1;
        assert_eq!(renewals(&world, job), count);
    }
    assert!(count < 12, "{count} times in three years");
    let last = bytes(&world, job);
    assert!(
        last.starts_with(&first),
        "every renewal goes on from what was there"
    );
    assert_eq!(indication(&world, &last), Indication::TotalPassed);
    assert_ne!(
        indication(&world, &first),
        Indication::TotalPassed,
        "without them it can no longer be said"
    );
}

#[tokio::test]
async fn a_renewal_run_twice_is_run_once() {
    let world = World::new();
    let job = archived(&world).await;
    world.renew(job).await.expect("it is not due yet");
    assert_eq!(renewals(&world, job), 0);
    let days = i32::try_from(AUTHORITY_DAYS).expect("a year");
    world.clock.advance(DAY * (days - 60));
    for _ in 0..3 {
        world.renew(job).await.expect("the ports answer");
        assert_eq!(renewals(&world, job), 1);
    }
    bytes(&world, job);
}

#[tokio::test]
async fn a_renewal_broken_at_any_call_leaves_a_valid_document_and_goes_through_later() {
    let mut broken = 0;
    for calls in 0..20 {
        let world = World::new();
        let job = archived(&world).await;
        world.clock.advance(DAY * 300);
        world.fault.after(calls);
        let tried = world.renew(job).await;
        world.fault.heal();
        bytes(&world, job);
        broken += usize::from(tried.is_err());
        world.renew(job).await.expect("the ports answer");
        assert_eq!(renewals(&world, job), 1, "after {calls} calls");
        assert_eq!(
            indication(&world, &bytes(&world, job)),
            Indication::TotalPassed
        );
    }
    assert!(broken >= 4, "the fault struck {broken} different calls");
}
