//! The phases of a signature: prepare the digest that a key is to sign, take its signature, finish.
//!
//! Between the phases the key may be asked anywhere and take its time. Each phase takes `self`: what was prepared is
//! signed once. The bytes that a document begins with are hashed once, for the signature and for the signed file.

use std::borrow::Cow;

use segl_pdf::{
    append::{BYTE_RANGE_WIDTH, Placeholders},
    file::PdfError,
};
use segl_pki::{chain::CertificateChain, cms, keys::DigestAlgorithm};
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use x509_cert::attr::Attributes;

/// Room for a timestamp token with its chain: the largest of public authorities are a little over 8 kB.
pub const TIMESTAMP_RESERVED_LEN: usize = 12 * 1024;

/// SHA-256 after all of a document's bytes, ready to go on with what a seal puts behind them.
#[derive(Clone, Debug)]
pub struct Sha256State(Sha256);

impl Sha256State {
    /// Hashes a document.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::new().chain_update(bytes))
    }

    /// SHA-256 of the document.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        self.0.clone().finalize().into()
    }
}

/// Why a document could not be prepared for a signature.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// The attributes or certificates cannot be encoded.
    #[error("the signature cannot be encoded")]
    Encoding(#[from] der::Error),
    /// The document cannot be read, or nothing can be added to it.
    #[error("the document cannot be added to")]
    Document(#[from] PdfError),
    /// The document has no page that a signature field can stand on.
    #[error("the document has no page of its own to put a signature field on")]
    NoPage,
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

/// How many bytes `Contents` must hold for a signature with this chain and a timestamp of at most this length. A trial
/// with the longest signature tells.
///
/// # Errors
/// [`PrepareError::Encoding`] when the signature cannot be encoded.
pub fn reserved_len(chain: &CertificateChain, timestamp_reserved_len: usize) -> Result<usize, PrepareError> {
    let trial = cms::signed_attributes(&chain.algorithm().digest().digest(&[]), chain)?;
    let trial = cms::signed_data(trial, &vec![0; chain.key.longest_signature()], None, chain)?;
    Ok(trial.len() + 16 + timestamp_reserved_len)
}

/// A document that lacks nothing but the key's signature.
#[derive(Debug)]
#[must_use = "a prepared document is sealed by finishing it"]
pub struct Prepared<'a> {
    pub(crate) draft: Draft<'a>,
    pub(crate) attributes: Attributes,
    digest: Vec<u8>,
    pub(crate) chain: CertificateChain,
}

/// A file whose last signature is still to be put in.
#[derive(Debug)]
pub struct Draft<'a> {
    /// What was there before, untouched.
    pub base: Cow<'a, [u8]>,
    /// The hash after it.
    pub hashed: Sha256State,
    /// What follows.
    pub tail: Vec<u8>,
    /// Where the `<` of `Contents` is in `tail`.
    pub(crate) contents: usize,
    pub(crate) reserved_len: usize,
}

/// A document that the key has signed.
#[derive(Debug)]
#[must_use = "a signed document is sealed by finishing it"]
pub struct Signed<'a> {
    prepared: Prepared<'a>,
    signature: Vec<u8>,
}

/// A sealed document.
#[derive(Clone, Debug)]
pub struct Sealed<'a> {
    base: Cow<'a, [u8]>,
    tail: Vec<u8>,
    hashed: Sha256State,
    /// SHA-256 of it.
    pub sha256: [u8; 32],
}

impl<'a> Draft<'a> {
    /// Writes the byte range of a signature whose contents have this room.
    pub fn new(
        base: Cow<'a, [u8]>,
        hashed: Sha256State,
        mut tail: Vec<u8>,
        Placeholders { byte_range, contents }: Placeholders,
        reserved_len: usize,
    ) -> Self {
        let (before, after) = (base.len() + contents, contents + 2 * reserved_len + 2);
        let range = format!("[0 {before} {} {}]", base.len() + after, tail.len() - after);
        debug_assert!(range.len() <= BYTE_RANGE_WIDTH, "numbers of ten digits fit");
        tail[byte_range..byte_range + range.len()].copy_from_slice(range.as_bytes());
        Self { base, hashed, tail, contents, reserved_len }
    }

    /// The digest of the signed bytes.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        let (before, after) = (&self.tail[..self.contents], &self.tail[self.contents + 2 * self.reserved_len + 2..]);
        match algorithm {
            // Goes on where the hash of the beginning ended.
            DigestAlgorithm::Sha256 => {
                self.hashed.0.clone().chain_update(before).chain_update(after).finalize().to_vec()
            }
            other => other.digest(&[&self.base, before, after]),
        }
    }

    /// Says what the key of this chain is to sign. For SHA-256 only what follows the untouched bytes is hashed here.
    ///
    /// # Errors
    /// [`PrepareError::Encoding`] when the signature's attributes cannot be encoded.
    pub fn prepare(self, chain: CertificateChain) -> Result<Prepared<'a>, PrepareError> {
        let attributes = cms::signed_attributes(&self.digest(chain.algorithm().digest()), &chain)?;
        Ok(Prepared::again(self, attributes, chain)?)
    }

    /// Puts the signature in.
    pub fn fill(mut self, signature: &[u8]) -> Result<Sealed<'a>, FinishError> {
        if signature.len() > self.reserved_len {
            return Err(FinishError::Room);
        }
        let start = self.contents + 1;
        for (place, byte) in signature.iter().enumerate() {
            let digits = [byte >> 4, byte & 15].map(|digit| b"0123456789ABCDEF"[usize::from(digit)]);
            self.tail[start + 2 * place..start + 2 * place + 2].copy_from_slice(&digits);
        }
        Ok(Sealed::of(self.base, self.hashed, self.tail))
    }
}

impl<'a> Prepared<'a> {
    /// A signature that was prepared before, with the attributes that it had then.
    pub(crate) fn again(draft: Draft<'a>, attributes: Attributes, chain: CertificateChain) -> der::Result<Self> {
        let digest = cms::digest_of(&attributes, &chain)?;
        Ok(Self { draft, attributes, digest, chain })
    }

    /// The digest of the signed attributes: what the key signs, made by [`CertificateChain::algorithm`].
    #[must_use]
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Takes the key's signature.
    ///
    /// # Errors
    /// [`FinishError::OtherKey`] when it is not the signature of this document by the certificate's key.
    pub fn signed(self, signature: Vec<u8>) -> Result<Signed<'a>, FinishError> {
        if self.chain.accepts(&self.digest, &signature) {
            Ok(Signed { prepared: self, signature })
        } else {
            Err(FinishError::OtherKey)
        }
    }

    /// Takes the key's signature and finishes without a timestamp: PAdES B-B.
    ///
    /// # Errors
    /// [`FinishError`] when it is not the signature of this document by the certificate's key.
    pub fn finish(self, signature: Vec<u8>) -> Result<Sealed<'a>, FinishError> {
        self.signed(signature)?.finish(None)
    }
}

impl<'a> Signed<'a> {
    /// The signature's value: what a timestamp of it is over (RFC 3161 appendix A).
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The certificates of the sealing key.
    pub const fn chain(&self) -> &CertificateChain {
        &self.prepared.chain
    }

    /// Writes the signature into the document, with a timestamp token if there is one.
    ///
    /// # Errors
    /// [`FinishError`] when it cannot be encoded or does not fit.
    pub fn finish(self, token: Option<&[u8]>) -> Result<Sealed<'a>, FinishError> {
        let Self { prepared: Prepared { draft, attributes, chain, .. }, signature } = self;
        draft.fill(&cms::signed_data(attributes, &signature, token, &chain)?)
    }
}

impl<'a> Sealed<'a> {
    /// A file with this behind it.
    pub fn of(base: Cow<'a, [u8]>, hashed: Sha256State, tail: Vec<u8>) -> Self {
        let hashed = Sha256State(hashed.0.chain_update(&tail));
        Self { base, tail, sha256: hashed.sha256(), hashed }
    }

    /// A file that was sealed before.
    pub fn whole(bytes: Vec<u8>) -> Self {
        let hashed = Sha256State::of(&bytes);
        Self { base: Cow::Owned(bytes), tail: Vec::new(), sha256: hashed.sha256(), hashed }
    }

    /// The PDF in two parts: the untouched bytes that it begins with, and what the seal put behind them.
    #[must_use]
    pub fn parts(&self) -> (&[u8], &[u8]) {
        (&self.base, &self.tail)
    }

    /// The PDF.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.into_hashed().0
    }

    /// The PDF and its hash, to be gone on with.
    pub fn into_hashed(self) -> (Vec<u8>, Sha256State) {
        let mut bytes = self.base.into_owned();
        bytes.reserve_exact(self.tail.len());
        bytes.extend_from_slice(&self.tail);
        (bytes, self.hashed)
    }
}
