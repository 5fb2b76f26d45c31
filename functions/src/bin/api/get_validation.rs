//! `GET /v1/validations/{validation}`.

use segl_aws::{Aws, DocumentStore, SYSTEM, Table, variable};
use segl_functions::{Error, serve};
use segl_http::api::validations::get_validation;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(
        aws,
        variable("DOCUMENTS_BUCKET")?,
        variable("SEALED_BUCKET")?,
    );
    serve(|request| get_validation(request, table, store, SYSTEM)).await
}
