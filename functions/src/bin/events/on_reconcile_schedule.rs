//! Picks up jobs that are overdue: called by a schedule.

use jiff::SignedDuration;
use segl_aws::{Aws, SYSTEM, StepFunctions, Table, variable};
use segl_functions::{Error, work};
use segl_workers::reactions::on_reconcile_schedule;
use serde_json::Value;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let executions = &StepFunctions::new(aws, variable("JOB_MACHINE_ARN")?, String::new());
    let grace = SignedDuration::from_secs(variable("RECONCILE_GRACE_SECONDS")?.parse()?);
    work(|_: Value| on_reconcile_schedule(grace, table, executions, SYSTEM)).await
}
