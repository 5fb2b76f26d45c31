//! `POST /leave`.

use segl_aws::{Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::leave_task;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| leave_task(request, table)).await
}
