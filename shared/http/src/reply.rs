//! Replies: JSON, redirects, pages, each with the headers it needs.

use lambda_http::{
    Body, Response,
    http::{HeaderValue, StatusCode, header},
};
use segl_domain::secret::SessionToken;
use serde::Serialize;

/// What a handler answers with.
pub type Reply = Response<Body>;

/// What a handler comes to.
pub trait IntoReply {
    /// The reply that the caller gets.
    fn into_reply(self) -> Reply;
}

/// Why there is none is told by a reply too.
impl<E: Into<Reply>> IntoReply for Result<Reply, E> {
    fn into_reply(self) -> Reply {
        self.unwrap_or_else(Into::into)
    }
}

impl IntoReply for Reply {
    fn into_reply(self) -> Reply {
        self
    }
}

/// The cookie that holds a visit's token. The prefix binds it to this host, HTTPS and the whole site (RFC 6265bis).
pub const SESSION_COOKIE: &str = "__Host-segl-session";

fn with(status: StatusCode, media_type: &'static str, body: Body) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    if !media_type.is_empty() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    reply
}

/// A JSON reply.
pub(crate) fn json(status: u16, body: &impl Serialize) -> Reply {
    typed_json(status, "application/json", body)
}

/// A JSON reply of another media type than `application/json`.
pub(crate) fn typed_json(status: u16, media_type: &'static str, body: &impl Serialize) -> Reply {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match serde_json::to_string(body) {
        Ok(text) => with(status, media_type, Body::Text(text)),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a reply could not be written as JSON"
            );
            with(StatusCode::INTERNAL_SERVER_ERROR, "", Body::Empty)
        }
    }
}

/// Text that is JSON already.
pub(crate) fn ready_json(text: String) -> Reply {
    with(StatusCode::OK, "application/json", Body::Text(text))
}

/// Bytes to be saved under this name, which is of plain letters.
pub(crate) fn file(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Reply {
    let mut reply = with(StatusCode::OK, media_type, Body::Binary(bytes));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        reply
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, disposition);
    }
    reply
}

/// A reply without a body.
pub(crate) fn empty(status: StatusCode) -> Reply {
    with(status, "", Body::Empty)
}

/// Sends the caller elsewhere.
pub(crate) fn redirect(status: StatusCode, to: &str) -> Reply {
    let mut reply = empty(status);
    match HeaderValue::from_str(to) {
        Ok(to) => reply.headers_mut().insert(header::LOCATION, to),
        Err(_) => return empty(StatusCode::INTERNAL_SERVER_ERROR),
    };
    harden(&mut reply);
    reply
}

/// A page for people: never cached, never framed, never telling another site where the reader came from.
pub(crate) fn page(status: StatusCode, html: String) -> Reply {
    let mut reply = with(status, "text/html; charset=utf-8", Body::Text(html));
    let policy = HeaderValue::from_str(segl_pages::content_security_policy());
    if let Ok(policy) = policy {
        reply
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    harden(&mut reply);
    reply
}

/// Lets the forms of a page end at these origins too: a browser counts the redirects after a form as its own.
pub(crate) fn allow_forms_to(mut reply: Reply, origins: &[String]) -> Reply {
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    if !origins.is_empty()
        && let Ok(policy) =
            HeaderValue::from_str(&segl_pages::content_security_policy_for(&origins))
    {
        reply
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    reply
}

fn harden(reply: &mut Reply) {
    let headers = reply.headers_mut();
    // The address of a link's page is a secret: no other site may learn it.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
}

/// Gives the browser the token of a visit. `Lax` and not `Strict`, so that who follows the link in the message again
/// is recognised; every change is a POST, which `Lax` keeps other sites from making.
pub(crate) fn with_session(mut reply: Reply, token: &SessionToken) -> Reply {
    let cookie = format!(
        "{SESSION_COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Lax",
        token.expose()
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        reply.headers_mut().append(header::SET_COOKIE, cookie);
    }
    reply
}

/// Takes the token of a visit back.
pub(crate) fn without_session(mut reply: Reply) -> Reply {
    let cookie = format!("{SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        reply.headers_mut().append(header::SET_COOKIE, cookie);
    }
    reply
}
