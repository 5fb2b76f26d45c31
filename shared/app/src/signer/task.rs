//! A signer inside: who sees a task, and what may be told to who does not.

use segl_domain::{
    id::{JobId, SignerId},
    identity::authentication::{AuthenticationMethod, Login, SecurityLevel},
    job::{SignatureJob, authorization::Denied, transitions::sign::ActRefused},
    secret::SessionToken,
    text::{SenderName, Title},
};
use thiserror::Error;

use crate::{
    ports::{Ctx, PortError, jobs::Jobs, sessions::Sessions},
    signer::session::resume,
};

/// A job and one of its signers: what an address of a task names.
pub type TaskId = (JobId, SignerId);

/// A signer inside, and the job as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskSession {
    /// The job.
    pub job: SignatureJob,
    /// Whose task it is; one of the job's signers.
    pub signer: SignerId,
    /// How the task was got in to without an e-ID.
    pub entry: Option<AuthenticationMethod>,
    /// Who is logged in.
    pub login: Option<Login>,
}

/// What may be said of a task to who is not let in yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreLoginInfo {
    /// Who sends.
    pub sender_name: SenderName,
    /// What the job may be called in the open.
    pub non_sensitive_title: Option<Title>,
    /// Whether there is a way back to the sender.
    pub is_direct: bool,
}

/// Why a signer cannot do this.
#[derive(Debug, Error)]
pub enum VisitError {
    /// An e-ID is missing, or is another's, or is at too low a level. The hint is for who may have it.
    #[error("an e-ID login is missing")]
    Denied(Denied, Option<Box<PreLoginInfo>>),
    /// There is nothing (any more) to fetch.
    #[error("it is not there any more")]
    Gone,
    /// The session is over or never was, or it did not get in to this task.
    #[error("the visit is over")]
    NotInside,
    /// Before signing, an e-ID login is to be made; the task's page says so.
    #[error("an e-ID login is asked for at the moment of signing")]
    NotProven,
    /// The job's invariants forbid it.
    #[error(transparent)]
    Refused(#[from] ActRefused),
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// What a session has to show for a task.
pub(crate) struct Shown {
    pub(crate) entry: Option<AuthenticationMethod>,
    pub(crate) login: Option<Login>,
}

pub(crate) async fn shown(
    token: Option<&SessionToken>,
    (job, signer): TaskId,
    sessions: &impl Sessions,
    ctx: Ctx<'_>,
) -> Result<Shown, PortError> {
    let session = match token {
        Some(token) => resume(token, sessions, ctx).await?,
        None => None,
    };
    let Some(session) = session else {
        return Ok(Shown {
            entry: None,
            login: None,
        });
    };
    Ok(Shown {
        entry: session
            .visit_of(job, signer)
            .map(|visit| visit.entry.clone()),
        login: session.login.map(|open| open.login),
    })
}

pub(crate) fn admit(job: &SignatureJob, signer: SignerId, shown: &Shown) -> Result<(), VisitError> {
    let denied = match job.admit(signer, shown.entry.as_ref(), shown.login.as_ref()) {
        Ok(()) => return Ok(()),
        Err(Denied::NotASigner) => return Err(VisitError::NotInside),
        Err(denied) => denied,
    };
    // Whoever only knows the address is told nothing; whom the sender sent, and the right person, may know a little.
    let may_know = shown.entry.is_some() || matches!(denied, Denied::StepUp(_));
    let terms = job.terms();
    let hint = may_know.then(|| {
        Box::new(PreLoginInfo {
            sender_name: terms.sender.name.clone(),
            non_sensitive_title: terms.non_sensitive_title.clone(),
            is_direct: terms.flow.is_direct(),
        })
    });
    Err(VisitError::Denied(denied, hint))
}

/// The visit of a task that this session may see.
///
/// # Errors
/// [`VisitError`] says why none.
pub async fn visit(
    token: Option<&SessionToken>,
    task: TaskId,
    table: &(impl Jobs + Sessions),
    ctx: Ctx<'_>,
) -> Result<TaskSession, VisitError> {
    let shown = shown(token, task, table, ctx).await?;
    let Some(read) = table.load(task.0).await? else {
        // As for a task that is somebody else's: who is not logged in may try, and then it is not there.
        return Err(match &shown.login {
            None => VisitError::Denied(Denied::LogIn(SecurityLevel::High), None),
            Some(_) => VisitError::NotInside,
        });
    };
    admit(&read.job, task.1, &shown)?;
    Ok(TaskSession {
        job: read.job,
        signer: task.1,
        entry: shown.entry,
        login: shown.login,
    })
}

/// The job of a task that this session was sent to by the sender: for the way back, which also who may not see the task
/// can take.
///
/// # Errors
/// [`VisitError::NotInside`] for anybody else.
pub async fn sent_to(
    token: Option<&SessionToken>,
    task: TaskId,
    table: &(impl Jobs + Sessions),
    ctx: Ctx<'_>,
) -> Result<SignatureJob, VisitError> {
    let shown = shown(token, task, table, ctx).await?;
    shown.entry.ok_or(VisitError::NotInside)?;
    Ok(table.load(task.0).await?.ok_or(VisitError::NotInside)?.job)
}
