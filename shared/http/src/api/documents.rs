//! Documents: a PDF as the body, or a slot to upload one to; and where a document stands.

use lambda_http::{Request, http::HeaderValue, http::header};
use percent_encoding::percent_decode_str;
use segl_app::{
    document::{DocumentState, Settled, StoredDocument},
    ports::{
        Ctx,
        authenticator::Authenticator,
        document_index::DocumentIndex,
        documents::{OriginalStore, UploadSlot, Uploads},
    },
    sender::documents::{self, Naming},
};
use segl_domain::{
    digest::Digest,
    text::{FileName, TextError, Title},
};
use segl_wire::{
    DocumentView, NewDocument, ProblemKind, UploadView, document::DocumentStatus,
    problem::TYPE_PREFIX,
};

use super::{
    problem::Refusal,
    request::{Fields, json_body, path_id, principal},
};
use crate::{
    reply::{Reply, json},
    request::{bytes, header_text, media_type},
};

/// The largest PDF that is taken as a body; larger ones need a slot. API Gateway and Lambda carry 6 MB, in base64.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// `POST /v1/documents`: adds a document.
pub async fn add_document<S: Authenticator + DocumentIndex>(
    request: Request,
    table: &S,
    store: &(impl OriginalStore + Uploads),
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    match media_type(&request).as_str() {
        "application/pdf" => {
            let naming = naming_from_headers(&request)?;
            let body = bytes(&request);
            if body.len() > MAX_BODY_BYTES {
                return Err(Refusal::new(
                    ProblemKind::BODY_TOO_LARGE,
                    "A PDF larger than 4 MB is uploaded through a slot: send its title, sha256 and size as JSON.",
                ));
            }
            let document =
                documents::add(&principal, naming, body.to_vec(), store, table, ctx).await?;
            Ok(created(&document_view(&document, None)))
        }
        "application/json" => {
            let new: NewDocument = json_body(&request)?;
            let (naming, sha256) = parse(new.title, new.file_name, &new.sha256)?;
            let (document, slot) =
                documents::open_slot(&principal, naming, sha256, new.size, store, table, ctx)
                    .await?;
            Ok(created(&document_view(&document, Some(slot))))
        }
        _ => Err(Refusal::new(
            ProblemKind::MEDIA_TYPE_UNSUPPORTED,
            "Send the PDF itself as application/pdf, or application/json with title, sha256 and size for a slot.",
        )),
    }
}

/// `GET /v1/documents/{document}`: where a document stands.
pub async fn get_document<S: Authenticator + DocumentIndex>(
    request: Request,
    table: &S,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let found = documents::find(&principal, path_id(&request, "document")?, table).await?;
    Ok(json(200, &document_view(&found, None)))
}

/// Titles and file names may name people, so they come in headers and not in the URL: UTF-8, percent-encoded.
fn naming_from_headers(request: &Request) -> Result<Naming, Refusal> {
    let decoded = |name: &str| {
        let value = header_text(request, name)?;
        percent_decode_str(value)
            .decode_utf8()
            .ok()
            .map(String::from)
    };
    let file_name = decoded("segl-file-name");
    let stem = file_name
        .as_deref()
        .map(|name| name.trim_end_matches(".pdf").to_owned());
    let title = decoded("segl-title").or(stem).ok_or_else(|| {
        Refusal::new(
            ProblemKind::REQUEST_INVALID,
            "Name the document in the header Segl-Title (UTF-8, percent-encoded), 1 to 80 characters.",
        )
    })?;
    let mut fields = Fields::default();
    let title = fields.take("/title", Title::try_from(title));
    let file_name = fields.take(
        "/fileName",
        FileName::try_from(file_name.unwrap_or_else(|| "document.pdf".to_owned())),
    );
    fields.check()?;
    title
        .zip(file_name)
        .map(|(title, file_name)| Naming { title, file_name })
        .ok_or_else(Refusal::not_found)
}

fn parse(
    title: String,
    file_name: Option<String>,
    sha256: &str,
) -> Result<(Naming, Digest), Refusal> {
    let mut fields = Fields::default();
    let title = fields.take("/title", Title::try_from(title));
    let file_name: Result<FileName, TextError> = file_name.map_or_else(
        || FileName::try_from("document.pdf".to_owned()),
        FileName::try_from,
    );
    let file_name = fields.take("/fileName", file_name);
    let digest = Digest::from_hex(&sha256.to_ascii_lowercase());
    let digest = fields.take(
        "/sha256",
        digest.ok_or("must be the SHA-256 of the PDF in 64 hexadecimal digits"),
    );
    fields.check()?;
    match (title, file_name, digest) {
        (Some(title), Some(file_name), Some(digest)) => Ok((Naming { title, file_name }, digest)),
        _ => Err(Refusal::fields(Vec::new())),
    }
}

fn created(view: &DocumentView) -> Reply {
    let mut reply = json(201, view);
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/documents/{}", view.id)) {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    reply
}

/// A document as its sender sees it.
pub(crate) fn document_view(document: &StoredDocument, slot: Option<UploadSlot>) -> DocumentView {
    let mut view = DocumentView {
        id: document.id,
        status: DocumentStatus::AwaitingUpload,
        title: document.title.as_ref().to_owned(),
        file_name: document.file_name.as_ref().to_owned(),
        created_at: document.created_at,
        sha256: None,
        size: None,
        pages: None,
        job: document.job,
        problem: None,
        problem_detail: None,
        upload: None,
    };
    match &document.state {
        DocumentState::AwaitingUpload {
            sha256,
            size,
            until,
        } => {
            (view.sha256, view.size) = (Some(*sha256), Some(*size));
            view.upload = slot.map(|slot| UploadView {
                url: slot.url,
                fields: slot.fields.into_iter().collect(),
                expires_at: *until,
            });
        }
        DocumentState::Settled(Settled::Checked(checked)) => {
            view.status = DocumentStatus::Ready;
            (view.sha256, view.size, view.pages) = (
                Some(checked.sha256),
                Some(checked.size),
                Some(checked.pages),
            );
        }
        DocumentState::Settled(Settled::Refused { code, detail }) => {
            view.status = DocumentStatus::Refused;
            (view.problem, view.problem_detail) =
                (Some(format!("{TYPE_PREFIX}{code}")), Some(detail.clone()));
        }
    }
    view
}
