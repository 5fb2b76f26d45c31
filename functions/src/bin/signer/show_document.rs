//! `GET /tasks/{job}/{signer}/documents/{document}`.

use segl_aws::{Aws, DocumentStore, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::signer::downloads::show_document;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(aws, variable("DOCUMENTS_BUCKET")?, String::new());
    serve(|request| show_document(request, table, store, SYSTEM)).await
}
