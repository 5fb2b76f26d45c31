//! Every state that does something has a timeout, a retry on our passing failure and a catch; every name is known.

use std::collections::BTreeSet;

use segl_domain::id::{CodeId, JobId, SignerId};
use segl_wire::step::{CodeStep, JobStep, NextStep, NotificationStep, StepError, WaitStep};
use serde_json::{Value, json};

use super::workspace::{lift_of_halt, list, machines, names_in, read, states};

const LAMBDA: &str = "arn:${Partition}:states:::lambda:invoke";
const WAITING_LAMBDA: &str = "arn:${Partition}:states:::lambda:invoke.waitForTaskToken";
const NESTED: &str = "arn:${Partition}:states:::states:startExecution.sync:2";

/// Every task of every machine.
fn for_each_task(mut look: impl FnMut(&str, &Value)) {
    for machine in machines() {
        for (name, state) in states(&machine) {
            if state["Type"] == "Task" {
                look(&name, state);
            }
        }
    }
}

fn errors(rules: &Value) -> BTreeSet<&str> {
    list(rules)
        .into_iter()
        .flat_map(|rule| list(&rule["ErrorEquals"]))
        .filter_map(Value::as_str)
        .collect()
}

#[test]
fn every_definition_is_deployed() {
    let written: BTreeSet<String> = names_in("statemachines")
        .into_iter()
        .filter_map(|file| Some(file.strip_suffix(".asl.json")?.to_owned()))
        .collect();
    let deployed: BTreeSet<String> = machines().into_iter().map(|machine| machine.name).collect();
    assert_eq!(written, deployed);
}

#[test]
fn every_task_has_a_timeout() {
    for_each_task(|name, state| {
        let fixed = state["TimeoutSeconds"]
            .as_u64()
            .is_some_and(|seconds| seconds > 0);
        let waits = state["Resource"] == WAITING_LAMBDA && state["TimeoutSecondsPath"].is_string();
        assert!(fixed || waits, "{name}");
    });
}

#[test]
fn every_task_tries_again_and_not_for_ever() {
    for_each_task(|name, state| {
        let kind = state["Resource"].as_str().expect("a task has a resource");
        let passing = match kind {
            LAMBDA | WAITING_LAMBDA => StepError::Transient.name(),
            // A nested execution's failure has no name of ours.
            NESTED => "States.TaskFailed",
            other => panic!("{name}: {other} is none of our integrations"),
        };
        assert!(errors(&state["Retry"]).contains(passing), "{name}");
        for rule in list(&state["Retry"]) {
            assert!(
                (1..=6).contains(&rule["MaxAttempts"].as_u64().unwrap_or(0)),
                "{name}"
            );
            assert!(
                rule["MaxDelaySeconds"].is_u64() && rule["JitterStrategy"] == "FULL",
                "{name}"
            );
            for final_error in [StepError::Permanent, StepError::Corrupt] {
                assert!(
                    !errors(rule).contains(final_error.name()),
                    "{name}: what will not go better is not tried again"
                );
            }
        }
    });
}

#[test]
fn every_task_catches_what_is_left() {
    for_each_task(|name, state| assert!(errors(&state["Catch"]).contains("States.ALL"), "{name}"));
}

#[test]
fn a_job_whose_time_has_come_wakes_by_itself() {
    for_each_task(|name, state| {
        if state["Resource"] == WAITING_LAMBDA {
            let woken = list(&state["Catch"])
                .into_iter()
                .next()
                .expect("it catches");
            assert_eq!(woken["ErrorEquals"], json!(["States.Timeout"]), "{name}");
            assert_eq!(woken["Next"], "EvaluateJob", "{name}");
            assert!(
                !errors(&state["Retry"]).contains("States.Timeout"),
                "{name}: the time is not to be waited for twice"
            );
        }
    });
}

#[test]
fn every_failure_has_a_name_that_somebody_gives() {
    let ours: BTreeSet<&str> = StepError::ALL.iter().map(|failed| failed.name()).collect();
    for machine in machines() {
        for (name, state) in states(&machine) {
            let named = errors(&state["Retry"])
                .into_iter()
                .chain(errors(&state["Catch"]))
                .chain(state["Error"].as_str());
            for error in named {
                let known = ours.contains(error)
                    || error.starts_with("States.")
                    || error.starts_with("Lambda.");
                assert!(known, "{name}: {error}");
            }
        }
    }
}

#[test]
fn every_substitution_is_given_and_used() {
    for machine in machines() {
        let used: BTreeSet<&str> = machine
            .text
            .split("${")
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect();
        let given = machine.properties["DefinitionSubstitutions"]
            .as_object()
            .expect("a machine calls something");
        let given: BTreeSet<&str> = given.keys().map(String::as_str).collect();
        assert_eq!(used, given, "{}", machine.name);
    }
}

#[test]
fn no_definition_names_an_account_or_a_region() {
    for machine in machines() {
        for arn in machine
            .text
            .split('"')
            .filter(|word| word.starts_with("arn:"))
        {
            assert!(
                [LAMBDA, WAITING_LAMBDA, NESTED].contains(&arn),
                "{}: {arn}",
                machine.name
            );
        }
    }
}

#[test]
fn executions_log_no_data_of_people() {
    for machine in machines() {
        assert_eq!(
            machine.properties["Logging"]["IncludeExecutionData"], false,
            "{}",
            machine.name
        );
        assert_eq!(
            machine.properties["Logging"]["Level"], "ERROR",
            "{}",
            machine.name
        );
    }
}

#[test]
fn every_plan_that_a_pick_up_can_make_has_its_choice_and_no_other() {
    let plans = [
        NextStep::DeleteDocuments,
        NextStep::Notify {
            signers: Vec::new(),
        },
        NextStep::RenewSeal,
        NextStep::Done,
        NextStep::Halted,
        NextStep::Seal,
        NextStep::Superseded,
        NextStep::Wait {
            until: jiff::Timestamp::UNIX_EPOCH,
            seconds: 1,
        },
    ];
    let made: BTreeSet<String> = plans
        .into_iter()
        .map(|plan| {
            // Whoever adds a plan is told here to add it above.
            match plan {
                NextStep::DeleteDocuments
                | NextStep::Notify { .. }
                | NextStep::RenewSeal
                | NextStep::Done
                | NextStep::Halted
                | NextStep::Seal
                | NextStep::Superseded
                | NextStep::Wait { .. } => {}
            }
            let told = serde_json::to_value(plan).expect("a plan is JSON");
            told["next"]
                .as_str()
                .expect("a plan says what is next")
                .to_owned()
        })
        .collect();
    let machine = machines()
        .into_iter()
        .find(|machine| machine.name == "signature-job")
        .expect("it is deployed");
    let states = states(&machine);
    let known: BTreeSet<String> = list(&states["signature-job/RouteAction"]["Choices"])
        .into_iter()
        .map(|choice| {
            choice["StringEquals"]
                .as_str()
                .expect("a plan is a word")
                .to_owned()
        })
        .collect();
    assert_eq!(made, known);
}

#[test]
fn every_step_is_handed_what_it_takes() {
    let job = JobId::new(0, [0; 10]);
    let signer = SignerId::new(0, [0; 10]);
    let code = CodeId::new(0, [0; 10]);
    let now = jiff::Timestamp::UNIX_EPOCH;
    let of_job = json!(JobStep { job, epoch: 1 });
    let taken = [
        ("${StepEvaluateJob}", of_job.clone()),
        ("${StepSealJob}", of_job.clone()),
        ("${StepDeleteDocuments}", of_job.clone()),
        ("${StepRenewSeal}", of_job),
        (
            "${StepSendNotification}",
            json!(NotificationStep { job, signer }),
        ),
        (
            "${StepWaitForChange}",
            json!(WaitStep {
                job,
                until: now,
                task_token: String::new()
            }),
        ),
        (
            "${StepExpireCode}",
            json!(CodeStep {
                job,
                signer,
                code,
                expires_at: now
            }),
        ),
    ];
    for_each_task(|name, state| {
        let parameters = &state["Parameters"];
        let Some(function) = parameters["FunctionName"].as_str() else {
            return;
        };
        let (_, shape) = taken
            .iter()
            .find(|(known, _)| *known == function)
            .unwrap_or_else(|| panic!("{name}: {function}"));
        let keys = |value: &Value| -> BTreeSet<String> {
            let keys = value.as_object().expect("an input is a map").keys();
            keys.map(|key| key.trim_end_matches(".$").to_owned())
                .collect()
        };
        assert_eq!(keys(&parameters["Payload"]), keys(shape), "{name}");
    });
}

#[test]
fn the_command_that_lifts_a_halt_takes_it_away_and_makes_the_job_due_or_neither() {
    let lifted = lift_of_halt("segl", "job_1");
    let items = lifted["TransactItems"].as_array().expect("a transaction");
    assert_eq!(items.len(), 2);
    let (halt, job) = (&items[0]["Delete"], &items[1]["Update"]);
    let key = |sk: &str| json!({ "pk": { "S": "JOB#job_1" }, "sk": { "S": sk } });
    assert_eq!((&halt["Key"], &job["Key"]), (&key("HALT"), &key("JOB")));
    for item in [halt, job] {
        assert_eq!(item["TableName"], "segl");
        assert_eq!(item["ConditionExpression"], "attribute_exists(pk)");
    }
    assert_eq!(job["UpdateExpression"], "SET gsi3sk = :now");
    // The adapter knows the halt and the time that is due by the same names.
    let adapter = read("shared/aws/src/table/workflow.rs");
    for name in ["s(\"HALT\")", "SET gsi3sk = "] {
        assert!(adapter.contains(name), "{name}");
    }
}
