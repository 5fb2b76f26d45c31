//! `GET /validate/{validation}`.

use segl_aws::{DocumentStore, SystemClock, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::show_validation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let store = &DocumentStore::new(
        &aws,
        variable("DOCUMENTS_BUCKET")?,
        variable("SEALED_BUCKET")?,
    );
    serve(|request| show_validation(request, store, &SystemClock)).await
}
