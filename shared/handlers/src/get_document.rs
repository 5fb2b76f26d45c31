//! `GET /v1/documents/{document}`: where a document stands.

use lambda_http::Request;
use segl_app::{
    find_document,
    ports::{Authenticator, DocumentIndex},
};

use crate::{
    add_document::document_view,
    problem::Refusal,
    reply::{Reply, json},
    sender_request::{caller, path_id},
};

/// Shows a document.
pub async fn get_document<S: Authenticator + DocumentIndex>(request: Request, table: &S) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let found = find_document(&principal, path_id(&request, "document")?, table).await?;
        Ok(json(200, &document_view(&found, None)))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}
