//! From a certificate to somebody who is trusted, and whether any on the way was revoked (RFC 5280 section 6, RFC 6960).
//!
//! Bounded: how long a path may be, and how many signatures are verified in all.

use std::cell::Cell;

use const_oid::{ObjectIdentifier, db::rfc5280};
use der::{Decode as _, Encode as _};
use jiff::Timestamp;
use spki::AlgorithmIdentifierOwned;
use x509_cert::{
    Certificate,
    crl::CertificateList,
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
};
use x509_ocsp::{BasicOcspResponse, CertStatus, OcspResponse};

use super::report::{Check, SubIndication};
use segl_pades::archive::ValidationData;
use segl_pki::{
    keys::{PublicKey, Scheme},
    revocation::{RevocationQuestion, has_ocsp_nocheck, is_self_issued},
    timestamp::{seconds, time_of},
};

/// The longest path, the signer's certificate and the anchor included.
const LONGEST: usize = 8;
/// How many signatures of certificates and answers are verified for one file.
const MAX_VERIFIED: u32 = 2_000;

const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");

/// The critical extensions that are understood here; a path with another one cannot be believed.
const UNDERSTOOD: [ObjectIdentifier; 4] = [
    rfc5280::ID_CE_BASIC_CONSTRAINTS,
    rfc5280::ID_CE_KEY_USAGE,
    rfc5280::ID_CE_EXT_KEY_USAGE,
    rfc5280::ID_CE_CERTIFICATE_POLICIES,
];

/// What the file holds for those who validate.
pub(super) struct Evidence {
    certificates: Vec<Certificate>,
    answers: Vec<BasicOcspResponse>,
    lists: Vec<CertificateList>,
}

impl Evidence {
    pub(super) fn of(data: ValidationData) -> Self {
        let answers: Vec<BasicOcspResponse> = data
            .ocsp_responses
            .iter()
            .filter_map(|der| {
                let bytes = OcspResponse::from_der(der).ok()?.response_bytes?;
                BasicOcspResponse::from_der(bytes.response.as_bytes()).ok()
            })
            .collect();
        let mut evidence = Self {
            certificates: data.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect(),
            lists: data.crls.iter().filter_map(|der| CertificateList::from_der(der).ok()).collect(),
            answers: Vec::new(),
        };
        for answer in &answers {
            evidence.learn(answer.certs.as_deref().unwrap_or_default());
        }
        evidence.answers = answers;
        evidence
    }

    /// Takes note of certificates that came with a signature.
    pub(super) fn learn(&mut self, new: &[Certificate]) {
        for certificate in new {
            if self.certificates.len() < 1_000 && !self.certificates.contains(certificate) {
                self.certificates.push(certificate.clone());
            }
        }
    }
}

/// Why no path could be believed.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathProblem {
    pub(super) sub_indication: SubIndication,
    pub(super) reason: &'static str,
}

/// What is known of a path that is valid.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The anchor that the path leads to, in DER.
    pub(super) anchor: Vec<u8>,
    pub(super) revocation: Check,
    /// Whether a certificate whose revocation is unknown names somebody who could be asked.
    pub(super) sources: bool,
}

/// The paths that lead to whom is trusted.
pub(super) struct Paths<'e> {
    anchors: &'e [Certificate],
    evidence: &'e Evidence,
    verified: Cell<u32>,
}

impl<'e> Paths<'e> {
    pub(super) fn new(anchors: &'e [Certificate], evidence: &'e Evidence) -> Self {
        Self { anchors, evidence, verified: Cell::new(0) }
    }

    /// Weighs a certificate as at the time when it was used; `poe_time` is when all that the file holds of it was there.
    pub(super) fn validate(
        &self,
        certificate: &Certificate,
        at: Timestamp,
        poe_time: Timestamp,
        stamps: bool,
    ) -> Result<Outcome, PathProblem> {
        let problem = |sub_indication, reason| PathProblem { sub_indication, reason };
        let general = SubIndication::CertificateChainGeneralFailure;
        if stamps && !has_purpose(certificate, TIME_STAMPING) {
            return Err(problem(general, "The certificate is not one for timestamps."));
        }
        if !stamps && !may_sign(certificate) {
            return Err(problem(general, "The certificate is not one for signatures."));
        }
        let mut path = vec![certificate.clone()];
        if !self.extend(&mut path) {
            return Err(problem(
                SubIndication::NoCertificateChainFound,
                "The certificate does not lead to anybody who is trusted here.",
            ));
        }
        let (anchor, below) = path.split_last().ok_or(problem(general, "There is no path."))?;
        if below.iter().any(|one| !is_valid_at(one, at)) {
            return Err(problem(
                SubIndication::OutOfBoundsNoPoe,
                "A certificate was not valid at the time of the signature, as far as that time is known.",
            ));
        }
        if below.iter().any(has_unknown_demands) {
            return Err(problem(general, "A certificate makes a demand that is not understood here."));
        }
        let anchor_der = anchor.to_der().unwrap_or_default();
        let mut outcome = Outcome { anchor: anchor_der, revocation: Check::Passed, sources: false };
        let issuers = below.iter().skip(1).chain([anchor]);
        for (one, issuer) in below.iter().zip(issuers) {
            match self.revocation(one, issuer, at, poe_time) {
                RevocationStatus::Good => {}
                RevocationStatus::Unknown { sources } => {
                    outcome.revocation = Check::NotChecked;
                    outcome.sources |= sources;
                }
                RevocationStatus::Revoked(since) if at < since && at < poe_time => {}
                RevocationStatus::Revoked(_) => {
                    let why = if at < poe_time { SubIndication::Revoked } else { SubIndication::RevokedNoPoe };
                    return Err(problem(why, "A certificate was revoked."));
                }
            }
        }
        Ok(outcome)
    }

    /// Whether a certificate says that one who is known issued it, and none of those did.
    pub(super) fn is_damaged(&self, certificate: &Certificate) -> bool {
        let known = self.anchors.iter().chain(&self.evidence.certificates);
        let mut issuers = known
            .filter(|one| one.tbs_certificate.subject == certificate.tbs_certificate.issuer)
            .chain(is_self_issued(certificate).then_some(certificate))
            .peekable();
        issuers.peek().is_some() && !issuers.any(|issuer| self.issued(issuer, certificate))
    }

    /// Finds the rest of a path. Depth first: the first that leads to an anchor is taken.
    fn extend(&self, path: &mut Vec<Certificate>) -> bool {
        let Some(last) = path.last().cloned() else { return false };
        if self.anchors.contains(&last) {
            return true;
        }
        if path.len() >= LONGEST {
            return false;
        }
        // The anchors first: a path that is short is found soon.
        for issuer in self.anchors.iter().chain(&self.evidence.certificates) {
            if issuer.tbs_certificate.subject != last.tbs_certificate.issuer || path.contains(issuer) {
                continue;
            }
            if !may_issue(issuer, path.len() - 1) || !self.issued(issuer, &last) {
                continue;
            }
            path.push(issuer.clone());
            if self.extend(path) {
                return true;
            }
            path.pop();
        }
        false
    }

    fn issued(&self, issuer: &Certificate, certificate: &Certificate) -> bool {
        certificate.tbs_certificate.to_der().is_ok_and(|signed| {
            self.signed(issuer, &certificate.signature_algorithm, &signed, certificate.signature.raw_bytes())
        })
    }

    /// Whether this certificate's key made the signature.
    fn signed(&self, by: &Certificate, algorithm: &AlgorithmIdentifierOwned, signed: &[u8], signature: &[u8]) -> bool {
        self.verified.set(self.verified.get() + 1);
        if self.verified.get() > MAX_VERIFIED {
            return false;
        }
        let key = PublicKey::of(&by.tbs_certificate.subject_public_key_info).filter(|key| !key.is_weak());
        let scheme = Scheme::of(algorithm, None);
        key.zip(scheme).is_some_and(|(key, scheme)| key.verifies(scheme, &scheme.digest().digest(&[signed]), signature))
    }

    fn revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: Timestamp,
        poe_time: Timestamp,
    ) -> RevocationStatus {
        if has_ocsp_nocheck(certificate) {
            return RevocationStatus::Good;
        }
        let Ok(Some(question)) = RevocationQuestion::about(certificate, issuer) else {
            return RevocationStatus::Unknown { sources: false };
        };
        let mut standing = RevocationStatus::Unknown { sources: true };
        for answer in &self.evidence.answers {
            for single in answer.tbs_response_data.responses.iter().filter(|single| question.is_about(&single.cert_id))
            {
                let until = single.next_update.as_ref().map(|time| seconds(time.0.to_unix_duration()));
                let from = seconds(single.this_update.0.to_unix_duration());
                if !is_fresh(from, until, at, poe_time) || !self.is_authorized_responder(answer, issuer) {
                    continue;
                }
                match &single.cert_status {
                    CertStatus::Good(_) => standing = RevocationStatus::Good,
                    CertStatus::Revoked(info) => {
                        return RevocationStatus::Revoked(seconds(info.revocation_time.0.to_unix_duration()));
                    }
                    CertStatus::Unknown(_) => {}
                }
            }
        }
        for list in
            self.evidence.lists.iter().filter(|list| list.tbs_cert_list.issuer == issuer.tbs_certificate.subject)
        {
            let until = list.tbs_cert_list.next_update.as_ref().map(time_of);
            let signed = list.tbs_cert_list.to_der().unwrap_or_default();
            if !is_fresh(time_of(&list.tbs_cert_list.this_update), until, at, poe_time)
                || !self.signed(issuer, &list.signature_algorithm, &signed, list.signature.raw_bytes())
            {
                continue;
            }
            let entries = list.tbs_cert_list.revoked_certificates.as_deref().unwrap_or_default();
            match entries.iter().find(|entry| entry.serial_number == certificate.tbs_certificate.serial_number) {
                Some(entry) => return RevocationStatus::Revoked(time_of(&entry.revocation_date)),
                None => standing = RevocationStatus::Good,
            }
        }
        standing
    }

    /// Whether an answer is signed by the issuer, or by one whom the issuer has made its responder (RFC 6960 section
    /// 4.2.2.2).
    fn is_authorized_responder(&self, answer: &BasicOcspResponse, issuer: &Certificate) -> bool {
        let Ok(signed) = answer.tbs_response_data.to_der() else { return false };
        let made =
            |by: &Certificate| self.signed(by, &answer.signature_algorithm, &signed, answer.signature.raw_bytes());
        let delegates = answer.certs.iter().flatten().filter(|one| {
            one.tbs_certificate.issuer == issuer.tbs_certificate.subject && has_purpose(one, OCSP_SIGNING)
        });
        let at = seconds(answer.tbs_response_data.produced_at.0.to_unix_duration());
        delegates.take(4).any(|one| is_valid_at(one, at) && made(one) && self.issued(issuer, one)) || made(issuer)
    }
}

enum RevocationStatus {
    Good,
    Revoked(Timestamp),
    Unknown { sources: bool },
}

/// Whether an answer says something of this time: made before all was archived, and for the time or later.
fn is_fresh(from: Timestamp, until: Option<Timestamp>, at: Timestamp, poe_time: Timestamp) -> bool {
    // Clocks differ by as much.
    let slack = jiff::SignedDuration::from_mins(5);
    from <= poe_time + slack && (from >= at - slack || until.is_some_and(|until| until >= at))
}

fn is_valid_at(certificate: &Certificate, at: Timestamp) -> bool {
    let validity = &certificate.tbs_certificate.validity;
    time_of(&validity.not_before) <= at && at <= time_of(&validity.not_after)
}

fn has_purpose(certificate: &Certificate, purpose: ObjectIdentifier) -> bool {
    certificate
        .tbs_certificate
        .get::<ExtendedKeyUsage>()
        .ok()
        .flatten()
        .is_some_and(|(_, all)| all.0.contains(&purpose))
}

fn may_sign(certificate: &Certificate) -> bool {
    match certificate.tbs_certificate.get::<KeyUsage>() {
        Ok(Some((_, usage))) => usage.digital_signature() || usage.non_repudiation(),
        Ok(None) => true,
        Err(_) => false,
    }
}

/// Whether a certificate is an authority's that may have this many authorities below it.
fn may_issue(certificate: &Certificate, below: usize) -> bool {
    let tbs = &certificate.tbs_certificate;
    let is_authority = match tbs.get::<BasicConstraints>() {
        Ok(Some((_, constraints))) => {
            constraints.ca && constraints.path_len_constraint.is_none_or(|longest| below <= usize::from(longest))
        }
        // Version 1 certificates say nothing; only those that are trusted anyway are believed.
        Ok(None) => is_self_issued(certificate) && tbs.extensions.is_none(),
        Err(_) => false,
    };
    let signs = match tbs.get::<KeyUsage>() {
        Ok(Some((_, usage))) => usage.key_cert_sign(),
        Ok(None) => true,
        Err(_) => false,
    };
    is_authority && signs
}

fn has_unknown_demands(certificate: &Certificate) -> bool {
    let extensions = certificate.tbs_certificate.extensions.iter().flatten();
    extensions.into_iter().any(|extension| extension.critical && !UNDERSTOOD.contains(&extension.extn_id))
}
