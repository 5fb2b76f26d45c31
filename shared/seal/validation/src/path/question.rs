//! What is asked of a certificate, and why the answer is no.

use jiff::Timestamp;

use segl_pki::certificate::X509Certificate;

use crate::verdict::{FailureReason, Finding, IndeterminateReason};

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Signatures,
    Timestamps,
    /// Signing lists of revoked certificates, for an issuer who has another key for it.
    RevocationLists,
}

/// A certificate of a path that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) certificate: &'a X509Certificate,
    pub(super) issuer: &'a X509Certificate,
    /// The anchor that the path leads to: whoever speaks of the certificate must lead to the same (RFC 5280 section 6.3.3
    /// (f)), for another anchor may name an authority alike.
    pub(super) anchor: [u8; 32],
}

/// When a certificate was used, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignatureTime {
    /// The best-signature-time (EN 319 102-1 clause 5.2.5): proven by a timestamp, or else when all was there.
    pub(crate) best: Timestamp,
    /// When all that the file holds of it was there.
    pub(crate) poe: Timestamp,
    /// Whether a timestamp proves the best time.
    pub(crate) is_proven: bool,
    /// The time of which answers about revocation must be.
    pub(crate) answered_for: Timestamp,
    /// The time that a timestamp says: its certificates were in force then, or it proves nothing.
    pub(crate) stamped: Option<Timestamp>,
}

impl SignatureTime {
    /// Nothing is known but that all was there by then.
    pub(crate) const fn by(poe: Timestamp) -> Self {
        Self {
            best: poe,
            poe,
            is_proven: false,
            answered_for: poe,
            stamped: None,
        }
    }

    /// A timestamp proves the first of these.
    pub(crate) const fn proven(best: Timestamp, poe: Timestamp) -> Self {
        Self {
            best,
            poe,
            is_proven: true,
            answered_for: best,
            stamped: None,
        }
    }

    /// It is a timestamp's, which says this time.
    pub(crate) const fn stamped(self, time: Option<Timestamp>) -> Self {
        Self {
            stamped: time,
            ..self
        }
    }

    /// When a list was signed, as its own word has it: for what it says against somebody.
    pub(super) fn of_list(self, this_update: Timestamp) -> Self {
        Self {
            best: this_update,
            is_proven: false,
            answered_for: this_update,
            stamped: None,
            ..self
        }
    }

    /// The same, but answers need only be of that time or later.
    pub(crate) fn answered_for(self, time: Timestamp) -> Self {
        Self {
            answered_for: self.answered_for.min(time),
            ..self
        }
    }
}

/// Why no path could be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PathProblem {
    pub(crate) why: IndeterminateReason,
    pub(crate) reason: &'static str,
    /// From when on the signer's own certificate was revoked, or had ended.
    pub(crate) unfit_since: Option<Timestamp>,
}

impl PathProblem {
    /// Whether it is that the certificate asked about was itself revoked.
    pub(super) fn is_of_own_revocation(&self) -> bool {
        self.why == IndeterminateReason::RevokedNoPoe
    }

    pub(super) const fn new(why: IndeterminateReason, reason: &'static str) -> Self {
        Self {
            why,
            reason,
            unfit_since: None,
        }
    }

    /// What follows for a signature, of which a timestamp may prove that it was made after a time (EN 319 102-1 clause
    /// 5.5.4): then a revoked or ended certificate is no open question any more.
    pub(crate) fn finding(self, made_after: Option<Timestamp>) -> Finding {
        let is_late = self
            .unfit_since
            .zip(made_after)
            .is_some_and(|(since, after)| since <= after);
        match self.why {
            IndeterminateReason::RevokedNoPoe if is_late => Finding::failed(
                FailureReason::Revoked,
                "The signature was made after its certificate was revoked.",
            ),
            IndeterminateReason::OutOfBoundsNoPoe if is_late => Finding::indeterminate(
                IndeterminateReason::Expired,
                "The signature was made after its certificate had ended.",
            ),
            why => Finding::indeterminate(why, self.reason),
        }
    }
}
