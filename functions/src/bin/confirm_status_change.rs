//! `POST /v1/status-changes/{change}/confirm`.

use segl_aws::{Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::confirm_status_change;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| confirm_status_change(request, table)).await
}
