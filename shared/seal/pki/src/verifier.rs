//! Verifying many signatures of certificates and answers within a budget, each pair of certificates once.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use spki::AlgorithmIdentifierOwned;

use crate::certificate::X509Certificate;

/// How much verifying one file may cost, in verifications by RSA keys of 2048 bits.
const MAX_COST: u32 = 2_000;
/// How many times a certificate is considered as the one that may have signed something: namesakes cost their reader even
/// where nothing of theirs is verified.
const MAX_CONSIDERED: u32 = 20_000;
/// How many bytes are hashed for the cost of one.
const BYTES_A_UNIT: usize = 256 * 1024;

/// The fingerprints of a certificate and of what its key may have signed.
type Pair = ([u8; 32], [u8; 32]);

/// Verifies until its budget is spent; from then on nothing verifies, and [`Verifier::is_spent`] says so: what was not
/// looked at may be what says that a certificate was revoked.
///
/// It is held while authorities are asked, so that it must go where a future goes: no `Cell`, no `RefCell`.
#[derive(Debug)]
pub struct Verifier {
    left: AtomicU32,
    unconsidered: AtomicU32,
    is_spent: AtomicBool,
    known: Mutex<BTreeMap<Pair, bool>>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self {
            left: AtomicU32::new(MAX_COST),
            unconsidered: AtomicU32::new(MAX_CONSIDERED),
            is_spent: AtomicBool::new(false),
            known: Mutex::default(),
        }
    }
}

impl Verifier {
    /// Whether a certificate bears the issuer's name and signature.
    pub fn has_issued(&self, issuer: &X509Certificate, certificate: &X509Certificate) -> bool {
        if issuer.subject_name() != certificate.issuer_name() {
            return false;
        }
        self.once(issuer, certificate.fingerprint(), 0, || {
            certificate.is_signed_by(issuer) == Ok(true)
        })
    }

    /// Whether a certificate's key signed a message, which is known by the digest of the whole that it stands in.
    pub fn has_signed(
        &self,
        by: &X509Certificate,
        algorithm: &AlgorithmIdentifierOwned,
        message: &[u8],
        signature: &[u8],
        whole: [u8; 32],
    ) -> bool {
        self.once(by, whole, message.len(), || {
            by.has_signed(algorithm, message, signature) == Ok(true)
        })
    }

    /// Whether anything was left unverified because the budget was spent.
    pub fn is_spent(&self) -> bool {
        self.is_spent.load(Ordering::Relaxed)
    }

    /// Takes note that something was left unlooked at for another limit.
    pub fn note_limit(&self) {
        self.is_spent.store(true, Ordering::Relaxed);
    }

    /// Whether one more certificate may be looked at as whoever signed something; a limit that is met is noted.
    pub fn considers(&self) -> bool {
        self.considers_as(1)
    }

    /// The same of something that is this many times as much to look at.
    pub fn considers_as(&self, cost: usize) -> bool {
        let may = u32::try_from(cost).is_ok_and(|cost| Self::pay(&self.unconsidered, cost));
        if !may {
            self.note_limit();
        }
        may
    }

    fn once(
        &self,
        by: &X509Certificate,
        signed: [u8; 32],
        len: usize,
        verify: impl FnOnce() -> bool,
    ) -> bool {
        // Nothing panics under the lock, and what stands there is right in any case.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = (by.fingerprint(), signed);
        if let Some(known) = known.get(&pair) {
            return *known;
        }
        if !self.spend(by, len) {
            return false;
        }
        let verifies = verify();
        known.insert(pair, verifies);
        verifies
    }

    fn pay(from: &AtomicU32, cost: u32) -> bool {
        from.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            left.checked_sub(cost)
        })
        .is_ok()
    }

    fn spend(&self, by: &X509Certificate, len: usize) -> bool {
        let hashed = u32::try_from(len / BYTES_A_UNIT).unwrap_or(u32::MAX);
        let cost = by
            .public_key()
            .map_or(1, |key| key.cost())
            .saturating_add(hashed);
        let is_paid = Self::pay(&self.left, cost);
        if !is_paid {
            self.note_limit();
        }
        is_paid
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
        for number in 1..MAX_COST {
            let mut whole = [0; 32];
            whole[..4].copy_from_slice(&number.to_be_bytes());
            assert!(!verifier.has_signed(&signer, algorithm, b"message", b"no signature", whole));
        }
        assert!(!verifier.is_spent());
        assert!(
            verifier.has_issued(&root.certificate, &signer),
            "what is known already costs nothing"
        );
        let another = root.issue(&Template::signer("Another"), 3).certificate;
        assert!(!verifier.has_issued(&root.certificate, &another));
        assert!(
            verifier.is_spent(),
            "what was not looked at is not said to be false"
        );
        assert!(Verifier::default().has_issued(&root.certificate, &another));
        assert!(
            !Verifier::default().has_issued(&another, &signer),
            "another's name"
        );
    }

    #[test]
    fn what_is_long_or_by_a_large_key_costs_more_and_the_same_costs_once() {
        let root = Holder::root("Root", 1);
        let by = &root.certificate;
        let algorithm = &by.decoded().signature_algorithm;
        let verifier = Verifier::default();
        let long = vec![0; BYTES_A_UNIT * (MAX_COST as usize - 2)];
        for _ in 0..3 {
            assert!(!verifier.has_signed(by, algorithm, &long, b"no signature", [1; 32]));
        }
        assert!(!verifier.is_spent());
        verifier.has_signed(by, algorithm, &long, b"no signature", [2; 32]);
        assert!(verifier.is_spent());
    }
}
