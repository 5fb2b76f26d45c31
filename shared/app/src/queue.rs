//! Status changes for senders who fetch them.

use jiff::SignedDuration;
use segl_domain::{OrganisationNumber, QueueName};

use crate::ports::{Clock, Delivered, StatusChanges, Unavailable};

/// How long a change that was handed out is hidden from others: unconfirmed, it comes again after that.
pub const VISIBILITY_TIMEOUT: SignedDuration = SignedDuration::from_mins(10);
/// The longest that a poll waits, in seconds.
pub const MAX_WAIT: u8 = 20;

/// The oldest change of a queue that is not another poller's, waiting up to `wait` seconds for one.
///
/// # Errors
/// [`Unavailable`] when the infrastructure failed.
pub async fn next_change(
    sender: &OrganisationNumber,
    queue: &QueueName,
    wait: u8,
    changes: &impl StatusChanges,
    clock: &impl Clock,
) -> Result<Option<Delivered>, Unavailable> {
    for waited in 0..=wait.min(MAX_WAIT) {
        if waited > 0 {
            clock.wait_until(clock.now() + SignedDuration::from_secs(1)).await;
        }
        let now = clock.now();
        if let Some(delivered) = changes.take(sender, queue, now, now + VISIBILITY_TIMEOUT).await? {
            return Ok(Some(delivered));
        }
    }
    Ok(None)
}

/// Takes a change off its queue. Confirmed twice is confirmed once.
///
/// # Errors
/// [`Unavailable`] when the infrastructure failed.
pub async fn confirm_change(
    sender: &OrganisationNumber,
    id: &str,
    changes: &impl StatusChanges,
) -> Result<bool, Unavailable> {
    changes.confirm(sender, id).await
}
