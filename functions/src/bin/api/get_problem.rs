//! `GET /problems/{problem}`.

use segl_aws::Aws;
use segl_functions::{Error, serve};
use segl_http::api::problem_types::get_problem;

pub(crate) async fn run(_: &Aws) -> Result<(), Error> {
    serve(get_problem).await
}
