//! What requests of the signer pages have in common: the visit's cookie, the language, forms, and where they come from.

use std::{collections::BTreeMap, net::IpAddr};

use lambda_http::{Request, RequestExt, http::StatusCode, http::header, request::RequestContext};
use percent_encoding::percent_decode;
use segl_app::{TaskId, VisitError, ports::PortError};
use segl_domain::{Language, LinkToken, SessionToken};
use segl_pages::{PageProblem, ProblemPage, problem_page};

use crate::{
    reply::{Reply, SESSION_COOKIE, page},
    sender_request::{bytes, path_id},
};

/// Why a page cannot be shown; the words are the portal's.
#[derive(Debug)]
pub(crate) struct PageRefusal {
    problem: PageProblem,
    language: Language,
    path: Option<String>,
}

impl PageRefusal {
    pub(crate) fn new(problem: PageProblem, request: &Request) -> Self {
        let path = (request.method() == "GET").then(|| request.uri().path().to_owned());
        Self {
            problem,
            language: language(request, None),
            path,
        }
    }

    pub(crate) fn unavailable(unavailable: &PortError, request: &Request) -> Self {
        tracing::error!(
            error = unavailable as &dyn std::error::Error,
            "a page failed"
        );
        Self::new(PageProblem::Failed, request)
    }

    pub(crate) fn visit(error: &VisitError, request: &Request) -> Self {
        match error {
            VisitError::Gone => Self::new(PageProblem::Gone, request),
            // What an invariant forbids is told by the task page itself; whoever gets here may go there.
            VisitError::Denied(..)
            | VisitError::NotInside
            | VisitError::NotProven
            | VisitError::Refused(_) => Self::new(PageProblem::SessionOver, request),
            VisitError::PortError(unavailable) => Self::unavailable(unavailable, request),
        }
    }

    /// Without a language switch: the page's address is a secret that is used up.
    pub(crate) fn without_path(self) -> Self {
        Self { path: None, ..self }
    }

    pub(crate) fn into_reply(self) -> Reply {
        let status = match self.problem {
            PageProblem::NotFound => StatusCode::NOT_FOUND,
            PageProblem::SessionOver => StatusCode::UNAUTHORIZED,
            PageProblem::Gone | PageProblem::RedirectUrlUsed => StatusCode::GONE,
            PageProblem::Unreadable => StatusCode::BAD_REQUEST,
            PageProblem::Failed | PageProblem::LoginUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        let shown = ProblemPage {
            language: self.language,
            problem: self.problem,
            path: self.path.as_deref(),
        };
        page(status, problem_page(&shown))
    }
}

/// The language of a page: what the reader chose (`?lang=`), else what is known of the signer, else what the browser
/// prefers, else Bokmål.
pub(crate) fn language(request: &Request, known: Option<Language>) -> Language {
    let chosen = request
        .query_string_parameters()
        .first("lang")
        .and_then(Language::from_tag);
    chosen.or(known).unwrap_or_else(|| preferred(request))
}

/// Where a task's pages begin.
pub(crate) fn task_base((job, signer): TaskId) -> String {
    format!("/tasks/{job}/{signer}")
}

/// The task's page, in the language the reader has chosen.
pub(crate) fn task_path(request: &Request, task: TaskId) -> String {
    let base = task_base(task);
    match request
        .query_string_parameters()
        .first("lang")
        .and_then(Language::from_tag)
    {
        Some(language) => format!("{base}?lang={}", language.tag()),
        None => base,
    }
}

/// The task in the path. One that does not parse names nothing.
pub(crate) fn task(request: &Request) -> Result<TaskId, PageRefusal> {
    let nothing = |_| PageRefusal::new(PageProblem::NotFound, request);
    Ok((
        path_id(request, "job").map_err(nothing)?,
        path_id(request, "signer").map_err(nothing)?,
    ))
}

fn preferred(request: &Request) -> Language {
    let accepted = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let tags = accepted.split(',').map(|range| {
        range
            .split(';')
            .next()
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase()
    });
    tags.filter_map(|tag| match tag.split('-').next() {
        Some("nb" | "no" | "da") => Some(Language::Nb),
        Some("nn") => Some(Language::Nn),
        Some("en") => Some(Language::En),
        _ => None,
    })
    .next()
    .unwrap_or_default()
}

/// The token in the path, as text and, if it is one, as a token.
pub(crate) fn link(request: &Request) -> (String, Option<LinkToken>) {
    let text = request
        .path_parameters()
        .first("link")
        .unwrap_or_default()
        .to_owned();
    let token = LinkToken::parse(&text).ok();
    (text, token)
}

/// The session's token in the cookie.
pub(crate) fn session(request: &Request) -> Option<SessionToken> {
    cookie(request, SESSION_COOKIE).and_then(|token| SessionToken::parse(token).ok())
}

/// The cookie with this name.
pub(crate) fn cookie<'r>(request: &'r Request, wanted: &str) -> Option<&'r str> {
    let values = request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = values
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

/// Whether a POST comes from a page of another site. `SameSite` cookies keep such a request from having a session;
/// this keeps it from trying codes on others' links too.
pub(crate) fn is_cross_site(request: &Request) -> bool {
    let site = request
        .headers()
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    matches!(site, Some("cross-site" | "same-site"))
}

/// The fields of a form (`application/x-www-form-urlencoded`, WHATWG URL section 5); of fields with the same name, the
/// first.
pub(crate) fn form(request: &Request) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for pair in bytes(request).split(|byte| *byte == b'&').take(32) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let decode = |half: Option<&[u8]>| {
            let spaced: Vec<u8> = half
                .unwrap_or_default()
                .iter()
                .map(|b| if *b == b'+' { b' ' } else { *b })
                .collect();
            percent_decode(&spaced).decode_utf8_lossy().into_owned()
        };
        let (name, value) = (decode(halves.next()), decode(halves.next()));
        fields.entry(name).or_insert(value);
    }
    fields
}

/// Where the request came from, as the gateway saw it: headers can be made up.
pub(crate) fn source_ip(request: &Request) -> Option<IpAddr> {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            context.http.source_ip.as_ref()?.parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use lambda_http::{Body, http};

    use super::*;

    fn request(name: &str, value: &str, body: &str) -> Request {
        http::Request::builder()
            .header(name, value)
            .body(Body::Text(body.to_owned()))
            .expect("a fit request")
    }

    #[test]
    fn a_form_is_decoded_and_the_first_of_two_fields_counts() {
        let fields = form(&request(
            "x",
            "y",
            "name=Kari+N%C3%B8rdmann&name=Ola&consent=&odd",
        ));
        assert_eq!(
            fields.get("name").map(String::as_str),
            Some("Kari Nørdmann")
        );
        assert_eq!(fields.get("consent").map(String::as_str), Some(""));
        assert_eq!(fields.get("odd").map(String::as_str), Some(""));
    }

    #[test]
    fn the_browser_s_language_is_spoken_where_we_can() {
        assert_eq!(
            language(
                &request("accept-language", "sv-SE, nn;q=0.8, en;q=0.5", ""),
                None
            ),
            Language::Nn
        );
        assert_eq!(
            language(&request("accept-language", "fr", ""), None),
            Language::Nb
        );
        assert_eq!(
            language(&request("accept-language", "fr", ""), Some(Language::En)),
            Language::En
        );
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let token = SessionToken::new([3; 32]);
        let cookies = format!("a=b; {SESSION_COOKIE}={}; c=d", token.expose());
        assert_eq!(
            session(&request("cookie", &cookies, "")).map(|t| t.digest()),
            Some(token.digest())
        );
        assert!(session(&request("cookie", "a=b", "")).is_none());
    }
}
