//! Starts, watches and resumes what a written job calls for: called by the table's stream.

use segl_aws::{Aws, SYSTEM, StepFunctions, Table, variable};
use segl_functions::{Error, work};
use segl_workers::reactions::on_table_change;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let executions = &StepFunctions::new(
        aws,
        variable("JOB_MACHINE_ARN")?,
        variable("CODE_MACHINE_ARN")?,
    );
    work(|event| on_table_change(event, Table::job_in_image, table, executions, SYSTEM)).await
}
