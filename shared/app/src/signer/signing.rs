//! What a signer does inside: reads, signs, rejects, downloads.

use std::net::IpAddr;

use segl_domain::{
    digest::Digest,
    id::{DocumentId, JobId, SignerId},
    identity::authentication::{Authentication, AuthenticationMethod, Login, SecurityLevel},
    job::{
        SignatureJob, Transition,
        authorization::{Denied, SignStep},
        signer::Signature,
        transitions::sign::ActRefused,
    },
    language::Language,
    secret::SessionToken,
    text::{PersonName, RejectionReason, SenderName, Title},
};
use thiserror::Error;

use crate::{
    ports::{
        Clock, PortError,
        documents::{Downloads, SealedKind},
        store::{Jobs, Sessions},
    },
    sender::downloads::{DownloadError, sealed_url_of},
    signer::session::resume,
    update::{UpdateError, update},
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
struct Shown {
    entry: Option<AuthenticationMethod>,
    login: Option<Login>,
}

async fn shown(
    token: Option<&SessionToken>,
    (job, signer): TaskId,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<Shown, PortError> {
    let session = match token {
        Some(token) => resume(token, sessions, clock).await?,
        None => None,
    };
    let Some(session) = session else {
        return Ok(Shown {
            entry: None,
            login: None,
        });
    };
    let visit = session
        .visits
        .into_iter()
        .find(|visit| (visit.job, visit.signer) == (job, signer));
    Ok(Shown {
        entry: visit.map(|visit| visit.entry),
        login: session.login.map(|open| open.login),
    })
}

fn admit(job: &SignatureJob, signer: SignerId, shown: &Shown) -> Result<(), VisitError> {
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
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<TaskSession, VisitError> {
    let shown = shown(token, task, sessions, clock).await?;
    let Some(read) = jobs.load(task.0).await? else {
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
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<SignatureJob, VisitError> {
    let shown = shown(token, task, sessions, clock).await?;
    shown.entry.ok_or(VisitError::NotInside)?;
    Ok(jobs.load(task.0).await?.ok_or(VisitError::NotInside)?.job)
}

/// A short-lived address of one of the job's documents, for a signer whose turn has come.
///
/// # Errors
/// [`VisitError`] says why there is none.
pub async fn document_url(
    token: Option<&SessionToken>,
    task: TaskId,
    document: DocumentId,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Result<String, VisitError> {
    let visit = visit(token, task, jobs, sessions, clock).await?;
    let reached = visit
        .job
        .signer(visit.signer)
        .is_some_and(|signer| visit.job.was_reached(signer));
    let document = visit
        .job
        .terms()
        .documents
        .find(document)
        .ok_or(VisitError::Gone)?;
    if !reached || !visit.job.has_documents(clock.now()) {
        return Err(VisitError::Gone);
    }
    Ok(downloads
        .original(document.id, &document.version, document.file_name.as_ref())
        .await?)
}

/// A short-lived address of the sealed document or of the evidence, for one of the job's signers.
///
/// # Errors
/// [`VisitError`] says why there is none.
pub async fn signer_sealed_url(
    token: Option<&SessionToken>,
    task: TaskId,
    kind: SealedKind,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Result<String, VisitError> {
    let visit = visit(token, task, jobs, sessions, clock).await?;
    sealed_url_of(&visit.job, kind, downloads, clock)
        .await
        .map_err(VisitError::from)
}

impl From<DownloadError> for VisitError {
    fn from(error: DownloadError) -> Self {
        match error {
            DownloadError::PortError(unavailable) => Self::PortError(unavailable),
            DownloadError::Access(_) | DownloadError::Deleted | DownloadError::NotSealed => {
                Self::Gone
            }
        }
    }
}

/// What a signer says yes to, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The full name the signer states; an e-ID's name stands above it.
    pub name: Option<PersonName>,
    /// The identifier of the consent text.
    pub id: String,
    /// The consent text as it was shown.
    pub text: String,
    /// The language it was shown in.
    pub language: Language,
    /// The digest of the documents that were shown.
    pub documents: Digest,
    /// Where the request came from.
    pub ip_address: Option<IpAddr>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

/// Why a task is not acted upon.
enum Refused {
    Act(ActRefused),
    TaskSession(VisitError),
}

/// Signs, and gives the job as it is after. A signer who has signed already has signed: the second press of the button
/// is the first one's answer.
///
/// # Errors
/// [`VisitError`] says why not.
pub async fn sign(
    token: Option<&SessionToken>,
    task: TaskId,
    consent: Consent,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<SignatureJob, VisitError> {
    let shown = shown(token, task, sessions, clock).await?;
    let signed = update(task.0, jobs, |job| {
        admit(&job, task.1, &shown).map_err(Refused::TaskSession)?;
        let (entry, login) = (shown.entry.as_ref(), shown.login.as_ref());
        let signer = job
            .signer(task.1)
            .ok_or(Refused::Act(ActRefused::Unknown))?;
        if signer.signature().is_some() {
            return Ok(Transition::unchanged(job));
        }
        let authentication = match job.sign_step(signer, entry, login, clock.now()) {
            SignStep::Ready(authentication) => authentication,
            SignStep::LogIn { .. } => return Err(Refused::TaskSession(VisitError::NotProven)),
        };
        let proven = login.filter(|_| matches!(authentication, Authentication::EId { .. }));
        let name = match proven {
            Some(login) => login.name.clone(),
            None => Some(
                consent
                    .name
                    .clone()
                    .ok_or(Refused::TaskSession(VisitError::NotProven))?,
            ),
        };
        let Some(name) = name else {
            return job
                .name_not_available(task.1, clock.now())
                .map_err(Refused::Act);
        };
        let signature = Signature {
            name,
            consent: consent.id.clone(),
            consent_text: Some(consent.text.clone()),
            language: consent.language,
            documents: consent.documents,
            birth_date: proven.map(|login| login.birth_date),
            authentication,
            ip_address: consent.ip_address,
            user_agent: consent
                .user_agent
                .as_ref()
                .map(|agent| agent.chars().take(256).collect()),
        };
        job.sign(task.1, signature, clock.now())
            .map_err(Refused::Act)
    });
    signed.await.map_err(VisitError::from)
}

/// Rejects, which ends the job, and gives it as it is after.
///
/// # Errors
/// [`VisitError`] says why not.
pub async fn reject(
    token: Option<&SessionToken>,
    task: TaskId,
    reason: RejectionReason,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<SignatureJob, VisitError> {
    let shown = shown(token, task, sessions, clock).await?;
    let rejected = update(task.0, jobs, |job| {
        admit(&job, task.1, &shown).map_err(Refused::TaskSession)?;
        job.reject(task.1, reason.clone(), clock.now())
            .map_err(Refused::Act)
    });
    rejected.await.map_err(VisitError::from)
}

impl From<UpdateError<Refused>> for VisitError {
    fn from(error: UpdateError<Refused>) -> Self {
        match error {
            UpdateError::NotFound => Self::NotInside,
            UpdateError::Refused(Refused::Act(refused)) => Self::Refused(refused),
            UpdateError::Refused(Refused::TaskSession(error)) => error,
            UpdateError::PortError(unavailable) => Self::PortError(unavailable),
        }
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
