//! The phases of a signature: prepare the digest that a key is to sign, take its signature, finish.
//!
//! Between the phases the key may be asked anywhere and take its time. Each phase takes `self`: what was prepared is
//! signed once. The bytes that a document begins with are hashed once, for the signature and for the signed file.

use bytes::Bytes;
use der::Encode as _;
use segl_pdf::{
    append::{Appended, BYTE_RANGE_WIDTH},
    file::{File, PdfError},
    revision::Revision,
};
use segl_pki::{chain::CertificateChain, cms, digest::DigestAlgorithm, timestamp::Token};
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

    /// After these bytes too.
    pub(crate) fn with(self, parts: &[Bytes]) -> Self {
        Self(parts.iter().fold(self.0, Sha256::chain_update))
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
pub fn reserved_len(
    chain: &CertificateChain,
    timestamp_reserved_len: usize,
) -> Result<usize, PrepareError> {
    let trial = cms::signed_attributes(&chain.algorithm().digest().digest(&[]), chain)?;
    let trial = cms::signed_data(trial, &vec![0; chain.key.longest_signature()], None, chain)?;
    Ok(trial.len() + 16 + timestamp_reserved_len)
}

/// A document that lacks nothing but the key's signature.
#[derive(Debug)]
#[must_use = "a prepared document is sealed by finishing it"]
pub struct Prepared {
    pub(crate) draft: Draft,
    pub(crate) attributes: Attributes,
    digest: Vec<u8>,
    pub(crate) chain: CertificateChain,
}

/// A file whose last signature is still to be put in.
#[derive(Debug)]
pub struct Draft {
    /// What was there before, untouched, and what of the update stands before the signature's dictionary.
    pub(crate) parts: Vec<Bytes>,
    /// The hash after all parts.
    pub(crate) hashed: Sha256State,
    /// The signature's dictionary, and what follows.
    pub(crate) end: Vec<u8>,
    /// Where the `<` of `Contents` is in `end`.
    pub(crate) contents: usize,
    pub(crate) reserved_len: usize,
    /// What an update over the whole is to know; without it, the file is read again.
    pub(crate) revision: Option<Revision>,
}

/// A document that the key has signed.
#[derive(Debug)]
#[must_use = "a signed document is sealed by finishing it"]
pub struct Signed {
    prepared: Prepared,
    signature: Vec<u8>,
}

/// A sealed document, in parts: those that it was made from are not copied. The first is the file that was begun with.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub(crate) parts: Vec<Bytes>,
    pub(crate) hashed: Sha256State,
    pub(crate) revision: Option<Revision>,
    /// SHA-256 of it.
    pub sha256: [u8; 32],
    /// Until when its newest timestamp can be validated without a further one: the end of the first of its certificates.
    pub proven_until: Option<jiff::Timestamp>,
}

impl Draft {
    /// What was there before, with its hash, and an update whose signature's `Contents` have this room.
    pub fn new(
        before: Vec<Bytes>,
        hashed: Sha256State,
        appended: Appended,
        reserved_len: usize,
    ) -> Self {
        let Appended {
            parts,
            mut end,
            placeholders,
            revision,
        } = appended;
        let contents = placeholders.contents;
        let base_len: usize = before.iter().chain(&parts).map(Bytes::len).sum();
        let (signed_before, after) = (base_len + contents, contents + 2 * reserved_len + 2);
        let range = format!(
            "[0 {signed_before} {} {}]",
            base_len + after,
            end.len() - after
        );
        debug_assert!(range.len() <= BYTE_RANGE_WIDTH, "numbers of ten digits fit");
        end[placeholders.byte_range..placeholders.byte_range + range.len()]
            .copy_from_slice(range.as_bytes());
        let hashed = hashed.with(&parts);
        let parts = [before, parts].concat();
        Self {
            parts,
            hashed,
            end,
            contents,
            reserved_len,
            revision: Some(revision),
        }
    }

    /// The digest of the signed bytes.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        let (before, after) = (
            &self.end[..self.contents],
            &self.end[self.contents + 2 * self.reserved_len + 2..],
        );
        match algorithm {
            // Goes on where the hash of the beginning ended.
            DigestAlgorithm::Sha256 => self
                .hashed
                .0
                .clone()
                .chain_update(before)
                .chain_update(after)
                .finalize()
                .to_vec(),
            other => {
                let parts = self.parts.iter().map(AsRef::as_ref);
                other.digest(&parts.chain([before, after]).collect::<Vec<_>>())
            }
        }
    }

    /// Says what the key of this chain is to sign. For SHA-256 only what follows the untouched bytes is hashed here.
    ///
    /// # Errors
    /// [`PrepareError::Encoding`] when the signature's attributes cannot be encoded.
    pub fn prepare(self, chain: CertificateChain) -> Result<Prepared, PrepareError> {
        let attributes = cms::signed_attributes(&self.digest(chain.algorithm().digest()), &chain)?;
        Ok(Prepared::again(self, attributes, chain)?)
    }

    /// Puts the signature in, which this timestamp proves.
    pub(crate) fn fill(
        mut self,
        signature: &[u8],
        timestamp: Option<&Token>,
    ) -> Result<Sealed, FinishError> {
        if signature.len() > self.reserved_len {
            return Err(FinishError::Room);
        }
        let start = self.contents + 1;
        for (place, byte) in signature.iter().enumerate() {
            let digits =
                [byte >> 4, byte & 15].map(|digit| b"0123456789ABCDEF"[usize::from(digit)]);
            self.end[start + 2 * place..start + 2 * place + 2].copy_from_slice(&digits);
        }
        let proven_until = timestamp.and_then(Token::expires_at);
        Ok(Sealed::of(
            self.parts,
            self.hashed,
            self.end,
            self.revision,
            proven_until,
        ))
    }
}

impl Prepared {
    /// A signature that was prepared before, with the attributes that it had then.
    pub(crate) fn again(
        draft: Draft,
        attributes: Attributes,
        chain: CertificateChain,
    ) -> der::Result<Self> {
        let digest = cms::digest_of(&attributes, &chain)?;
        Ok(Self {
            draft,
            attributes,
            digest,
            chain,
        })
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
    pub fn signed(self, signature: Vec<u8>) -> Result<Signed, FinishError> {
        if self.chain.accepts(&self.attributes.to_der()?, &signature) {
            Ok(Signed {
                prepared: self,
                signature,
            })
        } else {
            Err(FinishError::OtherKey)
        }
    }

    /// Takes the key's signature and finishes without a timestamp: PAdES B-B.
    ///
    /// # Errors
    /// [`FinishError`] when it is not the signature of this document by the certificate's key.
    pub fn finish(self, signature: Vec<u8>) -> Result<Sealed, FinishError> {
        self.signed(signature)?.finish(None)
    }
}

impl Signed {
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
    pub fn finish(self, token: Option<&Token>) -> Result<Sealed, FinishError> {
        let Self {
            prepared:
                Prepared {
                    draft,
                    attributes,
                    chain,
                    ..
                },
            signature,
        } = self;
        let der = token.map(|token| token.der.as_slice());
        draft.fill(
            &cms::signed_data(attributes, &signature, der, &chain)?,
            token,
        )
    }
}

impl Sealed {
    /// A file whose parts have this hash, with this behind them.
    pub(crate) fn of(
        mut parts: Vec<Bytes>,
        hashed: Sha256State,
        end: Vec<u8>,
        revision: Option<Revision>,
        proven_until: Option<jiff::Timestamp>,
    ) -> Self {
        let end = [Bytes::from(end)];
        let hashed = hashed.with(&end);
        parts.extend(end);
        Self {
            parts,
            sha256: hashed.sha256(),
            hashed,
            revision,
            proven_until,
        }
    }

    /// A file that was sealed before.
    pub fn whole(bytes: Bytes) -> Self {
        let hashed = Sha256State::of(&bytes);
        Self {
            parts: vec![bytes],
            sha256: hashed.sha256(),
            hashed,
            revision: None,
            proven_until: None,
        }
    }

    /// The file for a further update.
    pub(crate) fn file(&self) -> Result<File<'_>, PdfError> {
        let file = File::open_shared(self.parts.first().ok_or(PdfError::NoHeader)?)?;
        Ok(match &self.revision {
            Some(revision) => file.with(revision),
            None => file,
        })
    }

    /// The same, in one piece where nothing else says what its parts hold.
    pub(crate) fn readable(self) -> Self {
        if self.revision.is_some() {
            self
        } else {
            self.in_one_piece()
        }
    }

    /// The same, in one piece, so that all of it can be read.
    pub(crate) fn in_one_piece(self) -> Self {
        let parts = if self.parts.len() > 1 {
            vec![Bytes::from(self.parts.concat())]
        } else {
            self.parts
        };
        Self {
            parts,
            revision: None,
            ..self
        }
    }

    /// With an update that holds no signature.
    pub(crate) fn appended(
        self,
        Appended {
            parts,
            end,
            revision,
            ..
        }: Appended,
    ) -> Self {
        let hashed = self.hashed.with(&parts);
        Self::of(
            [self.parts, parts].concat(),
            hashed,
            end,
            Some(revision),
            self.proven_until,
        )
    }

    /// The PDF in parts: the untouched bytes that it begins with, and what the seal put behind them.
    #[must_use]
    pub fn parts(&self) -> &[Bytes] {
        &self.parts
    }

    /// The PDF in parts.
    #[must_use]
    pub fn into_parts(self) -> Vec<Bytes> {
        self.parts
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.parts.iter().map(Bytes::len).sum()
    }

    /// The PDF in one piece.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.parts.concat()
    }
}

#[cfg(test)]
mod tests;
