//! `GET /v1/status-changes`.

use segl_aws::{SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::poll_status_changes;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| poll_status_changes(request, table, &SystemClock)).await
}
