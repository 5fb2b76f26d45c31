//! Lists of revoked certificates (RFC 5280 section 5): what they say of a certificate, by section 6.3.3.

use std::collections::BTreeSet;

use const_oid::db::rfc5280;
use der::Encode as _;
use jiff::Timestamp;
use x509_cert::{
    crl::{CertificateList, RevokedCert},
    ext::{
        Extension,
        pkix::{
            AuthorityKeyIdentifier, BaseCrlNumber, BasicConstraints, CrlDistributionPoints,
            CrlNumber, CrlReason, IssuingDistributionPoint, KeyUsage,
            crl::dp::{DistributionPoint, ReasonFlags, Reasons},
            name::{DistributionPointName, GeneralName},
        },
    },
};

use crate::{
    ber::{self, decode, tag},
    certificate::{SignedParts, X509Certificate, extension_in},
    digest::DigestAlgorithm,
    names::ComparableName,
    ocsp::{Revocation, Statement},
    policy::{Strength, ValidationPolicy},
    timestamp::time_of,
    verifier::Verifier,
};

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
/// How many distribution points of a certificate, and names of one, are looked at.
const MAX_POINTS: usize = 32;

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
}

/// A reason why a certificate may be revoked, as a bit of the set of them.
type ReasonSet = BTreeSet<u16>;

impl Crl {
    /// Reads a list. `None` for what is none, and for one with an extension that must be understood and is not.
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
        if extensions.iter().any(|one| is_unknown(one, &UNDERSTOOD))
            || of_entries.any(|all| {
                all.iter()
                    .any(|one| is_unknown(one, &UNDERSTOOD_OF_ENTRIES))
            })
            || decoded.signature_algorithm.oid != list.signature.oid
        {
            return None;
        }
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
            && by.subject_name() == &self.issuer
            && policy.believes(&strength, self.this_update().max(at))
            && verifier.has_signed(
                by,
                algorithm,
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

    /// Whether it says anything of a certificate, if it is authentic: of one that it covers, or as a part of such a list.
    pub fn concerns(&self, certificate: &X509Certificate) -> bool {
        let points = points_of(certificate);
        let mut points = points.iter().take(MAX_POINTS).map(Some).chain([None]);
        points.any(|point| !self.covers(certificate, point).is_empty())
    }

    /// Whether it only tells what changed since another list (RFC 5280 section 5.2.4).
    const fn is_delta(&self) -> bool {
        self.base.is_some()
    }

    /// The reasons for which it would name this certificate, by one of the places where the certificate says that lists
    /// are (RFC 5280 section 6.3.3 (b) to (d)). None: it is not about the certificate.
    fn covers(
        &self,
        certificate: &X509Certificate,
        point: Option<&DistributionPoint>,
    ) -> ReasonSet {
        let issuers = point.and_then(|point| point.crl_issuer.as_deref());
        let is_by_issuer = match issuers {
            Some(names) => {
                names.iter().any(|name| is_name(name, &self.issuer)) && self.is_indirect()
            }
            None => &self.issuer == certificate.issuer_name(),
        };
        let Some(scope) = &self.scope else {
            return if is_by_issuer {
                reasons_of(point.and_then(|point| point.reasons))
            } else {
                ReasonSet::new()
            };
        };
        let is_authority = matches!(certificate.extension::<BasicConstraints>(), Ok(Some((_, constraints))) if constraints.ca);
        let is_about = is_by_issuer
            && self.is_at(scope.distribution_point.as_ref(), certificate, point)
            && !(scope.only_contains_user_certs && is_authority)
            && (!scope.only_contains_ca_certs || is_authority)
            && !scope.only_contains_attribute_certs;
        if !is_about {
            return ReasonSet::new();
        }
        let own = reasons_of(scope.only_some_reasons);
        own.intersection(&reasons_of(point.and_then(|point| point.reasons)))
            .copied()
            .collect()
    }

    fn is_for_some_reasons(&self) -> bool {
        let reasons = self.scope.as_ref().map(|scope| scope.only_some_reasons);
        reasons.flatten().is_some()
    }

    fn is_indirect(&self) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.indirect_crl)
    }

    /// Whether the list's own place is one of those that the certificate names (RFC 5280 section 6.3.3 (b) (2) (i)).
    fn is_at(
        &self,
        own: Option<&DistributionPointName>,
        certificate: &X509Certificate,
        point: Option<&DistributionPoint>,
    ) -> bool {
        let Some(own) = own else { return true };
        let own = self.places(own, &self.issuer);
        let meant: Vec<Place> = match point {
            // Without a place in the certificate its issuer's name stands for one.
            None => vec![Place::Directory(certificate.issuer_name().clone())],
            Some(point) => match (&point.distribution_point, &point.crl_issuer) {
                (Some(name), issuers) => {
                    let by = issuers.iter().flatten().find_map(directory_name);
                    self.places(name, by.as_ref().unwrap_or(certificate.issuer_name()))
                }
                (None, issuers) => issuers
                    .iter()
                    .flatten()
                    .take(MAX_POINTS)
                    .filter_map(Place::of)
                    .collect(),
            },
        };
        own.iter().any(|place| meant.contains(place))
    }

    fn places(&self, name: &DistributionPointName, issuer: &ComparableName) -> Vec<Place> {
        match name {
            DistributionPointName::FullName(names) => names
                .iter()
                .take(MAX_POINTS)
                .filter_map(Place::of)
                .collect(),
            DistributionPointName::NameRelativeToCRLIssuer(part) => {
                let whole = part.to_der().ok().and_then(|part| issuer.with(&part));
                whole.map(Place::Directory).into_iter().collect()
            }
        }
    }

    /// The entries about a certificate, as they stand (RFC 5280 section 6.3.3 (h) and (i)).
    fn entries(&self, certificate: &X509Certificate) -> Vec<&RevokedCert> {
        let is_own = &self.issuer == certificate.issuer_name();
        let mut issuer = is_own;
        let entries = self
            .decoded
            .tbs_cert_list
            .revoked_certificates
            .iter()
            .flatten();
        let mut found = Vec::new();
        for entry in entries {
            // In an indirect list an entry is of the issuer that it, or the last one before it that says so, names; in any
            // other all are of the list's own.
            if let Some(named) = certificate_issuer(entry).filter(|_| self.is_indirect()) {
                issuer = named
                    .iter()
                    .any(|name| is_name(name, certificate.issuer_name()));
            }
            if issuer && entry.serial_number == certificate.serial_number {
                found.push(entry);
            }
        }
        found
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

/// What lists say of a certificate together; each is one whose signature and time are in order (RFC 5280 section 6.3.3).
/// `None` when they say nothing, or not for all reasons.
pub fn revocation_by(
    lists: &[&Crl],
    certificate: &X509Certificate,
    policy: &ValidationPolicy,
) -> Option<Statement> {
    let not_after = time_of(&certificate.validity.not_after);
    let points = points_of(certificate);
    let mut covered = ReasonSet::new();
    let mut as_of = Timestamp::MAX;
    // A list of one scope may suspend what that of another has revoked.
    let mut against = Vec::new();
    for point in points.iter().take(MAX_POINTS).map(Some).chain([None]) {
        for list in lists.iter().filter(|list| !list.is_delta()) {
            let reasons = list.covers(certificate, point);
            if reasons.is_empty() {
                continue;
            }
            let is_followed = lists.iter().any(|other| list.is_followed_by(other));
            let deltas = lists.iter().filter(|delta| list.is_base_of(delta));
            // The newest says what holds, where it says anything.
            let newest = deltas
                .max_by(|a, b| compare(&a.number, &b.number))
                .filter(|delta| !delta.entries(certificate).is_empty());
            let telling = newest.unwrap_or(list);
            let as_told = telling.this_update();
            // What a list revokes for good no list of changes takes away: it lifts holds (RFC 5280 section 5.3.1).
            let own = list.verdict(certificate);
            let told = match own.filter(|own| matches!(own, Revocation::Revoked(_))) {
                Some(for_good) => Some(for_good),
                None => telling.verdict(certificate),
            };
            match told {
                // A newer one says whether it still holds.
                Some(Revocation::OnHold(_)) | None if is_followed => continue,
                Some(revocation) => {
                    against.push(Statement {
                        revocation,
                        as_of: as_told,
                    });
                    continue;
                }
                None => {}
            }
            if policy.tells_of(list.this_update(), not_after, list.kept_since) {
                covered.extend(reasons);
                as_of = as_of.min(as_told);
            }
        }
    }
    let is_good = || covered.is_superset(&reasons_of(None));
    Statement::of_all(against).or_else(|| {
        is_good().then_some(Statement {
            revocation: Revocation::Good,
            as_of,
        })
    })
}

/// What each of these lists says of a certificate by itself, fresh or not; all are authentic. What was stated against it stays
/// worth knowing when the list is out of date, and where a delta list lacks its base. One that does not name it, or a
/// delta on its base that takes it off, lifts a hold (`Unknown`; RFC 5280 section 5.3.1), and makes nothing good.
/// What was stated after all was archived (`poe_time`) counts where the revocation was before.
pub fn statements(
    lists: &[&Crl],
    certificate: &X509Certificate,
    policy: &ValidationPolicy,
    poe_time: Timestamp,
) -> Vec<Statement> {
    let lifts = |list: &Crl| {
        let is_delta_on_base = || {
            !list.entries(certificate).is_empty() && lists.iter().any(|base| base.is_base_of(list))
        };
        // One for some reasons may leave a hold out.
        list.verdict(certificate).is_none()
            && !list.is_for_some_reasons()
            && (!list.is_delta() || is_delta_on_base())
    };
    let said = lists.iter().filter_map(|list| {
        let as_of = list.this_update();
        let revocation = match list.verdict(certificate) {
            // By the number where both are of one time.
            Some(Revocation::OnHold(_))
                if lists
                    .iter()
                    .any(|other| list.precedes(other) && lifts(other)) =>
            {
                return None;
            }
            Some(said @ (Revocation::Revoked(since) | Revocation::OnHold(since))) => policy
                .speaks_against(since, as_of, poe_time)
                .then_some(said)?,
            _ => lifts(list).then_some(Revocation::Unknown)?,
        };
        Some(Statement { revocation, as_of })
    });
    said.collect()
}

/// How many places of lists a certificate names, all names of each counted.
pub fn places_of(certificate: &X509Certificate) -> usize {
    points_of(certificate).iter().map(names_in).sum()
}

fn names_in(point: &DistributionPoint) -> usize {
    let place = match &point.distribution_point {
        Some(DistributionPointName::FullName(names)) => names.len(),
        _ => 0,
    };
    place.max(point.crl_issuer.as_ref().map_or(0, Vec::len))
}

/// Whether a certificate names more places of lists, or one of them more names, than are looked at.
pub fn names_too_many_places(certificate: &X509Certificate) -> bool {
    let points = points_of(certificate);
    points.len() > MAX_POINTS || points.iter().any(|point| names_in(point) > MAX_POINTS)
}

fn points_of(certificate: &X509Certificate) -> Vec<DistributionPoint> {
    match certificate.extension::<CrlDistributionPoints>() {
        Ok(points) => points.map_or_else(Vec::new, |(_, points)| points.0),
        Err(_) => Vec::new(),
    }
}

/// A place where lists are.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Directory(ComparableName),
    Uri(String),
}

impl Place {
    fn of(name: &GeneralName) -> Option<Self> {
        match name {
            GeneralName::UniformResourceIdentifier(uri) => Some(Self::Uri(uri.to_string())),
            _ => directory_name(name).map(Self::Directory),
        }
    }
}

fn directory_name(name: &GeneralName) -> Option<ComparableName> {
    match name {
        GeneralName::DirectoryName(name) => ComparableName::of(name),
        _ => None,
    }
}

fn is_name(name: &GeneralName, meant: &ComparableName) -> bool {
    directory_name(name).as_ref() == Some(meant)
}

/// The reasons of a set of flags; of none: all that there are.
fn reasons_of(flags: Option<ReasonFlags>) -> ReasonSet {
    let all = !Reasons::Unused;
    flags
        .unwrap_or(all)
        .into_iter()
        .filter(|one| *one != Reasons::Unused)
        .map(|one| one as u16)
        .collect()
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

fn compare(one: &Option<Vec<u8>>, other: &Option<Vec<u8>>) -> std::cmp::Ordering {
    let key =
        |number: &Option<Vec<u8>>| number.as_ref().map(|number| (number.len(), number.clone()));
    key(one).cmp(&key(other))
}
