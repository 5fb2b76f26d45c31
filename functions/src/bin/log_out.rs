//! `POST /log-out`.

use segl_aws::{Table, variable};
use segl_functions::{Error, LazyEIds, begin, person_cipher, serve};
use segl_handlers::log_out;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let e_ids = &LazyEIds::from_env(&aws)?;
    let cipher = &person_cipher(&aws)?;
    serve(|request| log_out(request, table, e_ids, cipher)).await
}
