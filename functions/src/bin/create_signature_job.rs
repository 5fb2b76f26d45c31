//! `POST /v1/signature-jobs`.

use segl_app::ports::EIds as _;
use segl_aws::{SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, contact_register, e_ids, person_keys, serve, takes_synthetic};
use segl_handlers::{PersonDoors, create_signature_job};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let (keys, contacts, takes_synthetic) = (&person_keys(&aws)?, &contact_register()?, takes_synthetic()?);
    // Without a provider nobody could ever log in: such a deployment takes no numbers.
    let has_e_id = !e_ids(&aws).await?.providers().is_empty();
    let persons = has_e_id.then_some(PersonDoors { keys, contacts, takes_synthetic });
    serve(|request| create_signature_job(request, table, persons, &SystemClock, &SystemEntropy)).await
}
