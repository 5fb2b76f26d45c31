//! A transition is committed on the newest state, or not at all.

use std::sync::atomic::{AtomicU32, Ordering};

use segl_domain::job::status::JobStatus;

use super::*;
use crate::{change_set::ChangeSet, ports::jobs::ReadJob, testing::*};

/// A table in which somebody else is faster this many times.
struct Busy<'w> {
    world: &'w World,
    conflicts: AtomicU32,
}

impl Jobs for Busy<'_> {
    async fn load(&self, job: JobId) -> Result<Option<ReadJob>, PortError> {
        self.world.table.load(job).await
    }
    async fn commit(&self, changes: &ChangeSet) -> Result<(), CommitError> {
        let left = self.conflicts.load(Ordering::SeqCst);
        if left > 0 {
            self.conflicts.store(left - 1, Ordering::SeqCst);
            return Err(CommitError::Conflict);
        }
        self.world.table.commit(changes).await
    }
}

async fn cancelled(
    world: &World,
    job: JobId,
    conflicts: u32,
) -> (
    u32,
    Result<SignatureJob, UpdateError<segl_domain::job::transitions::end::CancelRefused>>,
) {
    let busy = Busy {
        world,
        conflicts: AtomicU32::new(conflicts),
    };
    let mut made = 0;
    let done = update(job, &busy, world.ctx(), |job| {
        made += 1;
        job.cancel(own().actor, world.now())
    });
    let done = done.await;
    (made, done)
}

#[tokio::test]
async fn a_transition_is_made_anew_while_others_are_faster_and_given_up_after_twelve_times() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let (made, given_up) = cancelled(&world, job, 12).await;
    assert!(
        matches!(given_up, Err(UpdateError::PortError(_))),
        "{given_up:?}"
    );
    assert_eq!((made, world.job(job).status()), (12, JobStatus::InProgress));
    let (made, done) = cancelled(&world, job, 11).await;
    assert_eq!(
        (made, done.expect("the twelfth is in time")),
        (12, world.job(job))
    );
    assert_eq!(world.job(job).status(), JobStatus::Failed);
}

#[tokio::test]
async fn what_the_invariants_refuse_is_not_tried_again() {
    let world = World::new();
    let (job, _) = world.signed().await;
    let (made, refused) = cancelled(&world, job, 0).await;
    assert!(matches!(refused, Err(UpdateError::Refused(_))));
    assert_eq!(made, 1);
    let (made, missing) = cancelled(&world, JobId::new(9, [9; 10]), 0).await;
    assert!(matches!(missing, Err(UpdateError::NotFound)));
    assert_eq!(made, 0);
}

#[tokio::test]
async fn what_is_handed_on_is_of_the_transition_that_was_committed() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let busy = Busy {
        world: &world,
        conflicts: AtomicU32::new(2),
    };
    let mut made = 0;
    let done = update_with(job, &busy, world.ctx(), |job| {
        made += 1;
        job.cancel(own().actor, world.now())
            .map(|step| (step, made))
    });
    let (after, told) = done.await.expect("the third is in time");
    assert_eq!((after, told), (world.job(job), 3));
}

#[tokio::test]
async fn a_table_that_breaks_is_told_as_such() {
    let world = World::new();
    let (job, _) = world.invited().await;
    for calls in 0..2 {
        world.fault.after(calls);
        let (_, broken) = cancelled(&world, job, 0).await;
        assert!(matches!(broken, Err(UpdateError::PortError(_))), "{calls}");
        assert!(world.fault.heal());
    }
    assert_eq!(world.job(job).status(), JobStatus::InProgress);
}
