//! Seals a job that all have signed: first the evidence of each signer, then the document that embeds it. Of either:
//! prepare, intend, ask the key, finish; then store both, and commit.
//!
//! What is on record after each step if the power fails: nothing; an intention; both attempts and objects in the
//! store that no job names (a later attempt stores other versions, and the job names one of each); the sealed job. Of
//! two executions that seal at once, the first to commit has sealed, and the other's objects are nobody's.

use bytes::Bytes;
use segl_asic::{PreparedSignature, SignedSignature, augment_signatures};
use segl_domain::{
    audit::AuditEvent,
    digest::Digest,
    id::JobId,
    job::{JobState, SealedDocument, SignatureJob, StoredEvidence, transitions::seal::SealRefused},
};
use segl_front_page::{
    fonts::Fonts,
    seal::{Attachment, AuditTrail, ComposeError, Original, SealRequest, prepare},
};
use segl_pades::{
    levels::{AugmentError, augment},
    signing::{FinishError, Sha256State},
};
use segl_pki::chain::{CertificateChain, ChainError};
use thiserror::Error;

use crate::{
    ports::{
        Ctx, Level, PortError, TrustServices,
        documents::{OriginalStore, SealedDocuments, SealedKind, StoreError},
        jobs::{AuditLog, Jobs},
        keys::{PersonCipher, SealCertificates, SealKey},
    },
    tokens,
    update::{UpdateError, update},
    workflow::{evidence, front_page::front_page, renewal::renew_at},
};

/// Why a job was not sealed.
#[derive(Debug, Error)]
pub enum SealError {
    /// The certificates are not fit to seal with.
    #[error("the seal's certificates cannot be used")]
    Certificates(#[from] ChainError),
    /// The key's signature does not fit its certificate.
    #[error("the seal could not be finished")]
    Finish(#[from] FinishError),
    /// There is no such job.
    #[error("there is no such signature job")]
    NotFound,
    /// An original in the store is not what was checked: its bytes have another digest. Trying again changes nothing.
    #[error("an original in the store is not the one that was checked")]
    OriginalCorrupt,
    /// An original is not in the store.
    #[error("an original is missing from the store")]
    OriginalMissing,
    /// The document could not be made.
    #[error("the document could not be prepared")]
    Prepare(#[from] ComposeError),
    /// The level that this deployment seals at was not reached.
    #[error("the seal's level was not reached")]
    Level(#[from] AugmentError),
    /// There is nothing to seal.
    #[error(transparent)]
    Refused(#[from] SealRefused),
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// What a deployment seals with: its key, how high, who is asked for that, and what the front page is made with.
#[derive(Debug)]
pub struct Sealing<'a, K, A> {
    /// The key.
    pub key: &'a K,
    /// The level of every seal.
    pub level: Level,
    /// Who gives timestamps and says what is revoked.
    pub authorities: &'a A,
    /// What the front page is set in.
    pub fonts: &'a Fonts,
    /// Where anybody can have the sealed file validated; the front page says so.
    pub validation_address: Option<&'a str>,
}

/// For whoever names no others.
static COMPILED_IN: Fonts = Fonts::compiled_in();

impl<K, A> Clone for Sealing<'_, K, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, A> Copy for Sealing<'_, K, A> {}

impl<'a, K: SealKey, A: TrustServices> Sealing<'a, K, A> {
    /// At the level asked for; where none is, at the highest that those who are known allow: B-LTA with a time-stamping
    /// authority, B-B without.
    pub fn new(key: &'a K, level: Option<Level>, authorities: &'a A) -> Self {
        let highest = if authorities.timestamp_authorities() > 0 {
            Level::BLTA
        } else {
            Level::BB
        };
        let level = level.unwrap_or(highest);
        Self {
            key,
            level,
            authorities,
            fonts: &COMPILED_IN,
            validation_address: None,
        }
    }

    /// The same, with further fonts for the front page and with where the file can be validated.
    #[must_use]
    pub const fn with_front(self, fonts: &'a Fonts, validation_address: Option<&'a str>) -> Self {
        Self {
            fonts,
            validation_address,
            ..self
        }
    }
}

/// Seals a job. A job that is sealed already is left as it is.
///
/// # Errors
/// [`SealError`] says what stood in the way; the job stays due, and the seal can be tried again.
pub async fn seal_job<S: Jobs + AuditLog>(
    job: JobId,
    jobs: &S,
    store: &(impl OriginalStore + SealedDocuments + SealCertificates),
    sealing: Sealing<'_, impl SealKey, impl TrustServices>,
    persons: &impl PersonCipher,
    ctx: Ctx<'_>,
) -> Result<SignatureJob, SealError> {
    let read = jobs.load(job).await?.ok_or(SealError::NotFound)?;
    if matches!(read.job.state(), JobState::Completed { .. }) {
        return Ok(read.job);
    }
    let chain = CertificateChain::from_pem(&store.chain().await?)?;
    let at = ctx.now();
    let (bytes, hashed) = match fetch_all(&read.job, store).await {
        Err(SealError::OriginalCorrupt) => {
            // On record first: whoever looks for work finds that this one rests.
            update(job, jobs, ctx, |job| job.halt_sealing(at))
                .await
                .map_err(|error| match error {
                    UpdateError::Refused(refused) => SealError::Refused(refused),
                    UpdateError::NotFound => SealError::NotFound,
                    UpdateError::PortError(unavailable) => unavailable.into(),
                })?;
            return Err(SealError::OriginalCorrupt);
        }
        other => other?,
    };
    let (evidence, of_all, told) =
        match evidence_of(&read.job, &chain, jobs, sealing, persons, ctx).await? {
            Made::Evidence {
                evidence,
                of_all,
                job,
            } => (evidence, of_all, job),
            Made::SealedByAnother(job) => return Ok(job),
        };
    // The trail in the seal tells of the evidence too.
    let events = events_of(&told, jobs).await?;
    let request = SealRequest {
        front: front_page(&read.job, persons, sealing.validation_address).await?,
        originals: read
            .job
            .terms()
            .documents
            .iter()
            .zip(bytes.iter().cloned().zip(hashed))
            .map(|(document, (bytes, hashed))| Original {
                title: document.title.as_ref().to_owned(),
                bytes,
                hashed,
            })
            .collect(),
        audit_trail: Some(AuditTrail {
            file: Attachment {
                file_name: "audit-trail.json".to_owned(),
                media_type: "application/json".to_owned(),
                bytes: segl_domain::audit::audit_trail_json(job, &events)
                    .into_bytes()
                    .into(),
            },
            length: told.events(),
            head: *told.head_hash().as_bytes(),
        }),
        evidence: Some(Attachment {
            file_name: "evidence.asice".to_owned(),
            media_type: SealedKind::Evidence.media_type().to_owned(),
            bytes: evidence.embedded()?,
        }),
        fonts: sealing.fonts.clone(),
        sealed_at: at,
        seed: tokens::bytes(ctx.entropy)?,
        timestamp_reserved_len: sealing.level.timestamp_reserved_len(),
    };
    let prepared = prepare(request, &chain)?;

    // The intention is on record before the key is asked.
    let intended = Digest::of(prepared.digest());
    match update(job, jobs, ctx, |job| job.start_sealing(intended, ctx.now())).await {
        Ok(_) => {}
        Err(error) => return sealed_by_another(error, job, jobs).await,
    }
    let signature = sealing
        .key
        .sign(chain.algorithm(), prepared.digest())
        .await?;
    let sealed = augment(
        prepared.signed(signature)?,
        sealing.level,
        at,
        sealing.authorities,
    )
    .await?;
    let (sha256, level) = (Digest::from_bytes(sealed.sha256), sealing.level.to_string());
    let (size, renew_at) = (sealed.size() as u64, renew_at(&sealed, at));
    let container = evidence.handed_out(of_all, evidence::documents(&read.job), &bytes)?;
    let (digest, length) = (
        Digest::of_parts(&container),
        container.iter().map(Bytes::len).sum::<usize>(),
    );
    let stored = StoredEvidence {
        sha256: digest,
        size: length as u64,
        version: SealedDocuments::store(store, job, SealedKind::Evidence, container, &digest)
            .await?,
    };
    let version = SealedDocuments::store(
        store,
        job,
        SealedKind::Document,
        sealed.into_parts(),
        &sha256,
    )
    .await?;
    let outcome = SealedDocument {
        sha256,
        size,
        level,
        version,
        renew_at,
        evidence: Some(stored),
    };
    match update(job, jobs, ctx, |job| job.sealed(outcome.clone(), ctx.now())).await {
        Ok(job) => Ok(job),
        Err(error) => sealed_by_another(error, job, jobs).await,
    }
}

/// What came of making the evidence.
enum Made {
    Evidence {
        evidence: evidence::Evidence,
        /// The signature of all that is handed out.
        of_all: String,
        /// With the intention on record.
        job: SignatureJob,
    },
    SealedByAnother(SignatureJob),
}

/// Has the key sign a statement of each signer, the intention on record before it is asked.
async fn evidence_of(
    job: &SignatureJob,
    chain: &CertificateChain,
    jobs: &(impl Jobs + AuditLog),
    sealing: Sealing<'_, impl SealKey, impl TrustServices>,
    persons: &impl PersonCipher,
    ctx: Ctx<'_>,
) -> Result<Made, SealError> {
    let statements =
        evidence::statements(job, &events_of(job, jobs).await?, persons, ctx.entropy).await?;
    let documents = evidence::documents(job);
    let prepared = evidence::prepare_each(&statements, chain, ctx.now());
    let digests: Vec<u8> = prepared
        .iter()
        .flat_map(|one| one.digest().iter().copied())
        .collect();
    let intended = Digest::of(&digests);
    let begun = update(job.id(), jobs, ctx, |job| {
        job.start_evidence_signing(intended, ctx.now())
    })
    .await;
    if let Err(error) = begun {
        return Ok(Made::SealedByAnother(
            sealed_by_another(error, job.id(), jobs).await?,
        ));
    }
    let sign = async |one: PreparedSignature| -> Result<SignedSignature, SealError> {
        let signature = sealing.key.sign(chain.algorithm(), one.digest()).await?;
        Ok(one.signed(&signature)?)
    };
    let augmented = async |one, level| -> Result<String, SealError> {
        let mut signatures =
            augment_signatures(vec![sign(one).await?], level, sealing.authorities).await?;
        Ok(signatures.swap_remove(0))
    };
    let mut each = Vec::with_capacity(prepared.len());
    for one in prepared {
        each.push(augmented(one, Level::BB).await?);
    }
    let evidence = evidence::Evidence::new(statements, each);
    // One timestamp, of the signature that is of all others too: it proves when they were there.
    let all = evidence.prepare_all(&documents, chain, ctx.now());
    let intended = Digest::of(all.digest());
    let job = match update(job.id(), jobs, ctx, |job| {
        job.start_signing_all_evidence(intended, ctx.now())
    })
    .await
    {
        Ok(job) => job,
        Err(error) => {
            return Ok(Made::SealedByAnother(
                sealed_by_another(error, job.id(), jobs).await?,
            ));
        }
    };
    let of_all = augmented(all, sealing.level).await?;
    Ok(Made::Evidence {
        evidence,
        of_all,
        job,
    })
}

async fn sealed_by_another(
    error: UpdateError<SealRefused>,
    job: JobId,
    jobs: &impl Jobs,
) -> Result<SignatureJob, SealError> {
    match error {
        UpdateError::Refused(SealRefused::AlreadySealed) => {
            Ok(jobs.load(job).await?.ok_or(SealError::NotFound)?.job)
        }
        UpdateError::Refused(refused) => Err(refused.into()),
        UpdateError::NotFound => Err(SealError::NotFound),
        UpdateError::PortError(unavailable) => Err(unavailable.into()),
    }
}

async fn events_of(job: &SignatureJob, log: &impl AuditLog) -> Result<Vec<AuditEvent>, PortError> {
    let mut events = log.events(job.id()).await?;
    events.retain(|event| event.sequence <= job.events());
    Ok(events)
}

async fn fetch_all(
    job: &SignatureJob,
    originals: &impl OriginalStore,
) -> Result<(Vec<Bytes>, Vec<Sha256State>), SealError> {
    let (mut all, mut hashes) = (Vec::new(), Vec::new());
    for document in job.terms().documents.iter() {
        let fetched = originals.fetch(document.id, Some(&document.version)).await;
        let (bytes, _) = fetched.map_err(|error| match error {
            StoreError::Missing => SealError::OriginalMissing,
            StoreError::PortError(unavailable) => SealError::PortError(unavailable),
        })?;
        // Hashed once: the seal goes on from here.
        let hashed = Sha256State::of(&bytes);
        if Digest::from_bytes(hashed.sha256()) != document.sha256 {
            return Err(SealError::OriginalCorrupt);
        }
        all.push(bytes);
        hashes.push(hashed);
    }
    Ok((all, hashes))
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
