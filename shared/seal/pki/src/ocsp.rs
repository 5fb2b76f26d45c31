//! OCSP answers (RFC 6960): what one says of a certificate, and whether it may say so.

use const_oid::{
    ObjectIdentifier,
    db::{rfc5280, rfc6960},
};
use der::Encode as _;
use jiff::Timestamp;
use x509_cert::ext::{
    Extensions,
    pkix::{CrlReason, ExtendedKeyUsage, KeyUsage},
};
use x509_ocsp::{
    BasicOcspResponse, CertStatus, OcspResponse, OcspResponseStatus, ResponderId, SingleResponse,
    ext::ArchiveCutoff,
};

use crate::{
    ber::{self, decode, tag},
    certificate::{SignedParts, X509Certificate, extension_in},
    digest::DigestAlgorithm,
    names::ComparableName,
    policy::{Strength, ValidationPolicy},
    statement::{Revocation, Statement},
    timestamp::{seconds, time_of},
    verifier::Verifier,
};

/// `id-pkix-ocsp-basic` (RFC 6960 section 4.2.1).
const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
/// `id-kp-OCSPSigning` (RFC 6960 section 4.2.2.2).
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
/// How many certificates of one answer are read.
const MAX_CERTIFICATES: usize = 64;
/// How many statements of one answer are looked at.
const MAX_STATEMENTS: usize = 256;

/// An answer, as it was encoded and as it reads.
#[derive(Clone, Debug)]
pub struct OcspAnswer {
    basic: Vec<u8>,
    parts: SignedParts,
    decoded: BasicOcspResponse,
    certificates: Vec<X509Certificate>,
    /// Whether it came with more certificates than are looked at.
    has_more_certificates: bool,
    made_by: MadeBy,
    fingerprint: [u8; 32],
    /// Whether it demands nothing that is not understood here.
    is_understood: bool,
}

/// Who an answer says that it is by (RFC 6960 section 4.2.1, `ResponderID`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeBy {
    /// By name; `None` for one that cannot be read, which is nobody's.
    Name(Option<ComparableName>),
    /// By the SHA-1 of the key.
    Key(Vec<u8>),
}

impl OcspAnswer {
    /// Reads an `OCSPResponse`. `None` for one without an answer. One with a critical extension that is not known here can
    /// be read, and nobody made it in a way that counts.
    pub fn read(response: &[u8]) -> Option<Self> {
        Self::parse(response)?
    }

    /// Reads one. `Some(None)` for one that is readable and without an answer.
    fn parse(response: &[u8]) -> Option<Option<Self>> {
        let response: OcspResponse = decode(&ber::definite(response).ok()?)?;
        let answer = response.response_bytes.filter(|bytes| {
            bytes.response_type == BASIC
                && response.response_status == OcspResponseStatus::Successful
        });
        let Some(bytes) = answer else {
            return Some(None);
        };
        let basic = ber::definite(bytes.response.as_bytes()).ok()?.into_owned();
        let fields = ber::first(&basic)?.0.children(tag::SEQUENCE)?;
        let certificates = fields
            .get(3)
            .and_then(|field| ber::first(field.value(tag::context(0))?));
        let certificates = certificates
            .and_then(|(all, _)| all.children(tag::SEQUENCE))
            .unwrap_or_default();
        let has_more_certificates = certificates.len() > MAX_CERTIFICATES;
        let certificates: Vec<X509Certificate> = certificates
            .iter()
            .take(MAX_CERTIFICATES)
            .filter_map(|one| X509Certificate::from_der(one.whole))
            .collect();
        // Certificates are read above, from what they were signed as.
        let bare: Vec<u8> = fields
            .iter()
            .take(3)
            .flat_map(|field| field.whole)
            .copied()
            .collect();
        let decoded: BasicOcspResponse = decode(&ber::element(tag::SEQUENCE, &bare))?;
        let data = &decoded.tbs_response_data;
        let made_by = match &data.responder_id {
            ResponderId::ByName(name) => MadeBy::Name(ComparableName::of(name)),
            ResponderId::ByKey(hash) => MadeBy::Key(hash.as_bytes().to_vec()),
        };
        let is_understood = !has_critical(decoded.tbs_response_data.response_extensions.as_ref());
        Some(Some(Self {
            is_understood,
            parts: SignedParts::of(&basic)?,
            decoded,
            certificates,
            has_more_certificates,
            made_by,
            fingerprint: DigestAlgorithm::Sha256.digest(&[&basic]).try_into().ok()?,
            basic,
        }))
    }

    /// Whether bytes begin as a response does and cannot be read as one with an answer.
    #[must_use]
    pub fn is_malformed(bytes: &[u8]) -> bool {
        bytes.first() == Some(&tag::SEQUENCE) && Self::parse(bytes).is_none()
    }

    /// The certificates that came with it.
    pub fn certificates(&self) -> &[X509Certificate] {
        &self.certificates
    }

    /// Who it says that it is by.
    pub const fn made_by(&self) -> &MadeBy {
        &self.made_by
    }

    /// When it was made.
    pub fn produced_at(&self) -> Timestamp {
        seconds(
            self.decoded
                .tbs_response_data
                .produced_at
                .0
                .to_unix_duration(),
        )
    }

    /// Whether it holds more statements, or certificates, than are looked at.
    pub fn is_cut(&self) -> bool {
        self.has_more_certificates
            || self.decoded.tbs_response_data.responses.len() > MAX_STATEMENTS
    }

    /// What it says of a certificate: that it was revoked for good, which is true of every time; else the newest of what
    /// is fresh for a time. `None` when it says nothing.
    pub fn says_of(
        &self,
        certificate: &X509Certificate,
        issuer: &X509Certificate,
        policy: &ValidationPolicy,
        at: Timestamp,
        poe_time: Timestamp,
    ) -> Option<Statement> {
        let responses = &self.decoded.tbs_response_data.responses;
        let mut digests = IssuerDigests::of(certificate, issuer);
        let statements = responses
            .iter()
            .take(MAX_STATEMENTS)
            .filter(|single| {
                !has_critical(single.single_extensions.as_ref())
                    && digests.is_about(single, certificate)
            })
            .filter_map(|single| self.statement(single, certificate, policy, at, poe_time));
        Statement::of_all(statements)
    }

    fn statement(
        &self,
        single: &SingleResponse,
        certificate: &X509Certificate,
        policy: &ValidationPolicy,
        at: Timestamp,
        poe_time: Timestamp,
    ) -> Option<Statement> {
        let as_of = seconds(single.this_update.0.to_unix_duration());
        let until = single
            .next_update
            .as_ref()
            .map(|time| seconds(time.0.to_unix_duration()));
        let revocation = match &single.cert_status {
            CertStatus::Good(_) => {
                let not_after = time_of(&certificate.validity.not_after);
                // RFC 6960 section 2.4: what is known at a time is answered at that time or later.
                let is_consistent = policy.was_there(as_of, self.produced_at())
                    && policy.was_there(self.produced_at(), poe_time)
                    && until.is_none_or(|until| as_of <= until);
                let tells = is_consistent
                    && policy.is_fresh(as_of, until, at, poe_time)
                    && policy.tells_of(as_of, not_after, archive_cutoff(single));
                tells.then_some(Revocation::Good)?
            }
            CertStatus::Revoked(info) => {
                let since = seconds(info.revocation_time.0.to_unix_duration());
                let is_held = info.revocation_reason == Some(CrlReason::CertificateHold);
                let counts = policy.speaks_against(since, as_of, poe_time);
                counts.then_some(if is_held {
                    Revocation::OnHold(since)
                } else {
                    Revocation::Revoked(since)
                })?
            }
            CertStatus::Unknown(_) => return None,
        };
        Some(Statement { revocation, as_of })
    }

    /// Who signed it: the issuer itself, or one whom the issuer has made its responder (RFC 6960 section 4.2.2.2). Other
    /// certificates that are known may be the responder's too, when it left its own out. What it rests on is held to the
    /// policy of the time that is asked about: when an answer says that it was made proves nothing.
    ///
    /// Without a policy it is who signed it in whatever way: what such an answer says against somebody may be true.
    pub fn responder<'c>(
        &'c self,
        issuer: &'c X509Certificate,
        known: impl Iterator<Item = &'c X509Certificate>,
        policy: Option<&ValidationPolicy>,
        at: Timestamp,
        verifier: &Verifier,
    ) -> Option<Responder<'c>> {
        if policy.is_some() && !self.is_understood {
            return None;
        }
        let believes =
            |strength: &Strength, at| policy.is_none_or(|policy| policy.believes(strength, at));
        let scheme = crate::scheme::Scheme::of(&self.decoded.signature_algorithm, None)?;
        let at = self.produced_at().max(at);
        let is_believed = |by: &X509Certificate| {
            let strength = Strength::of([scheme.digest()], by.public_key());
            believes(&strength, at)
        };
        let signed = |by: &X509Certificate| {
            self.is_named(by)
                && is_believed(by)
                && verifier.has_signed(
                    by,
                    &self.decoded.signature_algorithm,
                    self.parts.of_whole(&self.basic),
                    self.decoded.signature.raw_bytes(),
                    self.fingerprint,
                )
        };
        if signed(issuer) {
            return Some(Responder::Issuer);
        }
        // As many as there are: namesakes must not hide the one, and each costs the verifier.
        let considered = self.certificates.iter().chain(known);
        let considered = considered.take_while(|_| verifier.considers());
        let mut delegates = considered.filter(|one| {
            self.is_named(one)
                && one.issuer_name() == issuer.subject_name()
                && self.is_delegate(one)
        });
        // What made the delegate one is held to the policy like the answer itself.
        let is_appointed = |one: &X509Certificate| {
            let scheme = one.signature_scheme().map(crate::scheme::Scheme::digest);
            let strength = Strength::of(scheme, issuer.public_key());
            believes(&strength, at) && verifier.has_issued(issuer, one)
        };
        delegates
            .find(|one| is_appointed(one) && signed(one))
            .map(Responder::Delegate)
    }

    /// Whether a certificate is one for responders, at the time of this answer.
    fn is_delegate(&self, certificate: &X509Certificate) -> bool {
        let at = self.produced_at();
        let validity = &certificate.validity;
        let known = [
            rfc5280::ID_CE_KEY_USAGE,
            rfc5280::ID_CE_EXT_KEY_USAGE,
            rfc5280::ID_CE_BASIC_CONSTRAINTS,
        ];
        let signs = match certificate.extension::<KeyUsage>() {
            Ok(usage) => {
                usage.is_none_or(|(_, usage)| usage.digital_signature() || usage.non_repudiation())
            }
            Err(_) => false,
        };
        let answers = matches!(
            certificate.extension::<ExtendedKeyUsage>(),
            Ok(Some((_, purposes))) if purposes.0.contains(&OCSP_SIGNING)
        );
        signs
            && answers
            && time_of(&validity.not_before) <= at
            && at <= time_of(&validity.not_after)
            && certificate
                .extensions()
                .iter()
                .all(|one| !one.critical || known.contains(&one.extn_id))
    }

    /// Whether it says that this certificate's holder made it (RFC 6960 section 4.2.1).
    fn is_named(&self, certificate: &X509Certificate) -> bool {
        match &self.made_by {
            MadeBy::Name(name) => name.as_ref() == Some(certificate.subject_name()),
            MadeBy::Key(hash) => *hash == certificate.key_hash(),
        }
    }
}

/// Who signed an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Responder<'c> {
    /// The issuer of the certificate that it is about.
    Issuer,
    /// The holder of this certificate.
    Delegate(&'c X509Certificate),
}

/// The digests by which statements name a certificate's issuer, each made once (RFC 6960 section 4.1.1, `CertID`).
struct IssuerDigests<'c> {
    /// As the certificate has the name, which need not be how its issuer writes it, and as the issuer does.
    names: [Vec<u8>; 2],
    key: &'c [u8],
    known: Vec<(DigestAlgorithm, [Vec<u8>; 3])>,
}

impl<'c> IssuerDigests<'c> {
    fn of(certificate: &X509Certificate, issuer: &'c X509Certificate) -> Self {
        let name = |name: &x509_cert::name::Name| name.to_der().unwrap_or_default();
        Self {
            names: [name(&certificate.issuer), name(&issuer.subject)],
            key: issuer
                .subject_public_key_info
                .subject_public_key
                .raw_bytes(),
            known: Vec::new(),
        }
    }

    /// Whether a statement is about this certificate of that issuer's.
    fn is_about(&mut self, single: &SingleResponse, certificate: &X509Certificate) -> bool {
        let id = &single.cert_id;
        let Some(algorithm) = DigestAlgorithm::of(id.hash_algorithm.oid)
            .filter(|_| id.serial_number == certificate.serial_number)
        else {
            return false;
        };
        let place = self.known.iter().position(|(known, _)| *known == algorithm);
        let place = place.unwrap_or_else(|| {
            let [own, issuers] = &self.names;
            let digests = [own, issuers, self.key].map(|bytes| algorithm.digest(&[bytes]));
            self.known.push((algorithm, digests));
            self.known.len() - 1
        });
        let [own, issuers, key] = &self.known[place].1;
        let name = id.issuer_name_hash.as_bytes();
        (name == own || name == issuers) && id.issuer_key_hash.as_bytes() == key
    }
}

/// From when on the responder kept what it knows of certificates that have ended (RFC 6960 section 4.4.4).
fn archive_cutoff(single: &SingleResponse) -> Option<Timestamp> {
    let extensions = single.single_extensions.as_deref().unwrap_or_default();
    let cutoff = extension_in::<ArchiveCutoff>(extensions, rfc6960::ID_PKIX_OCSP_ARCHIVE_CUTOFF);
    let (_, cutoff) = cutoff.ok().flatten()?;
    Some(seconds(cutoff.0.0.to_unix_duration()))
}

/// Whether there is an extension that must be understood. None of those that are known ever is (RFC 6960 section 4.4).
fn has_critical(extensions: Option<&Extensions>) -> bool {
    extensions
        .into_iter()
        .flatten()
        .any(|extension| extension.critical)
}

#[cfg(test)]
mod tests;
