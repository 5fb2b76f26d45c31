//! `GET /problems/{problem}`.

use segl_functions::{Error, begin, serve};
use segl_handlers::get_problem;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    begin().await;
    serve(get_problem).await
}
