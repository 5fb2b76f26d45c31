//! `GET /tasks/{job}/{signer}/documents/{document}`.

use segl_aws::{DocumentStore, SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::show_document;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(&aws, variable("DOCUMENTS_BUCKET")?, String::new());
    serve(|request| show_document(request, table, store, &SystemClock)).await
}
