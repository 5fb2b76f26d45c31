//! `GET /v1/signature-jobs`.

use segl_aws::{Aws, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::signature_jobs::list_signature_jobs;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| list_signature_jobs(request, table)).await
}
