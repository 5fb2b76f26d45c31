//! `POST /s/{link}`.

use segl_aws::{KmsCodeKey, SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::verify_code;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(&aws, variable("CODE_KEY_ID")?);
    serve(|request| verify_code(request, table, key, &SystemClock, &SystemEntropy)).await
}
