//! `GET /v1/openapi.json`.

use segl_aws::Aws;
use segl_functions::{Error, serve};
use segl_http::api::about::get_openapi;

pub(crate) async fn run(_: &Aws) -> Result<(), Error> {
    serve(get_openapi).await
}
