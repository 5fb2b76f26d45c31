//! Which messages a job calls for, and from when on: read off its state, never stored.

use jiff::{SignedDuration, Timestamp};

use crate::{
    contact::{Channel, ContactAddress},
    id::SignerId,
    job::{
        ActiveGroup, Failure, JobState, Retention, SignatureJob,
        addressee::Addressee,
        signer::{Signer, SignerState},
    },
    notification::{Notification, NotificationKind, NotificationProgress, quiet_hours::sms_time},
};

/// A message that the job calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub notification: Notification,
    /// From when on it is to be sent.
    pub due: Timestamp,
}

impl SignatureJob {
    /// The messages that the job, as it stands, calls for and that are neither sent nor parked, soonest first;
    /// of messages due together, e-mail comes first.
    #[must_use]
    pub fn open_notifications(&self) -> Vec<Planned> {
        let mut open: Vec<Planned> = self
            .planned()
            .into_iter()
            .filter_map(|planned| {
                match self
                    .notifications
                    .iter()
                    .find(|record| record.notification == planned.notification)
                {
                    None => Some(planned),
                    Some(record) => record.progress.open_from().map(|open_from| Planned {
                        due: planned.due.max(open_from),
                        ..planned
                    }),
                }
            })
            .collect();
        // With an e-mail that was given up, the code for its link has nothing to open.
        open.retain(|planned| !self.is_without_link(planned.notification));
        // A text message to somebody who also gets e-mail carries a code bound to the link in that e-mail: it follows it.
        let waits_for: Vec<Option<Timestamp>> = open
            .iter()
            .map(|planned| {
                let follows = planned.notification.channel == Channel::Sms;
                let leader = |other: &&Planned| {
                    other.notification.signer == planned.notification.signer
                        && other.notification.kind == planned.notification.kind
                        && other.notification.channel == Channel::Email
                };
                open.iter()
                    .find(|other| follows && leader(other))
                    .map(|leader| leader.due)
            })
            .collect();
        for (planned, wait) in open.iter_mut().zip(waits_for) {
            if let Some(time) = wait {
                planned.due = planned.due.max(time);
            }
        }
        open.sort_by_key(|planned| {
            (
                planned.due,
                planned.notification.channel,
                planned.notification,
            )
        });
        open
    }

    /// Whether a text message would bring a code while no link has arrived: its e-mail was given up.
    fn is_without_link(&self, notification: Notification) -> bool {
        let email = Notification {
            channel: Channel::Email,
            ..notification
        };
        notification.channel == Channel::Sms
            && self.carries(notification).code
            && self
                .signer(notification.signer)
                .is_some_and(|signer| brings_codes(signer) && !signer.access.has_arrived())
            && self.notification_record(email).is_some_and(|record| {
                matches!(record.progress, NotificationProgress::Failed { .. })
            })
    }

    /// The first message that is due to this signer at `now`.
    #[must_use]
    pub fn due_notification(&self, signer: SignerId, now: Timestamp) -> Option<Notification> {
        self.open_notifications()
            .into_iter()
            .find(|planned| planned.notification.signer == signer && planned.due <= now)
            .map(|planned| planned.notification)
    }

    fn planned(&self) -> Vec<Planned> {
        match &self.state {
            JobState::Scheduled { .. } | JobState::AllSigned { .. } => Vec::new(),
            JobState::Active { group } => self
                .signers
                .iter()
                .filter(|signer| {
                    signer.order == group.order && signer.state == SignerState::Waiting
                })
                .flat_map(|signer| {
                    invitations(signer, group)
                        .into_iter()
                        .chain(reminders(signer, group))
                        .chain(requested(signer, group))
                })
                .collect(),
            JobState::Completed {
                at,
                retention: Retention::Until { time },
                ..
            } if at < time => self
                .signers
                .iter()
                .filter_map(|signer| ending(signer, NotificationKind::Completed, *at))
                .collect(),
            JobState::Completed { .. } => Vec::new(),
            JobState::Failed { at, cause, .. } => {
                let kind = match cause {
                    Failure::Cancelled => NotificationKind::Cancelled,
                    Failure::Expired => NotificationKind::Expired,
                    Failure::Rejected => NotificationKind::Rejected,
                    // To the others it makes no difference which signer could not sign, and why.
                    Failure::NameNotAvailable | Failure::Unreachable => NotificationKind::JobFailed,
                };
                self.signers
                    .iter()
                    .filter(|signer| self.was_reached(signer))
                    // Whoever rejected, or could not sign, was told so on the page; who is not reached is not told.
                    .filter(|signer| {
                        !matches!(
                            signer.state,
                            SignerState::Rejected { .. }
                                | SignerState::SignersNameNotAvailable
                                | SignerState::Reserved
                                | SignerState::ContactInformationMissing
                        )
                    })
                    .filter_map(|signer| ending(signer, kind, *at))
                    .collect()
            }
        }
    }
}

fn planned(
    signer: &Signer,
    kind: NotificationKind,
    channel: Channel,
    plan: u16,
    due: Timestamp,
) -> Planned {
    Planned {
        notification: Notification {
            signer: signer.id,
            kind,
            channel,
            plan,
        },
        due,
    }
}

fn rings_at(channel: Channel, wanted: Timestamp, deadline: Option<Timestamp>) -> Timestamp {
    match channel {
        Channel::Email => wanted,
        Channel::Sms => sms_time(wanted, deadline),
    }
}

fn channels(signer: &Signer) -> &'static [Channel] {
    signer.contact().map_or(&[], ContactAddress::channels)
}

/// Whether the text message of two only brings a code to the link in the e-mail.
fn brings_codes(signer: &Signer) -> bool {
    matches!(
        signer.addressee,
        Addressee::Contact(ContactAddress::EmailAndMobile(..))
    )
}

fn invitations(signer: &Signer, group: &ActiveGroup) -> Vec<Planned> {
    let has_a_code_already = !signer.access.asked.is_empty();
    let short = before_deadline(group.deadline.duration_since(group.activated_at)).is_none();
    // An invitation that replaces another is wanted from when the older one was revoked.
    let wanted = signer
        .access
        .void_before
        .map_or(group.activated_at, |time| time.max(group.activated_at));
    channels(signer)
        .iter()
        .filter(|channel| {
            **channel == Channel::Email || channels(signer).len() == 1 || {
                if brings_codes(signer) {
                    // Who asked for a code on the link page has no use for another.
                    !has_a_code_already
                } else {
                    // Who logs in and has an e-mail gets a text message with it only when there is no time for one later.
                    short
                }
            }
        })
        .map(|channel| {
            let due = rings_at(*channel, wanted, Some(group.deadline));
            planned(
                signer,
                NotificationKind::Invitation,
                *channel,
                signer.invitation,
                due,
            )
        })
        .collect()
}

/// The reminders that the sender asked for, one for each wish since the group's turn began.
fn requested<'a>(signer: &'a Signer, group: &'a ActiveGroup) -> impl Iterator<Item = Planned> + 'a {
    (1..)
        .zip(&signer.reminders_asked)
        .flat_map(move |(plan, asked)| {
            channels(signer).iter().map(move |channel| {
                let due = rings_at(*channel, *asked, Some(group.deadline));
                planned(
                    signer,
                    NotificationKind::ReminderRequested,
                    *channel,
                    plan,
                    due,
                )
            })
        })
}

/// How long before the deadline a reminder goes by e-mail and by SMS, by how long the signers have.
fn before_deadline(available: SignedDuration) -> Option<(SignedDuration, SignedDuration)> {
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    Some(match available {
        short if short < days(2) => return None,
        some if some < days(4) => (days(1), days(1)),
        some if some < days(6) => (days(2), days(1)),
        some if some < days(10) => (days(3), days(2)),
        _ => (days(5), days(2)),
    })
}

fn reminders<'a>(signer: &'a Signer, group: &'a ActiveGroup) -> impl Iterator<Item = Planned> + 'a {
    let times = before_deadline(group.deadline.duration_since(group.activated_at));
    let both = channels(signer).len() == 2;
    times.into_iter().flat_map(move |(email, sms)| {
        channels(signer).iter().filter_map(move |channel| {
            let ahead = if both && *channel == Channel::Sms {
                sms
            } else {
                email
            };
            let wanted = group.deadline - ahead;
            let due = rings_at(*channel, wanted, Some(group.deadline));
            (wanted > group.planned_at).then(|| {
                planned(
                    signer,
                    NotificationKind::Reminder,
                    *channel,
                    group.plan,
                    due,
                )
            })
        })
    })
}

/// The one message that tells a signer how the job ended; in the direct flow the sender tells it.
fn ending(signer: &Signer, kind: NotificationKind, at: Timestamp) -> Option<Planned> {
    let channel = signer.contact()?.link_channel();
    Some(planned(
        signer,
        kind,
        channel,
        0,
        rings_at(channel, at, None),
    ))
}
