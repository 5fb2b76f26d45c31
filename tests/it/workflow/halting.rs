//! A step that finds something corrupt halts the job's workflow, says of which job and in which step, and nothing is tried
//! again before an operator has lifted the halt.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use jiff::SignedDuration;
use lambda_http::{
    Request, RequestExt as _,
    http::{Response, header},
};
use lambda_runtime::Diagnostic;
use segl_app::{
    fakes::SealingStore,
    ports::workflow::{Epochs as _, Halts as _},
    signer::otp::Messengers,
    workflow::{reconciliation, sealing::Sealing},
};
use segl_domain::{
    id::{CodeId, JobId},
    job::next_action::NextAction,
};
use segl_http::{IntoReply as _, api::signature_jobs::get_signature_job};
use segl_tests::{API_KEY, World};
use segl_wire::{
    StepError,
    step::{CodeStep, JobStep, NextStep, NotificationStep, WaitStep},
};
use segl_workers::{
    reactions,
    steps::{self, Failed},
};
use serde_json::{Value, json};

use super::{SIGNERS, signers};

const GRACE: SignedDuration = SignedDuration::from_mins(5);

/// The name by which a step failed.
fn name<T>(done: Result<T, Failed>) -> Option<String> {
    done.err().map(|failed| Diagnostic::from(failed).error_type)
}

async fn evaluate(world: &World, job: JobId, epoch: u32) -> Result<NextStep, Failed> {
    steps::step_evaluate_job(JobStep { job, epoch }, &world.table, world.ctx()).await
}

async fn seal(world: &World, job: JobId) -> Result<(), Failed> {
    let store = SealingStore {
        documents: &world.store,
        certificates: &world.seal,
    };
    let sealing = Sealing::new(&world.seal, None, &world.authorities);
    let step = JobStep { job, epoch: 1 };
    let (table, ctx) = (&world.table, world.ctx());
    let sealed = steps::step_seal_job(step, table, &store, sealing, &world.person_keys, ctx);
    sealed.await.map(|_| ())
}

/// Runs the step of this name for this job, as its machine does; the name by which it failed.
async fn fails(world: &World, step: &str, job: JobId) -> Option<String> {
    let (table, ctx) = (&world.table, world.ctx());
    let of_job = JobStep { job, epoch: 1 };
    let signer = segl_domain::id::SignerId::new(1, [1; 10]);
    match step {
        "step-evaluate-job" => name(evaluate(world, job, 1).await),
        "step-send-notification" => {
            let messengers = Messengers {
                mail: &world.outbox,
                texts: &world.outbox,
                renderer: &world.renderer,
            };
            let sent = steps::step_send_notification(
                NotificationStep { job, signer },
                table,
                &world.code_key,
                &messengers,
                &world.person_keys,
                &world.contacts,
                ctx,
            );
            name(sent.await)
        }
        "step-wait-for-change" => {
            let step = WaitStep {
                job,
                until: world.now(),
                task_token: "token".to_owned(),
            };
            name(steps::step_wait_for_change(step, table, &world.executions, ctx).await)
        }
        "step-seal-job" => name(seal(world, job).await),
        "step-renew-seal" => {
            let (store, authorities) = (&world.store, &world.authorities);
            name(steps::step_renew_seal(of_job, table, store, authorities, ctx).await)
        }
        "step-delete-documents" => {
            name(steps::step_delete_documents(of_job, table, &world.store, ctx).await)
        }
        "step-expire-code" => {
            let step = CodeStep {
                job,
                signer,
                code: CodeId::new(1, [1; 10]),
                expires_at: world.now(),
            };
            name(steps::step_expire_code(step, table, ctx).await)
        }
        other => panic!("{other} is no step"),
    }
}

/// Every step that a state machine calls, as the files of their functions are named.
fn all_steps() -> Vec<String> {
    let files = crate::contracts::workspace::names_in("functions/src/bin/steps");
    let steps = files
        .iter()
        .filter_map(|file| Some(file.strip_suffix(".rs")?.replace('_', "-")))
        .filter(|name| name != "main");
    steps.collect()
}

/// The lines that are logged while this is held.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("a log").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Takes the lines of this thread from now on, and of errors alone.
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::ERROR)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }
    fn lines(&self) -> Vec<Value> {
        let bytes = self.0.lock().expect("a log").clone();
        let text = String::from_utf8(bytes).expect("text");
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a line is JSON"))
            .collect()
    }
}

#[tokio::test]
async fn every_step_that_finds_a_corrupt_job_halts_its_workflow_and_logs_the_job_and_the_step() {
    let steps = all_steps();
    assert_eq!(steps.len(), 7);
    for step in steps {
        let world = World::new();
        let job = world.create(&SIGNERS, None).await;
        world.table.spoil(job);
        let log = Log::default();
        let failed = {
            let _listening = log.listen();
            fails(&world, &step, job).await
        };
        assert_eq!(failed.as_deref(), Some(StepError::Corrupt.name()), "{step}");
        let halt = world.table.halted(job).await.expect("the ports answer");
        let halt = halt.unwrap_or_else(|| panic!("{step} halts nothing"));
        assert_eq!((halt.step, halt.at), (step.clone(), world.now()));
        let lines = log.lines();
        assert!(lines.len() >= 2, "{step}: the failure and the halt");
        for line in lines {
            assert_eq!(line["span"]["step"], step.as_str(), "{line}");
            assert_eq!(line["span"]["job.id"], job.to_string(), "{line}");
        }
    }
}

#[tokio::test]
async fn a_step_that_fails_for_now_halts_nothing_and_logs_the_job_and_the_step_too() {
    for step in all_steps() {
        let world = World::new();
        let job = world.create(&SIGNERS, None).await;
        world.fault.after(0);
        let log = Log::default();
        let failed = {
            let _listening = log.listen();
            fails(&world, &step, job).await
        };
        world.fault.heal();
        assert_eq!(
            failed.as_deref(),
            Some(StepError::Transient.name()),
            "{step}"
        );
        assert_eq!(
            world.table.halted(job).await.expect("the ports answer"),
            None
        );
        let line = &log.lines()[0];
        assert_eq!(line["span"]["step"], step.as_str(), "{line}");
        assert_eq!(line["span"]["job.id"], job.to_string(), "{line}");
    }
}

#[tokio::test]
async fn a_halt_that_cannot_be_written_does_not_hide_what_is_corrupt() {
    let world = World::new();
    let job = world.create(&SIGNERS, None).await;
    world.table.spoil(job);
    // The epoch, the halt and the job are asked for; then the halt is to be written.
    world.fault.after(3);
    let failed = name(evaluate(&world, job, 1).await);
    assert!(world.fault.heal(), "the halt was not written");
    assert_eq!(failed.as_deref(), Some(StepError::Corrupt.name()));
    assert_eq!(
        world.table.halted(job).await.expect("the ports answer"),
        None
    );
}

#[tokio::test]
async fn a_spoilt_original_halts_the_workflow_until_the_halt_is_lifted_and_then_it_is_sealed() {
    let world = World::new();
    let job = world.create(&SIGNERS, None).await;
    world.walk(job, 1).await.expect("the ports answer");
    for signer in signers(&world, job) {
        world.sign(job, signer).await;
    }
    world.store.spoil("uploads/");
    assert_eq!(
        name(seal(&world, job).await).as_deref(),
        Some(StepError::Corrupt.name())
    );

    // The execution failed by that: nothing replaces it, nothing is tried again, and it says so.
    let ended = json!({ "detail": { "name": format!("{job}-1") } });
    let (table, executions) = (&world.table, &world.executions);
    let replaced = reactions::on_workflow_failed(ended, table, executions, world.ctx()).await;
    assert!(!replaced.expect("the ports answer"));
    let told = evaluate(&world, job, 1).await.ok();
    assert_eq!(told, Some(NextStep::Halted));
    for _ in 0..100 {
        world.clock.advance(SignedDuration::from_hours(1));
        let started = reactions::on_reconcile_schedule(GRACE, table, executions, world.ctx());
        assert_eq!(started.await.expect("the ports answer"), 0);
    }
    assert!(executions.take_started().is_empty());

    world.store.spoil("uploads/");
    table.lift_halt(job);
    for started in [1, 0] {
        let reconciled = reconciliation::reconcile(GRACE, table, executions, world.ctx()).await;
        assert_eq!(reconciled.expect("the ports answer").started, started);
    }
    let epoch = table.epoch(job).await.expect("the ports answer");
    assert_eq!(epoch, 2);
    let rests = world.walk(job, epoch).await.expect("the ports answer");
    assert!(matches!(rests, Some(NextAction::Wait(_))), "{rests:?}");
    super::is_sealed_once_and_told_once(&world, job);
}

/// The answer to `GET /v1/signature-jobs/{job}`, for who knows this entity tag.
async fn read(world: &World, job: JobId, known: Option<&str>) -> Response<lambda_http::Body> {
    let mut request = Request::default().with_path_parameters(
        [("job".to_owned(), vec![job.to_string()])]
            .into_iter()
            .collect::<std::collections::HashMap<_, _>>(),
    );
    let headers = request.headers_mut();
    let bearer = format!("Bearer {API_KEY}");
    headers.insert(header::AUTHORIZATION, bearer.parse().expect("a header"));
    if let Some(known) = known {
        headers.insert(header::IF_NONE_MATCH, known.parse().expect("a header"));
    }
    get_signature_job(request, &world.table).await.into_reply()
}

fn body(answer: &Response<lambda_http::Body>) -> Value {
    serde_json::from_slice(answer.body()).expect("the answer is JSON")
}

#[tokio::test]
async fn a_halted_job_says_since_when_until_it_is_lifted_also_to_who_knows_its_entity_tag() {
    let world = World::new();
    let job = world.create(&SIGNERS, None).await;
    let before = read(&world, job, None).await;
    assert!(body(&before).get("workflowHaltedAt").is_none());
    let tag = |answer: &Response<lambda_http::Body>| {
        let tag = answer.headers()[header::ETAG].to_str();
        tag.expect("text").to_owned()
    };
    let known = tag(&before);
    assert_eq!(read(&world, job, Some(&known)).await.status(), 304);

    world.table.spoil(job);
    assert!(evaluate(&world, job, 1).await.is_err());
    let problem = read(&world, job, None).await;
    assert_eq!(problem.status(), 500);
    let detail = body(&problem)["detail"].to_string();
    assert!(
        detail.contains("workflow")
            && detail.contains("stopped")
            && detail.contains("operators were alerted"),
        "{detail}"
    );
    assert!(!detail.contains("again"), "{detail}");

    world.table.mend(job);
    let halted = read(&world, job, Some(&known)).await;
    assert_eq!(halted.status(), 200);
    assert_eq!(body(&halted)["workflowHaltedAt"], world.now().to_string());
    assert_eq!(read(&world, job, Some(&tag(&halted))).await.status(), 304);

    world.table.lift_halt(job);
    let lifted = read(&world, job, Some(&tag(&halted))).await;
    assert_eq!(
        (lifted.status().as_u16(), body(&lifted)),
        (200, body(&before))
    );
}
