//! `GET /v1/signature-jobs/{job}/audit-trail`.

use segl_aws::{Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::get_audit_trail;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    serve(|request| get_audit_trail(request, table)).await
}
