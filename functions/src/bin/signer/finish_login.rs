//! `GET /login/{provider}/callback`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, LazyEIds, person_keys, serve, takes_synthetic};
use segl_http::signer::login::finish_login;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let e_ids = &LazyEIds::from_env(aws)?;
    let keys = &person_keys(aws)?;
    let synthetic = takes_synthetic()?;
    serve(|request| finish_login(request, synthetic, table, e_ids, keys, SYSTEM)).await
}
