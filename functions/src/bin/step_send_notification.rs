//! Sends a signer what is due: a step of `notification`.

use segl_aws::{KmsCodeKey, SesEmailSender, SnsTexts, SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, contact_register, person_cipher, work};
use segl_handlers::{Messengers, PortalWording, step_send_notification};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = begin().await;
    let table = &Table::new(&aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(&aws, variable("CODE_KEY_ID")?);
    let office = &Messengers {
        mail: &SesEmailSender::new(&aws, variable("MAIL_FROM")?),
        texts: &SnsTexts::new(&aws, variable("SMS_SENDER_ID")?),
        wording: &PortalWording::new(&variable("PUBLIC_URL")?),
    };
    let (cipher, contacts) = (&person_cipher(&aws)?, &contact_register()?);
    work(|step| {
        step_send_notification(
            step,
            table,
            key,
            office,
            cipher,
            contacts,
            &SystemClock,
            &SystemEntropy,
        )
    })
    .await
}
