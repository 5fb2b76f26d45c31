//! `GET /tasks/{job}/{signer}`.

use segl_aws::{SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::read_task;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| read_task(request, table, &SystemClock)).await
}
