//! `POST /v1/signature-jobs/{job}/extend`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::signature_jobs::extend_signature_job;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| extend_signature_job(request, table, SYSTEM)).await
}
