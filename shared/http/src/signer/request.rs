//! A request of a page, read once: the task in its path, the session's cookie, the language, and where it comes from.

use std::net::IpAddr;

use lambda_http::{Request, RequestExt as _, http::header, request::RequestContext};
use segl_app::{
    ports::PortError,
    signer::task::{TaskId, VisitError},
};
use segl_domain::{language::Language, secret::SessionToken};
use segl_pages::PageProblem;

use super::refusal::PageRefusal;
use crate::{
    reply::SESSION_COOKIE,
    request::{header_text, path_id},
};

/// What any request of a page says, whichever page it is. The form is each page's own.
#[derive(Debug)]
pub(crate) struct PageRequest {
    /// The token of the session in the cookie, if it is one.
    pub(crate) session: Option<SessionToken>,
    /// Where the request came from, as the gateway saw it: headers can be made up.
    pub(crate) source_ip: Option<IpAddr>,
    /// What the browser calls itself.
    pub(crate) user_agent: Option<String>,
    /// The page that a switch of languages shows again; only what is read can be shown again.
    path: Option<String>,
    chosen: Option<Language>,
    preferred: Language,
    task: Option<TaskId>,
    is_cross_site: bool,
}

impl PageRequest {
    pub(crate) fn read(request: &Request) -> Self {
        let query = request.query_string_parameters();
        Self {
            session: cookie(request, SESSION_COOKIE)
                .and_then(|token| SessionToken::parse(token).ok()),
            source_ip: source_ip(request),
            user_agent: header_text(request, header::USER_AGENT).map(str::to_owned),
            path: (request.method() == "GET").then(|| request.uri().path().to_owned()),
            chosen: query.first("lang").and_then(Language::from_tag),
            preferred: preferred(request),
            task: path_id(request, "job").zip(path_id(request, "signer")),
            is_cross_site: is_cross_site(request),
        }
    }

    /// A request that changes something.
    ///
    /// # Errors
    /// When a page of another site made the browser send it.
    pub(crate) fn read_change(request: &Request) -> Result<Self, PageRefusal> {
        let read = Self::read(request);
        if read.is_cross_site {
            return Err(read.refusal(PageProblem::Unreadable));
        }
        Ok(read)
    }

    /// The language of the page: what the reader chose (`?lang=`), else what is known of the signer, else what the browser
    /// prefers, else Bokmål.
    pub(crate) fn language(&self, known: Option<Language>) -> Language {
        self.chosen.or(known).unwrap_or(self.preferred)
    }

    /// The task in the path.
    ///
    /// # Errors
    /// When it names none.
    pub(crate) fn task(&self) -> Result<TaskId, PageRefusal> {
        self.task.ok_or_else(|| self.refusal(PageProblem::NotFound))
    }

    /// A task's page, in the language the reader has chosen.
    pub(crate) fn task_path(&self, task: TaskId) -> String {
        let base = task_base(task);
        match self.chosen {
            Some(language) => format!("{base}?lang={}", language.tag()),
            None => base,
        }
    }

    /// This problem, told in the reader's language.
    pub(crate) fn refusal(&self, problem: PageProblem) -> PageRefusal {
        PageRefusal::new(problem, self.language(None), self.path.clone())
    }

    /// That something failed, after its cause is logged.
    pub(crate) fn unavailable(&self, cause: &PortError) -> PageRefusal {
        tracing::error!(error = cause as &dyn std::error::Error, "a page failed");
        self.refusal(PageProblem::Failed)
    }

    /// Why a visit cannot go on.
    pub(crate) fn visit_refused(&self, error: &VisitError) -> PageRefusal {
        match error {
            VisitError::Gone => self.refusal(PageProblem::Gone),
            // What an invariant forbids is told by the task page itself; whoever gets here may go there.
            VisitError::Denied(..)
            | VisitError::NotInside
            | VisitError::NotProven
            | VisitError::Refused(_) => self.refusal(PageProblem::SessionOver),
            VisitError::PortError(cause) => self.unavailable(cause),
        }
    }
}

/// Where a task's pages begin.
pub(crate) fn task_base((job, signer): TaskId) -> String {
    format!("/tasks/{job}/{signer}")
}

fn preferred(request: &Request) -> Language {
    let accepted = header_text(request, header::ACCEPT_LANGUAGE).unwrap_or_default();
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
fn is_cross_site(request: &Request) -> bool {
    matches!(
        header_text(request, "sec-fetch-site"),
        Some("cross-site" | "same-site")
    )
}

/// Whether a browser fetches it before anybody has asked for it (Fetch metadata: `Sec-Purpose`; `Purpose` and `X-Moz` before it).
pub(crate) fn is_prefetch(request: &Request) -> bool {
    ["sec-purpose", "purpose", "x-moz"]
        .into_iter()
        .filter_map(|name| header_text(request, name))
        .any(|purpose| purpose.to_ascii_lowercase().contains("prefetch"))
}

fn source_ip(request: &Request) -> Option<IpAddr> {
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

    fn request(name: &str, value: &str) -> Request {
        http::Request::builder()
            .header(name, value)
            .body(Body::Empty)
            .expect("a fit request")
    }

    #[test]
    fn what_a_browser_fetches_before_it_is_asked_is_known_by_its_purpose() {
        for (name, value, expected) in [
            ("sec-purpose", "prefetch", true),
            ("sec-purpose", "prefetch;prerender", true),
            ("purpose", "Prefetch", true),
            ("x-moz", "prefetch", true),
            ("sec-purpose", "navigate", false),
            ("accept", "prefetch", false),
        ] {
            assert_eq!(
                is_prefetch(&request(name, value)),
                expected,
                "{name}: {value}"
            );
        }
    }

    #[test]
    fn the_browser_s_language_is_spoken_where_we_can() {
        assert_eq!(
            PageRequest::read(&request("accept-language", "sv-SE, nn;q=0.8, en;q=0.5"))
                .language(None),
            Language::Nn
        );
        assert_eq!(
            PageRequest::read(&request("accept-language", "fr")).language(None),
            Language::Nb
        );
        assert_eq!(
            PageRequest::read(&request("accept-language", "fr")).language(Some(Language::En)),
            Language::En
        );
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let token = SessionToken::new([3; 32]);
        let cookies = format!("a=b; {SESSION_COOKIE}={}; c=d", token.expose());
        assert_eq!(
            PageRequest::read(&request("cookie", &cookies))
                .session
                .map(|t| t.digest()),
            Some(token.digest())
        );
        assert!(
            PageRequest::read(&request("cookie", "a=b"))
                .session
                .is_none()
        );
    }
}
