//! `GET /login/{provider}`.

use segl_aws::SystemEntropy;
use segl_functions::{Error, LazyEIds, begin, serve};
use segl_handlers::begin_login;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let e_ids = &LazyEIds::from_env(&aws)?;
    serve(|request| begin_login(request, e_ids, &SystemEntropy)).await
}
