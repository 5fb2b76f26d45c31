//! Every step run twice is run once; every step broken at any call loses nothing.

mod corruption;
mod halting;
mod renewal;

use jiff::SignedDuration;
use segl_app::{
    ports::workflow::Epochs as _,
    workflow::{callbacks, reconciliation},
};
use segl_domain::{
    audit::{AuditEvent, AuditEventData},
    id::{JobId, SignerId},
    job::{JobState, next_action::NextAction},
    notification::NotificationProgress,
};
use segl_tests::{World, is_unbroken};

const SIGNERS: [(&str, Option<&str>, u8); 2] = [
    ("kari@example.com", None, 0),
    ("ola@example.com", Some("91234567"), 0),
];

fn signers(world: &World, job: JobId) -> Vec<SignerId> {
    world
        .job(job)
        .signers()
        .iter()
        .map(segl_domain::job::signer::Signer::id)
        .collect()
}

/// What must be true of a job that has been through everything, however often anything was tried.
fn is_sealed_once_and_told_once(world: &World, job: JobId) {
    let events = world.table.peek_events(job);
    assert!(is_unbroken(&events));
    let count = |fits: fn(&AuditEvent) -> bool| events.iter().filter(|event| fits(event)).count();
    assert_eq!(
        count(|event| matches!(event.data, AuditEventData::Sealed { .. })),
        1,
        "sealed once"
    );
    assert_eq!(
        count(|event| matches!(event.data, AuditEventData::Signed { .. })),
        2,
        "signed once each"
    );
    let state = world.job(job);
    let JobState::Completed { sealed, .. } = state.state() else {
        panic!("it is sealed")
    };
    let named = world
        .store
        .open(&format!("memory:sealed/{job}.pdf#{}", sealed.version))
        .expect("what the job names is there");
    assert_eq!(segl_domain::digest::Digest::of(&named), sealed.sha256);
    for record in state.notifications() {
        let sent = events
            .iter()
            .filter(|event| matches!(&event.data, AuditEventData::NotificationSent { notification, .. } if *notification == record.notification))
            .count();
        assert_eq!(sent, 1, "{:?}", record.notification);
        assert!(matches!(record.progress, NotificationProgress::Sent { .. }));
    }
    // No audit event holds an address.
    let text = format!("{events:?}");
    assert!(!text.contains("example.com") && !text.contains("91234567"));
}

/// Everything from the creation to the seal, over and over until it goes through.
async fn persist(world: &World, job: JobId, epoch: &mut u32) {
    for _ in 0..30 {
        match world.walk(job, *epoch).await {
            Ok(Some(NextAction::Wait(_) | NextAction::Done)) => return,
            Ok(None) => *epoch = world.table.epoch(job).await.expect("the ports answer"),
            Ok(other) => panic!("{other:?} is no end"),
            Err(_) => {
                // The execution is lost. Intentions are believed for two minutes, and failed messages paused.
                world.fault.heal();
                world.clock.advance(SignedDuration::from_mins(6));
                reconciliation::reconcile(
                    SignedDuration::from_mins(5),
                    &world.table,
                    &world.executions,
                    world.ctx(),
                )
                .await
                .expect("the ports answer");
                *epoch = world.table.epoch(job).await.expect("the ports answer");
            }
        }
    }
    panic!("it never went through");
}

#[tokio::test]
async fn a_workflow_broken_at_any_call_is_picked_up_and_ends_the_same() {
    let mut broken = 0;
    for calls in 0..200 {
        let world = World::new();
        let job = world.create(&SIGNERS, None).await;
        let mut epoch = 1;
        persist(&world, job, &mut epoch).await;
        for signer in signers(&world, job) {
            world.sign(job, signer).await;
        }
        world.fault.after(calls);
        persist(&world, job, &mut epoch).await;
        world.fault.heal();
        persist(&world, job, &mut epoch).await;
        let state = world.job(job);
        let delayed = state
            .notifications()
            .iter()
            .any(|record| !matches!(record.progress, NotificationProgress::Sent { .. }));
        if delayed {
            world.clock.advance(SignedDuration::from_mins(3));
            persist(&world, job, &mut epoch).await;
        }
        is_sealed_once_and_told_once(&world, job);
        if epoch == 1 && !delayed && calls > 40 {
            break;
        }
        broken += 1;
    }
    assert!(broken > 15, "the fault struck {broken} different calls");
}

#[tokio::test]
async fn an_invitation_broken_at_any_call_comes_and_lets_the_signer_in() {
    for calls in 0..25 {
        let world = World::new();
        let job = world.create(&SIGNERS, None).await;
        let mut epoch = 1;
        world.fault.after(calls);
        persist(&world, job, &mut epoch).await;
        world.fault.heal();
        world.clock.advance(SignedDuration::from_mins(3));
        persist(&world, job, &mut epoch).await;
        for signer in signers(&world, job) {
            world.sign(job, signer).await;
        }
        persist(&world, job, &mut epoch).await;
        is_sealed_once_and_told_once(&world, job);
    }
}

#[tokio::test]
async fn every_step_run_twice_is_run_once() {
    let world = World::new();
    let job = world.create(&SIGNERS, None).await;
    let all = signers(&world, job);
    for _ in 0..2 {
        for signer in &all {
            world.notify(job, *signer).await.expect("the ports answer");
        }
    }
    assert_eq!(
        (world.outbox.emails().len(), world.outbox.texts().len()),
        (2, 1)
    );
    for signer in &all {
        let session = world.enter(job, *signer).await;
        for _ in 0..2 {
            world
                .sign_inside(job, *signer, &session)
                .await
                .expect("the ports answer");
        }
    }
    for _ in 0..2 {
        world.seal(job).await.expect("the ports answer");
    }
    for _ in 0..2 {
        for signer in &all {
            world.notify(job, *signer).await.expect("the ports answer");
        }
    }
    is_sealed_once_and_told_once(&world, job);
    let events = world.table.peek_events(job).len();
    for _ in 0..2 {
        let picked = world.evaluate_job(job, 1).await.expect("the ports answer");
        assert!(matches!(picked, Some(NextAction::Wait(_))));
    }
    assert_eq!(
        world.table.peek_events(job).len(),
        events,
        "asking changes nothing"
    );
}

#[tokio::test]
async fn two_executions_that_seal_at_once_seal_once() {
    let world = World::new();
    let job = world.create(&SIGNERS, None).await;
    world.walk(job, 1).await.expect("the ports answer");
    for signer in signers(&world, job) {
        world.sign(job, signer).await;
    }
    let (one, other) = tokio::join!(world.seal(job), world.seal(job));
    assert!(one.is_ok() && other.is_ok());
    world.walk(job, 1).await.expect("the ports answer");
    is_sealed_once_and_told_once(&world, job);
}

#[tokio::test]
async fn a_signature_between_the_picking_up_and_the_waiting_rings_the_bell() {
    let world = World::new();
    let job = world.create(&[("kari@example.com", None, 0)], None).await;
    let Ok(Some(NextAction::Wait(until))) = world.walk(job, 1).await else {
        panic!("it waits")
    };
    let _ = world.executions.take_woken();
    // Somebody signs while the execution is on its way to wait for what it was told before.
    let signer = signers(&world, job)[0];
    world.sign(job, signer).await;
    let task_token = segl_app::ports::workflow::TaskToken {
        token: "late".to_owned(),
        until,
    };
    world.executions.waits("late");
    callbacks::wait_for_change(
        job,
        task_token,
        &world.table,
        &world.executions,
        world.ctx(),
    )
    .await
    .expect("the ports answer");
    assert_eq!(world.executions.take_woken(), ["late"]);
}

#[tokio::test]
async fn the_stream_starts_watches_and_wakes_and_may_do_so_twice() {
    let world = World::new();
    let job = world.create(&[("kari@example.com", None, 0)], None).await;
    let changes = world.table.take_stream();
    for _ in 0..2 {
        for (before, after) in &changes {
            let reacted = callbacks::on_job_written(
                before.as_ref(),
                after,
                &world.table,
                &world.executions,
                world.ctx(),
            );
            reacted.await.expect("the ports answer");
        }
    }
    assert_eq!(
        world.executions.take_started().len(),
        1,
        "one execution, however often it is started"
    );
    world.walk(job, 1).await.expect("the ports answer");
    world.react().await.expect("the ports answer");
    assert_eq!(
        world.executions.watches().len(),
        1,
        "the code's end is watched"
    );
    assert!(
        world.executions.take_woken().is_empty(),
        "the workflow's own writes wake nobody"
    );
    world.sign(job, signers(&world, job)[0]).await;
    world.react().await.expect("the ports answer");
    assert_eq!(world.executions.take_woken().len(), 1, "the signature does");
}

#[tokio::test]
async fn a_job_whose_execution_never_began_is_found_by_the_sweep() {
    let world = World::new();
    let job = world.create(&SIGNERS, None).await;
    let grace = SignedDuration::from_mins(5);
    let reconcile =
        || reconciliation::reconcile(grace, &world.table, &world.executions, world.ctx());
    assert_eq!(
        reconcile().await.expect("the ports answer").started,
        0,
        "it is not overdue yet"
    );
    world.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(reconcile().await.expect("the ports answer").started, 1);
    assert_eq!(
        reconcile().await.expect("the ports answer").started,
        0,
        "and it is given time"
    );
    assert_eq!(
        world.evaluate_job(job, 1).await.expect("the ports answer"),
        None
    );
    world.walk(job, 2).await.expect("the ports answer");
    assert_eq!(world.outbox.emails().len(), 2);
}

#[tokio::test]
async fn a_failed_execution_is_replaced_at_once_and_a_stale_one_is_not() {
    let world = World::new();
    let job = world.create(&SIGNERS, None).await;
    let replace = |epoch| {
        reconciliation::replace_failed(job, epoch, &world.table, &world.executions, world.ctx())
    };
    assert!(replace(1).await.expect("the ports answer"));
    assert!(
        !replace(1).await.expect("the ports answer"),
        "it was replaced already"
    );
    assert!(replace(2).await.expect("the ports answer"));
}

#[tokio::test]
async fn a_message_that_is_never_taken_is_parked_after_five_attempts() {
    let world = World::new();
    let job = world.create(&[("kari@example.com", None, 0)], None).await;
    let signer = signers(&world, job)[0];
    for attempt in 1..=5 {
        // The third call of the step is the handing over: load, load, commit, send.
        world.fault.after(3);
        world
            .notify(job, signer)
            .await
            .expect("a refusal is no failure of the step");
        world.fault.heal();
        let record = world.job(job).notifications()[0].clone();
        match record.progress {
            NotificationProgress::Delayed {
                attempt: counted,
                until,
            } => {
                assert_eq!(counted, attempt);
                world.clock.advance_to(until);
            }
            NotificationProgress::Failed { .. } => assert_eq!(attempt, 5),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(
        world.job(job).notifications()[0].progress,
        NotificationProgress::Failed { .. }
    ));
    assert!(
        matches!(world.walk(job, 1).await, Ok(Some(NextAction::Wait(_)))),
        "and the job goes on"
    );
}
