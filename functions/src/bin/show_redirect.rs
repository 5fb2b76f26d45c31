//! `GET /r/{redirect}`.

use segl_aws::{SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::show_redirect;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| show_redirect(request, table, &SystemClock, &SystemEntropy)).await
}
