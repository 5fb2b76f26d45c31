//! A sender creates a signature job.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    ContactAddress, CreateRefused, Description, Digest, DocumentId, Documents, DocumentsError, Language, Order,
    PersonName, Reference, Sender, SignatureJob, Signer, Terms, Title,
};
use thiserror::Error;

use crate::{
    DocumentState, Settled, dice,
    ports::{Clock, Creation, DocumentRegister, Entropy, IdempotencyClaim, Jobs, NewJobs, Unavailable},
};

/// How long an `Idempotency-Key` is remembered.
pub const KEY_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// A signer as the sender describes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSigner {
    /// Where the signer is reached.
    pub address: ContactAddress,
    /// The name, if the sender knows it.
    pub name: Option<PersonName>,
    /// The language to speak.
    pub language: Language,
    /// The place in the order.
    pub order: Order,
}

/// What the sender asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateJob {
    /// Who asks.
    pub sender: Sender,
    /// What the job is called.
    pub title: Title,
    /// What it is called in notices.
    pub non_sensitive_title: Option<Title>,
    /// A message to the signers.
    pub description: Option<Description>,
    /// The sender's own name for it.
    pub reference: Option<Reference>,
    /// What is to be signed, in reading order.
    pub documents: Vec<DocumentId>,
    /// By whom.
    pub signers: Vec<NewSigner>,
    /// When the first group's turn comes; at once without it.
    pub activation: Option<Timestamp>,
    /// How long each group has.
    pub available_for: SignedDuration,
    /// The `Idempotency-Key` and the digest of the request it came with.
    pub idempotency: Option<(String, Digest)>,
}

/// A job that the request led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedJob {
    /// The job as it stands.
    pub job: SignatureJob,
    /// Whether it was there already: the same request with the same key makes one job.
    pub repeated: bool,
}

/// Why no job was created.
#[derive(Debug, Error)]
pub enum CreateError {
    /// A document is another job's.
    #[error("document {0} is already part of a job; upload it again for another")]
    DocumentTaken(DocumentId),
    /// A document cannot be signed.
    #[error("document {0} cannot be signed: {1}")]
    DocumentRefused(DocumentId, String),
    /// A document's bytes have not come, or are still being checked.
    #[error("document {0} is not uploaded and checked yet")]
    DocumentNotReady(DocumentId),
    /// There is no such document.
    #[error("there is no document {0}")]
    DocumentUnknown(DocumentId),
    /// The documents do not make a job.
    #[error(transparent)]
    Documents(#[from] DocumentsError),
    /// The key was used for another request.
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
    /// The laws forbid such a job.
    #[error(transparent)]
    Refused(#[from] CreateRefused),
    /// The plumbing failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Creates a job: once for each `Idempotency-Key`, however often the request is made.
///
/// # Errors
/// [`CreateError`] says what to change.
pub async fn create_job<S: NewJobs + Jobs>(
    command: CreateJob,
    jobs: &S,
    register: &impl DocumentRegister,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Result<CreatedJob, CreateError> {
    let organisation = &command.sender.organisation;
    if let Some(answer) = recall(&command, jobs).await? {
        return answer;
    }

    let mut documents = Vec::with_capacity(command.documents.len());
    for id in command.documents.iter().take(Documents::MOST + 1) {
        let found = register.find(*id).await?.filter(|document| document.sender == *organisation);
        let found = found.ok_or(CreateError::DocumentUnknown(*id))?;
        if found.job.is_some() {
            // A twin may have ended since the key was looked up, and the document is taken by this very request.
            return recall(&command, jobs).await?.unwrap_or(Err(CreateError::DocumentTaken(*id)));
        }
        documents.push(found.as_checked().ok_or_else(|| match found.state {
            DocumentState::Settled(Settled::Refused { detail, .. }) => CreateError::DocumentRefused(*id, detail),
            _ => CreateError::DocumentNotReady(*id),
        })?);
    }

    let now = clock.now();
    let mut signers = Vec::with_capacity(command.signers.len());
    for new in command.signers {
        let id = dice::id(now, entropy)?;
        signers.push(Signer::new(id, new.address, new.name, new.language, new.order, now));
    }
    let terms = Terms {
        sender: command.sender.clone(),
        title: command.title,
        non_sensitive_title: command.non_sensitive_title,
        description: command.description,
        reference: command.reference,
        documents: Documents::try_from(documents)?,
        available_for: command.available_for,
    };
    let step = SignatureJob::create(dice::id(now, entropy)?, terms, signers, command.activation, now)?;
    let job = step.job.clone();
    let claim = command.idempotency.map(|(key, request)| IdempotencyClaim {
        sender: command.sender.organisation.clone(),
        key,
        request,
        until: now + KEY_LIFE,
    });
    let request = claim.as_ref().map(|claim| claim.request);
    match (jobs.create(step, claim).await?, request) {
        (Creation::Created, _) => Ok(CreatedJob { job, repeated: false }),
        (Creation::KeyUsed(recalled), Some(request)) => repeated(&recalled, &request, jobs).await,
        (Creation::KeyUsed(_), None) => Err(CreateError::KeyReused),
        (Creation::DocumentTaken, _) => {
            let first = command.documents.first().copied().ok_or(DocumentsError::Number)?;
            Err(CreateError::DocumentTaken(first))
        }
    }
}

/// The answer to a request whose key was used before.
async fn recall<S: NewJobs + Jobs>(
    command: &CreateJob,
    jobs: &S,
) -> Result<Option<Result<CreatedJob, CreateError>>, Unavailable> {
    let Some((key, request)) = &command.idempotency else { return Ok(None) };
    match jobs.recall(&command.sender.organisation, key).await? {
        Some(recalled) => Ok(Some(repeated(&recalled, request, jobs).await)),
        None => Ok(None),
    }
}

async fn repeated(
    recalled: &crate::ports::Recalled,
    request: &Digest,
    jobs: &impl Jobs,
) -> Result<CreatedJob, CreateError> {
    if recalled.request != *request {
        return Err(CreateError::KeyReused);
    }
    let read = jobs.load(recalled.job).await?;
    let read = read.ok_or_else(|| Unavailable::new("table", "a remembered job is not there"))?;
    Ok(CreatedJob { job: read.job, repeated: true })
}
