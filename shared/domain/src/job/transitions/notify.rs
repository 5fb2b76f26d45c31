//! Sending a message: the intention, with the link and code it will carry, and how it went.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    audit::AuditEventData,
    contact::{Channel, ContactAddress},
    identity::principal::Actor,
    job::{
        SignatureJob, Transition,
        addressee::Addressee,
        credentials::{IssuedCode, NOTIFIED_OTP_TTL, NewCode},
    },
    notification::{
        MAX_ATTEMPTS, Notification, NotificationKind, NotificationProgress, NotificationRecord,
        pause_after,
    },
    secret::LinkDigest,
};

/// Why a message is not to be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotificationRefused {
    /// The job, as it stands, does not call for it (yet), it is sent, or somebody else is at it.
    #[error("this message is not due")]
    NotDue,
}

/// What a message has to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carries {
    /// A new link, which replaces the older one once a provider took the message.
    pub link: bool,
    /// A new one-time code, which does so too.
    pub code: bool,
}

/// The digests of what a message carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSecrets {
    /// Of its link.
    pub link: Option<LinkDigest>,
    /// Of its code, bound to that link or, without one, to the signer's newest.
    pub code: Option<NewCode>,
}

impl SignatureJob {
    /// What this message has to carry: with both addresses known the link goes by e-mail and the code by SMS, with one
    /// address both go in the same message. Bad news carries neither.
    #[must_use]
    pub fn carries(&self, notification: Notification) -> Carries {
        // Who is addressed by number logs in with an e-ID: there is no secret to carry.
        let Some(Addressee::Contact(contact)) = self
            .signer(notification.signer)
            .map(|signer| &signer.addressee)
        else {
            return Carries {
                link: false,
                code: false,
            };
        };
        let opens = matches!(
            notification.kind,
            NotificationKind::Invitation
                | NotificationKind::Reminder
                | NotificationKind::ReminderRequested
                | NotificationKind::Completed
        );
        let both = matches!(contact, ContactAddress::EmailAndMobile(..));
        Carries {
            link: opens && notification.channel == contact.link_channel(),
            code: opens && (!both || notification.channel == Channel::Sms),
        }
    }

    /// Records that somebody sets out to send a due message, and issues what it carries.
    ///
    /// # Errors
    /// [`NotificationRefused`] when it is not due: whoever asks second is refused.
    pub fn attempt_notification(
        self,
        notification: Notification,
        secrets: NewSecrets,
        at: Timestamp,
    ) -> Result<Transition, NotificationRefused> {
        let due = self
            .open_notifications()
            .iter()
            .any(|planned| planned.notification == notification && planned.due <= at);
        if !due {
            return Err(NotificationRefused::NotDue);
        }
        let mut transition = Transition::unchanged(self);
        let attempt = 1 + transition
            .job
            .notification_record(notification)
            .map_or(0, |record| record.progress.attempts());
        transition.job.note(
            notification,
            NotificationProgress::Attempted { attempt, at },
        );
        if let Some(link) = secrets.link {
            if let Some(signer) = transition.job.signer_mut(notification.signer) {
                signer.access.add_link(link, notification);
            }
            transition.record(
                Actor::Segl,
                at,
                AuditEventData::LinkIssued {
                    signer: notification.signer,
                    channel: notification.channel,
                },
            );
        }
        if let Some(NewCode { id, digest }) = secrets.code {
            let (channel, expires_at) = (notification.channel, at + NOTIFIED_OTP_TTL);
            if let Some(signer) = transition.job.signer_mut(notification.signer) {
                let code = IssuedCode {
                    id,
                    digest,
                    channel,
                    expires_at,
                    wrong_tries: 0,
                    sending: Some(notification),
                };
                signer.access.add_code(code, at);
            }
            transition.record(
                Actor::Segl,
                at,
                AuditEventData::OtpIssued {
                    signer: notification.signer,
                    channel,
                    expires_at,
                },
            );
        }
        transition.record(
            Actor::Segl,
            at,
            AuditEventData::NotificationAttempted {
                notification,
                attempt,
            },
        );
        Ok(transition)
    }

    /// Records that the provider took a message: what it carries replaces what the signer had. Said twice, it is recorded
    /// once.
    pub fn notification_sent(
        self,
        notification: Notification,
        message_id: String,
        at: Timestamp,
    ) -> Transition {
        let mut transition = Transition::unchanged(self);
        if !transition.job.is_in_flight(notification) {
            return transition;
        }
        transition.job.note(
            notification,
            NotificationProgress::Sent {
                at,
                message_id: message_id.clone(),
            },
        );
        if let Some(signer) = transition.job.signer_mut(notification.signer) {
            signer.access.was_taken(notification);
        }
        transition.record(
            Actor::Segl,
            at,
            AuditEventData::NotificationSent {
                notification,
                message_id,
            },
        );
        transition
    }

    /// Records that the provider would not take a message: it is tried again later, five times in all, then parked. What it
    /// carried still opens, for who gave no answer may have taken it; and so does what it should have replaced.
    pub fn notification_failed(self, notification: Notification, at: Timestamp) -> Transition {
        let mut transition = Transition::unchanged(self);
        let Some(NotificationProgress::Attempted { attempt, .. }) = transition
            .job
            .notification_record(notification)
            .map(|record| record.progress.clone())
        else {
            return transition;
        };
        let parked = attempt >= MAX_ATTEMPTS;
        let progress = if parked {
            NotificationProgress::Failed { at }
        } else {
            NotificationProgress::Delayed {
                attempt,
                until: at + pause_after(attempt),
            }
        };
        transition.job.note(notification, progress);
        transition.record(
            Actor::Segl,
            at,
            AuditEventData::NotificationFailed {
                notification,
                attempt,
                r#final: parked,
            },
        );
        transition
    }

    pub(crate) fn notification_record(
        &self,
        notification: Notification,
    ) -> Option<&NotificationRecord> {
        self.notifications
            .iter()
            .find(|record| record.notification == notification)
    }

    fn is_in_flight(&self, notification: Notification) -> bool {
        matches!(
            self.notification_record(notification),
            Some(NotificationRecord {
                progress: NotificationProgress::Attempted { .. },
                ..
            })
        )
    }

    pub(crate) fn note(&mut self, notification: Notification, progress: NotificationProgress) {
        match self
            .notifications
            .iter_mut()
            .find(|record| record.notification == notification)
        {
            Some(record) => record.progress = progress,
            None => self.notifications.push(NotificationRecord {
                notification,
                progress,
            }),
        }
    }
}
