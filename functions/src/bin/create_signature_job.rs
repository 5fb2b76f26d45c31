//! `POST /v1/signature-jobs`.

use segl_aws::{SystemClock, SystemEntropy, Table, variable};
use segl_functions::{
    Error, LazyEIds, begin, contact_register, person_keys, serve, takes_synthetic,
};
use segl_handlers::{IdentityPorts, create_signature_job};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let (keys, contacts, e_ids) = (
        &person_keys(&aws)?,
        &contact_register()?,
        &LazyEIds::from_env(&aws)?,
    );
    let persons = IdentityPorts {
        keys,
        contacts,
        e_ids,
        takes_synthetic: takes_synthetic()?,
    };
    serve(|request| create_signature_job(request, table, persons, &SystemClock, &SystemEntropy))
        .await
}
