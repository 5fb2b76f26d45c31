//! Where lists are, and of which certificates and reasons one tells (RFC 5280 sections 4.2.1.13, 5.2.5 and 6.3.3 (b) to (d)).

use std::collections::BTreeSet;

use der::Encode as _;
use x509_cert::ext::pkix::{
    BasicConstraints, CrlDistributionPoints,
    crl::dp::{DistributionPoint, ReasonFlags, Reasons},
    name::{DistributionPointName, GeneralName},
};

use super::Crl;
use crate::{
    certificate::X509Certificate,
    names::{ComparableName, directory_name, is_name},
};

/// How many distribution points of a certificate, and names of one, are looked at.
pub(super) const MAX_POINTS: usize = 32;

/// A reason why a certificate may be revoked, as a bit of the set of them.
pub(super) type ReasonSet = BTreeSet<u16>;

impl Crl {
    /// Whether it says anything of a certificate, if it is authentic: of one that it covers, or as a part of such a list.
    pub fn concerns(&self, certificate: &X509Certificate) -> bool {
        let points = points_of(certificate);
        let mut points = points.iter().take(MAX_POINTS).map(Some).chain([None]);
        points.any(|point| !self.covers(certificate, point).is_empty())
    }

    /// The reasons for which it would name this certificate, by one of the places where the certificate says that lists
    /// are (RFC 5280 section 6.3.3 (b) to (d)). None: it is not about the certificate.
    pub(super) fn covers(
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

pub(super) fn points_of(certificate: &X509Certificate) -> Vec<DistributionPoint> {
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
            GeneralName::UniformResourceIdentifier(uri) => {
                Some(Self::Uri(comparable(uri.as_str())))
            }
            _ => directory_name(name).map(Self::Directory),
        }
    }
}

/// An address as it compares: scheme and host in small letters, for they are the same in capitals (RFC 5280 section 7.4).
fn comparable(uri: &str) -> String {
    let host = uri.find("://").map_or(0, |colon| colon + 3);
    let path = uri[host..].find(['/', '?', '#']);
    let (begin, rest) = uri.split_at(path.map_or(uri.len(), |path| host + path));
    // Whoever is named before the host is not the host.
    match begin.rsplit_once('@') {
        Some((user, host)) => format!("{user}@{}{rest}", host.to_ascii_lowercase()),
        None => begin.to_ascii_lowercase() + rest,
    }
}

/// The reasons of a set of flags; of none: all that there are.
pub(super) fn reasons_of(flags: Option<ReasonFlags>) -> ReasonSet {
    let all = !Reasons::Unused;
    flags
        .unwrap_or(all)
        .into_iter()
        .filter(|one| *one != Reasons::Unused)
        .map(|one| one as u16)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn addresses_are_alike_whose_schemes_and_hosts_differ_in_capitals_alone() {
        for (one, other, are_alike) in [
            ("HTTP://C.example/a.crl", "http://c.EXAMPLE/a.crl", true),
            ("http://c.example/A.crl", "http://c.example/a.crl", false),
            ("http://C.example", "http://c.example", true),
            ("http://C.example?A", "http://c.example?a", false),
            ("ldap://U@C.example/", "ldap://U@c.example/", true),
            ("ldap://U@c.example/", "ldap://u@c.example/", false),
            ("URN:a", "urn:a", true),
        ] {
            assert_eq!(comparable(one) == comparable(other), are_alike, "{one}");
        }
    }
}
