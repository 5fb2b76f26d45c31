//! The page for what could not be done, and the one that says what a problem of the sender API means.

use segl_domain::language::Language;

use crate::{
    ended::PlainTemplate,
    frame::{Frame, is_path, render},
};

/// What could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageProblem {
    /// There is no such page (404).
    NotFound,
    /// The visit is over, or never was (401): says how to get back in.
    SessionOver,
    /// The document is not there any more (410), or not yet.
    Gone,
    /// The form could not be read (400).
    Unreadable,
    /// Something of ours failed (500, 503): says to try again.
    Failed,
    /// The address that the sender sent somebody to has been used or is too old (410): says to begin again there.
    RedirectUrlUsed,
    /// The e-ID provider does not answer (503): says to try later.
    LoginUnavailable,
}

/// What to show when there is nothing else to show.
#[derive(Clone, Copy, Debug)]
pub struct ProblemPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// What could not be done.
    pub problem: PageProblem,
    /// The path of a GET request, for the language switch; `None` for a POST.
    pub path: Option<&'a str>,
}

/// The page for what could not be done.
#[must_use]
pub fn problem_page(page: &ProblemPage<'_>) -> String {
    let mut frame = Frame::new(page.language, "");
    frame.path = page.path.filter(|path| is_path(path)).map(str::to_owned);
    let (w, way_back) = (&frame.words.problems, frame.words.ended.way_back);
    let (heading, paragraphs) = match page.problem {
        PageProblem::NotFound => (w.not_found, vec![w.not_found_text, way_back]),
        PageProblem::SessionOver => (w.session_over, vec![w.session_over_text, way_back]),
        PageProblem::Gone => (w.gone, vec![w.gone_text]),
        PageProblem::Unreadable => (w.unreadable, vec![w.unreadable_text]),
        PageProblem::Failed => (w.failed, vec![w.failed_text]),
        PageProblem::RedirectUrlUsed => (w.redirect_used, vec![w.redirect_used_text]),
        PageProblem::LoginUnavailable => (w.login_unavailable, vec![w.login_unavailable_text]),
    };
    heading.clone_into(&mut frame.heading);
    let paragraphs = paragraphs.into_iter().map(str::to_owned).collect();
    render(&PlainTemplate {
        about: None,
        paragraphs,
        exit: None,
        frame,
    })
}

/// What a type of problem of the sender API means, in English as the API speaks.
#[derive(Clone, Copy, Debug)]
pub struct ProblemTypePage<'a> {
    /// The type, such as `/problems/job-ended`.
    pub kind: &'a str,
    /// The kind in a few words.
    pub title: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What it means.
    pub meaning: &'a str,
    /// What to change.
    pub remedy: &'a str,
}

/// The page for whoever opens the type of a problem.
#[must_use]
pub fn problem_type_page(page: &ProblemTypePage<'_>) -> String {
    let frame = Frame::new(Language::En, page.title);
    let answer = format!(
        "An answer of this kind has the type {} and the HTTP status {}.",
        page.kind, page.status
    );
    let paragraphs = vec![page.meaning.to_owned(), page.remedy.to_owned(), answer];
    render(&PlainTemplate {
        about: None,
        paragraphs,
        exit: None,
        frame,
    })
}
