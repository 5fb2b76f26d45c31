//! Each message is sent once, to the address that the job has, with secrets that nobody else has seen.

use segl_domain::{contact::Unreachable, notification::NotificationProgress};

use super::*;
use crate::{
    fakes::FakeCodeKey,
    sender::creation::{NewAddressee, NewNotifications},
    testing::*,
};

async fn notify(world: &World, job: JobId, signer: SignerId) -> Result<u32, PortError> {
    let (table, messengers) = (&world.table, world.messengers());
    let (keys, contacts) = (&world.keys, &world.contacts);
    let ctx = world.ctx();
    send_due_notifications(
        job,
        signer,
        table,
        &FakeCodeKey,
        &messengers,
        keys,
        contacts,
        ctx,
    )
    .await
}

#[tokio::test]
async fn an_invitation_is_sent_once_with_a_link_and_a_code_that_open_the_task() {
    let world = World::new();
    let (job, signers) = world.job_for(vec![by_email(KARI, 0)]).await;
    assert_eq!(notify(&world, job, signers[0]).await.expect(ANSWERS), 1);
    assert_eq!(notify(&world, job, signers[0]).await.expect(ANSWERS), 0);
    assert_eq!(world.outbox.emails().len(), 1);
    let access = world
        .job(job)
        .signer(signers[0])
        .expect("the signer")
        .access()
        .clone();
    assert_eq!(
        access.link(),
        Some(&world.link(KARI).digest()),
        "only the digest is kept"
    );
    world.enter(KARI).await;
    let records = world.job(job).notifications().to_vec();
    assert!(
        records
            .iter()
            .any(|record| matches!(&record.progress, NotificationProgress::Sent { .. }))
    );
}

#[tokio::test]
async fn whoever_has_two_channels_gets_the_link_by_the_one_and_the_code_by_the_other() {
    let world = World::new();
    let contact = email_and_mobile(KARI, "91234567");
    let (job, signers) = world
        .job_for(vec![signer(NewAddressee::Contact(contact), 0)])
        .await;
    assert_eq!(notify(&world, job, signers[0]).await.expect(ANSWERS), 2);
    assert!(world.mailed(KARI, "link=").is_some() && world.mailed(KARI, "code=").is_none());
    let texts = world.outbox.texts();
    assert_eq!(texts.len(), 1);
    assert!(texts[0].text.contains("code=") && !texts[0].text.contains("link="));
    assert!(texts[0].to.ends_with("91234567"), "{}", texts[0].to);
}

#[tokio::test]
async fn a_message_that_was_not_taken_is_on_record_and_sent_again_later() {
    let world = World::new();
    let (job, signers) = world.job_for(vec![by_email(KARI, 0)]).await;
    // Load, load, commit, and then the outbox.
    world.fault.after(3);
    assert_eq!(
        notify(&world, job, signers[0])
            .await
            .expect("a refusal is no error"),
        0
    );
    assert!(world.fault.heal());
    assert!(world.outbox.emails().is_empty());
    let records = world.job(job).notifications().to_vec();
    assert!(
        matches!(
            records[0].progress,
            NotificationProgress::Delayed { attempt: 1, .. }
        ),
        "{records:?}"
    );
    assert_eq!(
        notify(&world, job, signers[0]).await.expect(ANSWERS),
        0,
        "not at once"
    );
    world.clock.advance(minutes(60));
    assert_eq!(notify(&world, job, signers[0]).await.expect(ANSWERS), 1);
    world.enter(KARI).await;
}

#[tokio::test]
async fn a_reminder_that_is_not_taken_leaves_the_link_and_the_code_that_work() {
    let world = World::new();
    let (job, signers) = world.job_for(vec![by_email(KARI, 0)]).await;
    assert_eq!(notify(&world, job, signers[0]).await.expect(ANSWERS), 1);
    let asked = update(job, &world.table, world.ctx(), |job| {
        let by = segl_domain::identity::principal::Actor::Segl;
        job.remind(signers[0], by, world.ctx().now())
    });
    asked.await.expect("it may be reminded of");
    // Load, load, commit, and then the outbox.
    world.fault.after(3);
    assert_eq!(notify(&world, job, signers[0]).await.expect(ANSWERS), 0);
    assert!(world.fault.heal());
    assert_eq!(world.outbox.emails().len(), 1);
    world.enter(KARI).await;
}

#[tokio::test]
async fn a_stop_at_any_call_loses_no_message() {
    for calls in 0.. {
        let world = World::new();
        let (job, signers) = world.job_for(vec![by_email(KARI, 0)]).await;
        world.fault.after(calls);
        let first = notify(&world, job, signers[0]).await;
        if !world.fault.heal() {
            assert_eq!(first.expect("nothing broke"), 1);
            assert!(
                calls >= 5,
                "load, load, commit, send, load, commit: {calls}"
            );
            return;
        }
        // An intention is believed for a while: perhaps somebody is at it.
        world.clock.advance(minutes(60));
        notify(&world, job, signers[0]).await.expect(ANSWERS);
        assert!((1..=2).contains(&world.outbox.emails().len()), "{calls}");
        world.enter(KARI).await;
    }
}

#[tokio::test]
async fn nobody_is_told_anything_of_a_job_that_is_not_there_or_when_nothing_is_due() {
    let world = World::new();
    let (job, signers) = world
        .job_for(vec![by_email(KARI, 0), by_email(OLA, 1)])
        .await;
    let missing = JobId::new(9, [9; 10]);
    assert_eq!(notify(&world, missing, signers[0]).await.expect(ANSWERS), 0);
    assert_eq!(
        notify(&world, job, signers[1]).await.expect(ANSWERS),
        0,
        "their turn has not come"
    );
    let unknown = SignerId::new(9, [9; 10]);
    assert_eq!(notify(&world, job, unknown).await.expect(ANSWERS), 0);
    assert!(world.outbox.emails().is_empty());
}

/// A job for the person of the first of January, reached by look-up.
async fn looked_up(world: &World) -> (JobId, SignerId) {
    world.contacts.enter(&person(1), email(KARI));
    let look_up = NewNotifications::LookUp { sms: false };
    let (job, signers) = world
        .job_for(vec![signer(NewAddressee::Person(person(1), look_up), 0)])
        .await;
    (job, signers[0])
}

#[tokio::test]
async fn whoever_logs_in_is_sent_no_secret_and_is_looked_up_again_before_a_later_message() {
    let world = World::new();
    let (job, signer) = looked_up(&world).await;
    assert_eq!(notify(&world, job, signer).await.expect(ANSWERS), 1);
    assert_eq!(
        world.contacts.asked(),
        1,
        "the answer of just now is good enough"
    );
    assert!(world.mailed(KARI, "link=").is_none() && world.mailed(KARI, "code=").is_none());
    world.contacts.enter(&person(1), email(OLA));
    world.clock.advance(days(25));
    assert_eq!(notify(&world, job, signer).await.expect(ANSWERS), 1);
    assert_eq!(world.contacts.asked(), 2);
    assert_eq!(world.outbox.emails()[1].to, OLA);
}

#[tokio::test]
async fn while_the_contact_register_is_down_a_message_goes_to_what_was_known() {
    let world = World::new();
    let (job, signer) = looked_up(&world).await;
    assert_eq!(notify(&world, job, signer).await.expect(ANSWERS), 1);
    world.contacts.go_down(true);
    world.clock.advance(days(25));
    assert_eq!(notify(&world, job, signer).await.expect(ANSWERS), 1);
    assert_eq!(world.outbox.emails()[1].to, KARI);
}

#[tokio::test]
async fn only_who_is_reached_by_look_up_is_looked_up() {
    let world = World::new();
    let (job, signer) = looked_up(&world).await;
    let found = look_up(&world.job(job), signer, &world.keys, &world.contacts).await;
    assert_eq!(found.expect(ANSWERS), LookedUp::Found(email(KARI)));
    world.contacts.reserve(&person(1));
    let reserved = look_up(&world.job(job), signer, &world.keys, &world.contacts).await;
    assert_eq!(
        reserved.expect(ANSWERS),
        LookedUp::Unreachable(Unreachable::Reserved)
    );
    let (job, signers) = world.job_for(vec![by_email(KARI, 0)]).await;
    let asked = world.contacts.asked();
    for signer in [signers[0], SignerId::new(9, [9; 10])] {
        let nobody = look_up(&world.job(job), signer, &world.keys, &world.contacts).await;
        assert!(nobody.is_err());
    }
    assert_eq!(world.contacts.asked(), asked);
}
