//! `GET /v1/signature-jobs/{job}/signed-document`.

use segl_aws::{DocumentStore, SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::get_signed_document;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(&aws, String::new(), variable("SEALED_BUCKET")?);
    serve(|request| get_signed_document(request, table, store, &SystemClock)).await
}
