//! `DELETE /v1/signature-jobs/{job}/documents`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::signature_jobs::delete_documents;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| delete_documents(request, table, SYSTEM)).await
}
