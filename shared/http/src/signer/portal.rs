//! The list of what awaits the one who is logged in.

use jiff::Timestamp;
use lambda_http::{Request, RequestExt as _, http::StatusCode};
use segl_app::{
    ports::{Ctx, e_id::IdentityProviders, jobs::Jobs, lists::Tasks, sessions::Sessions},
    signer::{
        login::PORTAL_LEVEL,
        task_list::{self, ListError},
    },
};
use segl_domain::{
    id::SignerId,
    identity::authentication::{OnBehalfOf, SecurityLevel},
    job::{Failure, JobState, Retention, SignatureJob, signer::SignerState},
};
use segl_pages::{
    LoginPage, LoginPurpose, TaskItem, TaskListPage, TaskState, login_page, task_list_page,
};

use super::{
    login::{items, ways},
    refusal::PageRefusal,
    request::{PageRequest, task_base},
};
use crate::reply::{Reply, page};

/// `GET /portal`: what awaits the one who is logged in, or the page to log in from.
pub async fn show_portal<S: Jobs + Sessions + Tasks>(
    request: Request,
    table: &S,
    e_ids: &impl IdentityProviders,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    let language = asked.language(None);
    let query = request.query_string_parameters();
    let session = asked.session.as_ref();
    let list = match task_list::list(session, query.first("older"), table, ctx).await {
        Ok(list) => list,
        Err(ListError::NotLoggedIn) => {
            let ways = ways(e_ids, PORTAL_LEVEL, false, None, language).await;
            let ways = ways.map_err(|error| asked.unavailable(&error))?;
            let shown = login_page(&LoginPage {
                language,
                path: "/portal",
                purpose: LoginPurpose::Portal,
                providers: &items(&ways),
                trouble: None,
                exit: None,
            });
            return Ok(page(StatusCode::OK, shown));
        }
        Err(ListError::PortError(cause)) => return Err(asked.unavailable(&cause)),
    };
    let now = ctx.now();
    let level = list.login.proof.level;
    let hrefs: Vec<String> = list
        .tasks
        .iter()
        .map(|(job, signer)| format!("{}?lang={}", task_base((job.id(), *signer)), language.tag()))
        .collect();
    let (mut waiting, mut done) = (Vec::new(), Vec::new());
    for ((job, signer), href) in list.tasks.iter().zip(&hrefs) {
        let Some(item) = item(job, *signer, level, href, now) else {
            continue;
        };
        let is_open = matches!(item.state, TaskState::ToSign { .. } | TaskState::Blocked);
        if is_open {
            waiting.push(item)
        } else {
            done.push(item)
        }
    }
    let older = list
        .older
        .map(|cursor| format!("/portal?older={}&lang={}", escaped(&cursor), language.tag()));
    let shown = task_list_page(&TaskListPage {
        language,
        name: list.login.name.as_ref().map(AsRef::as_ref),
        waiting: &waiting,
        done: &done,
        older: older.as_deref(),
    });
    Ok(page(StatusCode::OK, shown))
}

/// A cursor in an address.
fn escaped(cursor: &str) -> String {
    percent_encoding::utf8_percent_encode(cursor, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn item<'a>(
    job: &'a SignatureJob,
    signer: SignerId,
    level: SecurityLevel,
    href: &'a str,
    now: Timestamp,
) -> Option<TaskItem<'a>> {
    let signer = job.signer(signer)?;
    let terms = job.terms();
    let may_know = level >= terms.level;
    let state = match (job.state(), signer.state()) {
        (JobState::Completed { retention, .. }, _) => TaskState::Completed {
            until: match retention {
                Retention::Until { time } => Some(*time),
                Retention::Deleted { .. } => None,
            },
        },
        (_, SignerState::Rejected { .. }) => TaskState::RejectedByYou,
        (JobState::Failed { cause, .. }, _) => match cause {
            Failure::Rejected => TaskState::RejectedByAnother,
            Failure::Cancelled => TaskState::Cancelled,
            Failure::Expired => TaskState::Expired,
            Failure::NameNotAvailable | Failure::Unreachable => TaskState::Failed,
        },
        (_, SignerState::Signed { .. }) => TaskState::WaitingForOthers,
        (_, SignerState::Blocked) => TaskState::Blocked,
        (JobState::Active { group }, _) if job.is_turn_of(signer, now) => TaskState::ToSign {
            deadline: group.deadline,
            step_up: !may_know,
        },
        _ => TaskState::Expired,
    };
    let title = if may_know {
        Some(&terms.title)
    } else {
        terms.non_sensitive_title.as_ref()
    };
    Some(TaskItem {
        title: title.map(AsRef::as_ref),
        sender_name: terms.sender.name.as_ref(),
        href,
        state,
        on_behalf_of_other: signer.asked().on_behalf_of == OnBehalfOf::Other,
    })
}
