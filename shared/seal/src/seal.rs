//! The two phases of sealing: prepare everything up to the digest that a key is to sign, then finish with its signature.
//!
//! Between the two the key may be asked anywhere and take its time. [`Prepared::finish`] takes `self`: what was
//! prepared is sealed once.

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use x509_cert::attr::Attributes;

use crate::{
    CertificateChain, FrontPage,
    assemble::{Plan, assemble},
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

    let plan = Plan::of(request)?;
    let front = plan.front_page()?;
    let (mut bytes, Placeholders { byte_range, contents }) = assemble(&plan, &front, &chain.subject(), room)?;
    drop(plan);
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
        let prepared = prepare(&request(&[("a", &bytes)]), &chain).expect("a document");
        let other = TestKey::new([9; 32]).expect("a key").sign(&prepared.digest()).expect("a signature");
        assert!(matches!(prepared.finish(&other), Err(FinishError::OtherKey)));
    }

    #[test]
    fn the_same_request_gives_the_same_digest() {
        let bytes = plain_with(&[]);
        let (_, chain) = key_and_chain();
        let digest = || prepare(&request(&[("a", &bytes)]), &chain).expect("a document").digest();
        assert_eq!(digest(), digest());
    }
}
