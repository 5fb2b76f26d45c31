//! `POST /v1/signature-jobs/{job}/cancel`.

use segl_aws::{SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::cancel_signature_job;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| cancel_signature_job(request, table, &SystemClock)).await
}
