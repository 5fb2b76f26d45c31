//! Checks a document that came through its slot: called by the bucket.

use segl_aws::{DocumentStore, Table, variable};
use segl_functions::{Error, begin, work};
use segl_handlers::on_document_uploaded;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(&aws, variable("DOCUMENTS_BUCKET")?, String::new());
    work(|event| on_document_uploaded(event, store, table)).await
}
