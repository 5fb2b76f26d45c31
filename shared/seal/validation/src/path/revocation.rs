//! What the file's answers and lists say of a certificate, if those who made them may (RFC 6960, RFC 5280 section 6.3).

use jiff::Timestamp;

use super::{Paths, Purpose, SignatureTime, question::Asked};
use segl_pki::{
    crl::{Crl, revocation_by, revoked_for_good},
    ocsp::{OcspAnswer, Responder, Revocation, Statement},
    revocation::has_ocsp_nocheck,
};

/// How far the question goes whether those who answer were revoked themselves.
const MAX_DEPTH: usize = 2;

impl Paths<'_> {
    /// What is known of a certificate's revocation: that it was revoked for good, whoever says so; else what was said last.
    pub(super) fn revocation(
        &self,
        asked: Asked<'_>,
        time: SignatureTime,
        depth: usize,
    ) -> Revocation {
        let answers = self.evidence.answers.iter();
        let said = answers
            .filter_map(|answer| self.answered(answer, asked, time, depth))
            .chain(self.listed(asked, time, depth))
            .reduce(Statement::or);
        said.map_or(Revocation::Unknown, |said| said.revocation)
    }

    /// What an answer says, if whoever made it may.
    fn answered(
        &self,
        answer: &OcspAnswer,
        asked: Asked<'_>,
        time: SignatureTime,
        depth: usize,
    ) -> Option<Statement> {
        let Asked {
            certificate,
            issuer,
            ..
        } = asked;
        let (policy, at) = (self.policy(), time.answered_for);
        let said = answer.says_of(certificate, issuer, policy, at, time.poe)?;
        let known = self.pool.named(certificate.issuer_name()).iter().copied();
        let known = known.chain(self.evidence.certificates.iter());
        match answer.responder(issuer, known, policy, at, &self.verifier)? {
            Responder::Issuer => Some(said),
            Responder::Delegate(by) => {
                let responder = Asked {
                    certificate: by,
                    ..asked
                };
                let is_trusted = has_ocsp_nocheck(by)
                    || match self.revocation_within(responder, time, depth) {
                        Some(known) => {
                            !matches!(known, Revocation::Revoked(_) | Revocation::OnHold(_))
                        }
                        // Not asked any further: then what speaks against a certificate counts, and nothing else.
                        None => said.revocation != Revocation::Good,
                    };
                is_trusted.then_some(said)
            }
        }
    }

    fn revocation_within(
        &self,
        asked: Asked<'_>,
        time: SignatureTime,
        depth: usize,
    ) -> Option<Revocation> {
        (depth < MAX_DEPTH).then(|| self.revocation(asked, time, depth + 1))
    }

    /// What lists say.
    fn listed(&self, asked: Asked<'_>, time: SignatureTime, depth: usize) -> Option<Statement> {
        let (certificate, policy) = (asked.certificate, self.policy());
        let lists = self.evidence.lists.iter();
        let is_fresh_by = |list: &Crl, poe| list.is_fresh(policy, time.answered_for, poe);
        let (fresh, others): (Vec<&Crl>, Vec<&Crl>) = lists
            .filter(|list| list.concerns(certificate))
            .filter(|list| self.is_authentic(list, asked, time, depth))
            .partition(|list| is_fresh_by(list, time.poe));
        // That it was suspended before all was archived counts also where that was stated after.
        let later: Vec<&Crl> = others
            .iter()
            .copied()
            .filter(|list| is_fresh_by(list, Timestamp::MAX))
            .collect();
        let held = revocation_by(&later, certificate, policy).filter(|said| {
            matches!(said.revocation, Revocation::OnHold(since)
                if policy.speaks_against(since, said.as_of, time.poe))
        });
        revoked_for_good(&others, certificate, policy, time.poe)
            .or(held)
            .or_else(|| revocation_by(&fresh, certificate, policy))
    }

    /// Whether a list is by the issuer of the certificate, or by another certificate of whoever it says, one with a path
    /// of its own to the same anchor (RFC 5280 section 6.3.3 (f)). A path whose revocation is unknown is one of which
    /// nothing bad is known.
    fn is_authentic(
        &self,
        list: &Crl,
        asked: Asked<'_>,
        time: SignatureTime,
        depth: usize,
    ) -> bool {
        let (policy, at) = (self.policy(), time.answered_for);
        if list.is_signed_by(asked.issuer, policy, at, &self.verifier) {
            return true;
        }
        depth < MAX_DEPTH
            && self.pool.named(list.issuer()).iter().any(|by| {
                *by != asked.issuer
                    && list.is_signed_by(by, policy, at, &self.verifier)
                    && self
                        .validate_within(
                            by,
                            time,
                            Purpose::RevocationLists,
                            depth + 1,
                            Some(asked.anchor),
                        )
                        .is_ok()
            })
    }
}
