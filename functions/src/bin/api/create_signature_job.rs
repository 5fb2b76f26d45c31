//! `POST /v1/signature-jobs`.

use segl_app::ports::e_id::IdentityPorts;
use segl_aws::{Aws, SYSTEM, Table, variable};
use segl_functions::{Error, LazyEIds, contact_register, person_keys, serve, takes_synthetic};
use segl_http::api::create_signature_job;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let (keys, contacts, e_ids) = (
        &person_keys(aws)?,
        &contact_register()?,
        &LazyEIds::from_env(aws)?,
    );
    let persons = IdentityPorts {
        keys,
        contacts,
        e_ids,
        takes_synthetic: takes_synthetic()?,
    };
    serve(|request| create_signature_job(request, table, persons, SYSTEM)).await
}
