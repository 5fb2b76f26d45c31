//! Executions of the state machines.

use aws_sdk_sfn::{
    Client,
    operation::{send_task_success::SendTaskSuccessError, start_execution::StartExecutionError},
};
use segl_app::ports::{
    PortError,
    workflow::{CodeWatch, Executions, Resumed},
};
use segl_domain::id::JobId;
use segl_wire::step::{CodeStep, JobStep};

use crate::Aws;

/// Step Functions.
#[derive(Clone, Debug)]
pub struct StepFunctions {
    client: Client,
    job_machine: String,
    code_machine: String,
}

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::new("workflow", source)
}

impl StepFunctions {
    /// Over the machines with these ARNs; a function that starts none of a kind need not know its ARN.
    #[must_use]
    pub fn new(aws: &Aws, job_machine: String, code_machine: String) -> Self {
        Self {
            client: Client::new(&aws.config),
            job_machine,
            code_machine,
        }
    }

    async fn start(
        &self,
        machine: &str,
        name: String,
        input: serde_json::Value,
    ) -> Result<(), PortError> {
        let started = self
            .client
            .start_execution()
            .state_machine_arn(machine)
            .name(name)
            .input(input.to_string())
            .send()
            .await;
        match started {
            Ok(_) => Ok(()),
            // Started before, by us or by a twin: a name is used once.
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(StartExecutionError::ExecutionAlreadyExists(_))
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

impl Executions for StepFunctions {
    async fn start_job(&self, job: JobId, epoch: u32) -> Result<(), PortError> {
        let input = serde_json::to_value(JobStep { job, epoch }).map_err(unavailable)?;
        self.start(&self.job_machine, format!("{job}-{epoch}"), input)
            .await
    }

    async fn watch_code(&self, watch: &CodeWatch) -> Result<(), PortError> {
        let CodeWatch {
            job,
            signer,
            code,
            expires_at,
        } = watch.clone();
        let input = serde_json::to_value(CodeStep {
            job,
            signer,
            code,
            expires_at,
        })
        .map_err(unavailable)?;
        self.start(&self.code_machine, code.to_string(), input)
            .await
    }

    async fn resume(&self, token: &str) -> Result<Resumed, PortError> {
        match self
            .client
            .send_task_success()
            .task_token(token)
            .output("{}")
            .send()
            .await
        {
            Ok(_) => Ok(Resumed::Awake),
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(
                        SendTaskSuccessError::TaskTimedOut(_)
                            | SendTaskSuccessError::TaskDoesNotExist(_)
                            | SendTaskSuccessError::InvalidToken(_)
                    )
                ) =>
            {
                Ok(Resumed::Gone)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::replay::{Answer, Replay};

    fn functions(replay: &Replay) -> StepFunctions {
        StepFunctions::new(&replay.aws(), "arn:job".to_owned(), "arn:code".to_owned())
    }

    fn job() -> JobId {
        JobId::new(1_795_000_000_000, [3; 10])
    }

    #[tokio::test]
    async fn an_execution_is_named_after_its_job_and_generation() {
        let replay = Replay::of([Answer::json(
            &json!({ "executionArn": "arn", "startDate": 1.0 }),
        )]);
        functions(&replay)
            .start_job(job(), 2)
            .await
            .expect("started");
        let asked = replay.asked();
        assert_eq!(asked[0]["name"], format!("{}-2", job()));
        assert_eq!(asked[0]["stateMachineArn"], "arn:job");
        let input: serde_json::Value =
            serde_json::from_str(asked[0]["input"].as_str().expect("text")).expect("JSON");
        assert_eq!(input, json!({ "job": job(), "epoch": 2 }));
    }

    #[tokio::test]
    async fn an_execution_that_was_started_before_counts_as_started() {
        let replay = Replay::of([
            Answer::error("ExecutionAlreadyExists"),
            Answer::error("StateMachineDoesNotExist"),
        ]);
        functions(&replay)
            .start_job(job(), 1)
            .await
            .expect("it runs already");
        functions(&replay)
            .start_job(job(), 1)
            .await
            .expect_err("there is no such machine");
    }

    #[tokio::test]
    async fn a_token_that_nobody_waits_for_is_gone_and_no_failure() {
        for code in ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"] {
            let replay = Replay::of([Answer::error(code)]);
            assert_eq!(
                functions(&replay)
                    .resume("a token")
                    .await
                    .expect("an answer"),
                Resumed::Gone,
                "{code}"
            );
        }
        let replay = Replay::of([Answer::json(&json!({})), Answer::error("InvalidOutput")]);
        assert_eq!(
            functions(&replay)
                .resume("a token")
                .await
                .expect("an answer"),
            Resumed::Awake
        );
        functions(&replay)
            .resume("a token")
            .await
            .expect_err("that is our fault");
    }
}
