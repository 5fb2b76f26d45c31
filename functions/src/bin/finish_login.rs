//! `GET /login/{provider}/callback`.

use segl_aws::{SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, LazyEIds, begin, person_keys, serve, takes_synthetic};
use segl_handlers::finish_login;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let e_ids = &LazyEIds::from_env(&aws)?;
    let keys = &person_keys(&aws)?;
    let synthetic = takes_synthetic()?;
    serve(|request| {
        finish_login(
            request,
            synthetic,
            table,
            e_ids,
            keys,
            &SystemClock,
            &SystemEntropy,
        )
    })
    .await
}
