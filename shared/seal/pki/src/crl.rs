//! Lists of revoked certificates (RFC 5280 section 5): one as it reads, who signed it, which entries are about a
//! certificate, and which of two goes on from the other.

use const_oid::db::rfc5280;
use jiff::Timestamp;
use x509_cert::{
    crl::{CertificateList, RevokedCert},
    ext::{
        Extension,
        pkix::{
            AuthorityKeyIdentifier, BaseCrlNumber, CrlNumber, CrlReason, IssuingDistributionPoint,
            KeyUsage, name::GeneralName,
        },
    },
};

use crate::{
    ber::{self, decode, tag},
    certificate::{SignedParts, X509Certificate, extension_in},
    digest::DigestAlgorithm,
    names::{ComparableName, is_name},
    policy::{Strength, ValidationPolicy},
    statement::Revocation,
    timestamp::time_of,
    verifier::Verifier,
};

pub mod distribution_points;
pub mod processing;

/// The critical extensions of lists and of their entries that are understood here. With any other a list says nothing
/// (RFC 5280 section 5.2 and 5.3).
const UNDERSTOOD: [const_oid::ObjectIdentifier; 5] = [
    EXPIRED_ON_LIST,
    rfc5280::ID_CE_ISSUING_DISTRIBUTION_POINT,
    rfc5280::ID_CE_DELTA_CRL_INDICATOR,
    rfc5280::ID_CE_CRL_NUMBER,
    rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER,
];
const UNDERSTOOD_OF_ENTRIES: [const_oid::ObjectIdentifier; 2] = [
    rfc5280::ID_CE_CERTIFICATE_ISSUER,
    rfc5280::ID_CE_CRL_REASONS,
];
/// `expiredCertsOnCRL` (X.509 clause 9.5.2.6): from when on ended certificates stay on the list.
const EXPIRED_ON_LIST: const_oid::ObjectIdentifier =
    const_oid::ObjectIdentifier::new_unwrap("2.5.29.60");

/// A list, as it was encoded and as it reads.
#[derive(Clone)]
pub struct Crl {
    der: Vec<u8>,
    parts: SignedParts,
    decoded: CertificateList,
    issuer: ComparableName,
    scope: Option<IssuingDistributionPoint>,
    number: Option<Vec<u8>>,
    base: Option<Vec<u8>>,
    /// The authority's key that it says it was signed by, as it stands there.
    authority_key: Option<AuthorityKeyIdentifier>,
    /// From when on certificates that ended stay on it.
    kept_since: Option<Timestamp>,
    fingerprint: [u8; 32],
    /// The places of its entries, in the order of their serial numbers.
    by_serial: Vec<u32>,
    /// Whether it demands nothing that is not understood here.
    is_understood: bool,
}

impl Crl {
    /// Reads a list. `None` for what is none. One with an extension that must be understood and is not can be read, and
    /// nobody signed it in a way that counts.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let der = ber::definite(bytes).ok()?.into_owned();
        let parts = SignedParts::of(&der)?;
        let fields = ber::first(parts.of_whole(&der))?
            .0
            .children(tag::SEQUENCE)?;
        let after_version = usize::from(fields.first()?.tag == tag::INTEGER);
        let issuer = ComparableName::read(fields.get(after_version + 1)?)?;
        let decoded: CertificateList = decode(&der)?;
        let list = &decoded.tbs_cert_list;
        let extensions = list.crl_extensions.as_deref().unwrap_or_default();
        let mut of_entries = list
            .revoked_certificates
            .iter()
            .flatten()
            .filter_map(|one| one.crl_entry_extensions.as_ref());
        let is_unknown =
            |one: &Extension, known: &[_]| one.critical && !known.contains(&one.extn_id);
        let is_understood = !extensions.iter().any(|one| is_unknown(one, &UNDERSTOOD))
            && !of_entries.any(|all| {
                all.iter()
                    .any(|one| is_unknown(one, &UNDERSTOOD_OF_ENTRIES))
            });
        if decoded.signature_algorithm.oid != list.signature.oid {
            return None;
        }
        let entries = list.revoked_certificates.as_deref().unwrap_or_default();
        let mut by_serial: Vec<u32> = (0..u32::try_from(entries.len()).ok()?).collect();
        by_serial.sort_by_key(|place| (serial_of(&entries[*place as usize]), *place));
        let scope = extension_in::<IssuingDistributionPoint>(
            extensions,
            rfc5280::ID_CE_ISSUING_DISTRIBUTION_POINT,
        )
        .ok()?
        .map(|(_, scope)| scope);
        let number = extension_in::<CrlNumber>(extensions, rfc5280::ID_CE_CRL_NUMBER)
            .ok()?
            .map(|(_, number)| number.0.as_bytes().to_vec());
        let base = extension_in::<BaseCrlNumber>(extensions, rfc5280::ID_CE_DELTA_CRL_INDICATOR)
            .ok()?
            .map(|(_, number)| number.0.as_bytes().to_vec());
        // One that cannot be read says nothing.
        let kept_since = extensions
            .iter()
            .find(|one| one.extn_id == EXPIRED_ON_LIST)
            .and_then(|one| decode::<der::asn1::GeneralizedTime>(one.extn_value.as_bytes()))
            .map(|time| crate::timestamp::seconds(time.to_unix_duration()));
        let authority_key = extension_in::<AuthorityKeyIdentifier>(
            extensions,
            rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER,
        );
        Some(Self {
            by_serial,
            is_understood,
            authority_key: authority_key.ok()?.map(|(_, key)| key),
            kept_since,
            fingerprint: DigestAlgorithm::Sha256.digest(&[&der]).try_into().ok()?,
            parts,
            decoded,
            issuer,
            scope,
            number,
            base,
            der,
        })
    }

    /// Whether bytes begin as a list's do and cannot be read as one.
    #[must_use]
    pub fn is_malformed(bytes: &[u8]) -> bool {
        let is_list = |der: &[u8]| decode::<CertificateList>(der).is_some();
        bytes.first() == Some(&tag::SEQUENCE)
            && !ber::definite(bytes).is_ok_and(|der| is_list(&der))
    }

    /// Who says that he issued it.
    pub const fn issuer(&self) -> &ComparableName {
        &self.issuer
    }

    /// Since when it says what it says.
    pub fn this_update(&self) -> Timestamp {
        time_of(&self.decoded.tbs_cert_list.this_update)
    }

    /// Whether it says something of this time.
    pub fn is_fresh(&self, policy: &ValidationPolicy, at: Timestamp, poe_time: Timestamp) -> bool {
        let until = self.decoded.tbs_cert_list.next_update.as_ref().map(time_of);
        policy.is_fresh(self.this_update(), until, at, poe_time)
    }

    /// Whether this certificate's holder issued it: name, key usage and signature (RFC 5280 section 6.3.3 (f) and (g)).
    /// What it rests on is held to the policy of the time that is asked about: when it says that it was made proves nothing.
    pub fn is_signed_by(
        &self,
        by: &X509Certificate,
        policy: &ValidationPolicy,
        at: Timestamp,
        verifier: &Verifier,
    ) -> bool {
        let may_sign = match by.extension::<KeyUsage>() {
            Ok(usage) => usage.is_none_or(|(_, usage)| usage.crl_sign()),
            Err(_) => false,
        };
        let algorithm = &self.decoded.signature_algorithm;
        let Some(scheme) = crate::scheme::Scheme::of(algorithm, None) else {
            return false;
        };
        let strength = Strength::of([scheme.digest()], by.public_key());
        may_sign
            && self.is_understood
            && policy.believes(&strength, self.this_update().max(at))
            && self.is_by_key_of(by, verifier)
    }

    /// Whether this certificate's holder, whose name it has, signed it, be it in a way that is believed or not. What such a
    /// list says for somebody is nothing; what it says against somebody may be true.
    pub fn is_by_key_of(&self, by: &X509Certificate, verifier: &Verifier) -> bool {
        by.subject_name() == &self.issuer
            && verifier.has_signed(
                by,
                &self.decoded.signature_algorithm,
                self.parts.of_whole(&self.der),
                self.decoded.signature.raw_bytes(),
                self.fingerprint,
            )
    }

    /// Whether it names another key than the certificate as that of their authority, where both name one (RFC 5280
    /// section 5.2.1).
    pub fn is_by_another_key(&self, certificate: &X509Certificate) -> bool {
        let own = self.authority_key.as_ref();
        let own = own.and_then(|key| key.key_identifier.as_ref());
        match certificate.extension::<AuthorityKeyIdentifier>() {
            Ok(of) => of
                .and_then(|(_, key)| key.key_identifier)
                .zip(own)
                .is_some_and(|(of, own)| of != *own),
            Err(_) => true,
        }
    }

    /// Whether it names a certificate as revoked or suspended, if it is authentic.
    pub fn accuses(&self, certificate: &X509Certificate) -> bool {
        self.verdict(certificate).is_some()
    }

    /// Whether it only tells what changed since another list (RFC 5280 section 5.2.4).
    const fn is_delta(&self) -> bool {
        self.base.is_some()
    }

    fn is_for_some_reasons(&self) -> bool {
        let reasons = self.scope.as_ref().map(|scope| scope.only_some_reasons);
        reasons.flatten().is_some()
    }

    fn is_indirect(&self) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.indirect_crl)
    }

    /// The entries about a certificate, as they stand (RFC 5280 section 6.3.3 (h) and (i)).
    fn entries(&self, certificate: &X509Certificate) -> Vec<&RevokedCert> {
        let is_own = &self.issuer == certificate.issuer_name();
        let entries = &self.decoded.tbs_cert_list.revoked_certificates;
        let entries = entries.as_deref().unwrap_or_default();
        let serial = certificate.serial_number.as_bytes();
        let entry = |place: &u32| &entries[*place as usize];
        let begin = self
            .by_serial
            .partition_point(|place| serial_of(entry(place)) < serial);
        let alike = self.by_serial[begin..]
            .iter()
            .take_while(|place| serial_of(entry(place)) == serial);
        // In an indirect list an entry is of the issuer that it, or the last one before it that says so, names; in any
        // other all are of the list's own.
        let is_of_issuer = |place: &u32| {
            let mut before = entries[..=*place as usize].iter().rev();
            match before
                .find_map(certificate_issuer)
                .filter(|_| self.is_indirect())
            {
                Some(named) => named
                    .iter()
                    .any(|name| is_name(name, certificate.issuer_name())),
                None => is_own,
            }
        };
        alike
            .filter(|place| is_of_issuer(place))
            .map(entry)
            .collect()
    }

    /// What its entries say of a certificate. `None`: nothing, or that a hold was lifted.
    fn verdict(&self, certificate: &X509Certificate) -> Option<Revocation> {
        let entries = self.entries(certificate);
        // Only a list of changes says that an entry is gone (RFC 5280 section 5.3.1); elsewhere that means nothing, and
        // the certificate is on the list.
        let lifts = |entry: &&&RevokedCert| {
            self.is_delta() && reason_of(entry) == Some(CrlReason::RemoveFromCRL)
        };
        let holds = |entry: &RevokedCert| reason_of(entry) == Some(CrlReason::CertificateHold);
        let for_good = entries
            .iter()
            .filter(|entry| !holds(entry) && !lifts(entry))
            .map(|entry| time_of(&entry.revocation_date));
        // Of two entries the earlier counts.
        if let Some(since) = for_good.min() {
            return Some(Revocation::Revoked(since));
        }
        let last = entries.last().filter(|entry| !lifts(entry))?;
        Some(Revocation::OnHold(time_of(&last.revocation_date)))
    }

    /// Whether another complete list of the same scope is newer: then that one says what holds.
    fn is_followed_by(&self, other: &Self) -> bool {
        !other.is_delta()
            && self.issuer == other.issuer
            && self.scope == other.scope
            && self.this_update() < other.this_update()
    }

    /// Whether another list of the same key and scope has a higher number, and is no older.
    fn precedes(&self, other: &Self) -> bool {
        let (Some(own), Some(others)) = (&self.number, &other.number) else {
            return false;
        };
        self.authority_key == other.authority_key
            && self.issuer == other.issuer
            && self.scope == other.scope
            && is_less(own, others)
            && self.this_update() <= other.this_update()
    }

    /// Whether a delta list goes on from this one (RFC 5280 section 5.2.4).
    fn is_base_of(&self, delta: &Self) -> bool {
        let (Some(own), Some(number), Some(base)) = (&self.number, &delta.number, &delta.base)
        else {
            return false;
        };
        // RFC 5280 section 6.3.3 (c): their authority key identifiers match.
        !self.is_delta()
            && self.authority_key == delta.authority_key
            && self.issuer == delta.issuer
            && self.scope == delta.scope
            && !is_less(own, base)
            && is_less(own, number)
    }
}

fn serial_of(entry: &RevokedCert) -> &[u8] {
    entry.serial_number.as_bytes()
}

fn certificate_issuer(entry: &RevokedCert) -> Option<Vec<GeneralName>> {
    let extension = entry
        .crl_entry_extensions
        .iter()
        .flatten()
        .find(|one| one.extn_id == rfc5280::ID_CE_CERTIFICATE_ISSUER)?;
    // One that cannot be read names nobody.
    Some(decode(extension.extn_value.as_bytes()).unwrap_or_default())
}

fn reason_of(entry: &RevokedCert) -> Option<CrlReason> {
    let extensions = entry.crl_entry_extensions.as_deref().unwrap_or_default();
    extension_in::<CrlReason>(extensions, rfc5280::ID_CE_CRL_REASONS)
        .ok()
        .flatten()
        .map(|(_, reason)| reason)
}

/// Whether one positive number, in its octets, is less than another.
fn is_less(one: &[u8], other: &[u8]) -> bool {
    (one.len(), one) < (other.len(), other)
}
