//! `GET /v1/whoami`.

use segl_aws::{Aws, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::about::whoami;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| whoami(request, table)).await
}
