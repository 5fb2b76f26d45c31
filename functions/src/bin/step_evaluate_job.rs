//! Asks the table what is next: a step of `signature-job`.

use segl_aws::{SystemClock, Table, variable};
use segl_functions::{Error, begin, work};
use segl_handlers::step_evaluate_job;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    work(|step| step_evaluate_job(step, table, &SystemClock)).await
}
