//! `GET /v1/signature-jobs`.

use segl_aws::{Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::list_signature_jobs;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| list_signature_jobs(request, table)).await
}
