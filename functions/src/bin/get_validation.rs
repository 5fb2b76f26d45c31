//! `GET /v1/validations/{validation}`.

use segl_aws::{DocumentStore, SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::get_validation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(
        &aws,
        variable("DOCUMENTS_BUCKET")?,
        variable("SEALED_BUCKET")?,
    );
    serve(|request| get_validation(request, table, store, &SystemClock)).await
}
