//! `POST /v1/signature-jobs`.

use segl_aws::{SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::{NOBODY, create_signature_job};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| create_signature_job(request, table, NOBODY, &SystemClock, &SystemEntropy)).await
}
