//! `POST /s/{link}/code`.

use segl_aws::{KmsCodeKey, SesEmailSender, SnsTexts, SystemClock, SystemEntropy, Table, variable};
use segl_functions::{Error, begin, serve};
use segl_handlers::{Messengers, PortalWording, request_code};

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
    serve(|request| request_code(request, table, key, office, &SystemClock, &SystemEntropy)).await
}
