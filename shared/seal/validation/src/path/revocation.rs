//! What the file's answers and lists say of a certificate, if those who made them may (RFC 6960, RFC 5280 section 6.3).

use x509_cert::ext::pkix::KeyUsage;

use super::{Paths, Purpose, SignatureTime, question::Asked};
use segl_pki::{
    certificate::X509Certificate,
    crl::{
        Crl,
        distribution_points::{names_too_many_places, places_of},
        processing::{revocation_by, statements},
    },
    ocsp::{MadeBy, OcspAnswer, Responder},
    revocation::{has_ocsp_nocheck, names_sources},
    statement::{Revocation, Statement},
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
            .chain(self.listed(asked, time, depth));
        Statement::of_all(said).map_or(Revocation::Unknown, |said| said.revocation)
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
        let known = match answer.made_by() {
            MadeBy::Name(name) => name.as_ref().map(|name| self.pool.named(name)),
            MadeBy::Key(hash) => Some(self.pool.with_key(hash)),
        };
        let known = known.unwrap_or_default().iter().copied();
        let by = |policy| answer.responder(issuer, known.clone(), policy, at, &self.verifier);
        let Some(responder) = by(Some(policy)) else {
            // Who accuses in a way that is not believed, or not understood, may be right.
            if said.revocation != Revocation::Good && by(None).is_some() {
                self.verifier.note_limit();
            }
            return None;
        };
        match responder {
            Responder::Issuer => Some(said),
            Responder::Delegate(by) => {
                let responder = Asked {
                    certificate: by,
                    ..asked
                };
                self.is_entitled(responder, answer, said, time, depth)
                    .then_some(said)
            }
        }
    }

    /// Whether a delegate that was itself revoked may have said this.
    fn is_entitled(
        &self,
        responder: Asked<'_>,
        answer: &OcspAnswer,
        said: Statement,
        time: SignatureTime,
        depth: usize,
    ) -> bool {
        if has_ocsp_nocheck(responder.certificate) {
            return true;
        }
        let is_good = said.revocation == Revocation::Good;
        let known = (depth < MAX_DEPTH).then(|| self.revocation(responder, time, depth + 1));
        match known {
            // Not asked any further: then what speaks against a certificate counts, and nothing else.
            None => !is_good,
            // What it said against a certificate while it was entitled stays said (RFC 6960 section 4.2.2.2). Its good
            // word counts no more: whoever has its key writes any time.
            Some(Revocation::Revoked(since) | Revocation::OnHold(since)) if !is_good => {
                let was_entitled = answer.produced_at() < since;
                if !was_entitled {
                    // Who is right of two that accuse each other is not decided here.
                    self.verifier.note_limit();
                }
                was_entitled
            }
            Some(Revocation::Revoked(_) | Revocation::OnHold(_)) => false,
            // As of any certificate: where it says who could be asked about it, nothing known is not good (RFC 6960 section
            // 4.2.2.2.1; where it says neither that nor `nocheck`, that is for local policy). One that cannot be read may
            // name somebody.
            Some(Revocation::Unknown) if is_good => {
                !names_sources(responder.certificate).unwrap_or(true)
            }
            Some(Revocation::Good | Revocation::Unknown) => true,
        }
    }

    /// What lists say, each for itself and the fresh ones together.
    fn listed(&self, asked: Asked<'_>, time: SignatureTime, depth: usize) -> Vec<Statement> {
        let (certificate, policy) = (asked.certificate, self.policy());
        if self.evidence.lists.is_empty() {
            return Vec::new();
        }
        if names_too_many_places(certificate) {
            self.verifier.note_limit();
        }
        let cost = 1 + places_of(certificate);
        let lists = self.evidence.lists.iter();
        let concerning: Vec<&Crl> = lists
            .take_while(|_| self.verifier.considers_as(cost))
            .filter(|list| list.concerns(certificate))
            .collect();
        let (authentic, rest): (Vec<&Crl>, Vec<&Crl>) = concerning
            .into_iter()
            .partition(|list| self.is_authentic(list, asked, time, depth));
        // What was listed against a certificate while the list's signer was in force stays so, whatever became of the
        // signer before or after the signature.
        let (authentic_then, rest): (Vec<&Crl>, Vec<&Crl>) = rest.into_iter().partition(|list| {
            self.is_authentic(list, asked, time.of_list(list.this_update()), depth)
        });
        // Who accuses in the authority's name, and is not believed to be it, may be right.
        if rest
            .iter()
            .any(|list| list.accuses(certificate) && self.is_of_a_namesake(list, asked))
        {
            self.verifier.note_limit();
        }
        let fresh: Vec<&Crl> = authentic
            .iter()
            .copied()
            .filter(|list| list.is_fresh(policy, time.answered_for, time.poe))
            .collect();
        let all = [authentic, authentic_then].concat();
        let mut said = statements(&all, certificate, policy, time.poe);
        said.extend(revocation_by(&fresh, certificate, policy));
        said
    }

    /// Whether a list is signed by a certificate of the name that it says, which leads to the anchor that the certificate
    /// asked about leads to, whatever else there is to say of it: by an algorithm that is believed no more, by a key that
    /// should sign no lists, with demands that are not understood.
    fn is_of_a_namesake(&self, list: &Crl, asked: Asked<'_>) -> bool {
        let named = self.pool.named(list.issuer()).iter();
        let mut signers = named
            .take_while(|_| self.verifier.considers())
            .filter(|by| list.is_by_key_of(by, &self.verifier));
        signers.any(|by| {
            let paths = self.pool.paths_from(by, Some(asked.anchor), &self.verifier);
            !paths.is_empty()
        })
    }

    /// The certificates of the name that a list says, by whose key it is signed.
    fn signers_of(
        &self,
        list: &Crl,
        time: SignatureTime,
    ) -> impl Iterator<Item = &X509Certificate> {
        let (policy, at) = (self.policy(), time.answered_for);
        let named = self.pool.named(list.issuer()).iter().copied();
        named
            .take_while(|_| self.verifier.considers())
            .filter(move |by| list.is_signed_by(by, policy, at, &self.verifier))
    }

    /// Whether a list is by the issuer of the certificate, or by another certificate of the same authority, one with a
    /// path of its own to the same anchor (RFC 5280 section 6.3.3 (f)). A path whose revocation is unknown is one of which
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
        if depth >= MAX_DEPTH {
            return false;
        }
        // The issuer itself was asked above, and did not sign it.
        self.signers_of(list, time).any(|by| {
            self.is_of_the_authority(by, list, asked)
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

    /// Whether a certificate by which a list is signed is of the authority that issued the one asked about, and not of a
    /// namesake. A list that names its own issuer, as an indirect one does, is held to that by its scope.
    fn is_of_the_authority(&self, by: &X509Certificate, list: &Crl, asked: Asked<'_>) -> bool {
        let Asked {
            certificate,
            issuer,
            ..
        } = asked;
        if by.subject_name() != issuer.subject_name() || by.has_key_of(issuer) {
            return true;
        }
        // Certificates by which an authority hands over from one of its keys to another (RFC 4210 section 4.4).
        if self.verifier.has_issued(issuer, by) || self.verifier.has_issued(by, issuer) {
            return true;
        }
        // Another certificate by the same authority above: for a key that signs lists alone it is the one whose lists are
        // meant. One that issues certificates, too, has lists of its own unless they name the same key.
        let above = self.pool.named(issuer.issuer_name()).iter();
        let mut above = above.take_while(|_| self.verifier.considers());
        let signs_lists_alone = matches!(
            by.extension::<KeyUsage>(),
            Ok(Some((_, usage))) if !usage.key_cert_sign()
        );
        (signs_lists_alone || !list.is_by_another_key(certificate))
            && above.any(|above| {
                self.verifier.has_issued(above, issuer) && self.verifier.has_issued(above, by)
            })
    }
}
