//! `GET /v1/signature-jobs/{job}/evidence`.

use segl_aws::{Aws, DocumentStore, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::downloads::get_evidence;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(aws, String::new(), variable("SEALED_BUCKET")?);
    serve(|request| get_evidence(request, table, store, SYSTEM)).await
}
