//! Name constraints along a path (RFC 5280 section 4.2.1.10).

use const_oid::{ObjectIdentifier, db::rfc3280::EMAIL_ADDRESS};
use x509_cert::ext::pkix::{
    NameConstraints, SubjectAltName, constraints::name::GeneralSubtree, name::GeneralName,
};

use segl_pki::{
    certificate::{UnreadableExtension, X509Certificate},
    letters::is_ignorable,
    names::{ComparableName, text_of_value},
};

/// `id-on-SmtpUTF8Mailbox` (RFC 9598 section 3).
const SMTP_UTF8_MAILBOX: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.8.9");
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
        names.push(Subtree::Email(
            text_of_value(&part.value).ok_or(NameProblem)?,
        ));
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
            // Constraints on addresses are for these too (RFC 9598 section 6).
            GeneralName::OtherName(other) if other.type_id == SMTP_UTF8_MAILBOX => {
                Self::Email(text_of_value(&other.value).ok_or(NameProblem)?)
            }
            GeneralName::DnsName(name) => Self::Dns(name.to_string()),
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
            (Self::Directory(above), Self::Directory(name)) => name.is_within(above),
            (Self::Dns(above), Self::Dns(name)) => is_host_or_below(&host(name)?, above),
            (Self::Email(above), Self::Email(address)) => {
                let (mailbox, at) = mailbox_of(address)?;
                match above.rsplit_once('@') {
                    Some(_) => {
                        let (only, of) = mailbox_of(above)?;
                        Some(only == mailbox && of == at)
                    }
                    None => is_host_of(&at, above),
                }
            }
            (Self::Uri(above), Self::Uri(uri)) => is_host_of(&host_of(uri)?, above),
            (Self::Ip(range), Self::Ip(address)) => is_in_network(address, range),
            _ => None,
        }
    }
}

/// A host as it compares: without regard to case, and to the period that ends a name in full. `None` for what is no host,
/// or not in the letters that hosts are compared in (RFC 5280 section 7.2).
fn host(text: &str) -> Option<String> {
    let text = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        let is_letter =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'*');
        !label.is_empty() && label.bytes().all(is_letter)
    };
    text.split('.')
        .all(is_label)
        .then(|| text.to_ascii_lowercase())
}

/// The mailbox and the host of an address. `None` for one that is quoted, or has something that a reader may leave out
/// or take for another's (RFC 5321 section 4.1.2, RFC 6531).
fn mailbox_of(address: &str) -> Option<(&str, String)> {
    let (mailbox, at) = address.rsplit_once('@')?;
    let is_letter = |letter: char| {
        let is_special = matches!(
            letter,
            '@' | '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '[' | ']' | '\\'
        );
        !letter.is_whitespace() && !letter.is_control() && !is_ignorable(letter) && !is_special
    };
    (!mailbox.is_empty() && mailbox.chars().all(is_letter)).then_some((mailbox, host(at)?))
}

/// A host in this constraint: the host itself or, when it begins with a period, one below.
fn is_host_of(name: &str, constraint: &str) -> Option<bool> {
    Some(match constraint.strip_prefix('.') {
        Some(domain) => name
            .strip_suffix(&host(domain)?)
            .is_some_and(|labels| labels.ends_with('.')),
        None => name == host(constraint)?,
    })
}

/// A name in a DNS constraint: the same, or with more labels to the left.
fn is_host_or_below(name: &str, constraint: &str) -> Option<bool> {
    let constraint = constraint.trim_start_matches('.');
    if constraint.is_empty() {
        return Some(true);
    }
    let constraint = host(constraint)?;
    Some(
        name.strip_suffix(&constraint)
            .is_some_and(|labels| labels.is_empty() || labels.ends_with('.')),
    )
}

/// The host of a URI. `None` for a URI without one, or with an IP address in its place, as RFC 5280 has it.
fn host_of(uri: &str) -> Option<String> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let at = authority.rsplit('@').next()?;
    let at = at.rsplit_once(':').map_or(at, |(at, _)| at);
    // Where one of these stands, readers part the address in several ways.
    let host = host(at).filter(|_| !authority.contains('\\'))?;
    // A name does not end in a number (RFC 3696 section 2); an address may be written as one.
    let last = host.rsplit('.').next()?;
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    (!is_number).then_some(host)
}

/// Whether an address is in a network, of which it has the version. `None` when one of them is none.
fn is_in_network(address: &[u8], range: &[u8]) -> Option<bool> {
    if !matches!(address.len(), 4 | 16) || !matches!(range.len(), 8 | 32) {
        return None;
    }
    let (network, mask) = range.split_at(range.len() / 2);
    let mut parts = address.iter().zip(network).zip(mask);
    Some(network.len() == address.len() && parts.all(|((part, of), mask)| part & mask == of & mask))
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
    fn a_period_that_ends_a_host_makes_no_other_host_of_it() {
        for (constraint, name) in [
            (dns("example.no"), dns("Example.no.")),
            (dns("example.no."), dns("a.example.no")),
            (email("example.no"), email("kari@example.no.")),
            (email("kari@example.no."), email("kari@example.no")),
            (uri(".example.no"), uri("https://a.example.no./")),
        ] {
            assert_eq!(
                constraint.holds(&name),
                Some(true),
                "{constraint:?} {name:?}"
            );
        }
    }

    #[test]
    fn what_readers_may_take_for_another_host_or_mailbox_is_open() {
        for address in [
            "kari@bank.no ",
            "kari@bank.no\0",
            "kari@ba\u{ad}nk.no",
            "kari@bank.no(c)",
            "kari@bank..no",
            "\"kari\"@bank.no",
            "kari@other.no@bank.no",
            "ka\u{200b}ri@bank.no",
            "@bank.no",
            "kari@bænk.no",
            "kari@",
        ] {
            assert_eq!(email("bank.no").holds(&email(address)), None, "{address:?}");
        }
        for name in ["bank.no\0", "bank.no ", "b\u{e6}nk.no", "", ".", "bank..no"] {
            assert_eq!(dns("bank.no").holds(&dns(name)), None, "{name:?}");
        }
        for name in [
            "https://b%61nk.no/",
            "https://bank.no\\@other.no/",
            "https://2130706433/",
            "https://0x7f.0x1/",
        ] {
            assert_eq!(uri("bank.no").holds(&uri(name)), None, "{name:?}");
        }
        // So is a constraint that says nothing that is known.
        assert_eq!(email("").holds(&email("kari@bank.no")), None);
        assert_eq!(uri(".").holds(&uri("https://bank.no/")), None);
        assert_eq!(
            email("bank.no").holds(&email("kåre@bank.no")),
            Some(true),
            "a mailbox in other letters is one at the host all the same"
        );
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
        assert_eq!(network.holds(&Subtree::Ip(vec![10, 1, 2])), None);
        assert_eq!(
            Subtree::Ip(vec![10, 1]).holds(&Subtree::Ip(vec![10])),
            None,
            "a network of no version"
        );
        assert_eq!(Subtree::Other.holds(&Subtree::Other), None);
        assert!(!Subtree::Other.is_of_form(&network) && Subtree::Other.is_of_form(&Subtree::Other));
    }
}
