//! Gives a seal a new timestamp: a step of `signature-job`.

use segl_aws::{DocumentStore, SystemClock, Table, variable};
use segl_functions::{Error, begin, work};
use segl_handlers::step_renew_seal;
use segl_trust_services::HttpTrustServices;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(&aws, String::new(), variable("SEALED_BUCKET")?);
    let authorities =
        &HttpTrustServices::listed(&variable("TIMESTAMP_AUTHORITIES").unwrap_or_default())?;
    work(|step| step_renew_seal(step, table, store, authorities, &SystemClock)).await
}
