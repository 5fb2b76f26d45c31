//! `POST /tasks/{job}/{signer}/reject`.

use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, LazyEIds, serve};
use segl_http::signer::sign::reject;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let e_ids = &LazyEIds::from_env(aws)?;
    serve(|request| reject(request, table, e_ids, SYSTEM)).await
}
