//! Queues of status changes that senders poll.

use jiff::Timestamp;
use segl_domain::{
    account::organisation::OrganisationNumber, job::status_change::StatusChange, text::QueueName,
};

use crate::ports::PortError;

/// A status change that was handed to one poller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedChange {
    /// What it is acknowledged by.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub change: StatusChange,
}

/// Queues of status changes. A change is written with the state that it tells of, as [`ChangeSet::status_change`].
///
/// [`ChangeSet::status_change`]: crate::change_set::ChangeSet::status_change
pub trait StatusChanges: Send + Sync {
    /// Hands the oldest change that may be handed out to this caller alone, and hides it from all until `hidden_until`.
    /// A job's later changes MUST NOT be handed out before its earlier ones are acknowledged.
    fn receive(
        &self,
        sender: &OrganisationNumber,
        queue: &QueueName,
        now: Timestamp,
        hidden_until: Timestamp,
    ) -> impl Future<Output = Result<Option<ReceivedChange>, PortError>> + Send;

    /// Takes a change off its queue; one that is not there is acknowledged already. `false` when no change of this
    /// sender's can have this identifier.
    fn acknowledge(
        &self,
        sender: &OrganisationNumber,
        id: &str,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;
}
