//! What came of a task.

use segl_app::signer::task::TaskSession;
use segl_domain::{
    job::{
        Failure, JobState, Retention,
        signer::{Signer, SignerState},
    },
    language::Language,
};
use segl_pages::{
    EndPage, EndedPage, Ending, ExitLink, WaitingPage, end_page, ended_page, waiting_page,
};

use super::request::task_base;

/// The page that tells a signer how the task ended, or what it waits for.
pub(super) fn page(visit: &TaskSession, signer: &Signer, language: Language) -> String {
    let job = &visit.job;
    let (title, sender_name) = (job.terms().title.as_ref(), job.terms().sender.name.as_ref());
    let base = task_base((job.id(), visit.signer));
    let way_back = format!("{base}/exit");
    let exit = job.terms().flow.is_direct().then_some(ExitLink {
        sender_name,
        href: &way_back,
    });
    let (base, to_list) = (base.as_str(), visit.login.is_some());
    let ended = |ending| {
        ended_page(&EndedPage {
            language,
            base,
            title,
            sender_name,
            ending,
            to_list,
            exit,
        })
    };
    match (job.state(), signer.state()) {
        (JobState::Completed { retention, .. }, _) => {
            let available_until = match retention {
                Retention::Until { time } => Some(*time),
                Retention::Deleted { .. } => None,
            };
            end_page(&EndPage {
                language,
                base,
                title,
                sender_name,
                available_until,
                to_list,
                exit,
            })
        }
        (_, SignerState::Rejected { .. }) => ended(Ending::RejectedByYou),
        (
            JobState::Failed {
                cause: Failure::Rejected,
                ..
            },
            _,
        ) => ended(Ending::RejectedByAnother),
        (
            JobState::Failed {
                cause: Failure::Cancelled,
                ..
            },
            _,
        ) => ended(Ending::Cancelled),
        (
            JobState::Failed {
                cause: Failure::Expired,
                ..
            },
            _,
        ) => ended(Ending::Expired),
        (_, SignerState::SignersNameNotAvailable) => ended(Ending::NameNotAvailable),
        (
            JobState::Failed {
                cause: Failure::NameNotAvailable | Failure::Unreachable,
                ..
            },
            _,
        ) => ended(Ending::Failed),
        (_, SignerState::Blocked) => ended(Ending::Blocked),
        (_, SignerState::Signed { .. }) => waiting_page(&WaitingPage {
            language,
            base,
            to_list,
            exit,
            title,
            sender_name,
            signed: job.signed(),
            signers: job.signers().len(),
            deadline: job.active_group().map(|group| group.deadline),
        }),
        // The deadline has passed and the job is about to say so.
        _ => ended(Ending::Expired),
    }
}
