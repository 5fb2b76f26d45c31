//! The list of what awaits a person who is logged in with an e-ID, and of what came of the rest.

use askama::Template;
use jiff::Timestamp;
use segl_domain::language::Language;
use segl_text::{catalogue::Words, dates::moment};

use crate::frame::{Frame, Way, render};

/// How it stands with a task, for the one whose task it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// There is something to sign.
    ToSign {
        /// Until when.
        deadline: Timestamp,
        /// Whether a login at a higher level must come first.
        step_up: bool,
    },
    /// Others sign first.
    NotYet,
    /// Signed, while others have not.
    WaitingForOthers,
    /// All have signed.
    Completed {
        /// Until when the signed document can be downloaded, if it can.
        until: Option<Timestamp>,
    },
    /// This signer would not sign.
    RejectedByYou,
    /// Another signer would not sign.
    RejectedByAnother,
    /// The deadline passed.
    Expired,
    /// The sender cancelled.
    Cancelled,
    /// This signer is kept out.
    Blocked,
    /// It could not be completed, for technical reasons.
    Failed,
}

/// One task.
#[derive(Clone, Copy, Debug)]
pub struct TaskItem<'a> {
    /// What it is called; `None` when that is not to be shown at this level of login, and it has no other title.
    pub title: Option<&'a str>,
    /// Who asks for the signature.
    pub sender_name: &'a str,
    /// Where it opens, such as `/tasks/job_…/sgn_…`.
    pub href: &'a str,
    /// How it stands.
    pub state: TaskState,
    /// Whether the signature is given on behalf of somebody else, such as an employer.
    pub on_behalf_of_other: bool,
}

/// `GET /portal` for somebody who is logged in with an e-ID.
#[derive(Clone, Copy, Debug)]
pub struct TaskListPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// Who is logged in.
    pub name: Option<&'a str>,
    /// What is not over yet.
    pub waiting: &'a [TaskItem<'a>],
    /// What is.
    pub done: &'a [TaskItem<'a>],
    /// Where older tasks are listed, if there are any.
    pub older: Option<&'a str>,
}

struct Row {
    title: String,
    from: String,
    /// Whether the signer is to do something.
    calls: bool,
    state: Vec<String>,
    href: String,
}

struct Part {
    id: &'static str,
    heading: &'static str,
    empty: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListTemplate {
    frame: Frame,
    logged_in_as: Option<String>,
    parts: [Part; 2],
    older: Option<Way>,
}

/// The page that lists the tasks of somebody who is logged in with an e-ID.
#[must_use]
pub fn task_list_page(page: &TaskListPage<'_>) -> String {
    let mut frame = Frame::inside(page.language, "", "/portal");
    let (words, w) = (frame.words, &frame.words.list);
    w.heading.clone_into(&mut frame.heading);
    let rows = |items: &[TaskItem<'_>]| {
        items
            .iter()
            .map(|item| row(item, page.language, words))
            .collect()
    };
    render(&ListTemplate {
        logged_in_as: page.name.map(|name| (words.phrases.logged_in_as)(name)),
        parts: [
            Part {
                id: "waiting",
                heading: w.waiting,
                empty: w.no_waiting,
                rows: rows(page.waiting),
            },
            Part {
                id: "done",
                heading: w.done,
                empty: w.no_done,
                rows: rows(page.done),
            },
        ],
        older: page.older.map(|href| Way {
            text: w.older.to_owned(),
            href: href.to_owned(),
        }),
        frame,
    })
}

fn row(item: &TaskItem<'_>, language: Language, words: &Words) -> Row {
    let mut state = state(item.state, language, words);
    if item.on_behalf_of_other {
        state.push(words.list.on_behalf.to_owned());
    }
    Row {
        title: item
            .title
            .filter(|title| !title.trim().is_empty())
            .unwrap_or(words.login.untitled)
            .to_owned(),
        from: (words.phrases.from)(item.sender_name),
        calls: matches!(item.state, TaskState::ToSign { .. }),
        state,
        href: item.href.to_owned(),
    }
}

/// The sentences that say how it stands.
fn state(state: TaskState, language: Language, words: &Words) -> Vec<String> {
    let w = &words.list;
    let one = match state {
        TaskState::ToSign { deadline, step_up } => {
            let sign_by = (words.phrases.sign_by)(&moment(deadline, language));
            return [Some(sign_by), step_up.then(|| w.step_up.to_owned())]
                .into_iter()
                .flatten()
                .collect();
        }
        TaskState::Completed { until } => {
            let until = until.map(|until| (words.phrases.download_until)(&moment(until, language)));
            return [Some(w.completed.to_owned()), until]
                .into_iter()
                .flatten()
                .collect();
        }
        TaskState::NotYet => w.not_yet,
        TaskState::WaitingForOthers => w.others,
        TaskState::RejectedByYou => w.rejected_by_you,
        TaskState::RejectedByAnother => w.rejected_by_another,
        TaskState::Expired => w.expired,
        TaskState::Cancelled => w.cancelled,
        TaskState::Blocked => w.blocked,
        TaskState::Failed => w.failed,
    };
    vec![one.to_owned()]
}
