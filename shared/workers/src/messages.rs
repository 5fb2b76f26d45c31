//! What use cases have to tell, as e-mails and text messages.

use segl_app::{
    notification::{MessageKind, NotificationContent},
    ports::messages::{Email, MessageRenderer},
};
use segl_domain::notification::NotificationKind;
use segl_pages::{NotificationView, email, sms};
use segl_text::notification::Notification;

/// Renders messages; links in them begin with the service's public address.
#[derive(Clone, Debug)]
pub struct MessageTexts {
    public_url: String,
}

impl MessageTexts {
    /// Words for the service at this origin, such as `https://sign.example.no`.
    #[must_use]
    pub fn new(public_url: &str) -> Self {
        Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
        }
    }

    fn view<T>(
        &self,
        content: &NotificationContent,
        tell: impl FnOnce(&NotificationView<'_>) -> T,
    ) -> T {
        let link = match &content.link {
            // Who is addressed by number logs in: the address is everybody's, and no secret.
            None if content.by_login => Some(format!("{}/portal", self.public_url)),
            link => link
                .as_ref()
                .map(|link| format!("{}/s/{}", self.public_url, link.expose())),
        };
        let code = content
            .code
            .as_ref()
            .map(segl_domain::secret::OneTimeCode::expose);
        tell(&NotificationView {
            notification: match content.told {
                MessageKind::AskedCode => Notification::Code,
                MessageKind::Notification(NotificationKind::Invitation) => Notification::Invitation,
                MessageKind::Notification(
                    NotificationKind::Reminder | NotificationKind::ReminderRequested,
                ) => Notification::Reminder,
                MessageKind::Notification(NotificationKind::Completed) => Notification::Completed,
                MessageKind::Notification(NotificationKind::Rejected) => Notification::Rejected,
                MessageKind::Notification(NotificationKind::Expired) => Notification::Expired,
                MessageKind::Notification(NotificationKind::Cancelled) => Notification::Cancelled,
                MessageKind::Notification(NotificationKind::JobFailed) => Notification::JobFailed,
            },
            language: content.language,
            sender_name: &content.sender,
            non_sensitive_title: content.non_sensitive_title.as_deref(),
            deadline: content.deadline,
            signed: content.signed,
            signers: content.signers,
            link: link.as_deref(),
            code: code.as_deref(),
            code_by_sms: content.code_by_sms,
            by_login: content.by_login,
        })
    }
}

impl MessageRenderer for MessageTexts {
    fn email(&self, content: &NotificationContent) -> Email {
        let email = self.view(content, email);
        Email {
            subject: email.subject,
            html: email.html,
            text: email.text,
        }
    }

    fn text(&self, content: &NotificationContent) -> String {
        self.view(content, sms)
    }
}
