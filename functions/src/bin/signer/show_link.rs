//! `GET /s/{link}`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::signer::link::show_link;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| show_link(request, table, SYSTEM)).await
}
