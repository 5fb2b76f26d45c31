//! The phases of sealing: compose the document, prepare the digest that a key is to sign, take its signature, finish.
//!
//! Between the phases the key may be asked anywhere and take its time. Each phase takes `self`: what was prepared is
//! sealed once. The bytes that a document begins with are hashed once, for the signature and for the sealed file.

use bytes::Bytes;
use segl_pades::signing::{Draft, PrepareError, Prepared, Sha256State, reserved_len};
use segl_pki::chain::CertificateChain;

use crate::assemble::{Plan, assemble};

pub use crate::request::{Attachment, AuditTrail, ComposeError, Original, SealRequest};

/// A document with all its pages and attachments and an empty signature in it.
#[derive(Debug)]
#[must_use = "a composed document is sealed by preparing and finishing it"]
pub struct Composed {
    draft: Draft,
    chain: CertificateChain,
}

/// Makes the document and says what the key is to sign: [`compose`] and [`Composed::prepare`] in one.
///
/// # Errors
/// [`ComposeError`] when it cannot be made.
pub fn prepare(request: SealRequest, chain: &CertificateChain) -> Result<Prepared, ComposeError> {
    Ok(compose(request, chain)?.prepare()?)
}

/// Puts the document together: front page, originals and attachments, with room for a signature with this chain.
///
/// # Errors
/// [`ComposeError`] when it cannot be made.
pub fn compose(
    mut request: SealRequest,
    chain: &CertificateChain,
) -> Result<Composed, ComposeError> {
    let reserved_len = reserved_len(chain, request.timestamp_reserved_len)?;
    let mut plan = Plan::of(&request)?;
    let front = plan.front_page()?;
    let appended = assemble(&plan, &front, &chain.subject(), reserved_len)?;
    let begins_with_original = plan.begins_with_original();
    drop(plan);
    let (base, hashed) = if begins_with_original {
        let first = request.originals.swap_remove(0);
        (first.bytes, first.hashed)
    } else {
        let hashed = Sha256State::of(&front);
        (Bytes::from(front), hashed)
    };
    drop(request);
    Ok(Composed {
        draft: Draft::new(vec![base], hashed, appended, reserved_len),
        chain: chain.clone(),
    })
}

impl Composed {
    /// Says what the key is to sign. For SHA-256 only what was put behind the document's first bytes is hashed here.
    ///
    /// # Errors
    /// [`PrepareError::Encoding`] when the signature's attributes cannot be encoded.
    pub fn prepare(self) -> Result<Prepared, PrepareError> {
        self.draft.prepare(self.chain)
    }
}

#[cfg(test)]
mod tests {
    use der::Encode as _;

    use super::*;
    use crate::samples::{is_intact, request, seal, signature_of};
    use segl_pades::signing::FinishError;
    use segl_pdf::samples::plain_with;
    use segl_pki::test_pki::{TestKey, samples::key_and_chain};

    #[test]
    fn any_byte_that_is_changed_breaks_the_seal() {
        let sealed = seal(&request(&[("a", &plain_with(&[]))])).bytes;
        let contents = segl_pdf::parse::find_last(&sealed, b"/Contents <").expect("a signature");
        let steps = (0..contents)
            .step_by(997)
            .chain((sealed.len() - 300..sealed.len()).step_by(31));
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
        let mut oids: Vec<String> = attributes
            .iter()
            .map(|attribute| attribute.oid.to_string())
            .collect();
        oids.sort();
        // Content type, message digest, signing certificate v2; no signing time: that is what /M is for.
        assert_eq!(
            oids,
            [
                "1.2.840.113549.1.9.16.2.47",
                "1.2.840.113549.1.9.3",
                "1.2.840.113549.1.9.4"
            ]
        );
        let encoded: Vec<Vec<u8>> = attributes
            .iter()
            .map(|attribute| attribute.to_der().expect("DER"))
            .collect();
        assert!(encoded.is_sorted(), "a DER SET OF is sorted");
        let message = attributes.to_der().expect("DER");
        let (_, chain) = key_and_chain();
        assert!(chain.accepts(&message, signer.signature.as_bytes()));
    }

    #[test]
    fn another_keys_signature_is_not_put_in() {
        let bytes = plain_with(&[]);
        let (_, chain) = key_and_chain();
        let prepared = prepare(request(&[("a", &bytes)]), &chain).expect("a document");
        let other = TestKey::new([9; 32])
            .expect("a key")
            .sign(prepared.digest())
            .expect("a signature");
        assert!(matches!(prepared.finish(other), Err(FinishError::OtherKey)));
    }

    #[test]
    fn the_same_request_gives_the_same_digest() {
        let bytes = plain_with(&[]);
        let (_, chain) = key_and_chain();
        let digest = || {
            prepare(request(&[("a", &bytes)]), &chain)
                .expect("a document")
                .digest()
                .to_vec()
        };
        assert_eq!(digest(), digest());
    }
}
