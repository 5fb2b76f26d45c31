//! `GET /validate`.

use segl_functions::{Error, begin, serve};
use segl_handlers::open_validation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    begin().await;
    serve(open_validation).await
}
