//! E-mail by SES, text messages by SNS.

use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::{
    operation::send_email::SendEmailError,
    types::{Body, Content, Destination, EmailContent, Message, MessageHeader},
};
use aws_sdk_sns::{operation::publish::PublishError, types::MessageAttributeValue};
use segl_app::ports::{
    PortError,
    messages::{Email, EmailSender, MessageId, SendError, SmsSender},
};
use segl_domain::contact::{EmailAddress, MobileNumber};

use crate::Aws;

/// SES, from one address.
#[derive(Clone, Debug)]
pub struct SesEmailSender {
    client: aws_sdk_sesv2::Client,
    from: String,
}

impl SesEmailSender {
    /// Mail from this address, which must be a verified identity.
    #[must_use]
    pub fn new(aws: &Aws, from: String) -> Self {
        Self {
            client: aws_sdk_sesv2::Client::new(&aws.config),
            from,
        }
    }
}

impl EmailSender for SesEmailSender {
    async fn send(&self, to: &EmailAddress, email: &Email) -> Result<MessageId, SendError> {
        let failed =
            |source: Box<dyn std::error::Error + Send + Sync>| PortError::new("mail", source);
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let body = Body::builder()
            .html(content(&email.html).map_err(|error| failed(error.into()))?)
            .text(content(&email.text).map_err(|error| failed(error.into()))?)
            .build();
        // RFC 3834: nobody's holiday should answer a machine.
        let automatic = MessageHeader::builder()
            .name("Auto-Submitted")
            .value("auto-generated")
            .build();
        let message = Message::builder()
            .subject(content(&email.subject).map_err(|error| failed(error.into()))?)
            .body(body)
            .headers(automatic.map_err(|error| failed(error.into()))?)
            .build();
        let sent = self
            .client
            .send_email()
            .from_email_address(&self.from)
            .destination(Destination::builder().to_addresses(to.as_ref()).build())
            .content(EmailContent::builder().simple(message).build())
            .send()
            .await;
        match sent {
            Ok(sent) => Ok(MessageId(sent.message_id.unwrap_or_default())),
            Err(error) => {
                let refused = matches!(
                    error.as_service_error(),
                    Some(
                        SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_)
                    )
                );
                let failed = failed(without_address(error).into());
                Err(if refused {
                    SendError::Refused(failed)
                } else {
                    failed.into()
                })
            }
        }
    }
}

/// SNS, to phones.
#[derive(Clone, Debug)]
pub struct SnsTexts {
    client: aws_sdk_sns::Client,
    sender: String,
}

impl SnsTexts {
    /// Text messages that call themselves so: 1 to 11 letters and digits.
    #[must_use]
    pub fn new(aws: &Aws, sender: String) -> Self {
        Self {
            client: aws_sdk_sns::Client::new(&aws.config),
            sender,
        }
    }
}

impl SmsSender for SnsTexts {
    async fn send(&self, to: &MobileNumber, text: &str) -> Result<MessageId, SendError> {
        let failed =
            |source: Box<dyn std::error::Error + Send + Sync>| PortError::new("texts", source);
        let value = |text: &str| {
            let built = MessageAttributeValue::builder()
                .data_type("String")
                .string_value(text)
                .build();
            built.map_err(|error| SendError::from(failed(error.into())))
        };
        let sent = self
            .client
            .publish()
            .phone_number(to.as_ref())
            .message(text)
            .message_attributes("AWS.SNS.SMS.SMSType", value("Transactional")?)
            .message_attributes("AWS.SNS.SMS.SenderID", value(&self.sender)?)
            .send()
            .await;
        match sent {
            Ok(sent) => Ok(MessageId(sent.message_id.unwrap_or_default())),
            Err(error) => {
                let refused = matches!(
                    error.as_service_error(),
                    Some(
                        PublishError::InvalidParameterException(_)
                            | PublishError::InvalidParameterValueException(_)
                    )
                );
                let failed = failed(without_address(error).into());
                Err(if refused {
                    SendError::Refused(failed)
                } else {
                    failed.into()
                })
            }
        }
    }
}

/// What went wrong without the provider's own sentence: that may name the address, and this goes to the log.
fn without_address<E: ProvideErrorMetadata>(error: SdkError<E>) -> String {
    match &error {
        SdkError::ServiceError(refused) => {
            format!(
                "the provider answered {}",
                refused.err().code().unwrap_or("an error without a code")
            )
        }
        SdkError::TimeoutError(_) => "the provider did not answer in time".to_owned(),
        SdkError::DispatchFailure(_) => "the provider could not be reached".to_owned(),
        _ => "the provider's answer could not be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::replay::{Answer, Replay};

    async fn mailed(answer: Answer) -> Result<MessageId, SendError> {
        let email = Email {
            subject: "A".to_owned(),
            html: "<p>B</p>".to_owned(),
            text: "B".to_owned(),
        };
        let to = EmailAddress::try_from("kari@example.org".to_owned()).expect("an address");
        SesEmailSender::new(&Replay::of([answer]).aws(), "segl@example.com".to_owned())
            .send(&to, &email)
            .await
    }

    async fn texted(answer: Answer) -> Result<MessageId, SendError> {
        let to = MobileNumber::try_from("+4790000000".to_owned()).expect("a number");
        SnsTexts::new(&Replay::of([answer]).aws(), "Segl".to_owned())
            .send(&to, "B")
            .await
    }

    fn sns_error(code: &str) -> Answer {
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>+4790000000</Message></Error></ErrorResponse>"
        );
        Answer::xml(400, &body)
    }

    #[tokio::test]
    async fn a_message_that_was_taken_has_the_providers_name() {
        let sent = mailed(Answer::json(&json!({ "MessageId": "m-1" })))
            .await
            .expect("sent");
        assert_eq!(sent, MessageId("m-1".to_owned()));
    }

    #[tokio::test]
    async fn a_refused_message_is_told_from_a_provider_in_trouble() {
        for code in ["MessageRejected", "BadRequestException"] {
            let told = mailed(Answer::error(code)).await;
            assert!(
                matches!(told, Err(SendError::Refused(_))),
                "{code}: {told:?}"
            );
        }
        for code in [
            "TooManyRequestsException",
            "LimitExceededException",
            "SendingPausedException",
        ] {
            let told = mailed(Answer::error(code)).await;
            assert!(
                matches!(told, Err(SendError::PortError(_))),
                "{code}: {told:?}"
            );
        }
        assert!(matches!(
            texted(sns_error("InvalidParameter")).await,
            Err(SendError::Refused(_))
        ));
        assert!(matches!(
            texted(sns_error("Throttled")).await,
            Err(SendError::PortError(_))
        ));
    }

    #[tokio::test]
    async fn the_log_learns_no_address_from_a_provider() {
        let mail = mailed(Answer::error("MessageRejected"))
            .await
            .expect_err("refused");
        let text = texted(sns_error("InvalidParameter"))
            .await
            .expect_err("refused");
        for error in [mail, text] {
            let told = format!("{error:?}");
            assert!(!told.contains("kari") && !told.contains("+47"), "{told}");
        }
    }
}
