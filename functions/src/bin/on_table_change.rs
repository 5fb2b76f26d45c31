//! Starts, watches and resumes what a written job calls for: called by the table's stream.

use segl_aws::{StepFunctions, SystemClock, Table, variable};
use segl_functions::{Error, begin, work};
use segl_handlers::on_table_change;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let executions = &StepFunctions::new(
        &aws,
        variable("JOB_MACHINE_ARN")?,
        variable("CODE_MACHINE_ARN")?,
    );
    work(|event| on_table_change(event, Table::job_in_image, table, executions, &SystemClock)).await
}
