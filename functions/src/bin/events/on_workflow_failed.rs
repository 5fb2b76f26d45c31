//! Starts the next epoch in place of one that failed: called by a rule on executions.

use segl_aws::{Aws, SYSTEM, StepFunctions, Table, variable};
use segl_functions::{Error, work};
use segl_workers::reactions::on_workflow_failed;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let executions = &StepFunctions::new(aws, variable("JOB_MACHINE_ARN")?, String::new());
    work(|event| on_workflow_failed(event, table, executions, SYSTEM)).await
}
