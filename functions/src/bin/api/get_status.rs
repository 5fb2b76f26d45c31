//! `GET /v1/signature-jobs/{job}/status`.

use segl_aws::{Aws, KmsCodeKey, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::direct::get_status;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(aws, variable("CODE_KEY_ID")?);
    serve(|request| get_status(request, table, key)).await
}
