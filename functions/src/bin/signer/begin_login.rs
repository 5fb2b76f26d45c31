//! `GET /login/{provider}`.

use segl_aws::Aws;
use segl_aws::SYSTEM;
use segl_functions::{Error, LazyEIds, serve};
use segl_http::signer::login::begin_login;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let e_ids = &LazyEIds::from_env(aws)?;
    serve(|request| begin_login(request, e_ids, SYSTEM)).await
}
