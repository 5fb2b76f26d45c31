//! Gives a seal a new timestamp: a step of `signature-job`.

use segl_aws::{Aws, DocumentStore, SYSTEM, Table, variable};
use segl_functions::{Error, work};
use segl_trust_services::HttpTrustServices;
use segl_workers::steps::step_renew_seal;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(aws, String::new(), variable("SEALED_BUCKET")?);
    let authorities =
        &HttpTrustServices::listed(&variable("TIMESTAMP_AUTHORITIES").unwrap_or_default())?;
    work(|step| step_renew_seal(step, table, store, authorities, SYSTEM)).await
}
