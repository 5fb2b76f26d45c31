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
        if self.tag == tag {
            elements(self.content)
        } else {
            None
        }
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
    Some((
        Element {
            tag: header.tag,
            whole,
            content: &whole[header.len..],
        },
        rest,
    ))
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
    Ok(if read.changed {
        Cow::Owned(out)
    } else {
        Cow::Borrowed(whole)
    })
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
                    length = length.checked_mul(256).ok_or(BerError::Malformed)?
                        + usize::from(byte(at)?);
                    at += 1;
                }
                Some(length)
            }
            0xff => return Err(BerError::Malformed),
            short => Some(usize::from(short)),
        };
        Ok(Self {
            tag,
            tag_len,
            len: at,
            length,
        })
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
            let end = header
                .length
                .and_then(|length| header.len.checked_add(length))
                .ok_or(BerError::Malformed)?;
            let whole = bytes.get(..end).ok_or(BerError::Malformed)?;
            if !self.canonical {
                out.extend_from_slice(whole);
                return Ok(Rewritten {
                    consumed: end,
                    changed: false,
                });
            }
            let content = canonical_value(header.tag, &whole[header.len..]);
            write_header(&bytes[..header.tag_len], content.len(), out);
            out.extend_from_slice(&content);
            return Ok(Rewritten {
                consumed: end,
                changed: true,
            });
        }
        if depth >= MAX_DEPTH {
            return Err(BerError::TooDeep);
        }
        let mut body = Vec::new();
        let mut changed = header.length.is_none() || header.is_string_in_pieces();
        let end = match header.length {
            Some(length) => header
                .len
                .checked_add(length)
                .filter(|end| *end <= bytes.len()),
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
                Err(BerError::Malformed)
                    if header.length.is_some() && !header.is_string_in_pieces() =>
                {
                    out.extend_from_slice(&bytes[..end]);
                    return Ok(Rewritten {
                        consumed: end,
                        changed: false,
                    });
                }
                Err(error) => return Err(error),
            }
        }
        if header.is_string_in_pieces() {
            let pieces = elements(&body).ok_or(BerError::Malformed)?;
            // Pieces in pieces are one by now.
            let whole: Vec<u8> = pieces
                .iter()
                .flat_map(|piece| piece.content)
                .copied()
                .collect();
            write_header(&[header.tag & !0x20], whole.len(), out);
            out.extend_from_slice(&whole);
        } else if changed || self.canonical {
            write_header(&bytes[..header.tag_len], body.len(), out);
            out.extend_from_slice(&body);
        } else {
            out.extend_from_slice(&bytes[..at]);
        }
        Ok(Rewritten {
            consumed: at,
            changed: changed || self.canonical,
        })
    }
}

/// The value of a primitive element as DER has it (X.690 clauses 11.1, 8.3.2, 11.7 and 11.8).
fn canonical_value(tag: u8, content: &[u8]) -> Cow<'_, [u8]> {
    match tag {
        tag::BOOLEAN if content.len() == 1 => {
            Cow::Owned(vec![if content[0] == 0 { 0 } else { 0xff }])
        }
        tag::INTEGER | tag::ENUMERATED => Cow::Borrowed(shortest(content)),
        tag::GENERALIZED_TIME => {
            match content.iter().position(|byte| matches!(byte, b'.' | b',')) {
                // Decoded times begin in 1970: what was valid before is valid from then on.
                _ if content.first_chunk().is_some_and(|year| year < b"1970") => {
                    Cow::Borrowed(b"19700101000000Z")
                }
                Some(fraction) if content.ends_with(b"Z") => {
                    Cow::Owned([&content[..fraction], b"Z"].concat())
                }
                _ => Cow::Borrowed(content),
            }
        }
        // Two digits from 50 on are of the last century (RFC 5280 section 4.1.2.5.1).
        tag::UTC_TIME
            if content.len() > 2
                && (b"50"..b"70").contains(&content.first_chunk().unwrap_or(b"00")) =>
        {
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
    T::from_der(bytes)
        .ok()
        .or_else(|| T::from_der(&canonical(bytes).ok()?).ok())
}

#[cfg(test)]
mod tests;
