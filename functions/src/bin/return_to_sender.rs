//! `GET /tasks/{job}/{signer}/exit`.

use segl_aws::{KmsCodeKey, SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::return_to_sender;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(&aws, variable("CODE_KEY_ID")?);
    serve(|request| return_to_sender(request, table, key, &SystemClock)).await
}
