//! A sender creates a signature job.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    account::organisation::Sector,
    contact::{ContactAddress, LookedUp, Unreachable},
    digest::Digest,
    id::{DocumentId, SignerId},
    identity::{
        authentication::{Identifier, SecurityLevel},
        national_id::NationalIdentityNumber,
        person::Person,
        policy::{self, Action, Forbidden, Resource},
        principal::Principal,
    },
    job::{
        Flow, RetentionPolicy, SignatureJob, Terms,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        document::{Documents, DocumentsError},
        signer::{Asked, Order, Signer},
        transitions::create::CreateRefused,
    },
    language::Language,
    text::{Description, PersonName, QueueName, Reference, SignerIdentifier, Title},
};
use thiserror::Error;

use crate::{
    change_set::ChangeSet,
    document::{DocumentState, Settled},
    ports::{
        Ctx, PortError,
        document_index::DocumentIndex,
        e_id::{ContactRegister, IdentityPorts, IdentityProviders},
        jobs::{Creation, IdempotencyClaim, Jobs, NewJobs},
        keys::{PersonCipher, PersonHash},
    },
    tokens,
};

/// How long an `Idempotency-Key` is remembered.
pub const IDEMPOTENCY_KEY_TTL: SignedDuration = SignedDuration::from_hours(24);

/// Where notifications are to go to a signer who is addressed by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewNotifications {
    /// To these addresses.
    Given(ContactAddress),
    /// To what the contact register says.
    LookUp {
        /// Whether text messages are wanted beside e-mail.
        sms: bool,
    },
    /// Nowhere.
    Nowhere,
}

/// By what a signer is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewAddressee {
    /// By e-mail, mobile or both.
    Contact(ContactAddress),
    /// By a word of the sender's own.
    Custom(SignerIdentifier),
    /// By national identity number.
    Person(NationalIdentityNumber, NewNotifications),
}

/// A signer as the sender describes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSigner {
    /// By what the signer is addressed.
    pub addressee: NewAddressee,
    /// What is asked of the signer, beside a signature.
    pub asked: Asked,
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
    pub principal: Principal,
    /// How signers come to the task.
    pub flow: Flow,
    /// The e-ID level that signers addressed by number need.
    pub level: SecurityLevel,
    /// What stands for the signers in the signed document.
    pub identifier: Option<Identifier>,
    /// The queue that tells of the job's changes.
    pub queue: Option<QueueName>,
    /// What the job is called.
    pub title: Title,
    /// What it is called in notifications.
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
    /// Whether the signed document is kept for twenty years.
    pub retention: RetentionPolicy,
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
    /// A signer is addressed by number, and nobody could log in.
    #[error(
        "signer {0} (counted from 1) has a nationalIdentityNumber, and no e-ID login is set up in this deployment; address the signer by email or mobile"
    )]
    NumbersNotTaken(usize),
    /// A signer has the number of a synthetic person, and this deployment takes real ones only.
    #[error(
        "signer {0} (counted from 1) is a synthetic person, and this deployment takes real persons only"
    )]
    Synthetic(usize),
    /// The invariants forbid such a job.
    #[error(transparent)]
    Refused(#[from] CreateRefused),
    /// The principal may not do this.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Creates a job: once for each `Idempotency-Key`, however often the request is made.
///
/// # Errors
/// [`CreateError`] says what to change.
pub async fn create_job<S: NewJobs + Jobs + DocumentIndex>(
    command: CreateJob,
    table: &S,
    persons: IdentityPorts<
        '_,
        impl PersonHash + PersonCipher,
        impl ContactRegister,
        impl IdentityProviders,
    >,
    ctx: Ctx<'_>,
) -> Result<CreatedJob, CreateError> {
    policy::authorize(
        &command.principal,
        Action::CreateJob,
        Resource::OwnOrganisation,
    )?;
    let organisation = command.principal.organisation_number();
    if let Some(answer) = recall(&command, table).await? {
        return answer;
    }

    let mut documents = Vec::with_capacity(command.documents.len());
    for id in command.documents.iter().take(Documents::MOST + 1) {
        let found = DocumentIndex::find(table, *id)
            .await?
            .filter(|document| document.sender == *organisation);
        let found = found.ok_or(CreateError::DocumentUnknown(*id))?;
        if found.job.is_some() {
            // A twin may have ended since the key was looked up, and the document is taken by this very request.
            return recall(&command, table)
                .await?
                .unwrap_or(Err(CreateError::DocumentTaken(*id)));
        }
        documents.push(found.as_checked().ok_or_else(|| match found.state {
            DocumentState::Settled(Settled::Refused { detail, .. }) => {
                CreateError::DocumentRefused(*id, detail)
            }
            _ => CreateError::DocumentNotReady(*id),
        })?);
    }

    let now = ctx.now();
    let mut signers = Vec::with_capacity(command.signers.len());
    let mut unreachable = Vec::new();
    for (place, new) in command.signers.into_iter().enumerate() {
        let id: SignerId = tokens::id(now, ctx.entropy)?;
        let (addressee, not_reached) = match new.addressee {
            NewAddressee::Contact(contact) => (Addressee::Contact(contact), None),
            NewAddressee::Custom(identifier) => (Addressee::Custom { identifier }, None),
            NewAddressee::Person(number, notifications) => {
                if persons.e_ids.providers().await?.is_empty() {
                    return Err(CreateError::NumbersNotTaken(place + 1));
                }
                if number.is_synthetic() && !persons.takes_synthetic {
                    return Err(CreateError::Synthetic(place + 1));
                }
                addressed_person(
                    id,
                    &number,
                    &notifications,
                    now,
                    persons,
                    command.principal.organisation.sector,
                )
                .await?
            }
        };
        unreachable.extend(not_reached.map(|why| (id, why)));
        signers.push(Signer::new(
            id,
            addressee,
            new.name,
            new.language,
            new.order,
            new.asked,
            now,
        ));
    }
    let terms = Terms {
        sender: command.principal.organisation.sender.clone(),
        title: command.title,
        non_sensitive_title: command.non_sensitive_title,
        description: command.description,
        reference: command.reference,
        documents: Documents::try_from(documents)?,
        available_for: command.available_for,
        flow: command.flow,
        level: command.level,
        identifier: command.identifier,
        queue: command.queue,
        retention: command.retention,
    };
    let id = tokens::id(now, ctx.entropy)?;
    let step = SignatureJob::create(
        id,
        terms,
        command.principal.organisation.sector,
        signers,
        &unreachable,
        command.activation,
        command.principal.actor,
        now,
    )?;
    let changes = ChangeSet::of_creation(step, now);
    let claim = command.idempotency.map(|(key, request)| IdempotencyClaim {
        sender: command.principal.organisation_number().clone(),
        key,
        request,
        until: now + IDEMPOTENCY_KEY_TTL,
    });
    let request = claim.as_ref().map(|claim| claim.request);
    match (table.create(&changes, claim).await?, request) {
        (Creation::Created, _) => Ok(CreatedJob {
            job: changes.job,
            repeated: false,
        }),
        (Creation::KeyUsed(recalled), Some(request)) => repeated(&recalled, &request, table).await,
        (Creation::KeyUsed(_), None) => Err(CreateError::KeyReused),
        (Creation::DocumentTaken, _) => {
            let first = command
                .documents
                .first()
                .copied()
                .ok_or(DocumentsError::Number)?;
            Err(CreateError::DocumentTaken(first))
        }
    }
}

/// The person as he or she is stored, and why there is no way to him or her, if so.
async fn addressed_person(
    id: SignerId,
    number: &NationalIdentityNumber,
    notifications: &NewNotifications,
    now: Timestamp,
    persons: IdentityPorts<
        '_,
        impl PersonHash + PersonCipher,
        impl ContactRegister,
        impl IdentityProviders,
    >,
    sector: Sector,
) -> Result<(Addressee, Option<Unreachable>), PortError> {
    let mut not_reached = None;
    let notifications = match notifications {
        NewNotifications::Given(contact) => NotificationAddress::Given {
            contact: contact.clone(),
        },
        NewNotifications::Nowhere => NotificationAddress::Nowhere,
        // The invariant that refuses this is the domain's; until it has spoken nobody is looked up.
        NewNotifications::LookUp { sms } if sector == Sector::Private => {
            NotificationAddress::LookUp {
                sms: *sms,
                found: None,
                at: now,
            }
        }
        NewNotifications::LookUp { sms } => {
            let found = match persons.contacts.look_up(number, *sms).await? {
                LookedUp::Found(contact) => Some(contact),
                LookedUp::Unreachable(why) => {
                    not_reached = Some(why);
                    None
                }
            };
            NotificationAddress::LookUp {
                sms: *sms,
                found,
                at: now,
            }
        }
    };
    let encrypted = persons
        .keys
        .encrypt(&number.expose(), &id.to_string())
        .await?;
    let person = Person {
        key: persons.keys.key_of(number).await?,
        number: encrypted,
    };
    Ok((
        Addressee::Person(AddressedPerson {
            person,
            notifications,
        }),
        not_reached,
    ))
}

/// The answer to a request whose key was used before.
async fn recall<S: NewJobs + Jobs>(
    command: &CreateJob,
    jobs: &S,
) -> Result<Option<Result<CreatedJob, CreateError>>, PortError> {
    let Some((key, request)) = &command.idempotency else {
        return Ok(None);
    };
    match jobs
        .recall(command.principal.organisation_number(), key)
        .await?
    {
        Some(recalled) => Ok(Some(repeated(&recalled, request, jobs).await)),
        None => Ok(None),
    }
}

async fn repeated(
    recalled: &crate::ports::jobs::Recalled,
    request: &Digest,
    jobs: &impl Jobs,
) -> Result<CreatedJob, CreateError> {
    if recalled.request != *request {
        return Err(CreateError::KeyReused);
    }
    let read = jobs.load(recalled.job).await?;
    let read = read.ok_or_else(|| PortError::corrupt("table", "a remembered job is not there"))?;
    Ok(CreatedJob {
        job: read.job,
        repeated: true,
    })
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
