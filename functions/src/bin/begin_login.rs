//! `GET /login/{provider}`.

use segl_aws::SystemEntropy;
use segl_functions::{Error, begin, e_ids, serve};
use segl_handlers::begin_login;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let e_ids = &e_ids(&aws).await?;
    serve(|request| begin_login(request, e_ids, &SystemEntropy)).await
}
