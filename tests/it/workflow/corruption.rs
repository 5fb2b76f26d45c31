//! Something stored is not what was checked: that stops, is on record, and goes on when it has been put back.

use jiff::SignedDuration;
use segl_domain::{
    audit::AuditEventData,
    id::JobId,
    job::{next_action::NextAction, status::JobStatus},
};
use segl_tests::{World, is_unbroken};

use super::signers;

fn halts(world: &World, job: JobId) -> usize {
    world
        .table
        .peek_events(job)
        .iter()
        .filter(|event| matches!(event.data, AuditEventData::SealingHalted))
        .count()
}

#[tokio::test]
async fn an_original_that_is_not_what_was_checked_stops_the_seal_for_a_day_and_nothing_is_lost() {
    let world = World::new();
    let job = world.create(&[("kari@example.com", None, 0)], None).await;
    world.walk(job, 1).await.expect("the ports answer");
    for signer in signers(&world, job) {
        world.sign(job, signer).await;
    }
    world.store.spoil("uploads/");
    let rests = world.walk(job, 1).await.expect("the ports answer");
    assert!(
        matches!(rests, Some(NextAction::Wait(until)) if until > world.now() + SignedDuration::from_hours(23)),
        "{rests:?}"
    );
    assert_eq!(
        (world.job(job).status(), halts(&world, job)),
        (JobStatus::InProgress, 1)
    );
    assert!(
        world
            .job(job)
            .signers()
            .iter()
            .all(|signer| signer.signature().is_some()),
        "all signatures are kept"
    );

    // A day later it is the same; it stops once more, and not in circles.
    world.clock.advance(SignedDuration::from_hours(25));
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(halts(&world, job), 2);

    world.store.spoil("uploads/");
    world.clock.advance(SignedDuration::from_hours(25));
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(world.job(job).status(), JobStatus::CompletedSuccessfully);
    assert!(is_unbroken(&world.table.peek_events(job)));
}
