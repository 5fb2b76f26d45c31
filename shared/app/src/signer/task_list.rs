//! What awaits a person, from all senders, and what he or she signed lately.

use segl_domain::{
    id::SignerId, identity::authentication::Login, job::SignatureJob, secret::SessionToken,
};
use thiserror::Error;

use crate::{
    ports::{Ctx, PortError, jobs::Jobs, lists::Tasks, sessions::Sessions},
    signer::session::resume,
};

/// How many tasks stand on a page.
const PAGE: u32 = 25;

/// The tasks of who is logged in.
#[derive(Clone, Debug)]
pub struct TaskList {
    /// Who is logged in.
    pub login: Login,
    /// The tasks whose time has come, newest first.
    pub tasks: Vec<(SignatureJob, SignerId)>,
    /// Where the next page begins.
    pub older: Option<String>,
}

/// Why there is no list.
#[derive(Debug, Error)]
pub enum ListError {
    /// Nobody is logged in.
    #[error("nobody is logged in")]
    NotLoggedIn,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// The tasks addressed to the number of who is logged in, and no others.
///
/// # Errors
/// [`ListError`] says why there is no list.
pub async fn list(
    token: Option<&SessionToken>,
    cursor: Option<&str>,
    table: &(impl Tasks + Jobs + Sessions),
    ctx: Ctx<'_>,
) -> Result<TaskList, ListError> {
    let session = match token {
        Some(token) => resume(token, table, ctx).await?,
        None => None,
    };
    let login = session
        .and_then(|session| session.login)
        .ok_or(ListError::NotLoggedIn)?
        .login;
    let page = table.tasks(&login.person, cursor, PAGE).await?;
    let mut found = Vec::with_capacity(page.items.len());
    for (job, signer) in page.items {
        let Some(read) = table.load(job).await? else {
            continue;
        };
        let is_theirs = read.job.signer(signer).is_some_and(|signer| {
            signer
                .addressee()
                .person()
                .is_some_and(|person| person.key == login.person)
                && read.job.was_reached(signer)
        });
        // The pointer is only a pointer: the job says whose task it is.
        if is_theirs && !read.job.terms().flow.is_direct() {
            found.push((read.job, signer));
        }
    }
    Ok(TaskList {
        login,
        tasks: found,
        older: page.next,
    })
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
