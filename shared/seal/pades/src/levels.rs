//! From a signed document up to the level that is asked for (ETSI EN 319 142-1 clause 6): B-B, B-T, B-LT, B-LTA.

use std::fmt;

use thiserror::Error;

use crate::{
    archive::{ValidationData, add_validation_data, certificates_of, prepare_document_timestamp},
    signing::{FinishError, PrepareError, Sealed, Signed, TIMESTAMP_RESERVED_LEN},
};
use segl_pki::{
    certificate::X509Certificate,
    digest::DigestAlgorithm,
    revocation::{
        RevocationError, RevocationQuestion, has_ocsp_nocheck, issuers_of, names_sources,
    },
    timestamp::{TimestampError, TimestampQuestion, Token},
    verifier::Verifier,
};

/// A PAdES baseline level (ETSI EN 319 142-1 clause 6.1), each with all that those before it have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A signature.
    BB,
    /// A timestamp of the signature: it was there at that time.
    BT,
    /// The certificates and the answers about their revocation: it can be validated when those who answered are gone.
    BLT,
    /// A timestamp of the document with all that: it can be validated when the algorithms and certificates are old.
    BLTA,
}

impl Level {
    /// Every level, the lowest first.
    pub const ALL: [Self; 4] = [Self::BB, Self::BT, Self::BLT, Self::BLTA];

    /// What the standard calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BB => "B-B",
            Self::BT => "B-T",
            Self::BLT => "B-LT",
            Self::BLTA => "B-LTA",
        }
    }

    /// The level of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// How much room a signature of this level needs for its timestamp.
    #[must_use]
    pub const fn timestamp_reserved_len(self) -> usize {
        match self {
            Self::BB => 0,
            Self::BT | Self::BLT | Self::BLTA => TIMESTAMP_RESERVED_LEN,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Somebody did not answer. What was asked and why not is for the log of whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no answer")]
pub struct NoResponse;

/// Those outside who are asked. How long and how much they may answer is for whoever implements this to bound.
pub trait TrustServices: Send + Sync {
    /// How many time-stamping authorities there are; the first is asked first.
    fn timestamp_authorities(&self) -> usize;

    /// Sends a `TimeStampReq` to an authority, counted from 0, and gives its `TimeStampResp` (RFC 3161 section 3.4).
    fn timestamp(
        &self,
        authority: usize,
        request: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, NoResponse>> + Send;

    /// Sends an `OCSPRequest` and gives the `OCSPResponse` (RFC 6960 appendix A).
    fn ocsp(
        &self,
        address: &str,
        request: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, NoResponse>> + Send;

    /// Fetches a list of revoked certificates in DER.
    fn crl(&self, address: &str) -> impl Future<Output = Result<Vec<u8>, NoResponse>> + Send;

    /// Fetches an issuer's certificate in DER (RFC 5280 section 4.2.2.1).
    fn certificate(
        &self,
        address: &str,
    ) -> impl Future<Output = Result<Vec<u8>, NoResponse>> + Send;
}

/// Why a level was not reached.
#[derive(Debug, Error)]
pub enum AugmentError {
    /// Something cannot be encoded.
    #[error("the validation data cannot be encoded")]
    Encoding(#[from] der::Error),
    /// The signature or a timestamp does not fit.
    #[error(transparent)]
    Finish(#[from] FinishError),
    /// The document cannot be added to.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// A certificate is revoked, or nobody says whether it is.
    #[error(transparent)]
    Revocation(#[from] RevocationError),
    /// Nobody who was asked about a certificate gave an answer that can be used.
    #[error("nobody said whether a certificate of the seal is revoked")]
    RevocationUnknown,
    /// No time-stamping authority is known, and the level needs one.
    #[error("the level needs a time-stamping authority, and none is configured")]
    NoTimestampAuthority,
    /// No authority gave a timestamp; this is the last one's failure.
    #[error("no time-stamping authority gave a timestamp that can be used")]
    Timestamp(#[from] TimestampError),
}

/// Finishes a signed document at this level.
///
/// # Errors
/// [`AugmentError`] says what could not be had. Nothing is lost: the same request can be sealed again.
pub async fn augment(
    signed: Signed,
    level: Level,
    at: jiff::Timestamp,
    authorities: &impl TrustServices,
) -> Result<Sealed, AugmentError> {
    if level == Level::BB {
        return Ok(signed.finish(None)?);
    }
    let digest = DigestAlgorithm::Sha256.digest(&[signed.signature()]);
    let token = timestamp(&digest, authorities).await?;
    let certificates = [
        signed.chain().certificates.clone(),
        token.certificates.clone(),
    ]
    .concat();
    let sealed = signed.finish(Some(&token))?;
    if level == Level::BT {
        return Ok(sealed);
    }
    let data = validation_data(certificates, &[], at, authorities).await?;
    let sealed = add_validation_data(sealed, &data)?;
    if level == Level::BLT {
        return Ok(sealed);
    }
    stamp_document(sealed, at, authorities).await
}

/// Adds validation data for the last timestamps and a new document timestamp over all, so that a sealed file outlives
/// the certificates of the timestamps that it has.
///
/// # Errors
/// [`AugmentError`] says what could not be had; the file is left as it was.
pub async fn extend_lta(
    sealed: Sealed,
    at: jiff::Timestamp,
    authorities: &impl TrustServices,
) -> Result<Sealed, AugmentError> {
    let sealed = sealed.in_one_piece();
    let (certificates, known) = certificates_of(&sealed.file().map_err(PrepareError::Document)?)?;
    let data = validation_data(certificates, &known, at, authorities).await?;
    let sealed = add_validation_data(sealed, &data)?;
    stamp_document(sealed, at, authorities).await
}

async fn stamp_document(
    sealed: Sealed,
    at: jiff::Timestamp,
    authorities: &impl TrustServices,
) -> Result<Sealed, AugmentError> {
    let prepared = prepare_document_timestamp(sealed, at, TIMESTAMP_RESERVED_LEN)?;
    let token = timestamp(&prepared.digest(DigestAlgorithm::Sha256), authorities).await?;
    Ok(prepared.finish(&token)?)
}

/// Asks one authority after the other, until one gives a timestamp of this digest.
pub async fn timestamp(
    digest: &[u8],
    authorities: &impl TrustServices,
) -> Result<Token, AugmentError> {
    let question = TimestampQuestion::new(DigestAlgorithm::Sha256, digest)?;
    let request = question.request()?;
    let mut last = AugmentError::NoTimestampAuthority;
    for authority in 0..authorities.timestamp_authorities() {
        last = match authorities.timestamp(authority, &request).await {
            Ok(response) => match question.accept(&response) {
                Ok(token) => return Ok(token),
                Err(error) => error.into(),
            },
            Err(NoResponse) => TimestampError::NotGranted.into(),
        };
    }
    Err(last)
}

/// How many certificates are asked about at most: a chain of each, the seal's, two timestamps' and their responders'.
pub const MAX_ASKED: usize = 24;

/// Asks about every certificate that is not a root, those of the responders too, unless they are exempt: what is kept is
/// of this time, signed, and says that none is revoked. Issuers are looked for among these, those that are known besides,
/// and where the certificates say: authorities often leave their root out of what they sign.
pub async fn validation_data(
    certificates: Vec<X509Certificate>,
    known: &[X509Certificate],
    at: jiff::Timestamp,
    authorities: &impl TrustServices,
) -> Result<ValidationData, AugmentError> {
    let mut data = ValidationData::default();
    let mut known = [&certificates, known].concat();
    let mut waiting = certificates;
    let mut asked = 0;
    let verifier = Verifier::default();
    while let Some(certificate) = waiting.pop() {
        if !data.certificates.insert(certificate.der().to_vec())
            || certificate.is_self_signed()
            || has_ocsp_nocheck(&certificate)
        {
            continue;
        }
        // A certificate that names no place to ask cannot be asked about; its validator says so.
        if names_sources(&certificate) == Ok(false) {
            continue;
        }
        asked += 1;
        if asked > MAX_ASKED {
            return Err(AugmentError::RevocationUnknown);
        }
        let issuer = match known
            .iter()
            .find(|other| verifier.has_issued(other, &certificate))
        {
            Some(issuer) => issuer.clone(),
            None => {
                let fetched = fetch_issuer(&certificate, &verifier, authorities).await;
                let issuer = fetched.ok_or(AugmentError::RevocationUnknown)?;
                known.push(issuer.clone());
                waiting.push(issuer.clone());
                issuer
            }
        };
        let question = RevocationQuestion::about(&certificate, &issuer)?;
        let Some(question) = question else { continue };
        let new = ask(&question, &mut data, at, &verifier, authorities).await?;
        known.extend(new.iter().cloned());
        waiting.extend(new);
    }
    Ok(data)
}

/// The issuer's certificate from where the certificate says that it is.
async fn fetch_issuer(
    certificate: &X509Certificate,
    verifier: &Verifier,
    authorities: &impl TrustServices,
) -> Option<X509Certificate> {
    for address in issuers_of(certificate) {
        let Ok(fetched) = authorities.certificate(&address).await else {
            continue;
        };
        let issuer = X509Certificate::from_der(&fetched);
        if let Some(issuer) = issuer.filter(|issuer| verifier.has_issued(issuer, certificate)) {
            return Some(issuer);
        }
    }
    None
}

/// Asks the responders, then the lists; gives the certificates that came with the answer.
async fn ask(
    question: &RevocationQuestion,
    data: &mut ValidationData,
    at: jiff::Timestamp,
    verifier: &Verifier,
    authorities: &impl TrustServices,
) -> Result<Vec<X509Certificate>, AugmentError> {
    let request = question.ocsp_request()?;
    for address in &question.responders {
        let Ok(response) = authorities.ocsp(address, &request).await else {
            continue;
        };
        match question.accept_ocsp(&response, at, verifier) {
            Ok(certificates) => {
                data.ocsp_responses.insert(response);
                return Ok(certificates);
            }
            Err(RevocationError::Revoked) => return Err(RevocationError::Revoked.into()),
            Err(RevocationError::Unusable) => {}
        }
    }
    for address in &question.lists {
        let Ok(list) = authorities.crl(address).await else {
            continue;
        };
        match question.accept_crl(&list, at, verifier) {
            Ok(()) => {
                data.crls.insert(list);
                return Ok(Vec::new());
            }
            Err(RevocationError::Revoked) => return Err(RevocationError::Revoked.into()),
            Err(RevocationError::Unusable) => {}
        }
    }
    Err(AugmentError::RevocationUnknown)
}
