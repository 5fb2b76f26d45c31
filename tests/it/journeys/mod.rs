//! Stories told in memory: quick, and with a clock that the test moves by days.

mod direct;
mod evidence;
mod persons;
mod twins;
mod validation;

use jiff::SignedDuration;
use segl_app::{
    ports::sessions::Sessions,
    signer::{otp, session},
};
use segl_domain::{
    id::SignerId,
    job::{
        JobState, Retention,
        next_action::NextAction,
        status::{JobStatus, SignerStatus},
    },
    notification::{NotificationKind, NotificationProgress},
};
use segl_tests::{World, is_unbroken};

fn signers(world: &World, job: segl_domain::id::JobId) -> Vec<SignerId> {
    world
        .job(job)
        .signers()
        .iter()
        .map(segl_domain::job::signer::Signer::id)
        .collect()
}

fn sent(world: &World, job: segl_domain::id::JobId, kind: NotificationKind) -> usize {
    let notifications = world.job(job).notifications().to_vec();
    notifications
        .iter()
        .filter(|record| {
            record.notification.kind == kind
                && matches!(record.progress, NotificationProgress::Sent { .. })
        })
        .count()
}

#[tokio::test]
async fn two_sign_all_are_told_and_the_documents_are_deleted_after_forty_days() {
    let world = World::new();
    let job = world
        .create(
            &[
                ("kari@example.com", None, 0),
                ("ola@example.com", Some("91234567"), 0),
            ],
            None,
        )
        .await;
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(
        (world.outbox.emails().len(), world.outbox.texts().len()),
        (2, 1)
    );
    for signer in signers(&world, job) {
        world.sign(job, signer).await;
    }
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(world.job(job).status(), JobStatus::CompletedSuccessfully);
    assert_eq!(
        sent(&world, job, NotificationKind::Completed),
        2,
        "one notification for each person"
    );
    assert_eq!(
        world.store.count(),
        3,
        "the original, the sealed document and the evidence"
    );
    assert!(is_unbroken(&world.table.peek_events(job)));

    world.clock.advance(SignedDuration::from_hours(40 * 24));
    assert_eq!(
        world.walk(job, 1).await.expect("the ports answer"),
        Some(NextAction::Done)
    );
    assert_eq!(world.store.count(), 0);
    assert!(matches!(
        world.job(job).retention(),
        Some(Retention::Deleted { .. })
    ));
}

#[tokio::test]
async fn reminders_follow_the_table_and_a_sign_stops_them() {
    let world = World::new();
    let ten_days = SignedDuration::from_hours(10 * 24);
    let job = world
        .create(
            &[
                ("kari@example.com", None, 0),
                ("ola@example.com", Some("91234567"), 0),
            ],
            Some(ten_days),
        )
        .await;
    world.walk(job, 1).await.expect("the ports answer");
    let all = signers(&world, job);
    world.sign(job, all[0]).await;
    world.clock.advance(SignedDuration::from_hours(5 * 24));
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(
        sent(&world, job, NotificationKind::Reminder),
        1,
        "five days before the deadline, by e-mail, to who has not signed"
    );
    world.clock.advance(SignedDuration::from_hours(3 * 24));
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(
        sent(&world, job, NotificationKind::Reminder),
        2,
        "two days before it, by SMS"
    );
    world.clock.advance(SignedDuration::from_hours(2 * 24));
    world.walk(job, 1).await.expect("the ports answer");
    let job_now = world.job(job);
    assert_eq!(job_now.status(), JobStatus::Failed);
    let statuses: Vec<SignerStatus> = job_now
        .signers()
        .iter()
        .map(segl_domain::job::signer::Signer::status)
        .collect();
    assert_eq!(statuses, [SignerStatus::Signed, SignerStatus::Expired]);
    assert_eq!(sent(&world, job, NotificationKind::Expired), 2);
}

#[tokio::test]
async fn groups_sign_one_after_the_other() {
    let world = World::new();
    let job = world
        .create(
            &[
                ("last@example.com", None, 7),
                ("first@example.com", None, 2),
            ],
            None,
        )
        .await;
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(world.outbox.emails().len(), 1, "only the first is asked");
    let all = signers(&world, job);
    world.sign(job, all[1]).await;
    world.walk(job, 1).await.expect("the ports answer");
    world.sign(job, all[0]).await;
    world.walk(job, 1).await.expect("the ports answer");
    assert!(matches!(world.job(job).state(), JobState::Completed { .. }));
}

#[tokio::test]
async fn at_night_the_text_message_waits_for_the_morning() {
    let world = World::new();
    world.clock.advance(SignedDuration::from_hours(11));
    let job = world
        .create(&[("ola@example.com", Some("91234567"), 0)], None)
        .await;
    let Some(NextAction::Wait(until)) = world.walk(job, 1).await.expect("the ports answer") else {
        panic!("it waits")
    };
    assert_eq!(
        (world.outbox.emails().len(), world.outbox.texts().len()),
        (1, 0)
    );
    assert_eq!(until.to_string(), "2026-11-25T07:00:00Z");
    world.clock.advance_to(until);
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(world.outbox.texts().len(), 1);
}

#[tokio::test]
async fn coming_back_by_the_link_writes_nothing_and_a_visit_that_was_left_stays_left() {
    let world = World::new();
    let (table, ctx) = (&world.table, world.ctx());
    let job = world.create(&[("kari@example.com", None, 0)], None).await;
    world.walk(job, 1).await.expect("the ports answer");
    let signer = signers(&world, job)[0];
    let token = world.enter(job, signer).await;
    let link = world.invitation(job, signer).expect("an invitation").link;
    let visit = Sessions::find(table, &token.digest())
        .await
        .expect("an answer");

    // Long enough for a page to make the visit last again; the function behind the link may only read.
    world.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(
        otp::is_inside(&token, &link, table, ctx)
            .await
            .expect("an answer"),
        Some((job, signer))
    );
    assert_eq!(
        Sessions::find(table, &token.digest())
            .await
            .expect("an answer"),
        visit
    );

    assert!(
        session::resume(&token, table, ctx)
            .await
            .expect("an answer")
            .is_some()
    );
    assert_ne!(
        Sessions::find(table, &token.digest())
            .await
            .expect("an answer"),
        visit
    );
    session::end(&token, table).await.expect("left");
    assert_eq!(
        otp::is_inside(&token, &link, table, ctx)
            .await
            .expect("an answer"),
        None
    );
    assert!(
        session::resume(&token, table, ctx)
            .await
            .expect("an answer")
            .is_none()
    );
}
