//! Clears away a code that was not used in time: the step of `one-time-code`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, work};
use segl_workers::steps::step_expire_code;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    work(|step| step_expire_code(step, table, SYSTEM)).await
}
