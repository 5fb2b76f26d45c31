//! `POST /validate`.

use segl_aws::{SystemClock, Vault, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::validate;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let vault = &Vault::new(&aws, variable("DOCUMENTS_BUCKET").unwrap_or_default(), variable("SEALED_BUCKET")?);
    serve(|request| validate(request, vault, &SystemClock)).await
}
