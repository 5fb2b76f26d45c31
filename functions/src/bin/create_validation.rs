//! `POST /v1/validations`.

use segl_aws::{DocumentStore, SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::create_validation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(
        &aws,
        variable("DOCUMENTS_BUCKET")?,
        variable("SEALED_BUCKET")?,
    );
    serve(|request| create_validation(request, table, store, &SystemClock, &SystemEntropy)).await
}
