//! Deletes what is no longer kept: a step of `signature-job`.

use segl_aws::{Aws, DocumentStore, SYSTEM, Table, variable};
use segl_functions::{Error, work};
use segl_workers::steps::step_delete_documents;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(
        aws,
        variable("DOCUMENTS_BUCKET")?,
        variable("SEALED_BUCKET")?,
    );
    work(|step| step_delete_documents(step, table, store, SYSTEM)).await
}
