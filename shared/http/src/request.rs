//! What is read of any request, whoever makes it.

use lambda_http::{Body, Request, RequestExt as _, http::header};
use segl_domain::id::{Id, Kind};

/// An identifier in the path; `None` for one that does not parse, and so names nothing.
pub(crate) fn path_id<K: Kind>(request: &Request, name: &str) -> Option<Id<K>> {
    let parameters = request.path_parameters();
    parameters.first(name).and_then(|text| text.parse().ok())
}

/// The value of a header, where it is one of plain letters.
pub(crate) fn header_text(request: &Request, name: impl header::AsHeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}

/// The body's bytes.
pub(crate) fn bytes(request: &Request) -> &[u8] {
    match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        _ => &[],
    }
}

/// The media type of the body, without parameters, in lower case.
pub(crate) fn media_type(request: &Request) -> String {
    let value = header_text(request, header::CONTENT_TYPE).unwrap_or_default();
    value
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase()
}
