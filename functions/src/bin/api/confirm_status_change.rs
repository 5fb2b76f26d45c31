//! `POST /v1/status-changes/{change}/confirm`.

use segl_aws::{Aws, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::status_changes::confirm_status_change;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| confirm_status_change(request, table)).await
}
