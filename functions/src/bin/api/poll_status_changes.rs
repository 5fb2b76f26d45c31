//! `GET /v1/status-changes`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::status_changes::poll_status_changes;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| poll_status_changes(request, table, SYSTEM)).await
}
