//! `GET /v1/documents/{document}`.

use segl_aws::{Aws, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::documents::get_document;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    serve(|request| get_document(request, table)).await
}
