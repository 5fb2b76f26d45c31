//! What all pages share: the head, the stylesheet and its policy, the language switch.

use segl_text::catalogue::{Words, words};

use std::sync::LazyLock;

use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use segl_domain::language::Language;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../templates/style.css");

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self' data:; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    )
});

/// The `Content-Security-Policy` under which every page works: no script, no request to anywhere, no framing, and
/// only the stylesheet that we wrote (named by its SHA-256, CSP Level 3 section 2.3.1).
#[must_use]
pub fn content_security_policy() -> &'static str {
    &POLICY
}

/// The policy of a page with a form that goes somewhere else: [`content_security_policy`], under which forms may also
/// be sent to these origins, such as `https://login.example.no`. What is no origin is left out.
#[must_use]
pub fn content_security_policy_for(form_origins: &[&str]) -> String {
    let sources = |origin: &&&str| {
        let host = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"))
            .unwrap_or_default();
        !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    };
    let allowed: String = form_origins
        .iter()
        .filter(sources)
        .map(|origin| format!(" {origin}"))
        .collect();
    POLICY.replace(
        "form-action 'self'",
        &format!("form-action 'self'{allowed}"),
    )
}

/// Whether this is a path of our own. A path of two slashes would be another site; browsers take a backslash for a
/// slash.
pub(crate) fn is_path(path: &str) -> bool {
    path.starts_with('/') && !path[1..].starts_with(['/', '\\'])
}

/// A link that stands by itself.
pub(crate) struct Way {
    pub(crate) text: String,
    pub(crate) href: String,
}

/// The frame around a page.
pub(crate) struct Frame {
    pub(crate) language: Language,
    pub(crate) words: &'static Words,
    /// The page's heading and the first words of its title.
    pub(crate) heading: String,
    /// Where the page stands in each language; without it no switch is shown.
    pub(crate) path: Option<String>,
    /// Whether the page says that something is wrong with what was filled in.
    pub(crate) failed: bool,
    /// Whether there is a visit to leave.
    pub(crate) inside: bool,
    /// Whether there is a list of tasks to go back to.
    pub(crate) to_list: bool,
}

impl Frame {
    pub(crate) fn new(language: Language, heading: &str) -> Self {
        Self {
            language,
            words: words(language),
            heading: heading.to_owned(),
            path: None,
            failed: false,
            inside: false,
            to_list: false,
        }
    }

    /// A page that a signer sees after the code or the login; it stands at this path.
    pub(crate) fn inside(language: Language, heading: &str, path: &str) -> Self {
        Self {
            inside: true,
            ..Self::new(language, heading).at(path)
        }
    }

    /// The same frame with a language switch, if there is a path of our own for it.
    pub(crate) fn at(self, path: &str) -> Self {
        Self {
            path: Some(path).filter(|path| is_path(path)).map(str::to_owned),
            ..self
        }
    }

    pub(crate) fn style(&self) -> &'static str {
        STYLE
    }

    pub(crate) fn languages(&self) -> [(Language, &'static str); 3] {
        Language::ALL.map(|language| (language, words(language).frame.own_name))
    }
}

/// The page's HTML.
pub(crate) fn render(page: &impl Template) -> String {
    page.render()
        .expect("writing to a String cannot fail, and no template has a failing filter")
}
