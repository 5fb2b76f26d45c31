//! `POST /s/{link}`.

use segl_aws::{Aws, KmsCodeKey, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::signer::link::verify_code;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(aws, variable("CODE_KEY_ID")?);
    serve(|request| verify_code(request, table, key, SYSTEM)).await
}
