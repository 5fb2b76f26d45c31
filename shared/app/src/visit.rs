//! What a signer does inside: reads, signs, rejects, downloads.

use std::net::IpAddr;

use segl_domain::{
    ActRefused, Digest, DocumentId, Language, PersonName, RejectionReason, SessionToken, Signature, SignatureJob,
    SignerId,
};
use thiserror::Error;

use crate::{
    amend::{AmendError, amend},
    enter::resume,
    manage::{DownloadError, sealed_url},
    ports::{Clock, Downloads, Jobs, Session, Sessions, Unavailable},
};

/// A signer inside, and the job as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The job.
    pub job: SignatureJob,
    /// Who visits; one of the job's signers.
    pub signer: SignerId,
    /// The visit.
    pub session: Session,
}

/// Why a signer cannot do this.
#[derive(Debug, Error)]
pub enum VisitError {
    /// There is nothing (any more) to fetch.
    #[error("it is not there any more")]
    Gone,
    /// The visit is over, or never was.
    #[error("the visit is over")]
    NotInside,
    /// The job's laws forbid it.
    #[error(transparent)]
    Refused(#[from] ActRefused),
    /// The plumbing failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// The visit that this token opens.
///
/// # Errors
/// [`VisitError`] says why none.
pub async fn visit(
    token: &SessionToken,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<Visit, VisitError> {
    let session = resume(token, sessions, clock).await?.ok_or(VisitError::NotInside)?;
    let job = jobs.load(session.job).await?.ok_or(VisitError::NotInside)?.job;
    let signer = job.signer(session.signer).ok_or(VisitError::NotInside)?.id();
    Ok(Visit { job, signer, session })
}

/// A short-lived address of one of the job's documents, for a signer whose turn has come.
///
/// # Errors
/// [`VisitError`] says why there is none.
pub async fn document_url(
    token: &SessionToken,
    document: DocumentId,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Result<String, VisitError> {
    let visit = visit(token, jobs, sessions, clock).await?;
    let reached = visit.job.signer(visit.signer).is_some_and(|signer| visit.job.was_reached(signer));
    let document = visit.job.terms().documents.find(document).ok_or(VisitError::Gone)?;
    if !reached || !visit.job.has_documents(clock.now()) {
        return Err(VisitError::Gone);
    }
    Ok(downloads.original(document.id, &document.version, document.file_name.as_ref()).await?)
}

/// A short-lived address of the sealed document, for one of its signers.
///
/// # Errors
/// [`VisitError`] says why there is none.
pub async fn signed_document_url(
    token: &SessionToken,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Result<String, VisitError> {
    let visit = visit(token, jobs, sessions, clock).await?;
    sealed_url(&visit.job, downloads, clock).await.map_err(|error| match error {
        DownloadError::Unavailable(unavailable) => VisitError::Unavailable(unavailable),
        DownloadError::Deleted | DownloadError::NotFound | DownloadError::NotSealed => VisitError::Gone,
    })
}

/// What a signer says yes to, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The full name the signer states.
    pub name: PersonName,
    /// The identifier of the consent text.
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

/// Signs. A signer who has signed already has signed: the second press of the button is the first one's answer.
///
/// # Errors
/// [`VisitError`] says why not.
pub async fn sign(
    token: &SessionToken,
    consent: Consent,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<(), VisitError> {
    let session = resume(token, sessions, clock).await?.ok_or(VisitError::NotInside)?;
    let signature = Signature {
        name: consent.name,
        consent: consent.text,
        language: consent.language,
        documents: consent.documents,
        authentication: session.authentication.clone(),
        ip_address: consent.ip_address,
        user_agent: consent.user_agent.map(|agent| agent.chars().take(256).collect()),
    };
    let signed = amend(session.job, jobs, |job| job.sign(session.signer, signature.clone(), clock.now())).await;
    match signed {
        Ok(_) | Err(AmendError::Refused(ActRefused::AlreadySigned)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Rejects, which ends the job.
///
/// # Errors
/// [`VisitError`] says why not.
pub async fn reject(
    token: &SessionToken,
    reason: RejectionReason,
    jobs: &impl Jobs,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<(), VisitError> {
    let session = resume(token, sessions, clock).await?.ok_or(VisitError::NotInside)?;
    amend(session.job, jobs, |job| job.reject(session.signer, reason.clone(), clock.now())).await?;
    Ok(())
}

impl From<AmendError<ActRefused>> for VisitError {
    fn from(error: AmendError<ActRefused>) -> Self {
        match error {
            AmendError::NotFound => Self::NotInside,
            AmendError::Refused(refused) => Self::Refused(refused),
            AmendError::Unavailable(unavailable) => Self::Unavailable(unavailable),
        }
    }
}
