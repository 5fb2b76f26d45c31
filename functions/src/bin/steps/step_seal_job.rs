//! Seals: the first step of `completion`.

use std::path::PathBuf;

use segl_app::{Fonts, ports::Level, workflow::sealing::Sealing};
use segl_aws::{Aws, DocumentStore, KmsSealKey, SYSTEM, Table, variable};
use segl_functions::{Error, person_cipher, work};
use segl_trust_services::HttpTrustServices;
use segl_workers::steps::step_seal_job;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let store = &DocumentStore::new(
        aws,
        variable("DOCUMENTS_BUCKET")?,
        variable("SEALED_BUCKET")?,
    );
    let key = &KmsSealKey::new(aws, variable("SEAL_KEY_ID")?);
    let cipher = &person_cipher(aws)?;
    let authorities =
        &HttpTrustServices::listed(&variable("TIMESTAMP_AUTHORITIES").unwrap_or_default())?;
    // Not set: as high as the authorities allow.
    let level = variable("SEAL_LEVEL")
        .ok()
        .map(|name| Level::named(&name).ok_or("SEAL_LEVEL is no level"));
    let level = level.transpose()?;
    let folder = PathBuf::from(variable("FONTS_FOLDER")?);
    let fonts = &Fonts::reading(move |file| std::fs::read(folder.join(file)).ok());
    let validation = format!("{}/validate", variable("PUBLIC_URL")?);
    let sealing = Sealing::new(key, level, authorities).with_front(fonts, Some(&validation));
    work(|step| step_seal_job(step, table, store, sealing, cipher, SYSTEM)).await
}
