//! Status changes for senders who fetch them.

use jiff::SignedDuration;
use segl_domain::{
    identity::{
        policy::{self, Action, Resource},
        principal::Principal,
    },
    text::QueueName,
};

use crate::{
    ports::{
        Ctx,
        status_changes::{ReceivedChange, StatusChanges},
    },
    sender::access::AccessError,
};

/// How long a change that was handed out is hidden from others: unconfirmed, it comes again after that.
pub const VISIBILITY_TIMEOUT: SignedDuration = SignedDuration::from_mins(10);
/// The longest that a poll waits, in seconds.
pub const MAX_WAIT: u8 = 20;

/// The oldest change of a queue that is not another poller's, waiting up to `wait` seconds for one.
///
/// # Errors
/// [`AccessError`] says why not.
pub async fn next(
    principal: &Principal,
    queue: &QueueName,
    wait: u8,
    changes: &impl StatusChanges,
    ctx: Ctx<'_>,
) -> Result<Option<ReceivedChange>, AccessError> {
    policy::authorize(
        principal,
        Action::PollStatusChanges,
        Resource::OwnOrganisation,
    )?;
    for waited in 0..=wait.min(MAX_WAIT) {
        if waited > 0 {
            ctx.clock
                .wait_until(ctx.now() + SignedDuration::from_secs(1))
                .await;
        }
        let now = ctx.now();
        if let Some(received) = changes
            .receive(
                principal.organisation_number(),
                queue,
                now,
                now + VISIBILITY_TIMEOUT,
            )
            .await?
        {
            return Ok(Some(received));
        }
    }
    Ok(None)
}

/// Takes a change off its queue. Confirmed twice is confirmed once.
///
/// # Errors
/// [`AccessError`] says why not.
pub async fn confirm(
    principal: &Principal,
    id: &str,
    changes: &impl StatusChanges,
) -> Result<bool, AccessError> {
    policy::authorize(
        principal,
        Action::ConfirmStatusChange,
        Resource::OwnOrganisation,
    )?;
    Ok(changes
        .acknowledge(principal.organisation_number(), id)
        .await?)
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
