//! Sends a signer what is due: a step of `notification`.

use segl_app::signer::otp::Messengers;
use segl_aws::{Aws, KmsCodeKey, SYSTEM, SesEmailSender, SnsTexts, Table, variable};
use segl_functions::{Error, contact_register, person_cipher, work};
use segl_workers::messages::MessageTexts;
use segl_workers::steps::step_send_notification;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(aws, variable("CODE_KEY_ID")?);
    let messengers = &Messengers {
        mail: &SesEmailSender::new(aws, variable("MAIL_FROM")?),
        texts: &SnsTexts::new(aws, variable("SMS_SENDER_ID")?),
        renderer: &MessageTexts::new(&variable("PUBLIC_URL")?),
    };
    let (cipher, contacts) = (&person_cipher(aws)?, &contact_register()?);
    work(|step| step_send_notification(step, table, key, messengers, cipher, contacts, SYSTEM))
        .await
}
