//! `/v1/signature-jobs` and what is below it, but for the creation: read, list, cancel, extend, delete.

use jiff::Timestamp;
use lambda_http::{
    Request, RequestExt,
    http::{HeaderValue, StatusCode, header},
};
use segl_app::{
    ports::{
        Ctx,
        authenticator::Authenticator,
        jobs::Jobs,
        lists::{JobFilter, JobList},
        workflow::Halts,
    },
    sender::jobs::{self, JobRead},
};
use segl_domain::{
    id::{JobId, OfJob, SignerId},
    job::status::JobStatus,
};
use segl_wire::{CancelJob, ExtendJob, JobLine, JobPage, JobView, ProblemKind};

use super::{
    problem::Refusal,
    request::{Fields, json_body, path_id, principal},
};
use crate::{
    reply::{Reply, empty, json},
    request::{bytes, header_text},
};

/// Jobs on a page of the list unless the sender says otherwise.
const PAGE: u32 = 20;
/// The most jobs on a page of the list.
const LARGEST_PAGE: u32 = 100;

/// `GET /v1/signature-jobs/{job}`: a job, with an entity tag for `If-None-Match` (RFC 9110 section 13.1.2).
pub async fn get_signature_job<S: Authenticator + Jobs + Halts>(
    request: Request,
    table: &S,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let read = jobs::read(&principal, path_id::<OfJob>(&request, "job")?, table).await?;
    let tag = entity_tag(&read);
    let known = header_text(&request, header::IF_NONE_MATCH);
    let unchanged = known.is_some_and(|known| {
        known
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let mut reply = if unchanged {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        json(
            200,
            &JobView::from(&read.job).halted_since(read.workflow_halted_at),
        )
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        reply.headers_mut().insert(header::ETAG, tag);
    }
    Ok(reply)
}

/// Every change of a job adds an audit event, so the newest audit event's hash names the state; a halt, which stands
/// beside the job, names itself.
fn entity_tag(read: &JobRead) -> String {
    let state = &read.job.head_hash().to_string()[..32];
    match read.workflow_halted_at {
        Some(at) => format!("\"{state}-{}\"", at.as_millisecond()),
        None => format!("\"{state}\""),
    }
}

/// `GET /v1/signature-jobs`: a page of jobs, newest first.
pub async fn list_signature_jobs<S: Authenticator + JobList>(
    request: Request,
    table: &S,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let query = request.query_string_parameters();
    let mut fields = Fields::default();
    let time = |text: &str| {
        text.parse::<Timestamp>()
            .map_err(|_| "must be a time such as 2026-11-24T10:00:00Z")
    };
    let filter = JobFilter {
        status: fields.take_if("/status", query.first("status"), |word| {
            JobStatus::from_word(word)
                .ok_or("must be IN_PROGRESS, COMPLETED_SUCCESSFULLY or FAILED")
        }),
        reference: query.first("reference").map(str::to_owned),
        created_from: fields.take_if("/createdFrom", query.first("createdFrom"), time),
        created_before: fields.take_if("/createdBefore", query.first("createdBefore"), time),
        signer: fields.take_if("/signer", query.first("signer"), str::parse::<SignerId>),
    };
    let limit = fields.take_if("/limit", query.first("limit"), |text| {
        text.parse::<u32>()
            .ok()
            .filter(|n| (1..=LARGEST_PAGE).contains(n))
            .ok_or("must be from 1 to 100")
    });
    fields.check()?;
    let page = jobs::list(
        &principal,
        &filter,
        query.first("cursor"),
        limit.unwrap_or(PAGE),
        table,
    )
    .await?;
    let page = page.ok_or_else(|| {
        Refusal::new(
            ProblemKind::CURSOR_INVALID,
            "Use the nextCursor of the page before, with the same filters, or none to begin anew.",
        )
    })?;
    let items = page.items.into_iter().map(|line| JobLine {
        id: line.job,
        status: line.status,
        title: line.title,
        reference: line.reference,
        created_at: line.created_at,
    });
    Ok(json(
        200,
        &JobPage {
            items: items.collect(),
            next_cursor: page.next,
        },
    ))
}

/// `POST /v1/signature-jobs/{job}/cancel`: ends a job.
pub async fn cancel_signature_job<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let job: JobId = path_id(&request, "job")?;
    if !bytes(&request).is_empty() {
        let CancelJob {} = json_body(&request)?;
    }
    Ok(json(
        200,
        &JobView::from(&jobs::cancel(&principal, job, table, ctx).await?),
    ))
}

/// `POST /v1/signature-jobs/{job}/extend`: moves the deadline.
pub async fn extend_signature_job<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let job: JobId = path_id(&request, "job")?;
    let wish: ExtendJob = json_body(&request)?;
    Ok(json(
        200,
        &JobView::from(&jobs::extend(&principal, job, wish.deadline, table, ctx).await?),
    ))
}

/// `DELETE /v1/signature-jobs/{job}/documents`: ends the keeping of an ended job's documents.
pub async fn delete_documents<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let job: JobId = path_id(&request, "job")?;
    Ok(json(
        202,
        &JobView::from(&jobs::delete_documents(&principal, job, table, ctx).await?),
    ))
}
