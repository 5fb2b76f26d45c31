//! What a sender fetches of a job: the sealed document, the evidence, one signer's signature, the audit trail.

use lambda_http::{
    Request,
    http::{StatusCode, header},
};
use segl_app::{
    ports::{
        Ctx,
        authenticator::Authenticator,
        documents::{Downloads, SealedKind, SealedStore},
        jobs::{AuditLog, Jobs},
    },
    sender::{downloads, jobs},
};
use segl_domain::{audit, id::JobId};
use segl_wire::DownloadUrlView;

use super::{
    problem::Refusal,
    request::{path_id, path_signer, principal},
};
use crate::{
    reply::{Reply, file, json, ready_json, redirect},
    request::header_text,
};

/// `GET /v1/signature-jobs/{job}/signed-document`: sends the caller to a short-lived address, or tells it as JSON.
pub async fn get_signed_document<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    get_sealed(request, SealedKind::Document, table, downloads, ctx).await
}

/// `GET /v1/signature-jobs/{job}/evidence`: likewise, to the evidence of all signers.
pub async fn get_evidence<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    get_sealed(request, SealedKind::Evidence, table, downloads, ctx).await
}

async fn get_sealed<S: Authenticator + Jobs>(
    request: Request,
    kind: SealedKind,
    table: &S,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let job: JobId = path_id(&request, "job")?;
    Ok(fetched_at(
        &request,
        &downloads::sealed_url(&principal, job, kind, table, downloads, ctx).await?,
    ))
}

/// An address that bytes are fetched from: where to go or, asked for as JSON, what to tell.
fn fetched_at(request: &Request, url: &str) -> Reply {
    let accept = header_text(request, header::ACCEPT).unwrap_or_default();
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
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let (job, signer) = path_signer(&request)?;
    let (bytes, file_name) =
        downloads::signer_evidence(&principal, job, signer, table, archive, ctx).await?;
    Ok(file(
        SealedKind::Evidence.media_type(),
        &file_name,
        bytes.into(),
    ))
}

/// `GET /v1/signature-jobs/{job}/audit-trail`: everything that happened, as the sealed document holds it.
pub async fn get_audit_trail<S: Authenticator + Jobs + AuditLog>(
    request: Request,
    table: &S,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let (job, events) = jobs::audit_trail(&principal, path_id(&request, "job")?, table).await?;
    Ok(ready_json(audit::audit_trail_json(job.id(), &events)))
}
