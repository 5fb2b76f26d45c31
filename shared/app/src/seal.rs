//! Seals a job that all have signed: prepare, intend, ask the key, finish, store, commit.
//!
//! What is on record after each step if the power fails: nothing; the intention; the intention and an object in the
//! store that no job names (a later attempt stores another version, and the job names one); the sealed job. Of two
//! executions that seal at once, the first to commit has sealed, and the other's object is nobody's.

use jiff::Timestamp;
use segl_domain::{
    Channel, Digest, Fact, JobId, JobState, Language, SealRefused, SealedDocument, SignatureJob, Signer,
};
use segl_seal::{
    Attachment, CertificateChain, ChainError, FinishError, FrontLanguage, FrontPage, FrontSigner, Original,
    PrepareError, SealRequest, prepare,
};
use thiserror::Error;

use crate::{
    amend::{AmendError, amend},
    dice,
    ports::{
        Clock, Entropy, FactLog, Jobs, Originals, SealCertificates, SealKey, SealedDocuments, StoreError, Unavailable,
    },
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
    /// An original is not in the store.
    #[error("an original is missing from the store")]
    OriginalMissing,
    /// The document could not be made.
    #[error("the document could not be prepared")]
    Prepare(#[from] PrepareError),
    /// There is nothing to seal.
    #[error(transparent)]
    Refused(#[from] SealRefused),
    /// The plumbing failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Seals a job. A job that is sealed already is left as it is.
///
/// # Errors
/// [`SealError`] says what stood in the way; the job stays due, and the seal can be tried again.
pub async fn seal_job<S: Jobs + FactLog>(
    job: JobId,
    jobs: &S,
    originals: &impl Originals,
    sealed_documents: &impl SealedDocuments,
    key: &impl SealKey,
    certificates: &impl SealCertificates,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Result<SignatureJob, SealError> {
    let read = jobs.load(job).await?.ok_or(SealError::NotFound)?;
    if matches!(read.job.state(), JobState::Completed { .. }) {
        return Ok(read.job);
    }
    let chain = CertificateChain::from_pem(&certificates.chain().await?)?;
    let at = clock.now();
    let facts = facts_of(&read.job, jobs).await?;
    let bytes = fetch_all(&read.job, originals).await?;
    let request = SealRequest {
        front: front_page(&read.job),
        originals: read
            .job
            .terms()
            .documents
            .iter()
            .zip(&bytes)
            .map(|(document, bytes)| Original {
                title: document.title.as_ref().to_owned(),
                file_name: document.file_name.as_ref().to_owned(),
                sha256: *document.sha256.as_bytes(),
                bytes,
            })
            .collect(),
        audit_trail: Some(Attachment {
            file_name: "audit-trail.json".to_owned(),
            media_type: "application/json".to_owned(),
            bytes: segl_domain::audit_trail_json(job, &facts).into_bytes(),
        }),
        sealed_at: at,
        seed: dice::bytes(entropy)?,
    };
    let prepared = prepare(&request, &chain)?;
    drop(request);
    drop(bytes);

    // The intention is on record before the key is asked.
    let digest = prepared.digest();
    match amend(job, jobs, |job| job.intend_seal(Digest::from_bytes(digest), at)).await {
        Ok(_) => {}
        Err(error) => return sealed_by_another(error, job, jobs).await,
    }
    let sealed = prepared.finish(&key.sign(&digest).await?)?;
    let (sha256, size, level) = (Digest::from_bytes(sealed.sha256), sealed.bytes.len() as u64, sealed.level.to_owned());
    let version = sealed_documents.store(job, sealed.bytes).await?;
    let outcome = SealedDocument { sha256, size, level, version };
    match amend(job, jobs, |job| job.sealed(outcome.clone(), clock.now())).await {
        Ok(job) => Ok(job),
        Err(error) => sealed_by_another(error, job, jobs).await,
    }
}

async fn sealed_by_another(
    error: AmendError<SealRefused>,
    job: JobId,
    jobs: &impl Jobs,
) -> Result<SignatureJob, SealError> {
    match error {
        AmendError::Refused(SealRefused::AlreadySealed) => Ok(jobs.load(job).await?.ok_or(SealError::NotFound)?.job),
        AmendError::Refused(refused) => Err(refused.into()),
        AmendError::NotFound => Err(SealError::NotFound),
        AmendError::Unavailable(unavailable) => Err(unavailable.into()),
    }
}

async fn facts_of(job: &SignatureJob, log: &impl FactLog) -> Result<Vec<Fact>, Unavailable> {
    let mut facts = log.facts(job.id()).await?;
    facts.retain(|fact| fact.seq <= job.facts());
    Ok(facts)
}

async fn fetch_all(job: &SignatureJob, originals: &impl Originals) -> Result<Vec<Vec<u8>>, SealError> {
    let mut all = Vec::new();
    for document in job.terms().documents.iter() {
        let fetched = originals.fetch(document.id, Some(&document.version)).await;
        let (bytes, _) = fetched.map_err(|error| match error {
            StoreError::Missing => SealError::OriginalMissing,
            StoreError::Unavailable(unavailable) => SealError::Unavailable(unavailable),
        })?;
        if Digest::of(&bytes) != document.sha256 {
            return Err(Unavailable::new("originals", "the store gave other bytes than were checked").into());
        }
        all.push(bytes);
    }
    Ok(all)
}

fn front_page(job: &SignatureJob) -> FrontPage {
    let terms = job.terms();
    // The page is in the language of the first signer listed; every signer may read any of the three.
    let language = job.signers().first().map_or(Language::default(), Signer::language);
    FrontPage {
        language: match language {
            Language::Nb => FrontLanguage::Nb,
            Language::Nn => FrontLanguage::Nn,
            Language::En => FrontLanguage::En,
        },
        job: job.id().to_string(),
        title: terms.title.as_ref().to_owned(),
        sender: format!("{} ({})", terms.sender.name.as_ref(), terms.sender.organisation.as_ref()),
        reference: terms.reference.as_ref().map(|reference| reference.as_ref().to_owned()),
        signers: job.signers().iter().filter_map(|signer| front_signer(signer, language)).collect(),
    }
}

fn front_signer(signer: &Signer, language: Language) -> Option<FrontSigner> {
    let signature = signer.signature()?;
    let signed_at: Timestamp = signer.since();
    let proof = &signature.authentication;
    Some(FrontSigner {
        name: signature.name.as_ref().to_owned(),
        contact: signer.address().masked(),
        signed_at,
        method: method(proof.link_channel, proof.code_channel, language).to_owned(),
    })
}

/// How the signer was let in, claiming no more than the channels bear out.
const fn method(link: Channel, code: Channel, language: Language) -> &'static str {
    match (link, code, language) {
        (Channel::Email, Channel::Email, Language::Nb) => "Lenke og engangskode sendt til samme e-postadresse",
        (Channel::Email, Channel::Email, Language::Nn) => "Lenkje og eingongskode sende til same e-postadresse",
        (Channel::Email, Channel::Email, Language::En) => "Link and one-time code sent to the same e-mail address",
        (Channel::Sms, Channel::Sms, Language::Nb) => "Lenke og engangskode sendt på SMS til samme mobilnummer",
        (Channel::Sms, Channel::Sms, Language::Nn) => "Lenkje og eingongskode sende på SMS til same mobilnummer",
        (Channel::Sms, Channel::Sms, Language::En) => "Link and one-time code sent by SMS to the same mobile number",
        (Channel::Email, Channel::Sms, Language::Nb) => "Lenke sendt på e-post, engangskode på SMS",
        (Channel::Email, Channel::Sms, Language::Nn) => "Lenkje send på e-post, eingongskode på SMS",
        (Channel::Email, Channel::Sms, Language::En) => "Link sent by e-mail, one-time code by SMS",
        (Channel::Sms, Channel::Email, Language::Nb) => "Lenke sendt på SMS, engangskode på e-post",
        (Channel::Sms, Channel::Email, Language::Nn) => "Lenkje send på SMS, eingongskode på e-post",
        (Channel::Sms, Channel::Email, Language::En) => "Link sent by SMS, one-time code by e-mail",
    }
}
