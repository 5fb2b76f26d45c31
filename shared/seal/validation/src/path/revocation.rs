//! What the file's answers and lists say of a certificate, if those who made them may (RFC 6960, RFC 5280 section 6.3).

use super::{Paths, Purpose, SignatureTime};
use segl_pki::{
    certificate::X509Certificate,
    crl::{Crl, revocation_by, revoked_for_good},
    ocsp::{Responder, Revocation},
    revocation::has_ocsp_nocheck,
};

/// How far the question goes whether those who answer were revoked themselves.
const MAX_DEPTH: usize = 2;

impl Paths<'_> {
    /// What is known of a certificate's revocation. Whoever says that it was revoked is believed before those who say
    /// that it was not.
    pub(super) fn revocation(
        &self,
        certificate: &X509Certificate,
        issuer: &X509Certificate,
        time: SignatureTime,
        depth: usize,
    ) -> Revocation {
        let answers = self.evidence.answers.iter().map(|answer| {
            match answer.says_of(
                certificate,
                issuer,
                self.policy(),
                time.answered_for,
                time.poe,
            ) {
                Revocation::Unknown => Revocation::Unknown,
                said => {
                    let known = self.pool.named(issuer.subject_name()).iter().copied();
                    let known = known.chain(self.evidence.certificates.iter());
                    let responder = answer.responder(issuer, known, self.policy(), &self.verifier);
                    match responder {
                        Some(Responder::Issuer) => said,
                        Some(Responder::Delegate(by))
                            if !self.is_revoked(by, issuer, time, depth) =>
                        {
                            said
                        }
                        _ => Revocation::Unknown,
                    }
                }
            }
        });
        let mut known = Revocation::Unknown;
        for said in answers.chain([self.listed(certificate, issuer, time, depth)]) {
            match said {
                Revocation::Revoked(_) => return said,
                Revocation::Good => known = said,
                Revocation::Unknown => {}
            }
        }
        known
    }

    /// Whether a responder's certificate is known to be revoked. One that says so itself is not asked about (RFC 6960
    /// section 4.2.2.2.1).
    fn is_revoked(
        &self,
        responder: &X509Certificate,
        issuer: &X509Certificate,
        time: SignatureTime,
        depth: usize,
    ) -> bool {
        !has_ocsp_nocheck(responder)
            && depth < MAX_DEPTH
            && matches!(
                self.revocation(responder, issuer, time, depth + 1),
                Revocation::Revoked(_)
            )
    }

    /// What lists say.
    fn listed(
        &self,
        certificate: &X509Certificate,
        issuer: &X509Certificate,
        time: SignatureTime,
        depth: usize,
    ) -> Revocation {
        let (fresh, older): (Vec<&Crl>, Vec<&Crl>) = self
            .evidence
            .lists
            .iter()
            .filter(|list| {
                list.was_there(self.policy(), time.poe)
                    && self.is_authentic(list, issuer, time, depth)
            })
            .partition(|list| list.is_fresh(self.policy(), time.answered_for, time.poe));
        revoked_for_good(&older, certificate)
            .map_or_else(|| revocation_by(&fresh, certificate), Revocation::Revoked)
    }

    /// Whether a list is by the issuer of the certificate, or by another certificate of whoever it says, one with a path
    /// of its own (RFC 5280 section 6.3.3 (f)). A path whose revocation is unknown is one of which nothing bad is known.
    fn is_authentic(
        &self,
        list: &Crl,
        issuer: &X509Certificate,
        time: SignatureTime,
        depth: usize,
    ) -> bool {
        if list.is_signed_by(issuer, self.policy(), &self.verifier) {
            return true;
        }
        depth < MAX_DEPTH
            && self.pool.named(list.issuer()).iter().any(|by| {
                *by != issuer
                    && list.is_signed_by(by, self.policy(), &self.verifier)
                    && self
                        .validate_within(by, time, Purpose::RevocationLists, depth + 1)
                        .is_ok()
            })
    }
}
