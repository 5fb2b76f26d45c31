//! Starts the next epoch in place of one that failed: called by a rule on executions.

use segl_aws::{StepFunctions, SystemClock, Table, variable};
use segl_functions::{Error, begin, work};
use segl_handlers::on_workflow_failed;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let executions = &StepFunctions::new(&aws, variable("JOB_MACHINE_ARN")?, String::new());
    work(|event| on_workflow_failed(event, table, executions, &SystemClock)).await
}
