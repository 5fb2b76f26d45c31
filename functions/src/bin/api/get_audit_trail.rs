//! `GET /v1/signature-jobs/{job}/audit-trail`.

use segl_aws::{Aws, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::downloads::get_audit_trail;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| get_audit_trail(request, table)).await
}
