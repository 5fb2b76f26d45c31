//! `POST /s/{link}/code`.

use segl_app::signer::otp::Messengers;
use segl_aws::{Aws, KmsCodeKey, SYSTEM, SesEmailSender, SnsTexts, Table, variable};
use segl_functions::{Error, serve};
use segl_http::signer::link::request_code;
use segl_workers::messages::MessageTexts;

pub(crate) async fn run(aws: &Aws) -> Result<(), Error> {
    let table = &Table::new(aws, variable("TABLE_NAME")?);
    let key = &KmsCodeKey::new(aws, variable("CODE_KEY_ID")?);
    let messengers = &Messengers {
        mail: &SesEmailSender::new(aws, variable("MAIL_FROM")?),
        texts: &SnsTexts::new(aws, variable("SMS_SENDER_ID")?),
        renderer: &MessageTexts::new(&variable("PUBLIC_URL")?),
    };
    serve(|request| request_code(request, table, key, messengers, SYSTEM)).await
}
