//! `/v1/signature-jobs` and what is below it, but for the creation: read, list, cancel, extend, unblock, delete, fetch.

use jiff::Timestamp;
use lambda_http::{
    Request, RequestExt,
    http::{HeaderValue, StatusCode, header},
};
use segl_app::{
    Caller, audit_trail, cancel_job, delete_documents as delete, extend_job, find_job, list_jobs,
    ports::{
        AuditLog, Authenticator, Clock, Downloads, JobFilter, JobList, Jobs, SealedKind,
        SealedStore,
    },
    sealed_url, signer_evidence, unblock_signer as unblock,
};
use segl_domain::{Action, JobId, JobStatus, OfJob, SignatureJob, SignerId, audit_trail_json};
use segl_wire::{
    CancelJob, DownloadUrlView, ExtendJob, JobLine, JobPage, JobView, ProblemKind, WhoamiView,
};

use crate::{
    problem::Refusal,
    reply::{Reply, empty, file, json, ready_json, redirect},
    sender_request::{Fields, bytes, caller, json_body, path_id, path_signer},
};

/// Jobs on a page of the list unless the sender says otherwise.
const PAGE: u32 = 20;
/// The most jobs on a page of the list.
const LARGEST_PAGE: u32 = 100;

/// `GET /v1/whoami`: whom the credentials act for.
pub async fn whoami(request: Request, table: &impl Authenticator) -> Reply {
    let reply = async {
        let Caller {
            principal,
            credential,
        } = caller(&request, table).await?;
        Ok(json(
            200,
            &WhoamiView {
                organisation: principal.organisation.sender.organisation.into(),
                name: principal.organisation.sender.name.into(),
                credential,
                actor: principal.actor,
                scopes: principal
                    .permissions
                    .iter()
                    .map(|permission| permission.scope().to_owned())
                    .collect(),
            },
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `GET /v1/signature-jobs/{job}`: a job, with an entity tag for `If-None-Match` (RFC 9110 section 13.1.2).
pub async fn get_signature_job<S: Authenticator + Jobs>(request: Request, table: &S) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let job = find_job(
            &principal,
            Action::ReadJob,
            path_id::<OfJob>(&request, "job")?,
            table,
        )
        .await?;
        let tag = entity_tag(&job);
        let known = request
            .headers()
            .get(header::IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok());
        let unchanged = known.is_some_and(|known| {
            known
                .split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag)
        });
        let mut reply = if unchanged {
            empty(StatusCode::NOT_MODIFIED)
        } else {
            json(200, &JobView::from(&job))
        };
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            reply.headers_mut().insert(header::ETAG, tag);
        }
        Ok(reply)
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// Every change of a job adds an audit event, so the newest audit event's hash names the state.
fn entity_tag(job: &SignatureJob) -> String {
    format!("\"{}\"", &job.head_hash().to_string()[..32])
}

/// `GET /v1/signature-jobs`: a page of jobs, newest first.
pub async fn list_signature_jobs<S: Authenticator + JobList>(request: Request, table: &S) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
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
        let page = list_jobs(
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
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `POST /v1/signature-jobs/{job}/cancel`: ends a job.
pub async fn cancel_signature_job<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let job: JobId = path_id(&request, "job")?;
        if !bytes(&request).is_empty() {
            let CancelJob {} = json_body(&request)?;
        }
        Ok(json(
            200,
            &JobView::from(&cancel_job(&principal, job, table, clock).await?),
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `POST /v1/signature-jobs/{job}/extend`: moves the deadline.
pub async fn extend_signature_job<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let job: JobId = path_id(&request, "job")?;
        let wish: ExtendJob = json_body(&request)?;
        Ok(json(
            200,
            &JobView::from(&extend_job(&principal, job, wish.deadline, table, clock).await?),
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `POST /v1/signature-jobs/{job}/signers/{signer}/unblock`: lets a blocked signer try again.
pub async fn unblock_signer<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let (job, signer) = path_signer(&request)?;
        Ok(json(
            200,
            &JobView::from(&unblock(&principal, job, signer, table, clock).await?),
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `DELETE /v1/signature-jobs/{job}/documents`: ends the keeping of an ended job's documents.
pub async fn delete_documents<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let job: JobId = path_id(&request, "job")?;
        Ok(json(
            202,
            &JobView::from(&delete(&principal, job, table, clock).await?),
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `GET /v1/signature-jobs/{job}/signed-document`: sends the caller to a short-lived address, or tells it as JSON.
pub async fn get_signed_document<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    get_sealed(request, SealedKind::Document, table, downloads, clock).await
}

/// `GET /v1/signature-jobs/{job}/evidence`: likewise, to the evidence of all signers.
pub async fn get_evidence<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    get_sealed(request, SealedKind::Evidence, table, downloads, clock).await
}

async fn get_sealed<S: Authenticator + Jobs>(
    request: Request,
    kind: SealedKind,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let job: JobId = path_id(&request, "job")?;
        Ok(fetched_at(
            &request,
            &sealed_url(&principal, job, kind, table, downloads, clock).await?,
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// An address that bytes are fetched from: where to go or, asked for as JSON, what to tell.
fn fetched_at(request: &Request, url: &str) -> Reply {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    if accept.starts_with("application/json") {
        return json(
            200,
            &DownloadUrlView {
                url: url.to_owned(),
            },
        );
    }
    redirect(StatusCode::TEMPORARY_REDIRECT, url)
}

/// `GET /v1/signature-jobs/{job}/signers/{signer}/signature`: the evidence of one signer.
pub async fn get_signer_signature<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    archive: &impl SealedStore,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let (job, signer) = path_signer(&request)?;
        let (bytes, file_name) =
            signer_evidence(&principal, job, signer, table, archive, clock).await?;
        Ok(file(
            SealedKind::Evidence.media_type(),
            &file_name,
            bytes.into(),
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `GET /v1/signature-jobs/{job}/audit-trail`: everything that happened, as the sealed document holds it.
pub async fn get_audit_trail<S: Authenticator + Jobs + AuditLog>(
    request: Request,
    table: &S,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let (job, events) =
            audit_trail(&principal, path_id(&request, "job")?, table, table).await?;
        Ok(ready_json(audit_trail_json(job.id(), &events)))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `GET /v1/openapi.json`: the description of the API, for anyone.
pub async fn get_openapi(_: Request) -> Reply {
    ready_json(segl_wire::OPENAPI.to_owned())
}
