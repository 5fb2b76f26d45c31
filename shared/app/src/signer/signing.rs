//! A signer signs, or rejects.

use std::net::IpAddr;

use segl_domain::{
    digest::Digest,
    identity::authentication::Authentication,
    job::{
        SignatureJob, Transition, authorization::SignStep, signer::Signature,
        transitions::sign::ActRefused,
    },
    language::Language,
    secret::SessionToken,
    text::{PersonName, RejectionReason},
};

use crate::{
    ports::{Ctx, jobs::Jobs, sessions::Sessions},
    signer::task::{TaskId, VisitError, admit, shown},
    update::{UpdateError, update},
};

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
    table: &(impl Jobs + Sessions),
    ctx: Ctx<'_>,
) -> Result<SignatureJob, VisitError> {
    let shown = shown(token, task, table, ctx).await?;
    let signed = update(task.0, table, ctx, |job| {
        admit(&job, task.1, &shown).map_err(Refused::TaskSession)?;
        let (entry, login) = (shown.entry.as_ref(), shown.login.as_ref());
        let signer = job
            .signer(task.1)
            .ok_or(Refused::Act(ActRefused::Unknown))?;
        if signer.signature().is_some() {
            return Ok(Transition::unchanged(job));
        }
        let authentication = match job.sign_step(signer, entry, login, ctx.now()) {
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
                .name_not_available(task.1, ctx.now())
                .map_err(Refused::Act);
        };
        let signature = Signature {
            name,
            consent: consent.id.clone(),
            consent_text: Some(consent.text.clone()),
            language: consent.language,
            documents: consent.documents,
            birth_date: proven.and_then(|login| login.birth_date),
            authentication,
            ip_address: consent.ip_address,
            user_agent: consent
                .user_agent
                .as_ref()
                .map(|agent| agent.chars().take(256).collect()),
        };
        job.sign(task.1, signature, ctx.now()).map_err(Refused::Act)
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
    table: &(impl Jobs + Sessions),
    ctx: Ctx<'_>,
) -> Result<SignatureJob, VisitError> {
    let shown = shown(token, task, table, ctx).await?;
    let rejected = update(task.0, table, ctx, |job| {
        admit(&job, task.1, &shown).map_err(Refused::TaskSession)?;
        job.reject(task.1, reason.clone(), ctx.now())
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
