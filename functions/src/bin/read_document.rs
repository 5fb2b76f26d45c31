//! `GET /tasks/{job}/{signer}/documents/{document}`.

use segl_aws::{SystemClock, Table, Vault, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::read_document;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let vault = &Vault::new(&aws, variable("DOCUMENTS_BUCKET")?, String::new());
    serve(|request| read_document(request, table, vault, &SystemClock)).await
}
