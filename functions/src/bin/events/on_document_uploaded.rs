//! Checks a document that came through its slot: called by the bucket.

use segl_aws::{Aws, DocumentStore, Table, variable};
use segl_functions::{Error, work};
use segl_workers::reactions::on_document_uploaded;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(aws, variable("DOCUMENTS_BUCKET")?, String::new());
    work(|event| on_document_uploaded(event, store, table)).await
}
