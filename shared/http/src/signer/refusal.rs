//! Why a page cannot be shown; the words are the pages' own.

use lambda_http::http::StatusCode;
use segl_domain::language::Language;
use segl_pages::{PageProblem, ProblemPage, problem_page};

use crate::reply::{Reply, page};

/// A page that tells what is wrong in place of the one that was asked for.
#[derive(Debug)]
pub struct PageRefusal {
    problem: PageProblem,
    language: Language,
    path: Option<String>,
}

impl PageRefusal {
    /// With `path`, the page can be shown again in another language.
    pub(crate) const fn new(
        problem: PageProblem,
        language: Language,
        path: Option<String>,
    ) -> Self {
        Self {
            problem,
            language,
            path,
        }
    }

    /// Without a language switch: the page's address is a secret that is used up.
    pub(crate) fn without_path(self) -> Self {
        Self { path: None, ..self }
    }
}

impl From<PageRefusal> for Reply {
    fn from(refusal: PageRefusal) -> Self {
        let status = match refusal.problem {
            PageProblem::NotFound => StatusCode::NOT_FOUND,
            PageProblem::SessionOver => StatusCode::UNAUTHORIZED,
            PageProblem::Gone | PageProblem::RedirectUrlUsed => StatusCode::GONE,
            PageProblem::Unreadable => StatusCode::BAD_REQUEST,
            PageProblem::Failed | PageProblem::LoginUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        let shown = ProblemPage {
            language: refusal.language,
            problem: refusal.problem,
            path: refusal.path.as_deref(),
        };
        page(status, problem_page(&shown))
    }
}
