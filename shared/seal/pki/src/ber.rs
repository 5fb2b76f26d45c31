//! BER (ITU-T X.690) as others write it, brought to the form that the DER readers here take.
//!
//! Own, and small, because what is needed is small and nothing does it: `bcder` and `rasn` decode BER into types of their
//! own, and all that is read here is read into those of `x509-cert`. Two steps, both bounded in depth and linear in the
//! bytes of each level: [`definite`] takes indefinite lengths and strings in pieces away and leaves every other byte as it
//! stands, so that what is signed can still be verified; [`canonical`] makes DER of one structure to be decoded, never of
//! one to be hashed.

use std::borrow::Cow;

use der::Decode;

/// How deep structures may nest: a CMS signature with a timestamp in it needs about twenty levels.
const MAX_DEPTH: usize = 48;

/// Tags of the types that are looked at (X.690 clause 8.1.2), the constructed bit included where they have it.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// OCTET STRING.
    pub const OCTET_STRING: u8 = 0x04;
    /// OBJECT IDENTIFIER.
    pub const OID: u8 = 0x06;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: u8 = 0x30;
    /// SET and SET OF.
    pub const SET: u8 = 0x31;

    /// A constructed element of the context (`[0]`, `[1]`, …).
    pub const fn context(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Why bytes are not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BerError {
    /// They are not BER.
    Malformed,
    /// They nest deeper than is read here.
    TooDeep,
}

/// An element with a definite length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The first octet of its tag.
    pub tag: u8,
    /// All of it.
    pub whole: &'a [u8],
    /// What it holds.
    pub content: &'a [u8],
}

impl<'a> Element<'a> {
    /// The elements that it holds, if it has this tag and holds nothing else.
    pub fn children(&self, tag: u8) -> Option<Vec<Self>> {
        if self.tag == tag { elements(self.content) } else { None }
    }

    /// Its content, if it has this tag.
    pub fn value(&self, tag: u8) -> Option<&'a [u8]> {
        (self.tag == tag).then_some(self.content)
    }
}

/// The element that the bytes begin with, and what comes after it.
pub fn first(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let header = Header::read(bytes).ok()?;
    let end = header.len.checked_add(header.length?)?;
    let (whole, rest) = bytes.split_at_checked(end)?;
    Some((Element { tag: header.tag, whole, content: &whole[header.len..] }, rest))
}

/// The elements that fill these bytes. `None` when something else stands between or after them.
pub fn elements(mut bytes: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (element, rest) = first(bytes)?;
        found.push(element);
        bytes = rest;
    }
    Some(found)
}

/// An element of this tag in DER.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    write_header(&[tag], content.len(), &mut out);
    out.extend_from_slice(content);
    out
}

/// The element that the bytes begin with, with definite lengths and strings in one piece; everything else as it stands.
pub fn definite(bytes: &[u8]) -> Result<Cow<'_, [u8]>, BerError> {
    let mut out = Vec::new();
    let read = Rewrite { canonical: false }.element(bytes, 0, &mut out)?;
    let whole = &bytes[..read.consumed];
    Ok(if read.changed { Cow::Owned(out) } else { Cow::Borrowed(whole) })
}

/// The element that the bytes begin with, in DER as far as its tags tell its types: shortest lengths and integers,
/// booleans of 0 and 255, times in whole seconds.
pub fn canonical(bytes: &[u8]) -> Result<Vec<u8>, BerError> {
    let mut out = Vec::new();
    Rewrite { canonical: true }.element(bytes, 0, &mut out)?;
    Ok(out)
}

/// Tag and length (X.690 clauses 8.1.2 and 8.1.3).
struct Header {
    tag: u8,
    tag_len: usize,
    /// Of tag and length together.
    len: usize,
    /// `None` for the indefinite form.
    length: Option<usize>,
}

impl Header {
    fn read(bytes: &[u8]) -> Result<Self, BerError> {
        let byte = |at: usize| bytes.get(at).copied().ok_or(BerError::Malformed);
        let tag = byte(0)?;
        let mut at = 1;
        if tag & 0x1f == 0x1f {
            while byte(at)? & 0x80 != 0 {
                at += 1;
            }
            at += 1;
        }
        let tag_len = at;
        let short = byte(at)?;
        at += 1;
        let length = match short {
            0x80 => None,
            0x81..=0xfe => {
                let digits = usize::from(short & 0x7f);
                let mut length = 0_usize;
                for _ in 0..digits {
                    length = length.checked_mul(256).ok_or(BerError::Malformed)? + usize::from(byte(at)?);
                    at += 1;
                }
                Some(length)
            }
            0xff => return Err(BerError::Malformed),
            short => Some(usize::from(short)),
        };
        Ok(Self { tag, tag_len, len: at, length })
    }

    const fn is_constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }

    /// Whether it is a string of the universal class in pieces (X.690 clause 8.7.3). Bit strings are not met in pieces.
    const fn is_string_in_pieces(&self) -> bool {
        matches!(self.tag, 0x24 | 0x2c | 0x32..=0x36 | 0x39..=0x3e)
    }
}

fn write_header(tag: &[u8], length: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(tag);
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let digits = length.to_be_bytes();
            let used = &digits[digits.iter().take_while(|digit| **digit == 0).count()..];
            out.push(0x80 | u8::try_from(used.len()).unwrap_or(8));
            out.extend_from_slice(used);
        }
    }
}

#[derive(Clone, Copy)]
struct Rewrite {
    canonical: bool,
}

struct Rewritten {
    consumed: usize,
    changed: bool,
}

impl Rewrite {
    /// Writes the element that the bytes begin with.
    fn element(self, bytes: &[u8], depth: usize, out: &mut Vec<u8>) -> Result<Rewritten, BerError> {
        let header = Header::read(bytes)?;
        if !header.is_constructed() {
            let end = header.length.and_then(|length| header.len.checked_add(length)).ok_or(BerError::Malformed)?;
            let whole = bytes.get(..end).ok_or(BerError::Malformed)?;
            if !self.canonical {
                out.extend_from_slice(whole);
                return Ok(Rewritten { consumed: end, changed: false });
            }
            let content = canonical_value(header.tag, &whole[header.len..]);
            write_header(&bytes[..header.tag_len], content.len(), out);
            out.extend_from_slice(&content);
            return Ok(Rewritten { consumed: end, changed: true });
        }
        if depth >= MAX_DEPTH {
            return Err(BerError::TooDeep);
        }
        let mut body = Vec::new();
        let mut changed = header.length.is_none() || header.is_string_in_pieces();
        let end = match header.length {
            Some(length) => header.len.checked_add(length).filter(|end| *end <= bytes.len()),
            None => Some(bytes.len()),
        };
        let end = end.ok_or(BerError::Malformed)?;
        let mut at = header.len;
        loop {
            if header.length.is_some() && at == end {
                break;
            }
            let rest = &bytes[at..end];
            if header.length.is_none() && rest.starts_with(&[0, 0]) {
                at += 2;
                break;
            }
            match self.element(rest, depth + 1, &mut body) {
                Ok(read) => {
                    at += read.consumed;
                    changed |= read.changed;
                }
                // What only looks like a structure is left as it stands.
                Err(BerError::Malformed) if header.length.is_some() && !header.is_string_in_pieces() => {
                    out.extend_from_slice(&bytes[..end]);
                    return Ok(Rewritten { consumed: end, changed: false });
                }
                Err(error) => return Err(error),
            }
        }
        if header.is_string_in_pieces() {
            let pieces = elements(&body).ok_or(BerError::Malformed)?;
            // Pieces in pieces are one by now.
            let whole: Vec<u8> = pieces.iter().flat_map(|piece| piece.content).copied().collect();
            write_header(&[header.tag & !0x20], whole.len(), out);
            out.extend_from_slice(&whole);
        } else if changed || self.canonical {
            write_header(&bytes[..header.tag_len], body.len(), out);
            out.extend_from_slice(&body);
        } else {
            out.extend_from_slice(&bytes[..at]);
        }
        Ok(Rewritten { consumed: at, changed: changed || self.canonical })
    }
}

/// The value of a primitive element as DER has it (X.690 clauses 11.1, 8.3.2, 11.7 and 11.8).
fn canonical_value(tag: u8, content: &[u8]) -> Cow<'_, [u8]> {
    match tag {
        tag::BOOLEAN if content.len() == 1 => Cow::Owned(vec![if content[0] == 0 { 0 } else { 0xff }]),
        tag::INTEGER | tag::ENUMERATED => Cow::Borrowed(shortest(content)),
        tag::GENERALIZED_TIME => match content.iter().position(|byte| matches!(byte, b'.' | b',')) {
            // Decoded times begin in 1970: what was valid before is valid from then on.
            _ if content.first_chunk().is_some_and(|year| year < b"1970") => Cow::Borrowed(b"19700101000000Z"),
            Some(fraction) if content.ends_with(b"Z") => Cow::Owned([&content[..fraction], b"Z"].concat()),
            _ => Cow::Borrowed(content),
        },
        // Two digits from 50 on are of the last century (RFC 5280 section 4.1.2.5.1).
        tag::UTC_TIME if content.len() > 2 && (b"50"..b"70").contains(&content.first_chunk().unwrap_or(b"00")) => {
            Cow::Borrowed(b"700101000000Z")
        }
        tag::UTC_TIME if content.len() == 11 && content.ends_with(b"Z") => {
            Cow::Owned([&content[..10], b"00Z"].concat())
        }
        _ => Cow::Borrowed(content),
    }
}

/// An integer without octets that say nothing (X.690 clause 8.3.2).
pub fn shortest(mut integer: &[u8]) -> &[u8] {
    while let [first @ (0 | 0xff), second, ..] = integer
        && (*first == 0) == (second & 0x80 == 0)
    {
        integer = &integer[1..];
    }
    integer
}

/// Decodes a structure as DER or, where others were less strict, by way of its canonical form.
pub fn decode<T: for<'a> Decode<'a>>(bytes: &[u8]) -> Option<T> {
    T::from_der(bytes).ok().or_else(|| T::from_der(&canonical(bytes).ok()?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_der_stays_as_it_is() {
        let der = [0x30, 0x08, 0x02, 0x01, 0x05, 0x04, 0x03, b'a', b'b', b'c'];
        assert_eq!(definite(&der), Ok(Cow::Borrowed(der.as_slice())));
        assert_eq!(canonical(&der).as_deref(), Ok(der.as_slice()));
        // What follows is not part of it.
        assert_eq!(definite(&[&der[..], &[0, 0]].concat()).map(Cow::into_owned).as_deref(), Ok(der.as_slice()));
    }

    #[test]
    fn indefinite_lengths_and_strings_in_pieces_become_definite_and_whole() {
        let ber = [
            0x30, 0x80, 0xa0, 0x80, 0x24, 0x80, 0x04, 0x02, b'a', b'b', 0x24, 0x03, 0x04, 0x01, b'c', 0, 0, 0, 0, 0, 0,
        ];
        let expected = [0x30, 0x07, 0xa0, 0x05, 0x04, 0x03, b'a', b'b', b'c'];
        assert_eq!(definite(&ber).map(Cow::into_owned).as_deref(), Ok(expected.as_slice()));
    }

    #[test]
    fn definite_leaves_every_byte_of_what_is_definite_and_canonical_does_not() {
        // A length in more octets than it needs, a boolean of 1, an integer with a leading zero.
        let odd = [0x30, 0x81, 0x07, 0x01, 0x01, 0x01, 0x02, 0x02, 0x00, 0x05];
        assert_eq!(definite(&odd), Ok(Cow::Borrowed(odd.as_slice())));
        assert_eq!(canonical(&odd).as_deref(), Ok([0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x05].as_slice()));
        let around = [&[0x30, 0x80], &odd[..], &[0, 0]].concat();
        assert_eq!(definite(&around).map(Cow::into_owned), Ok([&[0x30, 0x0a], &odd[..]].concat()));
    }

    #[test]
    fn times_are_brought_to_whole_seconds() {
        let time = element(tag::GENERALIZED_TIME, b"20260102030405.678Z");
        assert_eq!(canonical(&time), Ok(element(tag::GENERALIZED_TIME, b"20260102030405Z")));
        let short = element(tag::UTC_TIME, b"2601020304Z");
        assert_eq!(canonical(&short), Ok(element(tag::UTC_TIME, b"260102030400Z")));
        let utc = |from: &[u8], to: &[u8]| {
            assert_eq!(canonical(&element(tag::UTC_TIME, from)), Ok(element(tag::UTC_TIME, to)))
        };
        utc(b"500101120100Z", b"700101000000Z");
        utc(b"691231235959Z", b"700101000000Z");
        utc(b"700101120100Z", b"700101120100Z");
        utc(b"491231235959Z", b"491231235959Z");
        let old = element(tag::GENERALIZED_TIME, b"19691231235959Z");
        assert_eq!(canonical(&old), Ok(element(tag::GENERALIZED_TIME, b"19700101000000Z")));
    }

    #[test]
    fn integers_lose_what_says_nothing_and_keep_their_sign() {
        for (long, short) in [
            (&[0, 0, 5][..], &[5][..]),
            (&[0, 0x80], &[0, 0x80]),
            (&[0xff, 0x80], &[0x80]),
            (&[0xff, 0x7f], &[0xff, 0x7f]),
            (&[0], &[0]),
        ] {
            assert_eq!(shortest(long), short);
        }
    }

    #[test]
    fn what_is_cut_off_or_too_deep_is_refused() {
        for bytes in [&[][..], &[0x30], &[0x30, 0x80], &[0x30, 0x82, 1], &[0x04, 0x05, 1], &[0x04, 0x80], &[0x1f, 0x80]]
        {
            assert_eq!(definite(bytes), Err(BerError::Malformed), "{bytes:?}");
        }
        assert_eq!(definite(&[0x30, 0xff]), Err(BerError::Malformed));
        assert_eq!(definite(&[0x30, 0x80].repeat(1000)), Err(BerError::TooDeep));
        assert_eq!(definite(&[[0x30, 0x80].repeat(47), [0, 0].repeat(47)].concat()).map(|der| der.len()), Ok(94));
        assert_eq!(definite(&[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1]), Err(BerError::Malformed));
    }

    #[test]
    fn lengths_of_every_size_are_written_and_read() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let made = element(tag::OCTET_STRING, &vec![7; length]);
            let (read, rest) = first(&made).expect("an element");
            assert_eq!((read.content.len(), read.whole.len(), rest.len()), (length, made.len(), 0));
        }
        let long_tag = [0xbf, 0x81, 0x01, 0x02, 0x05, 0x00];
        assert_eq!(first(&long_tag).map(|(one, _)| (one.tag, one.content.len())), Some((0xbf, 2)));
    }

    #[test]
    fn elements_that_do_not_fill_the_bytes_are_none() {
        assert_eq!(elements(&[5, 0, 5, 0]).map(|all| all.len()), Some(2));
        assert_eq!(elements(&[5, 0, 5]), None);
        let (sequence, _) = first(&[0x30, 2, 5, 0]).expect("an element");
        assert!(sequence.children(tag::SEQUENCE).is_some() && sequence.children(tag::SET).is_none());
        assert!(sequence.value(tag::SET).is_none());
    }

    #[test]
    fn values_are_canonical_only_where_their_type_says_what_that_is() {
        let stays = |tag: u8, content: &[u8]| {
            assert_eq!(canonical(&element(tag, content)), Ok(element(tag, content)), "{tag} {content:?}");
        };
        stays(tag::BOOLEAN, &[1, 1]);
        stays(tag::BOOLEAN, &[]);
        stays(tag::GENERALIZED_TIME, b"19700101000001Z");
        // Without a `Z` the fraction is not the end, and cutting there would lose the zone.
        stays(tag::GENERALIZED_TIME, b"20260102030405.6+0100");
        stays(tag::UTC_TIME, b"50");
        stays(tag::UTC_TIME, b"260102030405Z");
        stays(tag::OCTET_STRING, &[0, 0]);
        assert_eq!(canonical(&element(tag::ENUMERATED, &[0, 1])), Ok(element(tag::ENUMERATED, &[1])));
    }

    #[test]
    fn what_only_looks_like_a_structure_stays_and_a_string_in_pieces_must_be_one() {
        let looks = [0xa0, 3, 0x04, 0x05, 1];
        assert_eq!(definite(&looks), Ok(Cow::Borrowed(looks.as_slice())));
        let around = [&[0x30, 0x80], &looks[..], &[0, 0]].concat();
        assert_eq!(definite(&around).map(Cow::into_owned), Ok([&[0x30, 5], &looks[..]].concat()));
        assert_eq!(definite(&[0x24, 3, 0x04, 0x05, 1]), Err(BerError::Malformed));
        assert_eq!(definite(&[0x30, 0x80, 0x04, 0x05, 1]), Err(BerError::Malformed));
    }
}
