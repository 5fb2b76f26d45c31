//! `POST /log-out`.

use segl_aws::{Aws, Table, variable};
use segl_functions::{Error, LazyEIds, person_cipher, serve};
use segl_http::signer::login::log_out;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let e_ids = &LazyEIds::from_env(aws)?;
    let cipher = &person_cipher(aws)?;
    serve(|request| log_out(request, table, e_ids, cipher)).await
}
