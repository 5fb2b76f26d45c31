//! Seals: the first step of `completion`.

use segl_aws::{KmsSealKey, SystemClock, SystemEntropy, Table, Vault, variable};
use segl_functions::{Error, begin, person_cipher, work};
use segl_handlers::step_seal_job;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let vault = &Vault::new(&aws, variable("DOCUMENTS_BUCKET")?, variable("SEALED_BUCKET")?);
    let key = &KmsSealKey::new(&aws, variable("SEAL_KEY_ID")?);
    let cipher = &person_cipher(&aws)?;
    work(|step| step_seal_job(step, table, vault, key, cipher, &SystemClock, &SystemEntropy)).await
}
