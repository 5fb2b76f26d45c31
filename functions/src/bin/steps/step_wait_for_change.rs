//! Registers the task token of an execution that waits: a step of `signature-job`.

use segl_aws::{Aws, SYSTEM, StepFunctions, Table, variable};
use segl_functions::{Error, work};
use segl_workers::steps::step_wait_for_change;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let executions = &StepFunctions::new(aws, String::new(), String::new());
    work(|step| step_wait_for_change(step, table, executions, SYSTEM)).await
}
