//! The two phases of sealing: prepare everything up to the digest that a key is to sign, then finish with its signature.
//!
//! Between the two the key may be asked anywhere and take its time. [`Prepared::finish`] takes `self`: what was
//! prepared is sealed once.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use x509_cert::attr::Attributes;

use crate::{
    CertificateChain, FrontPage,
    assemble::{assemble, front_page_pdf},
    cms,
    pdf::append::{BYTE_RANGE_ROOM, Placeholders},
};

/// All that a sealed document is made of.
#[derive(Clone, Debug)]
pub struct SealRequest<'a> {
    /// What the front page says.
    pub front: FrontPage,
    /// The documents, in reading order; each was inspected.
    pub originals: Vec<Original<'a>>,
    /// The audit trail, to be embedded.
    pub audit_trail: Option<Attachment>,
    /// The claimed time of the seal.
    pub sealed_at: jiff::Timestamp,
    /// Random bytes for the file's identifier (ISO 32000-2 clause 14.4).
    pub seed: [u8; 32],
}

/// A document as it was sent.
#[derive(Clone, Debug)]
pub struct Original<'a> {
    /// What signers saw it called.
    pub title: String,
    /// Its file name.
    pub file_name: String,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// A file to be embedded.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its name.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a document could not be prepared.
#[derive(Debug, Error)]
pub enum PrepareError {
    /// The attributes or certificates cannot be encoded.
    #[error("the signature cannot be encoded")]
    Encoding(#[from] der::Error),
    /// The front page could not be made.
    #[error("the front page cannot be made")]
    FrontPage,
    /// There is no document.
    #[error("there is nothing to seal")]
    Nothing,
    /// An original cannot be read, though it was inspected.
    #[error("an original cannot be read")]
    Original,
}

/// Why a prepared document could not be finished.
#[derive(Debug, Error)]
pub enum FinishError {
    /// The signature cannot be encoded.
    #[error("the signature cannot be encoded")]
    Encoding(#[from] der::Error),
    /// The signature does not verify with the certificate's key.
    #[error("the signature is not one of the certificate's key")]
    OtherKey,
    /// The signature is longer than was reckoned with.
    #[error("the signature does not fit its room")]
    Room,
}

/// A document that lacks nothing but the key's signature.
#[derive(Debug)]
#[must_use = "a prepared document is sealed by finishing it"]
pub struct Prepared {
    bytes: Vec<u8>,
    contents: usize,
    room: usize,
    attributes: Attributes,
    digest: [u8; 32],
    chain: CertificateChain,
}

/// A sealed document.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// SHA-256 of it.
    pub sha256: [u8; 32],
    /// The PAdES level that was reached (ETSI EN 319 142-1 clause 6).
    pub level: &'static str,
}

/// The longest DER form of an ECDSA signature on P-256.
const LONGEST_SIGNATURE: usize = 72;

/// Makes the document and says what the key is to sign.
///
/// # Errors
/// [`PrepareError`] when it cannot be made.
pub fn prepare(request: &SealRequest<'_>, chain: &CertificateChain) -> Result<Prepared, PrepareError> {
    // A trial with the longest signature tells how much room the real one needs.
    let trial = cms::signed_attributes(&[0; 32], chain)?;
    let room = cms::signed_data(trial, &[0; LONGEST_SIGNATURE], chain)?.len() + 16;

    let front = front_page_pdf(request)?;
    let (mut bytes, Placeholders { byte_range, contents }) = assemble(request, &front, &chain.subject(), room)?;
    let after = contents + 2 * room + 2;
    let range = format!("[0 {contents} {after} {}]", bytes.len() - after);
    debug_assert!(range.len() <= BYTE_RANGE_ROOM, "numbers of ten digits fit");
    bytes[byte_range..byte_range + range.len()].copy_from_slice(range.as_bytes());

    let document: [u8; 32] =
        Sha256::new().chain_update(&bytes[..contents]).chain_update(&bytes[after..]).finalize().into();
    let attributes = cms::signed_attributes(&document, chain)?;
    let digest = cms::digest_of(&attributes)?;
    Ok(Prepared { bytes, contents, room, attributes, digest, chain: chain.clone() })
}

impl Prepared {
    /// SHA-256 of the signed attributes: what the key signs, as a digest.
    #[must_use]
    pub const fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Puts the key's signature in.
    ///
    /// # Errors
    /// [`FinishError`] when it is not the signature of this document by the certificate's key.
    pub fn finish(self, signature: &[u8]) -> Result<Sealed, FinishError> {
        if !self.chain.accepts(&self.digest, signature) {
            return Err(FinishError::OtherKey);
        }
        let signed = cms::signed_data(self.attributes, signature, &self.chain)?;
        if signed.len() > self.room {
            return Err(FinishError::Room);
        }
        let mut bytes = self.bytes;
        let start = self.contents + 1;
        for (place, byte) in signed.iter().enumerate() {
            let digits = [byte >> 4, byte & 15].map(|digit| b"0123456789ABCDEF"[usize::from(digit)]);
            bytes[start + 2 * place..start + 2 * place + 2].copy_from_slice(&digits);
        }
        let sha256 = Sha256::digest(&bytes).into();
        Ok(Sealed { bytes, sha256, level: "B-B" })
    }
}

/// Bytes that are either borrowed from the request or made here.
pub(crate) type Bytes<'a> = Cow<'a, [u8]>;
