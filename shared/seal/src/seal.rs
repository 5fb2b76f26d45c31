//! The phases of sealing: compose the document, prepare the digest that a key is to sign, take its signature, finish.
//!
//! Between the phases the key may be asked anywhere and take its time. Each phase takes `self`: what was prepared is
//! sealed once. The bytes that a document begins with are hashed once, for the signature and for the sealed file.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use x509_cert::attr::Attributes;

use crate::{
    CertificateChain, DigestAlgorithm, Fonts, FrontPage,
    assemble::{Plan, assemble},
    cms,
    pdf::append::{BYTE_RANGE_WIDTH, Placeholders},
};

/// All that a sealed document is made of.
#[derive(Clone, Debug)]
pub struct SealRequest<'a> {
    /// What the front page says.
    pub front: FrontPage,
    /// The documents, in reading order; each was inspected.
    pub originals: Vec<Original<'a>>,
    /// The audit trail, to be embedded.
    pub audit_trail: Option<AuditTrail>,
    /// The evidence of the signers, to be embedded.
    pub evidence: Option<Attachment>,
    /// What the front page is set in.
    pub fonts: Fonts,
    /// The claimed time of the seal.
    pub sealed_at: jiff::Timestamp,
    /// Random bytes for the file's identifier (ISO 32000-2 clause 14.4).
    pub seed: [u8; 32],
    /// How many bytes to keep free for a timestamp of the signature; 0 for a seal without one.
    pub timestamp_reserved_len: usize,
}

/// Room for a timestamp token with its chain: the largest of public authorities are a little over 8 kB.
pub const TIMESTAMP_RESERVED_LEN: usize = 12 * 1024;

/// A document as it was sent.
#[derive(Clone, Debug)]
pub struct Original<'a> {
    /// What signers saw it called.
    pub title: String,
    /// Its file name.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Cow<'a, [u8]>,
    /// The hash of its bytes.
    pub hashed: Sha256State,
}

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

/// What happened, up to the seal: a hash chain whose head stands in the seal's own dictionary too.
#[derive(Clone, Debug)]
pub struct AuditTrail {
    /// The chain.
    pub file: Attachment,
    /// How many links it has.
    pub length: u64,
    /// The hash of its last link.
    pub head: [u8; 32],
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

/// A document with all its pages and attachments and an empty signature in it.
#[derive(Debug)]
#[must_use = "a composed document is sealed by preparing and finishing it"]
pub struct Composed<'a> {
    draft: Draft<'a>,
    chain: CertificateChain,
}

/// A document that lacks nothing but the key's signature.
#[derive(Debug)]
#[must_use = "a prepared document is sealed by finishing it"]
pub struct Prepared<'a> {
    draft: Draft<'a>,
    attributes: Attributes,
    digest: Vec<u8>,
    chain: CertificateChain,
}

/// A file whose last signature is still to be put in.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    /// What was there before, untouched.
    pub(crate) base: Cow<'a, [u8]>,
    /// The hash after it.
    pub(crate) hashed: Sha256State,
    /// What follows.
    pub(crate) tail: Vec<u8>,
    /// Where the `<` of `Contents` is in `tail`.
    contents: usize,
    reserved_len: usize,
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
    pub(crate) fn new(
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
    pub(crate) fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        let (before, after) = (&self.tail[..self.contents], &self.tail[self.contents + 2 * self.reserved_len + 2..]);
        match algorithm {
            // Goes on where the hash of the beginning ended.
            DigestAlgorithm::Sha256 => {
                self.hashed.0.clone().chain_update(before).chain_update(after).finalize().to_vec()
            }
            other => other.digest(&[&self.base, before, after]),
        }
    }

    /// Puts the signature in.
    pub(crate) fn fill(mut self, signature: &[u8]) -> Result<Sealed<'a>, FinishError> {
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

/// Makes the document and says what the key is to sign: [`compose`] and [`Composed::prepare`] in one.
///
/// # Errors
/// [`PrepareError`] when it cannot be made.
pub fn prepare<'a>(request: SealRequest<'a>, chain: &CertificateChain) -> Result<Prepared<'a>, PrepareError> {
    compose(request, chain)?.prepare()
}

/// Puts the document together: front page, originals and attachments, with room for a signature with this chain.
///
/// # Errors
/// [`PrepareError`] when it cannot be made.
pub fn compose<'a>(mut request: SealRequest<'a>, chain: &CertificateChain) -> Result<Composed<'a>, PrepareError> {
    // A trial with the longest signature tells how much room the real one needs.
    let algorithm = chain.algorithm().digest();
    let trial = cms::signed_attributes(&algorithm.digest(&[]), chain)?;
    let trial = cms::signed_data(trial, &vec![0; chain.key.longest_signature()], None, chain)?;
    let reserved_len = trial.len() + 16 + request.timestamp_reserved_len;

    let mut plan = Plan::of(&request)?;
    let front = plan.front_page()?;
    let (tail, placeholders) = assemble(&plan, &front, &chain.subject(), reserved_len)?;
    let begins_with_original = plan.begins_with_original();
    drop(plan);
    let (base, hashed) = if begins_with_original {
        let first = request.originals.swap_remove(0);
        (first.bytes, first.hashed)
    } else {
        let hashed = Sha256State::of(&front);
        (Cow::Owned(front), hashed)
    };
    drop(request);
    Ok(Composed { draft: Draft::new(base, hashed, tail, placeholders, reserved_len), chain: chain.clone() })
}

impl<'a> Composed<'a> {
    /// Says what the key is to sign. For SHA-256 only what was put behind the document's first bytes is hashed here.
    ///
    /// # Errors
    /// [`PrepareError::Encoding`] when the signature's attributes cannot be encoded.
    pub fn prepare(self) -> Result<Prepared<'a>, PrepareError> {
        let Self { draft, chain } = self;
        let attributes = cms::signed_attributes(&draft.digest(chain.algorithm().digest()), &chain)?;
        let digest = cms::digest_of(&attributes, &chain)?;
        Ok(Prepared { draft, attributes, digest, chain })
    }
}

impl<'a> Prepared<'a> {
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
    pub(crate) const fn chain(&self) -> &CertificateChain {
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
    pub(crate) fn of(base: Cow<'a, [u8]>, hashed: Sha256State, tail: Vec<u8>) -> Self {
        let hashed = Sha256State(hashed.0.chain_update(&tail));
        Self { base, tail, sha256: hashed.sha256(), hashed }
    }

    /// A file that was sealed before.
    pub(crate) fn whole(bytes: Vec<u8>) -> Self {
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
    pub(crate) fn into_hashed(self) -> (Vec<u8>, Sha256State) {
        let mut bytes = self.base.into_owned();
        bytes.reserve_exact(self.tail.len());
        bytes.extend_from_slice(&self.tail);
        (bytes, self.hashed)
    }
}

#[cfg(test)]
mod tests {
    use der::Encode as _;

    use super::*;
    use crate::{
        samples::{is_intact, key_and_chain, plain_with, request, seal, signature_of},
        test_pki::TestKey,
    };

    #[test]
    fn any_byte_that_is_changed_breaks_the_seal() {
        let sealed = seal(&request(&[("a", &plain_with(&[]))])).bytes;
        let contents = crate::pdf::parse::find_last(&sealed, b"/Contents <").expect("a signature");
        let steps = (0..contents).step_by(997).chain((sealed.len() - 300..sealed.len()).step_by(31));
        for at in steps {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(!is_intact(&changed), "byte {at}");
        }
    }

    #[test]
    fn the_signature_is_pades_b_b() {
        let sealed = seal(&request(&[("a", &plain_with(&[]))])).bytes;
        let (data, _) = signature_of(&sealed).expect("a signature");
        let signer = data.signer_infos.0.get(0).expect("one signer");
        assert_eq!(data.signer_infos.0.len(), 1);
        let attributes = signer.signed_attrs.as_ref().expect("signed attributes");
        let mut oids: Vec<String> = attributes.iter().map(|attribute| attribute.oid.to_string()).collect();
        oids.sort();
        // Content type, message digest, signing certificate v2; no signing time: that is what /M is for.
        assert_eq!(oids, ["1.2.840.113549.1.9.16.2.47", "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"]);
        let encoded: Vec<Vec<u8>> = attributes.iter().map(|attribute| attribute.to_der().expect("DER")).collect();
        assert!(encoded.is_sorted(), "a DER SET OF is sorted");
        let digest: [u8; 32] = Sha256::digest(attributes.to_der().expect("DER")).into();
        let (_, chain) = key_and_chain();
        assert!(chain.accepts(&digest, signer.signature.as_bytes()));
    }

    #[test]
    fn another_keys_signature_is_not_put_in() {
        let bytes = plain_with(&[]);
        let (_, chain) = key_and_chain();
        let prepared = prepare(request(&[("a", &bytes)]), &chain).expect("a document");
        let other = TestKey::new([9; 32]).expect("a key").sign(prepared.digest()).expect("a signature");
        assert!(matches!(prepared.finish(other), Err(FinishError::OtherKey)));
    }

    #[test]
    fn the_same_request_gives_the_same_digest() {
        let bytes = plain_with(&[]);
        let (_, chain) = key_and_chain();
        let digest = || prepare(request(&[("a", &bytes)]), &chain).expect("a document").digest().to_vec();
        assert_eq!(digest(), digest());
    }
}
