//! A seal is renewed when that is due, once, and only if it is the one that was made.

use segl_domain::{
    audit::AuditEventData,
    job::{RetentionPolicy, next_action::NextAction},
};

use super::*;
use crate::{
    sender::{creation::CreateJob, jobs::delete_documents},
    testing::*,
    workflow::sealing::Sealing,
};

/// A job whose documents are kept for long, sealed with timestamps.
async fn kept(world: &World, seal: &Seal, authority: &Authority) -> JobId {
    let command = world.command(vec![by_email(KARI, 0)]).await;
    let command = CreateJob {
        retention: RetentionPolicy::LongTerm,
        ..command
    };
    let created = world.create(command).await.expect(IS_FIT);
    let (job, signer) = (created.job.id(), created.job.signers()[0].id());
    world.notify(job, signer).await;
    let session = world.enter(KARI).await;
    world
        .sign(job, signer, &session)
        .await
        .expect("it is their turn");
    let sealed = world
        .seal_with(job, seal, Sealing::new(seal, None, authority))
        .await;
    sealed.expect("the authority answers");
    world.notify(job, signer).await;
    job
}

fn seal_of(world: &World, job: JobId) -> segl_domain::job::SealedDocument {
    match world.job(job).state() {
        JobState::Completed { sealed, .. } => sealed.clone(),
        other => panic!("it is sealed: {other:?}"),
    }
}

async fn renew(world: &World, job: JobId, authority: &Authority) -> Result<(), RenewError> {
    renew_seal(job, &world.table, &world.store, authority, world.ctx()).await
}

/// A world with a job whose seal is due to be renewed.
async fn due() -> (World, Authority, JobId) {
    let world = World::new();
    let (seal, authority) = (Seal::new(), Authority::new(&world.clock));
    let job = kept(&world, &seal, &authority).await;
    let at = seal_of(&world, job).renew_at.expect("it has timestamps");
    world.clock.advance_to(at);
    (world, authority, job)
}

#[tokio::test]
async fn a_seal_is_renewed_ninety_days_before_its_timestamps_certificates_end_and_not_before() {
    let world = World::new();
    let (seal, authority) = (Seal::new(), Authority::new(&world.clock));
    let job = kept(&world, &seal, &authority).await;
    let before = seal_of(&world, job);
    let at = before.renew_at.expect("it has timestamps");
    let left = at.duration_since(world.now());
    assert!(
        left > days(365 - 90 - 1) && left <= days(365 - 90),
        "{left:?}"
    );
    world.clock.advance_to(at - SignedDuration::from_millis(1));
    renew(&world, job, &authority)
        .await
        .expect("nothing is due");
    assert_eq!(seal_of(&world, job), before);
    world.clock.advance_to(at);
    assert_eq!(world.job(job).next(world.now()), NextAction::RenewSeal);
    renew(&world, job, &authority)
        .await
        .expect("the authority answers");
    let after = seal_of(&world, job);
    assert_ne!(
        (after.sha256, &after.version),
        (before.sha256, &before.version)
    );
    assert!(after.size > before.size);
    // Where less than twice the margin is left it is half-way there.
    let left = after
        .renew_at
        .expect("it has timestamps")
        .duration_since(world.now());
    assert!(left > days(44) && left < days(46), "{left:?}");
    let url = format!("memory:sealed/{job}.pdf#{}", after.version);
    let bytes = world.store.open(&url).expect("it is there");
    assert_eq!(
        (Digest::of(&bytes), bytes.len() as u64),
        (after.sha256, after.size)
    );
}

#[tokio::test]
async fn a_sealed_document_that_is_not_the_one_that_was_sealed_is_not_renewed() {
    let (world, authority, job) = due().await;
    let (before, stored) = (seal_of(&world, job), world.store.count());
    world.store.spoil("sealed/");
    let refused = renew(&world, job, &authority).await;
    assert!(matches!(refused, Err(RenewError::Corrupt)), "{refused:?}");
    assert_eq!(
        (seal_of(&world, job).sha256, world.store.count()),
        (before.sha256, stored)
    );
    assert_ne!(
        world.job(job).next(world.now()),
        NextAction::RenewSeal,
        "it rests"
    );
}

#[tokio::test]
async fn a_sealed_document_that_is_gone_is_told_as_missing() {
    let (world, authority, job) = due().await;
    let version = seal_of(&world, job).version;
    crate::ports::documents::DocumentEraser::delete_sealed(
        &world.store,
        job,
        SealedKind::Document,
        &version,
    )
    .await
    .expect(ANSWERS);
    let missing = renew(&world, job, &authority).await;
    assert!(matches!(missing, Err(RenewError::Missing)), "{missing:?}");
}

#[tokio::test]
async fn what_is_not_sealed_or_no_longer_kept_is_not_renewed() {
    let (world, authority, job) = due().await;
    delete_documents(&own(), job, &world.table, world.ctx())
        .await
        .expect("it has ended");
    let stored = world.store.count();
    renew(&world, job, &authority)
        .await
        .expect("nothing is due");
    let (signed, _) = world.signed().await;
    renew(&world, signed, &authority)
        .await
        .expect("nothing is due");
    renew(&world, JobId::new(9, [9; 10]), &authority)
        .await
        .expect("nothing is due");
    let renewed = world.table.peek_events(job);
    assert!(
        !renewed
            .iter()
            .any(|event| matches!(event.data, AuditEventData::SealRenewed { .. }))
    );
    assert_eq!(world.store.count(), stored + 1, "the other job's original");
}

#[tokio::test]
async fn a_renewal_that_breaks_at_any_call_stays_due() {
    for calls in 0.. {
        let (world, authority, job) = due().await;
        world.fault.after(calls);
        let renewed = renew(&world, job, &authority).await;
        if !world.fault.heal() {
            renewed.expect("nothing broke");
            assert!(calls >= 4, "load, fetch, store, load, commit: {calls}");
            return;
        }
        assert!(
            matches!(renewed, Err(RenewError::PortError(_))),
            "{calls}: {renewed:?}"
        );
        assert_eq!(world.job(job).next(world.now()), NextAction::RenewSeal);
    }
}

#[tokio::test]
async fn an_authority_that_does_not_answer_leaves_the_renewal_due() {
    let (world, _, job) = due().await;
    let refused = renew_seal(job, &world.table, &world.store, &Nobody, world.ctx()).await;
    assert!(matches!(refused, Err(RenewError::Raise(_))), "{refused:?}");
    assert_eq!(world.job(job).next(world.now()), NextAction::RenewSeal);
}
