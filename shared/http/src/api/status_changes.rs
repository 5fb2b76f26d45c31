//! The queue of status changes, for senders who fetch them.

use lambda_http::{Request, RequestExt, http::StatusCode};
use segl_app::{
    ports::{Ctx, authenticator::Authenticator, status_changes::StatusChanges},
    sender::status_changes::{self, MAX_WAIT},
};
use segl_domain::text::QueueName;
use segl_wire::StatusChangeView;

use super::{
    problem::Refusal,
    request::{Fields, principal},
};
use crate::reply::{Reply, empty, json};

/// `GET /v1/status-changes?queue=&wait=`: the oldest change of the queue, waiting up to 20 seconds for one; 204 without.
pub async fn poll_status_changes<S: Authenticator + StatusChanges>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let query = request.query_string_parameters();
    let mut fields = Fields::default();
    // A bare `queue=` is the default one, as clients write that have none to name.
    let named = query
        .first("queue")
        .filter(|name| !name.is_empty())
        .map(str::to_owned);
    let queue = fields
        .take_if("/queue", named, QueueName::try_from)
        .unwrap_or_default();
    let wait = fields.take_if("/wait", query.first("wait"), |text| {
        text.parse::<u8>()
            .ok()
            .filter(|wait| *wait <= MAX_WAIT)
            .ok_or("must be a whole number from 0 to 20")
    });
    fields.check()?;
    let found = status_changes::next(&principal, &queue, wait.unwrap_or(0), table, ctx).await?;
    Ok(match found {
        Some(found) => json(
            200,
            &StatusChangeView {
                id: found.id,
                at: found.at,
                change: found.change,
            },
        ),
        None => empty(StatusCode::NO_CONTENT),
    })
}

/// `POST /v1/status-changes/{change}/confirm`: takes a change off its queue. Twice is once.
pub async fn confirm_status_change<S: Authenticator + StatusChanges>(
    request: Request,
    table: &S,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let parameters = request.path_parameters();
    let change = parameters.first("change").unwrap_or_default();
    if status_changes::confirm(&principal, change, table).await? {
        Ok(empty(StatusCode::NO_CONTENT))
    } else {
        Err(Refusal::not_found())
    }
}
