//! `GET /v1/openapi.json`.

use segl_functions::{Error, begin, serve};
use segl_handlers::get_openapi;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    begin().await;
    serve(get_openapi).await
}
