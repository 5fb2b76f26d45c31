//! A prepared signature as a value that can be stored: whoever holds the key may be asked in another process, on another
//! day, or on a signer's own device.
//!
//! The document's untouched beginning is not part of it: that is kept where it is, and given again with its digest.

use bytes::Bytes;
use der::{Decode as _, Encode as _};
use segl_pki::chain::{CertificateChain, ChainError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use x509_cert::attr::Attributes;

use crate::signing::{Draft, Prepared, Sha256State};

/// A document that lacks nothing but the key's signature, without its untouched beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredSignature {
    /// How many bytes the beginning has.
    base_len: usize,
    /// SHA-256 of the beginning.
    base_sha256: [u8; 32],
    /// What follows it.
    tail: Vec<u8>,
    /// Where the `<` of `Contents` is in `tail`, and how many bytes `Contents` holds.
    contents: usize,
    reserved_len: usize,
    /// The signed attributes in DER (RFC 5652 section 5.3).
    attributes: Vec<u8>,
    /// The certificates of the key in PEM (RFC 7468), its own first.
    chain: String,
}

/// Why a stored signature cannot be gone on with.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ResumeError {
    /// The document given is not the one that was prepared.
    #[error("the document is not the one that was prepared")]
    OtherDocument,
    /// What was stored is damaged.
    #[error("the stored signature is damaged")]
    Damaged(#[from] der::Error),
    /// The certificates are damaged.
    #[error("the stored certificates are damaged")]
    Chain(#[from] ChainError),
}

impl StoredSignature {
    /// Takes a prepared signature apart, to be stored.
    ///
    /// # Errors
    /// When its attributes or certificates cannot be encoded.
    pub fn of(prepared: &Prepared) -> der::Result<Self> {
        let Prepared {
            draft,
            attributes,
            chain,
            ..
        } = prepared;
        let (base, appended) = draft.parts.split_first().unzip();
        let (base, appended) = (
            base.map_or(&[][..], AsRef::as_ref),
            appended.unwrap_or_default().concat(),
        );
        Ok(Self {
            base_len: base.len(),
            base_sha256: Sha256State::of(base).sha256(),
            tail: [&appended, draft.end.as_slice()].concat(),
            contents: appended.len() + draft.contents,
            reserved_len: draft.reserved_len,
            attributes: attributes.to_der()?,
            chain: chain.to_pem()?,
        })
    }

    /// SHA-256 of all that is stored: what a store can be held to, so that what was prepared is what is signed.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        let lengths = [
            self.base_len,
            self.contents,
            self.reserved_len,
            self.tail.len(),
            self.attributes.len(),
        ];
        let lengths = lengths.iter().fold(Sha256::new(), |hash, length| {
            hash.chain_update((*length as u64).to_be_bytes())
        });
        let all = lengths
            .chain_update(self.base_sha256)
            .chain_update(&self.tail)
            .chain_update(&self.attributes);
        all.chain_update(&self.chain).finalize().into()
    }

    /// Goes on with the document's untouched beginning.
    ///
    /// # Errors
    /// [`ResumeError`] when it is another document, or what was stored is damaged.
    pub fn resume(self, base: Bytes) -> Result<Prepared, ResumeError> {
        let hashed = Sha256State::of(&base);
        let end = self
            .contents
            .checked_add(2)
            .and_then(|end| end.checked_add(self.reserved_len.checked_mul(2)?));
        if base.len() != self.base_len || hashed.sha256() != self.base_sha256 {
            return Err(ResumeError::OtherDocument);
        }
        if end.is_none_or(|end| end > self.tail.len()) {
            return Err(ResumeError::Damaged(der::ErrorKind::Failed.into()));
        }
        let attributes = Attributes::from_der(&self.attributes)?;
        let chain = CertificateChain::from_pem(&self.chain)?;
        let draft = Draft {
            parts: vec![base],
            hashed,
            end: self.tail,
            contents: self.contents,
            reserved_len: self.reserved_len,
            revision: None,
        };
        Ok(Prepared::again(draft, attributes, chain)?)
    }
}
