//! The page behind a link: asks for a code, sends a new one, lets in.

use lambda_http::{Request, RequestExt as _, http::StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use segl_app::{
    ports::{
        Ctx,
        jobs::Jobs,
        keys::HmacKey,
        links::Links,
        messages::{EmailSender, MessageRenderer, SmsSender},
        sessions::Sessions,
    },
    signer::otp::{self, Messengers},
};
use segl_domain::secret::{LinkToken, OneTimeCode};
use segl_pages::{LinkMessage, LinkPage, link_page};

use super::{refusal::PageRefusal, request::PageRequest};
use crate::{
    form::form,
    reply::{Reply, page, redirect, with_session},
};

/// What the address of a link's page says when a code was asked for.
const REQUESTED: (&str, &str) = ("code", "requested");

/// A request of a link's page: the token in its path, as text and, if it is one, as a token.
struct LinkRequest {
    asked: PageRequest,
    text: String,
    link: Option<LinkToken>,
}

impl LinkRequest {
    fn new(asked: PageRequest, request: &Request) -> Self {
        let parameters = request.path_parameters();
        let text = parameters.first("link").unwrap_or_default().to_owned();
        Self {
            asked,
            link: LinkToken::parse(&text).ok(),
            text,
        }
    }

    /// The page that asks for a code.
    fn page(&self, status: StatusCode, message: Option<LinkMessage>) -> Reply {
        let shown = LinkPage {
            language: self.asked.language(None),
            link: &self.text,
            message,
        };
        page(status, link_page(&shown))
    }
}

/// `GET /s/{link}`: the same page for every link, but for who is inside already. Changes nothing.
pub async fn show_link<S: Links + Sessions>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let of_link = LinkRequest::new(PageRequest::read(&request), &request);
    let asked = &of_link.asked;
    if let (Some(token), Some(link)) = (&asked.session, &of_link.link) {
        let task = otp::is_inside(token, link, table, ctx).await;
        if let Some(task) = task.map_err(|error| asked.unavailable(&error))? {
            return Ok(redirect(StatusCode::SEE_OTHER, &asked.task_path(task)));
        }
    }
    let query = request.query_string_parameters();
    let is_requested = query.first(REQUESTED.0) == Some(REQUESTED.1);
    let message = is_requested.then_some(LinkMessage::CodeRequested);
    Ok(of_link.page(StatusCode::OK, message))
}

/// `POST /s/{link}`: lets in whoever has the code.
pub async fn verify_code<S: Jobs + Links + Sessions>(
    request: Request,
    table: &S,
    key: &impl HmacKey,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let mut of_link = LinkRequest::new(PageRequest::read_change(&request)?, &request);
    let code = form(&request)
        .get("code")
        .and_then(|text| OneTimeCode::parse(text).ok());
    let link = of_link.link.take();
    let asked = &of_link.asked;
    let older = asked.session.as_ref();
    let inside = otp::verify_code(link, code, older, table, key, ctx).await;
    let Some(inside) = inside.map_err(|error| asked.unavailable(&error))? else {
        let wrong = Some(LinkMessage::WrongCode);
        return Ok(of_link.page(StatusCode::UNPROCESSABLE_ENTITY, wrong));
    };
    let path = asked.task_path((inside.job, inside.signer));
    Ok(with_session(
        redirect(StatusCode::SEE_OTHER, &path),
        &inside.token,
    ))
}

/// `POST /s/{link}/code`: sends a new code, if there is somebody to send one to, and leads back to the link's page, so that
/// whoever reloads it asks for nothing again.
pub async fn request_code<S: Jobs + Links>(
    request: Request,
    table: &S,
    key: &impl HmacKey,
    messengers: &Messengers<'_, impl EmailSender, impl SmsSender, impl MessageRenderer>,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let mut of_link = LinkRequest::new(PageRequest::read_change(&request)?, &request);
    let link = of_link.link.take();
    let issued = otp::issue_code(link, table, key, messengers, ctx).await;
    issued.map_err(|error| of_link.asked.unavailable(&error))?;
    let language = of_link.asked.language(None).tag();
    // Whatever stood in the path as a link is no part of an address before it is spelled as one.
    let link: String = utf8_percent_encode(&of_link.text, NON_ALPHANUMERIC).collect();
    let (name, value) = REQUESTED;
    let path = format!("/s/{link}?lang={language}&{name}={value}");
    Ok(redirect(StatusCode::SEE_OTHER, &path))
}
