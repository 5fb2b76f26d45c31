//! Distinguished names and how they compare (RFC 5280 section 7.1).

use std::collections::BTreeSet;

use der::{Encode as _, asn1::ObjectIdentifier};
use unicode_normalization::UnicodeNormalization as _;
use x509_cert::name::Name;

use crate::ber::{self, Element, tag};

/// The most parts of a name, and the most octets.
const MAX_PARTS: usize = 64;
const MAX_LEN: usize = 16 * 1024;

/// A name as it compares: part by part, without regard to case, to white space at the ends and in runs, and to which of
/// the string types its values are in.
///
/// RFC 5280 prepares strings by the LDAP profile of stringprep (RFC 4518). Here that is NFKC and Unicode's small letters:
/// the tables of RFC 3454 leave out characters of later versions of Unicode, and map nothing else that names are made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComparableName(Vec<BTreeSet<Part>>);

/// A type and its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    oid: Vec<u8>,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Text(String),
    /// Of a type that is no text, or that cannot be read: equal to the same bytes alone.
    Other(Vec<u8>),
}

impl ComparableName {
    /// Reads a name (`RDNSequence`) as it stands in a certificate.
    pub fn read(name: &Element<'_>) -> Option<Self> {
        if name.whole.len() > MAX_LEN {
            return None;
        }
        let parts = name.children(tag::SEQUENCE)?;
        if parts.len() > MAX_PARTS {
            return None;
        }
        parts
            .iter()
            .map(Self::part)
            .collect::<Option<_>>()
            .map(Self)
    }

    fn part(set: &Element<'_>) -> Option<BTreeSet<Part>> {
        let of_one = |one: &Element<'_>| {
            let [oid, value] = one.children(tag::SEQUENCE)?[..] else {
                return None;
            };
            Some(Part {
                oid: oid.value(tag::OID)?.to_vec(),
                value: Value::read(&value),
            })
        };
        set.children(tag::SET)?.iter().map(of_one).collect()
    }

    /// The same of a name that was decoded.
    pub fn of(name: &Name) -> Option<Self> {
        let der = name.to_der().ok()?;
        Self::read(&ber::first(&der)?.0)
    }

    /// Whether this name is, or stands below, another (RFC 5280 section 4.2.1.10).
    pub fn is_within(&self, above: &Self) -> bool {
        self.0.starts_with(&above.0)
    }

    /// Whether it says nothing.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A name of this one and one more part at its end (RFC 5280 section 4.2.1.13: `nameRelativeToCRLIssuer`).
    pub fn with(&self, relative: &[u8]) -> Option<Self> {
        let part = Self::part(&ber::first(relative)?.0)?;
        Some(Self(self.0.iter().cloned().chain([part]).collect()))
    }
}

impl Value {
    fn read(value: &Element<'_>) -> Self {
        text_of(value).map_or_else(
            || Self::Other(value.whole.to_vec()),
            |text| Self::Text(prepared(&text)),
        )
    }
}

/// The text of a value of one of the string types; `None` for any other.
fn text_of(value: &Element<'_>) -> Option<String> {
    match value.tag {
        // UTF8String, NumericString, PrintableString, IA5String, VisibleString.
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a => {
            std::str::from_utf8(value.content).ok().map(str::to_owned)
        }
        // TeletexString: in practice Latin-1.
        0x14 => Some(value.content.iter().map(|byte| char::from(*byte)).collect()),
        // UniversalString and BMPString.
        0x1c => wide(value.content, 4),
        0x1e => wide(value.content, 2),
        _ => None,
    }
}

/// What a name calls its holder, for people to read: the common name; without one the given name and the surname; or
/// else the organisation (RFC 5280 section 4.1.2.4, X.520). Of several the last, which is the most specific. `None` when it has none of them.
pub fn display_name(name: &Name) -> Option<String> {
    const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
    const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
    const GIVEN_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.42");
    const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
    let find = |oid| {
        let mut values = name
            .0
            .iter()
            .rev()
            .flat_map(|part| part.0.iter())
            .filter(|one| one.oid == oid);
        let der = values.next()?.value.to_der().ok()?;
        text_of(&ber::first(&der)?.0)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let person = || match (find(GIVEN_NAME), find(SURNAME)) {
        (Some(given), Some(surname)) => Some(format!("{given} {surname}")),
        (given, surname) => given.or(surname),
    };
    find(COMMON_NAME)
        .or_else(person)
        .or_else(|| find(ORGANIZATION))
}

fn wide(bytes: &[u8], width: usize) -> Option<String> {
    let whole = bytes.len().is_multiple_of(width);
    let letter =
        |unit: &[u8]| char::from_u32(unit.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)));
    if whole {
        bytes.chunks(width).map(letter).collect()
    } else {
        None
    }
}

/// A text as it compares.
fn prepared(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ber::element;

    fn name(parts: &[(u8, &[u8])]) -> ComparableName {
        let parts: Vec<u8> = parts
            .iter()
            .flat_map(|(kind, value)| part(*kind, value))
            .collect();
        let whole = element(tag::SEQUENCE, &parts);
        ComparableName::read(&ber::first(&whole).expect("a name").0).expect("a name")
    }

    fn part(kind: u8, value: &[u8]) -> Vec<u8> {
        let typed = [element(tag::OID, &[0x55, 4, 3]), element(kind, value)].concat();
        element(tag::SET, &element(tag::SEQUENCE, &typed))
    }

    #[test]
    fn names_that_differ_in_case_white_space_and_string_type_are_one() {
        let one = name(&[(0x0c, "Ægir Test  CA".as_bytes())]);
        for same in [
            name(&[(0x0c, " ægir test ca ".as_bytes())]),
            name(&[(0x14, b"\xc6gir Test CA")]),
            name(&[(
                0x1e,
                &"Ægir TEST CA"
                    .encode_utf16()
                    .flat_map(u16::to_be_bytes)
                    .collect::<Vec<_>>(),
            )]),
            name(&[(
                0x1c,
                &"ægir test CA"
                    .chars()
                    .flat_map(|c| u32::from(c).to_be_bytes())
                    .collect::<Vec<_>>(),
            )]),
        ] {
            assert_eq!(one, same);
        }
        assert_eq!(name(&[(0x13, b"Test")]), name(&[(0x16, b"TEST")]));
        assert_ne!(name(&[(0x0c, b"Test")]), name(&[(0x0c, b"Te st")]));
    }

    #[test]
    fn a_holder_is_called_by_the_common_name_and_by_no_text_that_looks_like_one() {
        use std::str::FromStr as _;
        for (name, called) in [
            ("CN=Per Svindel,O=CN\\=Kari Nordmann", Some("Per Svindel")),
            ("O=Org AS,CN=Kari Nordmann,C=NO", Some("Kari Nordmann")),
            ("CN=Segl\\, AS,C=NO", Some("Segl, AS")),
            ("givenName=Kari,sn=Nordmann,O=Org AS", Some("Kari Nordmann")),
            ("sn=Nordmann,O=Org AS", Some("Nordmann")),
            ("O=Org AS,C=NO", Some("Org AS")),
            ("C=NO", None),
        ] {
            let name = Name::from_str(name).expect("a name");
            assert_eq!(display_name(&name).as_deref(), called, "{name}");
        }
    }

    #[test]
    fn what_is_no_text_is_equal_to_the_same_bytes_alone() {
        assert_eq!(name(&[(0x04, b"a")]), name(&[(0x04, b"a")]));
        assert_ne!(name(&[(0x04, b"a")]), name(&[(0x04, b"A")]));
        assert_ne!(name(&[(0x1e, b"odd")]), name(&[(0x1e, b"Odd")]));
    }

    #[test]
    fn a_name_is_within_those_that_it_begins_with() {
        let (above, below) = (name(&[(0x0c, b"a")]), name(&[(0x13, b"A"), (0x0c, b"b")]));
        assert!(below.is_within(&above) && below.is_within(&below) && !above.is_within(&below));
        assert!(name(&[]).is_empty() && !above.is_empty());
        let inner = [element(tag::OID, &[0x55, 4, 3]), element(0x0c, b"B")].concat();
        assert_eq!(
            above.with(&element(tag::SET, &element(tag::SEQUENCE, &inner))),
            Some(below)
        );
    }

    #[test]
    fn a_name_beyond_all_measure_is_none() {
        let read = |parts: usize| {
            let whole = element(tag::SEQUENCE, &part(0x0c, b"a").repeat(parts));
            ComparableName::read(&ber::first(&whole).expect("an element").0).is_some()
        };
        assert!(read(MAX_PARTS) && !read(MAX_PARTS + 1));
    }

    #[test]
    fn a_name_of_too_many_octets_is_none() {
        let read = |length: usize| {
            let whole = element(tag::SEQUENCE, &part(0x0c, &vec![b'a'; length]));
            (
                whole.len(),
                ComparableName::read(&ber::first(&whole).expect("an element").0).is_some(),
            )
        };
        let around = read(MAX_LEN / 2).0 - MAX_LEN / 2;
        assert_eq!(read(MAX_LEN - around), (MAX_LEN, true));
        assert_eq!(read(MAX_LEN - around + 1), (MAX_LEN + 1, false));
    }

    #[test]
    fn wide_letters_are_read_from_their_highest_octet_on() {
        assert_eq!(wide(&[0x73, 0x8b, 0x00, 0x61], 2).as_deref(), Some("王a"));
        assert_eq!(wide(&[0, 1, 0xf6, 0x00], 4).as_deref(), Some("😀"));
        assert_eq!(wide(&[0xd8, 0x3d], 2), None, "half of a pair");
        assert_eq!(wide(&[0, 0x61, 0], 2), None, "half of a letter");
    }
}
