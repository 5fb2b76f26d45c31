//! Name constraints along a path (RFC 5280 section 4.2.1.10).

use const_oid::db::rfc3280::EMAIL_ADDRESS;
use x509_cert::ext::pkix::{
    NameConstraints, SubjectAltName, constraints::name::GeneralSubtree, name::GeneralName,
};

use segl_pki::{
    certificate::{UnreadableExtension, X509Certificate},
    names::ComparableName,
};

/// How many names and subtrees of a path are compared at most.
const MAX_COMPARISONS: usize = 100_000;

/// What the certificates above permit and exclude.
#[derive(Clone, Debug, Default)]
pub(super) struct NameState {
    /// The permitted subtrees of each certificate that has some: a name must be within one of each.
    permitted: Vec<Vec<Subtree>>,
    excluded: Vec<Subtree>,
}

/// A subtree or a name, prepared to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subtree {
    Directory(ComparableName),
    Email(String),
    Dns(String),
    Uri(String),
    Ip(Vec<u8>),
    /// A form that is not compared here.
    Other,
}

/// A name or constraint that cannot be kept to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NameProblem;

impl From<UnreadableExtension> for NameProblem {
    fn from(_: UnreadableExtension) -> Self {
        Self
    }
}

impl NameState {
    /// Whether the names of a certificate are permitted (RFC 5280 section 6.1.3 (b) and (c)).
    pub(super) fn check(&self, certificate: &X509Certificate) -> Result<(), NameProblem> {
        if self.permitted.is_empty() && self.excluded.is_empty() {
            return Ok(());
        }
        let names = names_of(certificate)?;
        let subtrees = self.excluded.len() + self.permitted.iter().map(Vec::len).sum::<usize>();
        if names.len().saturating_mul(subtrees) > MAX_COMPARISONS {
            return Err(NameProblem);
        }
        let is_permitted = |name: &Subtree| {
            self.permitted.iter().all(|subtrees| {
                let mut of_form = subtrees
                    .iter()
                    .filter(|subtree| subtree.is_of_form(name))
                    .peekable();
                of_form.peek().is_none() || of_form.any(|subtree| subtree.holds(name) == Some(true))
            })
        };
        // What cannot be compared is neither permitted nor known not to be excluded.
        let is_excluded = |name: &Subtree| {
            let mut of_form = self
                .excluded
                .iter()
                .filter(|subtree| subtree.is_of_form(name));
            of_form.any(|subtree| subtree.holds(name) != Some(false))
        };
        if names
            .iter()
            .all(|name| is_permitted(name) && !is_excluded(name))
        {
            Ok(())
        } else {
            Err(NameProblem)
        }
    }

    /// Takes a certificate's own constraints in (RFC 5280 section 6.1.4 (g)).
    pub(super) fn add(&mut self, certificate: &X509Certificate) -> Result<(), NameProblem> {
        let Some((_, constraints)) = certificate.extension::<NameConstraints>()? else {
            return Ok(());
        };
        let read = |subtrees: Option<Vec<GeneralSubtree>>| {
            let all = subtrees.unwrap_or_default().into_iter();
            // Minimum and maximum are not used in this profile.
            all.map(|one| {
                let is_plain = one.minimum == 0 && one.maximum.is_none();
                if is_plain {
                    Subtree::of(&one.base)
                } else {
                    Err(NameProblem)
                }
            })
            .collect::<Result<Vec<Subtree>, NameProblem>>()
        };
        let permitted = read(constraints.permitted_subtrees)?;
        if !permitted.is_empty() {
            self.permitted.push(permitted);
        }
        self.excluded.extend(read(constraints.excluded_subtrees)?);
        Ok(())
    }
}

/// All names of a certificate's subject.
fn names_of(certificate: &X509Certificate) -> Result<Vec<Subtree>, NameProblem> {
    let mut names = Vec::new();
    if !certificate.subject_name().is_empty() {
        names.push(Subtree::Directory(certificate.subject_name().clone()));
    }
    for part in certificate
        .subject
        .0
        .iter()
        .flat_map(|set| set.0.iter())
        .filter(|part| part.oid == EMAIL_ADDRESS)
    {
        let address = std::str::from_utf8(part.value.value()).map_err(|_| NameProblem)?;
        names.push(Subtree::Email(address.to_owned()));
    }
    if let Some((_, others)) = certificate.extension::<SubjectAltName>()? {
        for name in &others.0 {
            names.push(Subtree::of(name)?);
        }
    }
    Ok(names)
}

impl Subtree {
    fn of(name: &GeneralName) -> Result<Self, NameProblem> {
        Ok(match name {
            GeneralName::DirectoryName(name) => {
                Self::Directory(ComparableName::of(name).ok_or(NameProblem)?)
            }
            GeneralName::Rfc822Name(address) => Self::Email(address.to_string()),
            GeneralName::DnsName(name) => Self::Dns(name.to_string().to_ascii_lowercase()),
            GeneralName::UniformResourceIdentifier(uri) => Self::Uri(uri.to_string()),
            GeneralName::IpAddress(address) => Self::Ip(address.as_bytes().to_vec()),
            _ => Self::Other,
        })
    }

    const fn is_of_form(&self, other: &Self) -> bool {
        matches!(
            (self, other),
            (Self::Directory(_), Self::Directory(_))
                | (Self::Email(_), Self::Email(_))
                | (Self::Dns(_), Self::Dns(_))
                | (Self::Uri(_), Self::Uri(_))
                | (Self::Ip(_), Self::Ip(_))
                | (Self::Other, Self::Other)
        )
    }

    /// Whether a name stands in this subtree. `None` when it cannot be said.
    fn holds(&self, name: &Self) -> Option<bool> {
        match (self, name) {
            (Self::Directory(above), Self::Directory(name)) => Some(name.is_within(above)),
            (Self::Dns(above), Self::Dns(name)) => Some(is_host_or_below(name, above)),
            (Self::Email(above), Self::Email(address)) => {
                let (mailbox, host) = address.rsplit_once('@')?;
                Some(match above.rsplit_once('@') {
                    Some((only, at)) => only == mailbox && at.eq_ignore_ascii_case(host),
                    None => is_host_of(&host.to_ascii_lowercase(), &above.to_ascii_lowercase()),
                })
            }
            (Self::Uri(above), Self::Uri(uri)) => Some(is_host_of(
                &host_of(uri)?.to_ascii_lowercase(),
                &above.to_ascii_lowercase(),
            )),
            (Self::Ip(range), Self::Ip(address)) if range.len() == 2 * address.len() => {
                let (network, mask) = range.split_at(address.len());
                Some(
                    address
                        .iter()
                        .zip(network)
                        .zip(mask)
                        .all(|((part, of), mask)| part & mask == of & mask),
                )
            }
            // Of the other version of IP.
            (Self::Ip(_), Self::Ip(_)) => Some(false),
            _ => None,
        }
    }
}

/// A host in this constraint: the host itself or, when it begins with a period, one below.
fn is_host_of(host: &str, constraint: &str) -> bool {
    if constraint.starts_with('.') {
        host.ends_with(constraint)
    } else {
        host == constraint
    }
}

/// A name in a DNS constraint: the same, or with more labels to the left.
fn is_host_or_below(name: &str, constraint: &str) -> bool {
    let constraint = constraint.trim_start_matches('.');
    constraint.is_empty()
        || name == constraint
        || name
            .strip_suffix(constraint)
            .is_some_and(|labels| labels.ends_with('.'))
}

/// The host of a URI. `None` for a URI without one, or with an IP address in its place, as RFC 5280 has it.
fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let is_name =
        !host.is_empty() && !host.starts_with('[') && host.parse::<std::net::Ipv4Addr>().is_err();
    is_name.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Subtree {
        Subtree::Email(text.to_owned())
    }
    fn uri(text: &str) -> Subtree {
        Subtree::Uri(text.to_owned())
    }
    fn dns(text: &str) -> Subtree {
        Subtree::Dns(text.to_owned())
    }

    #[test]
    fn addresses_are_in_their_mailbox_their_host_and_the_domains_above() {
        let kari = email("Kari@Mail.Example.no");
        for (constraint, holds) in [
            ("Kari@mail.example.no", true),
            ("kari@mail.example.no", false),
            ("mail.example.no", true),
            ("example.no", false),
            (".example.no", true),
            (".mail.example.no", false),
        ] {
            assert_eq!(email(constraint).holds(&kari), Some(holds), "{constraint}");
        }
        assert_eq!(email("example.no").holds(&email("nobody")), None);
    }

    #[test]
    fn hosts_are_in_their_domains() {
        for (constraint, name, holds) in [
            ("example.no", "example.no", true),
            ("example.no", "www.example.no", true),
            ("example.no", "badexample.no", false),
            ("", "any.thing", true),
        ] {
            assert_eq!(
                dns(constraint).holds(&dns(name)),
                Some(holds),
                "{constraint} {name}"
            );
        }
        for (constraint, name, holds) in [
            (".example.no", "https://www.example.no/a", Some(true)),
            (".example.no", "https://example.no", Some(false)),
            ("example.no", "https://Kari:x@Example.no:443?a", Some(true)),
            ("example.no", "https://10.0.0.1/", None),
            ("example.no", "https://[::1]/", None),
            ("example.no", "https:///", None),
            ("example.no", "mailto:a@example.no", None),
        ] {
            assert_eq!(
                uri(constraint).holds(&uri(name)),
                holds,
                "{constraint} {name}"
            );
        }
    }

    #[test]
    fn internet_addresses_are_in_their_networks() {
        let network = Subtree::Ip(vec![10, 1, 0, 0, 255, 255, 0, 0]);
        assert_eq!(network.holds(&Subtree::Ip(vec![10, 1, 2, 3])), Some(true));
        assert_eq!(network.holds(&Subtree::Ip(vec![10, 2, 2, 3])), Some(false));
        assert_eq!(network.holds(&Subtree::Ip(vec![0; 16])), Some(false));
        assert_eq!(Subtree::Other.holds(&Subtree::Other), None);
        assert!(!Subtree::Other.is_of_form(&network) && Subtree::Other.is_of_form(&Subtree::Other));
    }
}
