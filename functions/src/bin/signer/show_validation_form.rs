//! `GET /validate`.

use segl_aws::{Aws, DocumentStore, SYSTEM, variable};
use segl_functions::{Error, serve};
use segl_http::signer::validation::show_validation_form;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let url = &variable("PUBLIC_URL")?;
    let store = &DocumentStore::new(aws, variable("DOCUMENTS_BUCKET")?, String::new());
    serve(|request| show_validation_form(request, url, store, SYSTEM)).await
}
