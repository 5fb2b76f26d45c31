//! Clears away a code that was not used in time: the step of `one-time-code`.

use segl_aws::{SystemClock, Table, variable};
use segl_functions::{Error, begin, work};
use segl_handlers::step_expire_code;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    work(|step| step_expire_code(step, table, &SystemClock)).await
}
