//! What workflows do may be done twice and may break anywhere.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    id::{JobId, SignerId},
    job::{
        Retention,
        next_action::NextAction,
        status::{JobStatus, SignerStatus},
    },
};

use super::{callbacks::*, codes::*, deletion::*, evaluation::*, halting::*, reconciliation::*};
use crate::{
    fakes::Execution,
    ports::workflow::{CodeWatch, DueJobs as _, Epochs as _, Halt, Halts as _, TaskToken},
    sender::{
        creation::CreateJob,
        jobs::{cancel, delete_documents},
    },
    signer::otp::issue_code,
    testing::*,
};

async fn evaluate(world: &World, job: JobId, epoch: u32) -> Option<NextAction> {
    match evaluate_job(job, epoch, &world.table, world.ctx())
        .await
        .expect(ANSWERS)
    {
        Evaluated::Next(next) => Some(next),
        Evaluated::Superseded => None,
        Evaluated::Halted => panic!("nothing is corrupt"),
    }
}

async fn react(world: &World) {
    for (before, after) in world.table.take_stream() {
        on_job_written(
            before.as_ref(),
            &after,
            &world.table,
            &world.executions,
            world.ctx(),
        )
        .await
        .expect(ANSWERS);
    }
}

async fn reconciled(world: &World) -> Reconciled {
    reconcile(GRACE, &world.table, &world.executions, world.ctx())
        .await
        .expect(ANSWERS)
}

const GRACE: SignedDuration = SignedDuration::from_mins(5);

#[tokio::test]
async fn what_is_next_is_told_to_the_newest_epoch_only() {
    let world = World::new();
    let (job, signers) = world.job_for(vec![by_email(KARI, 0)]).await;
    assert_eq!(
        evaluate(&world, job, 1).await,
        Some(NextAction::Notify(signers))
    );
    assert_eq!(evaluate(&world, job, 2).await, None);
    assert!(world.table.advance(job, 1).await.expect(ANSWERS));
    assert_eq!(evaluate(&world, job, 1).await, None);
    assert!(evaluate(&world, job, 2).await.is_some());
    assert_eq!(
        evaluate(&world, JobId::new(9, [9; 10]), 1).await,
        Some(NextAction::Done)
    );
}

#[tokio::test]
async fn a_job_is_activated_and_expires_when_its_time_comes() {
    let world = World::new();
    let command = world.command(vec![by_email(KARI, 0)]).await;
    let activation = Some(world.now() + days(1));
    let created = world
        .create(CreateJob {
            activation,
            ..command
        })
        .await
        .expect(IS_FIT);
    let job = created.job.id();
    assert_eq!(
        evaluate(&world, job, 1).await,
        activation.map(NextAction::Wait)
    );
    assert!(world.job(job).active_group().is_none());
    world.clock.advance(days(1));
    assert_eq!(
        evaluate(&world, job, 1).await,
        Some(NextAction::Notify(world.signers(job)))
    );
    assert!(world.job(job).active_group().is_some());
    world.clock.advance(days(30));
    evaluate(&world, job, 1).await;
    assert_eq!(world.job(job).status(), JobStatus::Failed);
    assert_eq!(world.job(job).signers()[0].status(), SignerStatus::Expired);
}

#[tokio::test]
async fn what_is_due_after_an_execution_s_life_is_left_to_the_reconciler() {
    for (wait, next) in [(200, true), (201, false)] {
        let world = World::new();
        let command = world.command(vec![by_email(KARI, 0)]).await;
        let until = world.now() + days(wait);
        let command = CreateJob {
            activation: Some(until),
            ..command
        };
        let job = world.create(command).await.expect(IS_FIT).job.id();
        let expected = if next {
            NextAction::Wait(until)
        } else {
            NextAction::Done
        };
        assert_eq!(evaluate(&world, job, 1).await, Some(expected));
    }
}

#[tokio::test]
async fn an_execution_that_waits_is_resumed_when_something_has_become_due() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let Some(NextAction::Wait(until)) = evaluate(&world, job, 1).await else {
        panic!("it waits")
    };
    let wait = async |token: &str, until: Timestamp| {
        world.executions.waits(token);
        let task_token = TaskToken {
            token: token.to_owned(),
            until,
        };
        wait_for_change(
            job,
            task_token,
            &world.table,
            &world.executions,
            world.ctx(),
        )
        .await
        .expect(ANSWERS);
    };
    wait("first", until).await;
    assert_eq!(world.executions.take_woken(), Vec::<String>::new());
    // What has become due in the meantime, for who waits for another time.
    wait("second", until + minutes(1)).await;
    assert_eq!(world.executions.take_woken(), ["second"]);
    wait("third", until).await;
    drop(world.table.take_stream());
    let session = world.enter(KARI).await;
    world
        .sign(job, signer, &session)
        .await
        .expect("it is their turn");
    react(&world).await;
    assert_eq!(world.executions.take_woken(), ["third"]);
    assert_eq!(
        world.executions.take_started(),
        [],
        "only a new job's first one is started"
    );
}

#[tokio::test]
async fn a_new_job_starts_its_first_execution_and_a_new_code_is_watched_once() {
    let world = World::new();
    let (job, signers) = world.job_for(vec![by_email(KARI, 0)]).await;
    react(&world).await;
    assert_eq!(
        world.executions.take_started(),
        [Execution { job, epoch: 1 }]
    );
    assert!(world.executions.watches().is_empty());
    world.notify(job, signers[0]).await;
    react(&world).await;
    let access = world.job(job).signers()[0].access().clone();
    let code = access.codes().last().expect("a code was issued");
    let watch = CodeWatch {
        job,
        signer: signers[0],
        code: code.id,
        expires_at: code.expires_at,
    };
    assert_eq!(world.executions.watches(), std::slice::from_ref(&watch));
    // A later write that issues none watches none.
    let known = world.job(job);
    assert_eq!(new_codes(Some(&known), &known), []);
    assert_eq!(new_codes(None, &known), [watch]);
    let (table, ctx) = (&world.table, world.ctx());
    issue_code(
        Some(world.link(KARI)),
        table,
        &crate::fakes::FakeCodeKey,
        &world.messengers(),
        ctx,
    )
    .await
    .expect(ANSWERS);
    react(&world).await;
    assert_eq!(world.executions.watches().len(), 2);
}

#[tokio::test]
async fn a_code_is_cleared_away_when_its_time_is_over_and_not_before() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let has_code = || {
        world.job(job).signers()[0]
            .access()
            .codes()
            .next()
            .is_some()
    };
    let code = world.job(job).signers()[0]
        .access()
        .codes()
        .last()
        .expect("a code")
        .clone();
    let clear = async || {
        expire_code(job, signer, code.id, &world.table, world.ctx())
            .await
            .expect(ANSWERS);
    };
    clear().await;
    assert!(has_code());
    world.clock.advance_to(code.expires_at);
    clear().await;
    assert!(!has_code());
    let missing = JobId::new(9, [9; 10]);
    expire_code(missing, signer, code.id, &world.table, world.ctx())
        .await
        .expect("nothing is to be cleared away");
}

#[tokio::test]
async fn documents_are_deleted_when_their_keeping_has_ended_and_not_before() {
    let world = World::new();
    let (job, _) = world.sealed().await;
    let delete =
        async || delete_expired_documents(job, &world.table, &world.store, world.ctx()).await;
    assert_eq!(
        world.store.count(),
        3,
        "the original, the sealed document and the evidence"
    );
    let Some(Retention::Until { time }) = world.job(job).retention() else {
        panic!("it is kept")
    };
    world
        .clock
        .advance_to(time - SignedDuration::from_millis(1));
    delete().await.expect(ANSWERS);
    assert_eq!(world.store.count(), 3);
    world.clock.advance_to(time);
    delete().await.expect(ANSWERS);
    assert_eq!(world.store.count(), 0);
    assert_eq!(
        world.job(job).retention(),
        Some(Retention::Deleted { at: time })
    );
    let before = world.job(job);
    delete().await.expect("deleted twice is deleted once");
    assert_eq!(world.job(job), before);
    let missing = JobId::new(9, [9; 10]);
    delete_expired_documents(missing, &world.table, &world.store, world.ctx())
        .await
        .expect("nothing is to be deleted");
}

#[tokio::test]
async fn a_job_says_that_its_documents_are_deleted_only_when_all_are() {
    for calls in 0.. {
        let world = World::new();
        let (job, _) = world.sealed().await;
        delete_documents(&own(), job, &world.table, world.ctx())
            .await
            .expect("it has ended");
        world.fault.after(calls);
        let deleted = delete_expired_documents(job, &world.table, &world.store, world.ctx()).await;
        if !world.fault.heal() {
            deleted.expect("nothing broke");
            assert!(calls >= 6, "load, three, load, commit: {calls}");
            return;
        }
        assert!(deleted.is_err());
        assert!(
            matches!(world.job(job).retention(), Some(Retention::Until { .. })),
            "{calls}"
        );
        delete_expired_documents(job, &world.table, &world.store, world.ctx())
            .await
            .expect(ANSWERS);
        assert_eq!(world.store.count(), 0);
    }
}

#[tokio::test]
async fn an_execution_that_failed_is_replaced_five_times_at_once() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let replace = async |epoch| {
        replace_failed(job, epoch, &world.table, &world.executions, world.ctx())
            .await
            .expect(ANSWERS)
    };
    for epoch in 1..5 {
        assert!(replace(epoch).await);
        assert_eq!(
            world.executions.take_started(),
            [Execution {
                job,
                epoch: epoch + 1
            }]
        );
        assert!(!replace(epoch).await, "somebody else already has");
    }
    assert!(!replace(5).await, "the reconciler paces them from here");
    assert_eq!(world.executions.take_started(), []);
    let missing = JobId::new(9, [9; 10]);
    let replaced = replace_failed(missing, 1, &world.table, &world.executions, world.ctx()).await;
    assert!(!replaced.expect(ANSWERS));
}

#[tokio::test]
async fn a_job_for_which_nothing_will_ever_be_due_gets_no_execution() {
    let world = World::new();
    let (job, _) = world.invited().await;
    cancel(&own(), job, &world.table, world.ctx())
        .await
        .expect("it goes on");
    world.notify(job, world.signers(job)[0]).await;
    delete_documents(&own(), job, &world.table, world.ctx())
        .await
        .expect("it has ended");
    delete_expired_documents(job, &world.table, &world.store, world.ctx())
        .await
        .expect(ANSWERS);
    assert_eq!(evaluate(&world, job, 1).await, Some(NextAction::Done));
    let replaced = replace_failed(job, 1, &world.table, &world.executions, world.ctx()).await;
    assert!(!replaced.expect(ANSWERS));
}

#[tokio::test]
async fn an_overdue_job_gets_a_new_execution_with_pauses_that_double_up_to_a_day() {
    let world = World::new();
    let (job, _) = world.job_for(vec![by_email(KARI, 0)]).await;
    assert_eq!(
        reconciled(&world).await,
        Reconciled::default(),
        "not before the grace is over"
    );
    world.clock.advance(GRACE);
    let mut pauses = Vec::new();
    for epoch in 1..=12_u32 {
        assert_eq!(
            reconciled(&world).await,
            Reconciled {
                started: 1,
                ..Reconciled::default()
            }
        );
        assert_eq!(
            world.executions.take_started(),
            [Execution {
                job,
                epoch: epoch + 1
            }]
        );
        let since = world.now();
        while sweep_is_empty(&world).await {
            world.clock.advance(minutes(1));
        }
        pauses.push(world.now().duration_since(since).as_mins() - 5);
    }
    assert_eq!(
        pauses,
        [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440, 1440]
    );
}

/// Whether no job is overdue.
async fn sweep_is_empty(world: &World) -> bool {
    world
        .table
        .due(world.now() - GRACE, 1)
        .await
        .expect(ANSWERS)
        .is_empty()
}

#[tokio::test]
async fn one_job_s_trouble_does_not_keep_the_others_from_being_picked_up() {
    let world = World::new();
    for address in [KARI, OLA] {
        world.job_for(vec![by_email(address, 0)]).await;
    }
    world.clock.advance(minutes(10));
    // The index answers, and then the table does not, once.
    world.fault.after(1);
    assert_eq!(
        reconciled(&world).await,
        Reconciled {
            started: 1,
            failed: 1,
            corrupt: 0
        }
    );
    world.fault.heal();
    world.fault.after(0);
    let broken = reconcile(GRACE, &world.table, &world.executions, world.ctx()).await;
    assert!(broken.is_err(), "without the index nothing is known");
}

#[tokio::test]
async fn a_code_that_is_known_does_not_hide_another_signer_s_new_one() {
    let world = World::new();
    let (first, signers) = world
        .job_for(vec![by_email(KARI, 0), by_email(OLA, 0)])
        .await;
    world.notify(first, signers[0]).await;
    let before = world.job(first);
    world.notify(first, signers[1]).await;
    let after = world.job(first);
    let found: Vec<SignerId> = new_codes(Some(&before), &after)
        .iter()
        .map(|watch| watch.signer)
        .collect();
    assert_eq!(found, [signers[1]]);
}

/// A job that is overdue, and whose workflow was halted by this step.
async fn halted_by(world: &World, step: &str) -> JobId {
    let (job, _) = world.job_for(vec![by_email(KARI, 0)]).await;
    world.clock.advance(minutes(10));
    halt_workflow(job, step, &world.table, world.ctx()).await;
    job
}

#[tokio::test]
async fn a_job_whose_workflow_is_halted_gets_no_execution_and_is_looked_at_once_a_day() {
    let world = World::new();
    let job = halted_by(&world, "step-seal-job").await;
    let evaluated = evaluate_job(job, 1, &world.table, world.ctx()).await;
    assert_eq!(evaluated.expect(ANSWERS), Evaluated::Halted);
    let older = evaluate_job(job, 2, &world.table, world.ctx()).await;
    assert_eq!(older.expect(ANSWERS), Evaluated::Superseded);
    let replaced = replace_failed(job, 1, &world.table, &world.executions, world.ctx()).await;
    assert!(!replaced.expect(ANSWERS));
    for _ in 0..3 {
        assert!(!sweep_is_empty(&world).await, "it is looked at");
        assert_eq!(reconciled(&world).await, Reconciled::default());
        world.clock.advance(days(1));
        assert!(sweep_is_empty(&world).await, "and then not for a day");
        world.clock.advance(GRACE);
    }
    assert_eq!(world.executions.take_started(), []);
}

#[tokio::test]
async fn the_first_halt_stays() {
    let world = World::new();
    let job = halted_by(&world, "step-seal-job").await;
    let first = Halt {
        at: world.now(),
        step: "step-seal-job".to_owned(),
    };
    world.clock.advance(minutes(1));
    halt_workflow(job, "step-expire-code", &world.table, world.ctx()).await;
    assert_eq!(world.table.halted(job).await.expect(ANSWERS), Some(first));
}

#[tokio::test]
async fn a_job_whose_halt_is_lifted_gets_its_next_execution_and_only_that() {
    let world = World::new();
    let job = halted_by(&world, "step-seal-job").await;
    reconciled(&world).await;
    assert_eq!(reconciled(&world).await.started, 0, "halted");
    for _ in 0..2 {
        world.table.lift_halt(job);
        reconciled(&world).await;
    }
    let next = Execution { job, epoch: 2 };
    assert_eq!(world.executions.take_started(), [next]);
    assert_eq!(world.table.halted(job).await.expect(ANSWERS), None);
    assert!(evaluate(&world, job, 2).await.is_some());
}

#[tokio::test]
async fn a_job_whose_halt_is_lifted_before_anything_is_due_is_then_left_alone_until_something_is() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let due = world.job(job).due_at(world.now()).expect("a reminder");
    assert!(due > world.now() + days(1));
    halt_workflow(job, "step-expire-code", &world.table, world.ctx()).await;
    world.table.lift_halt(job);
    assert_eq!(reconciled(&world).await.started, 1);
    world.clock.advance_to(due);
    assert!(sweep_is_empty(&world).await);
    world.clock.advance(GRACE);
    assert!(!sweep_is_empty(&world).await);
}

#[tokio::test]
async fn a_job_that_the_reconciler_cannot_read_is_halted_and_alarms_once() {
    let world = World::new();
    let (job, _) = world.job_for(vec![by_email(KARI, 0)]).await;
    world.clock.advance(minutes(10));
    world.table.spoil(job);
    let corrupt = Reconciled {
        failed: 1,
        corrupt: 1,
        ..Reconciled::default()
    };
    assert_eq!(reconciled(&world).await, corrupt);
    let halt = world.table.halted(job).await.expect(ANSWERS);
    assert_eq!(halt.expect("it is halted").step, "on-reconcile-schedule");
    for _ in 0..300 {
        world.clock.advance(minutes(5));
        assert_eq!(reconciled(&world).await, Reconciled::default());
    }
    world.table.mend(job);
    world.table.lift_halt(job);
    assert_eq!(reconciled(&world).await.started, 1);
}

#[tokio::test]
async fn a_corrupt_job_that_cannot_be_halted_is_put_off_all_the_same() {
    let world = World::new();
    let (job, _) = world.job_for(vec![by_email(KARI, 0)]).await;
    world.clock.advance(minutes(10));
    world.table.spoil(job);
    // The index, the halt, the epoch, the job; then the halt that is to be written.
    world.fault.after(4);
    assert_eq!(reconciled(&world).await.corrupt, 1);
    assert!(world.fault.heal(), "the halt was not written");
    assert_eq!(world.table.halted(job).await.expect(ANSWERS), None);
    world.clock.advance(days(1));
    assert!(sweep_is_empty(&world).await);
}

#[tokio::test]
async fn a_job_that_cannot_be_read_when_its_execution_has_failed_is_halted() {
    let world = World::new();
    let (job, _) = world.invited().await;
    world.table.spoil(job);
    let replace =
        async || replace_failed(job, 1, &world.table, &world.executions, world.ctx()).await;
    assert!(matches!(replace().await, Err(error) if error.is_corrupt()));
    let halt = world.table.halted(job).await.expect(ANSWERS);
    assert_eq!(halt.expect("it is halted").step, "on-workflow-failed");
    assert!(
        !replace()
            .await
            .expect("whoever calls again is told that nothing is to be done"),
    );
    // What only did not answer halts nothing.
    let (other, _) = world.job_for(vec![by_email(OLA, 0)]).await;
    world.fault.after(1);
    let broken = replace_failed(other, 1, &world.table, &world.executions, world.ctx()).await;
    assert!(matches!(broken, Err(error) if !error.is_corrupt()));
    world.fault.heal();
    assert_eq!(world.table.halted(other).await.expect(ANSWERS), None);
    assert_eq!(world.executions.take_started(), []);
}
