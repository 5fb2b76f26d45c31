//! What a signer fetches: the documents to read and, once the job is sealed, what it left behind.

use lambda_http::{Request, http::StatusCode};
use segl_app::{
    document_url,
    ports::{Clock, Downloads, Jobs, SealedKind, Sessions},
    signer_sealed_url,
};
use segl_domain::OfDocument;
use segl_pages::PageProblem;

use crate::{
    reply::{Reply, redirect},
    sender_request::path_id,
    signer_request::{PageRefusal, session, task},
};

/// `GET /tasks/{job}/{signer}/documents/{document}`: sends the reader to one of the documents.
pub async fn show_document<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let task = task(&request)?;
        let document = path_id::<OfDocument>(&request, "document")
            .map_err(|_| PageRefusal::new(PageProblem::NotFound, &request))?;
        let url = document_url(
            session(&request).as_ref(),
            task,
            document,
            table,
            table,
            downloads,
            clock,
        )
        .await;
        Ok(redirect(
            StatusCode::SEE_OTHER,
            &url.map_err(|error| PageRefusal::visit(&error, &request))?,
        ))
    };
    reply.await.unwrap_or_else(PageRefusal::into_reply)
}

/// `GET /tasks/{job}/{signer}/signed-document`: sends the signer to the sealed document.
pub async fn download_signed_document<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    download_sealed(request, SealedKind::Document, table, downloads, clock).await
}

/// `GET /tasks/{job}/{signer}/evidence`: sends the signer to the evidence with the documents as they were sent.
pub async fn download_evidence<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    download_sealed(request, SealedKind::Evidence, table, downloads, clock).await
}

async fn download_sealed<S: Jobs + Sessions>(
    request: Request,
    kind: SealedKind,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let token = session(&request);
        let url = signer_sealed_url(
            token.as_ref(),
            task(&request)?,
            kind,
            table,
            table,
            downloads,
            clock,
        )
        .await;
        Ok(redirect(
            StatusCode::SEE_OTHER,
            &url.map_err(|error| PageRefusal::visit(&error, &request))?,
        ))
    };
    reply.await.unwrap_or_else(PageRefusal::into_reply)
}
