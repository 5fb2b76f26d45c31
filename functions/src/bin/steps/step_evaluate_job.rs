//! Asks the table what is next: a step of `signature-job`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, work};
use segl_workers::steps::step_evaluate_job;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    work(|step| step_evaluate_job(step, table, SYSTEM)).await
}
