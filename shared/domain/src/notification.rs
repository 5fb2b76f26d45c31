//! Messages to signers: which there are, and what became of each.

pub mod quiet_hours;
pub mod schedule;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{contact::Channel, id::SignerId};

/// What a message tells a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NotificationKind {
    /// There is something to sign.
    Invitation,
    /// There still is, and the deadline is near.
    Reminder,
    /// There still is, and the sender asks for it now.
    ReminderRequested,
    /// All have signed; the sealed document can be downloaded.
    Completed,
    /// The job ended because another signer would not sign.
    Rejected,
    /// The job ended because the deadline passed.
    Expired,
    /// The sender cancelled the job.
    Cancelled,
    /// The job ended because a signer could not sign or could not be reached.
    JobFailed,
}

/// One message to one signer: it is sent once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// To whom.
    pub signer: SignerId,
    /// What it tells.
    pub kind: NotificationKind,
    /// How it is sent.
    pub channel: Channel,
    /// Tells apart what is of one kind: a moved deadline earns a new reminder, a update address a new invitation, and
    /// each wish of the sender's a reminder of its own.
    pub plan: u16,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "state"
)]
pub enum NotificationProgress {
    /// Somebody set out to send it and has not said how it went.
    Attempted {
        /// Counts from 1.
        attempt: u8,
        /// When they set out.
        at: Timestamp,
    },
    /// The provider would not take it; it is tried again.
    Delayed {
        /// The attempt that failed, from 1.
        attempt: u8,
        /// When it may be tried again.
        until: Timestamp,
    },
    /// The provider took it.
    Sent {
        /// When it did.
        at: Timestamp,
        /// The provider's own name for the message.
        message_id: String,
    },
    /// Left out: the contact register knows no way to the signer any more.
    Skipped {
        /// When that was found.
        at: Timestamp,
    },
    /// Given up after [`MAX_ATTEMPTS`] attempts; the sender sees it.
    Failed {
        /// When it was given up.
        at: Timestamp,
    },
}

/// Attempts at a message before it is parked.
pub const MAX_ATTEMPTS: u8 = 5;
/// How long an intention is believed before another may set out.
pub const ATTEMPT_TIMEOUT: SignedDuration = SignedDuration::from_mins(2);

/// How long to wait after a failed attempt (counted from 1): 1, 5, 25 and 125 minutes.
#[must_use]
pub fn pause_after(attempt: u8) -> SignedDuration {
    SignedDuration::from_mins(5_i64.pow(u32::from(attempt.clamp(1, MAX_ATTEMPTS) - 1)))
}

impl NotificationProgress {
    /// When the message may be tried (again): `None` when it is sent or parked.
    #[must_use]
    pub fn open_from(&self) -> Option<Timestamp> {
        match self {
            Self::Attempted { at, .. } => Some(*at + ATTEMPT_TIMEOUT),
            Self::Delayed { until, .. } => Some(*until),
            Self::Skipped { .. } | Self::Sent { .. } | Self::Failed { .. } => None,
        }
    }

    /// Attempts made so far.
    #[must_use]
    pub const fn attempts(&self) -> u8 {
        match self {
            Self::Attempted { attempt, .. } | Self::Delayed { attempt, .. } => *attempt,
            Self::Skipped { .. } | Self::Sent { .. } | Self::Failed { .. } => MAX_ATTEMPTS,
        }
    }
}

/// A message and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationRecord {
    /// Which message.
    pub notification: Notification,
    /// What became of it.
    pub progress: NotificationProgress,
}
