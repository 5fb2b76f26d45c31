//! `GET /validate`.

use segl_aws::{DocumentStore, SystemClock, SystemEntropy, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::show_validation_form;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let url = &variable("PUBLIC_URL")?;
    let store = &DocumentStore::new(&aws, variable("DOCUMENTS_BUCKET")?, String::new());
    serve(|request| show_validation_form(request, url, store, &SystemClock, &SystemEntropy)).await
}
