//! Distinguished names and how they compare (RFC 5280 section 7.1).

use std::collections::BTreeSet;

use der::{
    Encode as _,
    asn1::{Any, ObjectIdentifier},
};
use unicode_normalization::UnicodeNormalization as _;
use x509_cert::{ext::pkix::name::GeneralName, name::Name};

use crate::{
    ber::{self, Element, tag},
    letters::{case_folded, is_ignorable},
};

/// The most parts of a name, and the most octets.
const MAX_PARTS: usize = 64;
const MAX_LEN: usize = 16 * 1024;

/// A name as it compares: part by part, without regard to case, to white space at the ends and in runs, and to which of
/// the string types its values are in.
///
/// RFC 5280 prepares strings by the LDAP profile of stringprep (RFC 4518): what is not seen is left out, case is folded, and
/// letters that are written in several ways become one (NFKC). What may not stand in a name is equal to the same bytes
/// alone; letters of later versions of Unicode than that profile knows may.
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
    /// Of a type that is no text: equal to the same bytes alone.
    Other(Vec<u8>),
    /// Text that cannot be read, or holds what may not stand in a name. It is equal to the same bytes alone too, and
    /// nobody knows what else a reader takes it for.
    Unsure(Vec<u8>),
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

    /// Whether this name is, or stands below, another (RFC 5280 section 4.2.1.10). `None` when it cannot be said: two
    /// values cannot be compared, and nothing else tells the names apart.
    pub fn is_within(&self, above: &Self) -> Option<bool> {
        if self.0.starts_with(&above.0) {
            return Some(true);
        }
        let differ = self.0.len() < above.0.len()
            || self
                .0
                .iter()
                .zip(&above.0)
                .any(|(one, other)| surely_differ(one, other));
        differ.then_some(false)
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

/// Whether two parts are of other types, or have values that can be compared and are not the same.
fn surely_differ(one: &BTreeSet<Part>, other: &BTreeSet<Part>) -> bool {
    let oids = |part: &BTreeSet<Part>| {
        let oids = part.iter().map(|one| one.oid.clone());
        oids.collect::<Vec<_>>()
    };
    // A text beside what is none: some readers take the second for text as well.
    let are_texts = |part: &BTreeSet<Part>| {
        let values = part.iter().map(|one| match one.value {
            Value::Text(_) => Some(true),
            Value::Other(_) => Some(false),
            Value::Unsure(_) => None,
        });
        values.collect::<Option<Vec<bool>>>()
    };
    oids(one) != oids(other)
        || (one != other && are_texts(one).is_some() && are_texts(one) == are_texts(other))
}

impl Value {
    fn read(value: &Element<'_>) -> Self {
        let bytes = || value.whole.to_vec();
        match text_of(value) {
            Some(text) => prepared(&text).map_or_else(|| Self::Unsure(bytes()), Self::Text),
            None if is_text(value.tag) => Self::Unsure(bytes()),
            None => Self::Other(bytes()),
        }
    }
}

/// Whether a tag is that of a string type, read here or not: UTF8String, those from NumericString to IA5String, and those
/// from GraphicString to BMPString.
const fn is_text(tag: u8) -> bool {
    matches!(tag, 0x0c | 0x12..=0x16 | 0x19..=0x1e)
}

/// The text of an attribute's value of one of the string types; `None` for any other.
#[must_use]
pub fn text_of_value(value: &Any) -> Option<String> {
    let der = value.to_der().ok()?;
    text_of(&ber::first(&der)?.0)
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
        text_of_value(&values.next()?.value)
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

/// A text as it compares (RFC 4518 section 2). `None` when it holds what may not stand in one.
fn prepared(text: &str) -> Option<String> {
    let seen = text.chars().filter(|letter| !is_mapped_to_nothing(*letter));
    // Composing may bring letters that have a case, and folding may bring letters that are to be composed.
    let folded: String = seen.flat_map(case_folded).nfkc().collect();
    let folded: String = folded.chars().flat_map(case_folded).nfkc().collect();
    if folded.chars().any(is_prohibited) {
        return None;
    }
    Some(folded.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a letter is left out before texts are compared (RFC 4518 section 2.2). The controls that are white space stay
/// as that.
fn is_mapped_to_nothing(letter: char) -> bool {
    let is_control = letter.is_control() && !matches!(letter, '\u{9}'..='\u{d}' | '\u{85}');
    is_control
        || matches!(
            letter,
            '\u{ad}'
                | '\u{34f}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{1806}'
                | '\u{180b}'..='\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2063}'
                | '\u{206a}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffc}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0001}'
                | '\u{e0020}'..='\u{e007f}'
        )
}

/// Whether a letter may not stand in a text that is compared (RFC 4518 section 2.4): for private use, for no use at all,
/// or for what could not be decoded. So may not, beyond that section, what nobody sees and it does not leave out: later
/// versions of Unicode have more of these.
const fn is_prohibited(letter: char) -> bool {
    let place = letter as u32;
    is_ignorable(letter)
        || letter == '\u{fffd}'
        || place & 0xfffe == 0xfffe
        || matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..)
}

/// The name of a directory entry; `None` for a general name of another kind, and for what cannot be compared.
pub(crate) fn directory_name(name: &GeneralName) -> Option<ComparableName> {
    match name {
        GeneralName::DirectoryName(name) => ComparableName::of(name),
        _ => None,
    }
}

/// Whether a general name is this name of a directory entry.
pub(crate) fn is_name(name: &GeneralName, meant: &ComparableName) -> bool {
    directory_name(name).as_ref() == Some(meant)
}

#[cfg(test)]
mod tests;
