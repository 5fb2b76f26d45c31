//! What a signer fetches: the documents to read and, once the job is sealed, what it left behind.

use lambda_http::{Request, http::StatusCode};
use segl_app::{
    ports::{
        Ctx,
        documents::{Downloads, SealedKind},
        jobs::Jobs,
        sessions::Sessions,
    },
    signer::downloads,
};
use segl_pages::PageProblem;

use super::{refusal::PageRefusal, request::PageRequest};
use crate::{
    reply::{Reply, redirect},
    request::path_id,
};

/// `GET /tasks/{job}/{signer}/documents/{document}`: sends the reader to one of the documents.
pub async fn show_document<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    let task = asked.task()?;
    let document =
        path_id(&request, "document").ok_or_else(|| asked.refusal(PageProblem::NotFound))?;
    let session = asked.session.as_ref();
    let url = downloads::document_url(session, task, document, table, downloads, ctx).await;
    let url = url.map_err(|error| asked.visit_refused(&error))?;
    Ok(redirect(StatusCode::SEE_OTHER, &url))
}

/// `GET /tasks/{job}/{signer}/signed-document`: sends the signer to the sealed document.
pub async fn download_signed_document<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    download_sealed(request, SealedKind::Document, table, downloads, ctx).await
}

/// `GET /tasks/{job}/{signer}/evidence`: sends the signer to the evidence with the documents as they were sent.
pub async fn download_evidence<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    download_sealed(request, SealedKind::Evidence, table, downloads, ctx).await
}

async fn download_sealed<S: Jobs + Sessions>(
    request: Request,
    kind: SealedKind,
    table: &S,
    downloads: &impl Downloads,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    let (session, task) = (asked.session.as_ref(), asked.task()?);
    let url = downloads::sealed_url(session, task, kind, table, downloads, ctx).await;
    let url = url.map_err(|error| asked.visit_refused(&error))?;
    Ok(redirect(StatusCode::SEE_OTHER, &url))
}
