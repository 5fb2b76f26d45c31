//! `POST /v1/signature-jobs/{job}/signers/{signer}/unblock`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::signers::unblock_signer;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| unblock_signer(request, table, SYSTEM)).await
}
