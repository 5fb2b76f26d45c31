//! Verifying many signatures of certificates and answers within a budget, each pair of certificates once.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use spki::AlgorithmIdentifierOwned;

use crate::certificate::X509Certificate;

/// How many signatures are verified for one file.
const MAX_VERIFIED: u32 = 2_000;

/// The fingerprints of an issuer's certificate and of one that it may have issued.
type Pair = ([u8; 32], [u8; 32]);

/// Verifies until its budget is spent; from then on nothing verifies.
///
/// It is held while authorities are asked, so that it must go where a future goes: no `Cell`, no `RefCell`.
#[derive(Debug)]
pub struct Verifier {
    left: AtomicU32,
    issued: Mutex<BTreeMap<Pair, bool>>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self {
            left: AtomicU32::new(MAX_VERIFIED),
            issued: Mutex::default(),
        }
    }
}

impl Verifier {
    /// Whether a certificate bears the issuer's name and signature.
    pub fn has_issued(&self, issuer: &X509Certificate, certificate: &X509Certificate) -> bool {
        if issuer.subject_name() != certificate.issuer_name() {
            return false;
        }
        let pair = (issuer.fingerprint(), certificate.fingerprint());
        // Nothing panics under the lock, and what stands there is right in any case.
        let mut known = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        *known
            .entry(pair)
            .or_insert_with(|| self.spend() && certificate.is_signed_by(issuer) == Ok(true))
    }

    /// Whether a certificate's key signed a message.
    pub fn has_signed(
        &self,
        by: &X509Certificate,
        algorithm: &AlgorithmIdentifierOwned,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        self.spend() && by.has_signed(algorithm, message, signature) == Ok(true)
    }

    fn spend(&self) -> bool {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            })
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_ca::{Holder, Template};

    #[test]
    fn a_future_that_holds_one_may_be_sent() {
        const fn may_be_shared<T: Send + Sync>() {}
        may_be_shared::<Verifier>();
    }

    #[test]
    fn nothing_verifies_once_the_budget_is_spent() {
        let root = Holder::root("Root", 1);
        let signer = root.issue(&Template::signer("Signer"), 2).certificate;
        let algorithm = &signer.decoded().signature_algorithm;
        let verifier = Verifier::default();
        assert!(verifier.has_issued(&root.certificate, &signer));
        for _ in 1..MAX_VERIFIED {
            assert!(!verifier.has_signed(&signer, algorithm, b"message", b"no signature"));
        }
        assert!(
            verifier.has_issued(&root.certificate, &signer),
            "what is known already costs nothing"
        );
        let another = root.issue(&Template::signer("Another"), 3).certificate;
        assert!(!verifier.has_issued(&root.certificate, &another));
        assert!(Verifier::default().has_issued(&root.certificate, &another));
        assert!(
            !Verifier::default().has_issued(&another, &signer),
            "another's name"
        );
    }
}
