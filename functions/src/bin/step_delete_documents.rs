//! Deletes what is no longer kept: a step of `signature-job`.

use segl_aws::{DocumentStore, SystemClock, Table, variable};
use segl_functions::{Error, begin, work};
use segl_handlers::step_delete_documents;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(
        &aws,
        variable("DOCUMENTS_BUCKET")?,
        variable("SEALED_BUCKET")?,
    );
    work(|step| step_delete_documents(step, table, store, &SystemClock)).await
}
