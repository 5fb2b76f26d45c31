//! From a certificate to somebody who is trusted, and whether any on the way was revoked (RFC 5280 section 6, RFC 6960).
//!
//! Bounded: how long a path may be, how many are tried, and how many signatures are verified in all.

mod build;
mod checks;
mod name_constraints;
mod policies;
mod question;
mod revocation;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::{Trust, checks::Check, signature::Signature, verdict::IndeterminateReason};
use segl_pades::archive::ValidationData;
use segl_pki::{
    certificate::X509Certificate, crl::Crl, ocsp::OcspAnswer, policy::ValidationPolicy,
    statement::Revocation, verifier::Verifier,
};

pub(super) use self::question::{PathProblem, Purpose, SignatureTime};
use self::{
    build::{MAX_PATHS, Pool},
    question::Asked,
};

/// How many certificates a file may bring; those beyond are not looked at.
const MAX_CERTIFICATES: usize = 1_000;

/// How long all lists of a file may be together, in bytes: reading one takes a dozen times its length in memory.
const MAX_LISTED: usize = 8 * 1024 * 1024;

/// What the file holds for those who validate.
pub(super) struct Evidence {
    certificates: Vec<X509Certificate>,
    answers: Vec<OcspAnswer>,
    lists: Vec<Crl>,
    /// How many of the certificates came with signatures: those stand first, so that nobody hides them behind others.
    own: usize,
    /// Whether there was more than is looked at: then what is not said may be said there.
    is_cut: bool,
}

impl Evidence {
    /// Reads what was kept. What cannot be read says nothing.
    pub(super) fn of(data: ValidationData) -> Self {
        let mut left = MAX_LISTED;
        let (lists, rest): (Vec<&Vec<u8>>, Vec<&Vec<u8>>) = data.crls.iter().partition(|der| {
            let fits = der.len() <= left;
            left -= if fits { der.len() } else { 0 };
            fits
        });
        let mut evidence = Self {
            certificates: Vec::new(),
            lists: lists.into_iter().filter_map(|der| Crl::read(der)).collect(),
            answers: data
                .ocsp_responses
                .iter()
                .filter_map(|der| OcspAnswer::read(der))
                .collect(),
            own: 0,
            is_cut: data.is_cut || !rest.is_empty(),
        };
        evidence.is_cut |= evidence.answers.iter().any(OcspAnswer::is_cut);
        // One that does not decode, unlike one that demands what is not understood, may say that something was revoked.
        evidence.is_cut |= data.crls.iter().any(|der| Crl::is_malformed(der))
            || data
                .ocsp_responses
                .iter()
                .any(|der| OcspAnswer::is_malformed(der));
        let stored: Vec<_> = data
            .certificates
            .iter()
            .filter_map(|der| X509Certificate::from_der(der))
            .collect();
        let answered: Vec<_> = evidence
            .answers
            .iter()
            .flat_map(|answer| answer.certificates().to_vec())
            .collect();
        evidence.learn(stored.iter().chain(&answered));
        evidence
    }

    /// Takes note of the certificates that came with a signature and its timestamps.
    pub(super) fn learn_from(&mut self, signature: &Signature) {
        let tokens = signature
            .timestamps
            .iter()
            .chain(&signature.content_timestamps);
        let carried = tokens.flat_map(|token| &token.certificates);
        for certificate in signature.certificates.iter().chain(carried) {
            if !self.certificates[..self.own].contains(certificate) {
                self.certificates.insert(self.own, certificate.clone());
                self.own += 1;
            }
        }
        self.is_cut |= self.certificates.len() > MAX_CERTIFICATES;
        self.certificates.truncate(MAX_CERTIFICATES);
        self.own = self.own.min(MAX_CERTIFICATES);
    }

    fn learn<'c>(&mut self, new: impl Iterator<Item = &'c X509Certificate>) {
        for certificate in new {
            if self.certificates.contains(certificate) {
                continue;
            }
            if self.certificates.len() >= MAX_CERTIFICATES {
                self.is_cut = true;
                return;
            }
            self.certificates.push(certificate.clone());
        }
    }
}

/// What is known of a path that is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The SHA-256 of the anchor that the path leads to.
    pub(super) anchor: [u8; 32],
    pub(super) revocation: Check,
    /// Whether a certificate whose revocation is unknown names somebody who could be asked.
    pub(super) sources: bool,
    /// Whether what is known of a revocation is known for an earlier time only.
    pub(super) is_outdated: bool,
}

/// The paths that lead to whom is trusted.
pub(super) struct Paths<'e> {
    trust: &'e Trust,
    evidence: &'e Evidence,
    pool: Pool<'e>,
    verifier: Verifier,
}

impl<'e> Paths<'e> {
    pub(super) fn new(trust: &'e Trust, evidence: &'e Evidence) -> Self {
        let pool = Pool::new(&trust.anchors, &evidence.certificates);
        Self {
            trust,
            evidence,
            pool,
            verifier: Verifier::default(),
        }
    }

    /// Whether a limit was met, so that something that the file says of a revocation may not have been looked at.
    pub(super) fn is_exhausted(&self) -> bool {
        self.evidence.is_cut || self.verifier.is_spent()
    }

    pub(super) const fn policy(&self) -> &ValidationPolicy {
        &self.trust.policy
    }

    /// Weighs a certificate as at the time when it was used. Of several paths the first that is valid counts.
    pub(super) fn validate(
        &self,
        certificate: &X509Certificate,
        time: SignatureTime,
        purpose: Purpose,
    ) -> Result<Outcome, PathProblem> {
        self.validate_within(certificate, time, purpose, 0, None)
    }

    fn validate_within(
        &self,
        certificate: &X509Certificate,
        time: SignatureTime,
        purpose: Purpose,
        depth: usize,
        to: Option<[u8; 32]>,
    ) -> Result<Outcome, PathProblem> {
        checks::purpose(certificate, purpose)?;
        let paths = self.pool.paths_from(certificate, to, &self.verifier);
        let mut problem = PathProblem::new(
            IndeterminateReason::NoCertificateChainFound,
            "The certificate does not lead to anybody who is trusted here.",
        );
        let (mut good, mut unknown) = (None, None);
        for (number, path) in paths.iter().enumerate() {
            let checked = checks::path(path, time, self.policy())
                .and_then(|()| self.revocations(path, time, depth));
            match checked {
                Ok(outcome) => {
                    let is_known = outcome.revocation == Check::Passed;
                    let place = if is_known { &mut good } else { &mut unknown };
                    place.get_or_insert(outcome);
                }
                // Whose own certificate was revoked is so on every path: an authority's word may count on one of them alone.
                Err(why) if why.is_of_own_revocation() => return Err(why),
                // What the first, the shortest, lacks is what is told.
                Err(why) if number == 0 => problem = why,
                Err(_) => {}
            }
        }
        if let Some(good) = good {
            return Ok(good);
        }
        // Whose word is not believed on any of the paths that were tried may be believed on another.
        if to.is_some() && unknown.is_none() && paths.len() >= MAX_PATHS {
            self.verifier.note_limit();
        }
        unknown.ok_or(problem)
    }

    /// Whether a certificate of a path, the leaf first and the anchor last, was revoked.
    fn revocations(
        &self,
        path: &[&X509Certificate],
        time: SignatureTime,
        depth: usize,
    ) -> Result<Outcome, PathProblem> {
        let anchor = path.last().map_or([0; 32], |anchor| anchor.fingerprint());
        let mut outcome = Outcome {
            anchor,
            revocation: Check::Passed,
            sources: false,
            is_outdated: false,
        };
        let is_good_for = |asked, answered_for| {
            let time = SignatureTime {
                answered_for,
                ..time
            };
            self.revocation(asked, time, depth) == Revocation::Good
        };
        for (number, pair) in path.windows(2).enumerate() {
            let [one, issuer] = pair else { continue };
            let asked = Asked {
                certificate: one,
                issuer,
                anchor,
            };
            match self.revocation(asked, time, depth) {
                Revocation::Good => {
                    outcome.is_outdated |=
                        time.answered_for < time.best && !is_good_for(asked, time.best);
                }
                Revocation::Unknown => {
                    outcome.revocation = Check::NotChecked;
                    outcome.is_outdated |= is_good_for(asked, Timestamp::MIN);
                    // One that cannot be read may name somebody.
                    outcome.sources |= segl_pki::revocation::names_sources(one).unwrap_or(true);
                }
                // The signature is proven to have been there before that.
                Revocation::Revoked(since) | Revocation::OnHold(since)
                    if time.best < since && time.best < time.poe => {}
                // EN 319 102-1 clause 5.2.5: it may be lifted.
                Revocation::OnHold(_) => {
                    return Err(PathProblem::new(
                        IndeterminateReason::TryLater,
                        "A certificate is suspended; whether it was revoked will be known later.",
                    ));
                }
                Revocation::Revoked(since) => {
                    use IndeterminateReason as I;
                    let is_own = number == 0;
                    return Err(PathProblem {
                        why: if is_own {
                            I::RevokedNoPoe
                        } else {
                            I::RevokedCaNoPoe
                        },
                        reason: if is_own {
                            "The signer's certificate was revoked."
                        } else {
                            "A certificate of an authority was revoked."
                        },
                        unfit_since: is_own.then_some(since),
                    });
                }
            }
        }
        Ok(outcome)
    }
}
