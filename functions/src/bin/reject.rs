//! `POST /tasks/{job}/{signer}/reject`.

use segl_aws::{SystemClock, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::reject;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| reject(request, table, &SystemClock)).await
}
