//! Registers the task token of an execution that waits: a step of `signature-job`.

use segl_aws::{StepFunctions, SystemClock, Table, variable};
use segl_functions::{Error, begin, work};
use segl_handlers::step_wait_for_change;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let executions = &StepFunctions::new(&aws, String::new(), String::new());
    work(|step| step_wait_for_change(step, table, executions, &SystemClock)).await
}
