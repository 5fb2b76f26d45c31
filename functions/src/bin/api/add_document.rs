//! `POST /v1/documents`.

use segl_aws::{Aws, DocumentStore, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::documents::add_document;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(aws, variable("DOCUMENTS_BUCKET")?, String::new());
    serve(|request| add_document(request, table, store, SYSTEM)).await
}
