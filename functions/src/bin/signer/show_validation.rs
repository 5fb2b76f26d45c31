//! `GET /validate/{validation}`.

use segl_aws::{Aws, DocumentStore, SYSTEM, variable};
use segl_functions::{Error, serve};
use segl_http::signer::validation::show_validation;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let store = &DocumentStore::new(
        aws,
        variable("DOCUMENTS_BUCKET")?,
        variable("SEALED_BUCKET")?,
    );
    serve(|request| show_validation(request, store, SYSTEM)).await
}
