//! `GET /v1/signature-jobs/{job}`.

use segl_aws::{Aws, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::signature_jobs::get_signature_job;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| get_signature_job(request, table)).await
}
