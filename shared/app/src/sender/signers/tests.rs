//! What a sender does for one signer: for its own, and for nobody else's.

use segl_domain::{
    audit::AuditEventData,
    identity::{policy::Forbidden, principal::Permission},
    job::transitions::signers::REMINDER_INTERVAL,
};

use super::*;
use crate::testing::*;

fn new_address() -> SignerUpdate {
    SignerUpdate {
        contact: Some(email(OLA)),
        ..SignerUpdate::default()
    }
}

#[tokio::test]
async fn another_organisation_does_nothing_for_a_signer_and_neither_does_who_may_not() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let before = world.job(job);
    let (table, ctx) = (&world.table, world.ctx());
    let missing = Forbidden::PermissionMissing(Permission::JobsWrite);
    for (principal, why) in [
        (other(), Forbidden::OtherOrganisation),
        (powerless(), missing),
    ] {
        for answer in [
            remind(&principal, job, signer, table, ctx).await,
            renew_link(&principal, job, signer, table, ctx).await,
            update(&principal, job, signer, new_address(), table, ctx).await,
        ] {
            assert!(
                matches!(&answer, Err(UpdateJobError::Forbidden(told)) if *told == why),
                "{answer:?}"
            );
        }
    }
    assert_eq!(world.job(job), before);
}

#[tokio::test]
async fn a_reminder_that_a_sender_asks_for_is_sent() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    world.clock.advance(REMINDER_INTERVAL);
    remind(&own(), job, signer, &world.table, world.ctx())
        .await
        .expect("it is time");
    assert_eq!(world.notify(job, signer).await, 1);
    assert_eq!(world.outbox.emails().len(), 2);
}

#[tokio::test]
async fn a_new_link_kills_the_older_one_and_the_sessions_it_opened() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let (older, session) = (world.link(KARI), world.enter(KARI).await);
    world.clock.advance(minutes(1));
    renew_link(&own(), job, signer, &world.table, world.ctx())
        .await
        .expect("it goes on");
    let (table, ctx) = (&world.table, world.ctx());
    let inside = crate::signer::task::visit(Some(&session), (job, signer), table, ctx).await;
    assert!(inside.is_err());
    assert_eq!(world.notify(job, signer).await, 1);
    assert_ne!(world.link(KARI).digest(), older.digest());
    world.enter(KARI).await;
}

#[tokio::test]
async fn a_changed_address_is_on_record_by_the_actor_and_without_the_address() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let updated = update(
        &own(),
        job,
        signer,
        new_address(),
        &world.table,
        world.ctx(),
    )
    .await
    .expect("it goes on");
    assert_eq!(
        updated
            .signer(signer)
            .and_then(segl_domain::job::signer::Signer::contact),
        Some(&email(OLA))
    );
    let events = world.table.peek_events(job);
    let told = events
        .iter()
        .find(|event| matches!(event.data, AuditEventData::SignerUpdated { .. }))
        .expect("it is on record");
    assert_eq!(told.actor, own().actor);
    assert!(
        !serde_json::to_string(told)
            .expect("JSON")
            .contains("example.com")
    );
}
