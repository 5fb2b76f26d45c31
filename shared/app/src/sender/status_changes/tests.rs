//! Status changes are handed out to their sender, one poller at a time.

use segl_domain::{
    id::JobId,
    identity::{policy::Forbidden, principal::Permission},
    job::status::JobStatus,
};

use super::*;
use crate::{
    sender::{creation::CreateJob, jobs::cancel},
    testing::*,
};

/// A job with a queue, cancelled: its changes wait.
async fn changed(world: &World) -> JobId {
    let command = world.command(vec![by_email(KARI, 0)]).await;
    let command = CreateJob {
        queue: Some(QueueName::default()),
        ..command
    };
    let job = world.create(command).await.expect(IS_FIT).job.id();
    cancel(&own(), job, &world.table, world.ctx())
        .await
        .expect("it goes on");
    job
}

async fn poll(
    world: &World,
    principal: &Principal,
    wait: u8,
) -> Result<Option<ReceivedChange>, AccessError> {
    next(
        principal,
        &QueueName::default(),
        wait,
        &world.table,
        world.ctx(),
    )
    .await
}

#[tokio::test]
async fn a_change_is_handed_out_and_comes_again_unless_it_is_confirmed() {
    let world = World::new();
    let job = changed(&world).await;
    let first = poll(&world, &own(), 0)
        .await
        .expect(ANSWERS)
        .expect("a change");
    assert_eq!(
        (first.change.job, first.change.status),
        (job, JobStatus::Failed)
    );
    assert_eq!(
        poll(&world, &own(), 0).await.expect(ANSWERS),
        None,
        "it is hidden"
    );
    world.clock.advance(VISIBILITY_TIMEOUT - minutes(1));
    assert_eq!(
        poll(&world, &own(), 0).await.expect(ANSWERS),
        None,
        "it is hidden still"
    );
    world.clock.advance(minutes(1));
    let again = poll(&world, &own(), 0)
        .await
        .expect(ANSWERS)
        .expect("it comes again");
    assert_eq!(again.id, first.id);
    for _ in 0..2 {
        assert!(
            confirm(&own(), &first.id, &world.table)
                .await
                .expect(ANSWERS)
        );
    }
    world.clock.advance(VISIBILITY_TIMEOUT);
    assert_eq!(poll(&world, &own(), 0).await.expect(ANSWERS), None);
}

#[tokio::test]
async fn another_organisation_neither_receives_nor_confirms_a_change() {
    let world = World::new();
    changed(&world).await;
    assert_eq!(poll(&world, &other(), 0).await.expect(ANSWERS), None);
    let received = poll(&world, &own(), 0)
        .await
        .expect(ANSWERS)
        .expect("a change");
    confirm(&other(), &received.id, &world.table)
        .await
        .expect(ANSWERS);
    world.clock.advance(VISIBILITY_TIMEOUT);
    assert!(
        poll(&world, &own(), 0).await.expect(ANSWERS).is_some(),
        "it is still there"
    );
}

#[tokio::test]
async fn who_may_not_change_jobs_neither_receives_nor_confirms() {
    let world = World::new();
    let missing = |answer| {
        matches!(
            answer,
            AccessError::Forbidden(Forbidden::PermissionMissing(Permission::JobsWrite))
        )
    };
    assert!(missing(
        poll(&world, &powerless(), 0).await.expect_err("it may not")
    ));
    let confirmed = confirm(&powerless(), "id", &world.table).await;
    assert!(missing(confirmed.expect_err("it may not")));
    assert!(!confirm(&own(), "no id", &world.table).await.expect(ANSWERS));
}

#[tokio::test]
async fn a_poll_looks_each_second_for_as_long_as_it_is_told_and_twenty_at_most() {
    let world = World::new();
    for (wait, seconds) in [
        (0, 0),
        (1, 1),
        (7, 7),
        (MAX_WAIT, 20),
        (21, 20),
        (u8::MAX, 20),
    ] {
        let begun = world.now();
        assert_eq!(poll(&world, &own(), wait).await.expect(ANSWERS), None);
        let waits = world.clock.take_waits();
        assert_eq!(waits.len(), seconds, "{wait}");
        // This clock does not move by itself.
        assert!(
            waits
                .iter()
                .all(|until| *until == begun + SignedDuration::from_secs(1))
        );
    }
    changed(&world).await;
    assert!(poll(&world, &own(), 20).await.expect(ANSWERS).is_some());
    assert_eq!(
        world.clock.take_waits(),
        [],
        "what is there is not waited for"
    );
}
