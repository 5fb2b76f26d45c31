//! `POST /v1/signature-jobs/{job}/signers/{signer}/redirect-url`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::direct::create_redirect_url;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let url = &variable("PUBLIC_URL")?;
    serve(|request| create_redirect_url(request, url, table, SYSTEM)).await
}
