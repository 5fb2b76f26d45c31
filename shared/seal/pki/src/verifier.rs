//! Verifying many signatures of certificates and answers within a budget, each pair of certificates once.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use spki::AlgorithmIdentifierOwned;

use crate::certificate::X509Certificate;

/// How many signatures are verified for one file.
const MAX_VERIFIED: u32 = 2_000;

/// The fingerprints of an issuer's certificate and of one that it may have issued.
type Pair = ([u8; 32], [u8; 32]);

/// Verifies until its budget is spent; from then on nothing verifies.
#[derive(Debug)]
pub struct Verifier {
    left: Cell<u32>,
    issued: RefCell<BTreeMap<Pair, bool>>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self { left: Cell::new(MAX_VERIFIED), issued: RefCell::default() }
    }
}

impl Verifier {
    /// Whether a certificate bears the issuer's name and signature.
    pub fn has_issued(&self, issuer: &X509Certificate, certificate: &X509Certificate) -> bool {
        if issuer.subject_name() != certificate.issuer_name() {
            return false;
        }
        let pair = (issuer.fingerprint(), certificate.fingerprint());
        if let Some(known) = self.issued.borrow().get(&pair) {
            return *known;
        }
        let issued = self.spend() && certificate.is_signed_by(issuer) == Ok(true);
        self.issued.borrow_mut().insert(pair, issued);
        issued
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
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }
}
