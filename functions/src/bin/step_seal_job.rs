//! Seals: the first step of `completion`.

use segl_aws::{KmsSealKey, SystemClock, SystemEntropy, Table, Vault, variable};
use segl_functions::{Error, begin, person_keys, work};
use segl_handlers::step_seal_job;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let vault = &Vault::new(&aws, variable("DOCUMENTS_BUCKET")?, variable("SEALED_BUCKET")?);
    let key = &KmsSealKey::new(&aws, variable("SEAL_KEY_ID")?);
    let persons = &person_keys(&aws)?;
    work(|step| step_seal_job(step, table, vault, key, Some(persons), &SystemClock, &SystemEntropy)).await
}
