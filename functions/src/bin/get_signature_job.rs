//! `GET /v1/signature-jobs/{job}`.

use segl_aws::{Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::get_signature_job;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| get_signature_job(request, table)).await
}
