//! Executions of the state machines.

use aws_sdk_sfn::{
    Client,
    operation::{send_task_success::SendTaskSuccessError, start_execution::StartExecutionError},
};
use segl_app::ports::{CodeWatch, Executions, Unavailable, Woken};
use segl_domain::JobId;
use segl_wire::step::{CodeStep, JobStep};

use crate::Aws;

/// Step Functions.
#[derive(Clone, Debug)]
pub struct StepFunctions {
    client: Client,
    job_machine: String,
    code_machine: String,
}

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Unavailable {
    Unavailable::new("workflow", source)
}

impl StepFunctions {
    /// Over the machines with these ARNs; a function that starts none of a kind need not know its ARN.
    #[must_use]
    pub fn new(aws: &Aws, job_machine: String, code_machine: String) -> Self {
        Self { client: Client::new(&aws.config), job_machine, code_machine }
    }

    async fn start(&self, machine: &str, name: String, input: serde_json::Value) -> Result<(), Unavailable> {
        let started =
            self.client.start_execution().state_machine_arn(machine).name(name).input(input.to_string()).send().await;
        match started {
            Ok(_) => Ok(()),
            // Started before, by us or by a twin: a name is used once.
            Err(error) if matches!(error.as_service_error(), Some(StartExecutionError::ExecutionAlreadyExists(_))) => {
                Ok(())
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

impl Executions for StepFunctions {
    async fn start_job(&self, job: JobId, generation: u32) -> Result<(), Unavailable> {
        let input = serde_json::to_value(JobStep { job, generation }).map_err(unavailable)?;
        self.start(&self.job_machine, format!("{job}-{generation}"), input).await
    }

    async fn watch_code(&self, watch: &CodeWatch) -> Result<(), Unavailable> {
        let CodeWatch { job, signer, code, expires_at } = watch.clone();
        let input = serde_json::to_value(CodeStep { job, signer, code, expires_at }).map_err(unavailable)?;
        self.start(&self.code_machine, code.to_string(), input).await
    }

    async fn wake(&self, token: &str) -> Result<Woken, Unavailable> {
        match self.client.send_task_success().task_token(token).output("{}").send().await {
            Ok(_) => Ok(Woken::Awake),
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
                Ok(Woken::Gone)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}
