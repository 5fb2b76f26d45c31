//! `POST /v1/signature-jobs/{job}/signers/{signer}/redirect-url`.

use segl_aws::{SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::create_redirect_url;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let url = &variable("PUBLIC_URL")?;
    serve(|request| create_redirect_url(request, url, table, &SystemClock, &SystemEntropy)).await
}
