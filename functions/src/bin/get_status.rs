//! `GET /v1/signature-jobs/{job}/status`.

use segl_aws::{KmsCodeKey, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::get_status;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(&aws, variable("CODE_KEY_ID")?);
    serve(|request| get_status(request, table, key)).await
}
