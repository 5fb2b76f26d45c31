//! `POST /v1/documents`.

use segl_aws::{DocumentStore, SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::add_document;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(&aws, variable("DOCUMENTS_BUCKET")?, String::new());
    serve(|request| add_document(request, table, store, &SystemClock, &SystemEntropy)).await
}
