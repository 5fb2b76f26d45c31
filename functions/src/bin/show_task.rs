//! `GET /tasks/{job}/{signer}`.

use segl_aws::{SystemClock, Table, variable};
use segl_functions::{Error, LazyEIds, begin, serve};
use segl_handlers::show_task;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let e_ids = &LazyEIds::from_env(&aws)?;
    serve(|request| show_task(request, table, e_ids, &SystemClock)).await
}
