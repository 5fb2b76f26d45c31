//! `GET /tasks/{job}/{signer}/exit`.

use segl_aws::{Aws, KmsCodeKey, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::signer::direct::return_to_sender;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(aws, variable("CODE_KEY_ID")?);
    serve(|request| return_to_sender(request, table, key, SYSTEM)).await
}
