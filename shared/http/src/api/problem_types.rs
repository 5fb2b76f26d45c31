//! `GET /problems/{problem}`: what a type of problem means and what to change, as a page for people and as JSON.

use lambda_http::{
    Request, RequestExt,
    http::{HeaderValue, StatusCode, header},
};
use segl_app::{preflight::Rejection, validation::signatures::Unreadable};
use segl_pages::{ProblemTypePage, problem_type_page};
use segl_wire::{ProblemKind, ProblemTypeView};

use super::problem::{DIGEST_MISMATCH_TEXT, Refusal};
use crate::{
    reply::{Reply, json, page},
    request::header_text,
};

/// Tells what a type of problem means. The sender API speaks English, and so does this page.
pub async fn get_problem(request: Request) -> Result<Reply, Refusal> {
    let parameters = request.path_parameters();
    let Some(told) = problem_type(parameters.first("problem").unwrap_or_default()) else {
        return Err(Refusal::new(
            ProblemKind::NOT_FOUND,
            "There is no such type of problem.",
        ));
    };
    let accept = header_text(&request, header::ACCEPT).unwrap_or_default();
    let mut reply = if accept.contains("text/html") {
        let ProblemTypeView {
            kind,
            title,
            status,
            meaning,
            remedy,
        } = &told;
        let shown = ProblemTypePage {
            kind,
            title,
            status: *status,
            meaning,
            remedy,
        };
        page(StatusCode::OK, problem_type_page(&shown))
    } else {
        json(200, &told)
    };
    reply
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("Accept"));
    Ok(reply)
}

/// What is known of the type that ends in this word: a kind of problem, or one of the reasons why a file is refused.
fn problem_type(code: &str) -> Option<ProblemTypeView> {
    let kind = ProblemKind::ALL
        .iter()
        .find(|kind| kind.code == code)
        .map(|kind| ProblemTypeView::of(*kind));
    let rejection = || {
        let found = Rejection::all().find(|rejection| rejection.code() == code)?;
        Some(ProblemTypeView::of_reason(
            ProblemKind::DOCUMENT_REFUSED,
            code,
            &found.to_string(),
        ))
    };
    // The reasons that a PDF is refused for too are among the rejections.
    let unreadable = || {
        let known = [
            (
                Unreadable::NotContainer.code(),
                Unreadable::NotContainer.to_string(),
            ),
            (
                Unreadable::TooManySignatures.code(),
                Unreadable::TooManySignatures.to_string(),
            ),
            (
                "container-unreadable",
                "The container is damaged, or is put together in a way that is not read here."
                    .to_owned(),
            ),
        ];
        let (_, text) = known.into_iter().find(|(known, _)| *known == code)?;
        Some(ProblemTypeView::of_reason(
            ProblemKind::FILE_UNREADABLE,
            code,
            &text,
        ))
    };
    let mismatch = || {
        let is_it = code == segl_app::sender::documents::DIGEST_MISMATCH;
        is_it.then(|| {
            ProblemTypeView::of_reason(ProblemKind::DOCUMENT_REFUSED, code, DIGEST_MISMATCH_TEXT)
        })
    };
    kind.or_else(rejection)
        .or_else(unreadable)
        .or_else(mismatch)
}
