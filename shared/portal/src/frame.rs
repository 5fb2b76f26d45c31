//! What all pages share: the head, the stylesheet and its policy, the language switch.

use std::sync::LazyLock;

use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use segl_domain::Language;
use sha2::{Digest, Sha256};

use crate::words::{Words, words};

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
}

impl Frame {
    pub(crate) fn new(language: Language, heading: &str) -> Self {
        Self { language, words: words(language), heading: heading.to_owned(), path: None, failed: false, inside: false }
    }

    /// A page that a signer sees after the code.
    pub(crate) fn inside(language: Language, heading: &str) -> Self {
        Self { inside: true, path: Some("/task".to_owned()), ..Self::new(language, heading) }
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
    page.render().expect("writing to a String cannot fail, and no template has a failing filter")
}
