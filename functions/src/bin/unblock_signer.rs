//! `POST /v1/signature-jobs/{job}/signers/{signer}/unblock`.

use segl_aws::{SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::unblock_signer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| unblock_signer(request, table, &SystemClock)).await
}
