//! Reads objects out of bytes: tolerant, bounded in depth and number, never panicking.

use std::collections::HashMap;

use super::{
    limits::PdfError,
    object::{Dict, Number, Object},
};

/// How deep arrays and dictionaries may nest.
const MAX_DEPTH: u32 = 96;
/// How many values one object may hold. An array of small numbers takes sixteen times the memory of its spelling.
const MAX_VALUES: u32 = 1_000_000;
/// How deep they may nest for all readers to follow: some give up, and read the rest for what stood above.
const ALL_FOLLOW: u32 = 32;
/// How long a name may be (ISO 32000-1 annex C), and how long it may be spelled: some readers keep no more of it, others
/// take the rest for something new.
const LONGEST_NAME: usize = 127;
const LONGEST_SPELLING: usize = 255;
/// How long a number is for all readers the same: some keep no more of it.
const LONGEST_NUMBER: usize = 32;
/// The numbers that all readers have room for (annex C): beyond them some take the nearest, some none, some the rest.
const WHOLE_NUMBERS: std::ops::RangeInclusive<i64> = -(1 << 31)..=(1 << 31) - 1;
const REAL_NUMBERS: std::ops::RangeInclusive<f64> = -2_147_483_648.0..=2_147_483_647.0;

/// The numbers that an object has for all readers: for PDFium none beyond this.
const NUMBERS: std::ops::Range<u32> = 1..1 << 22;

/// A place in some bytes.
#[derive(Clone, Debug)]
pub struct Parser<'a> {
    bytes: &'a [u8],
    began: usize,
    /// Where reading goes on.
    pub at: usize,
    /// How far it looked ahead.
    furthest: usize,
    /// How many values were read.
    pub values: u32,
    /// The limit at which reading stopped, if it did.
    pub limit: Option<PdfError>,
    /// Whether something was read that strict readers refuse: a name with bytes or escapes that may not stand in one
    /// (clause 7.3.5), a key twice or something else where a key should stand (clause 7.3.7).
    pub is_lax: bool,
    /// Whether something was read that other readers take for something else: a key that stands twice, a key without a
    /// value, a number that is none or longer than all of them read, and all that is [`Self::is_misread`].
    pub is_ambiguous: bool,
    /// Whether something was read where readers lose their place, or take a part of it for the whole: something else
    /// where a key should stand, nesting deeper than all follow, names that are longer than some keep or hold a byte that
    /// ends them for some, numbers that do not fit, an object number that is none, an `obj` that goes on. A copy of it is
    /// not what each of them showed.
    pub is_misread: bool,
}

/// Whether a byte is white space (clause 7.2.3).
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Whether nothing but white space stands here, if anything.
pub fn are_spaces(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| is_space(*byte))
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

impl<'a> Parser<'a> {
    /// A reader at this place; one beyond the end reads nothing.
    pub const fn new(bytes: &'a [u8], at: usize) -> Self {
        // A place beyond the end is the end: nothing is read there.
        let at = if at < bytes.len() { at } else { bytes.len() };
        Self {
            bytes,
            began: at,
            at,
            furthest: at,
            values: 0,
            limit: None,
            is_lax: false,
            is_ambiguous: false,
            is_misread: false,
        }
    }

    /// How many bytes were read or looked at, each counted once: what reading cost.
    pub fn passed(&self) -> usize {
        self.at.max(self.furthest) - self.began
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes over white space and comments.
    pub fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.at += 1;
            } else if byte == b'%' {
                while self
                    .peek()
                    .is_some_and(|byte| byte != b'\n' && byte != b'\r')
                {
                    self.at += 1;
                }
            } else {
                break;
            }
        }
    }

    /// Passes over this word if it is next.
    pub fn eat(&mut self, word: &[u8]) -> bool {
        let there = self
            .bytes
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(word));
        if there {
            self.at += word.len();
        }
        there
    }

    fn token(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let ends = |byte: &u8| is_space(*byte) || is_delimiter(*byte);
        // Never a part of it: the rest would be another.
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        self.furthest = self.furthest.max(self.at);
        &rest[..length]
    }

    /// Notes that readers do not agree on where they are, or what stands here.
    const fn misread(&mut self, is_so: bool) {
        self.is_ambiguous |= is_so;
        self.is_misread |= is_so;
    }

    /// Whether a word ends here.
    fn is_end_of_word(&self) -> bool {
        self.peek()
            .is_none_or(|byte| is_space(byte) || is_delimiter(byte))
    }

    /// The whole number that is next.
    pub fn number(&mut self) -> Option<i64> {
        self.skip_space();
        let start = self.at;
        let token = self.token();
        self.misread(token.len() > LONGEST_NUMBER);
        let parsed = std::str::from_utf8(token)
            .ok()
            .and_then(|text| text.parse().ok());
        self.misread(parsed.is_some_and(|number| !WHOLE_NUMBERS.contains(&number)));
        if parsed.is_none() {
            self.at = start;
        }
        parsed
    }

    /// `12 0 obj`: the number of the object that begins here.
    pub fn object_header(&mut self) -> Option<Number> {
        let number = u32::try_from(self.number()?).ok()?;
        let generation = u16::try_from(self.number()?).ok()?;
        self.skip_space();
        self.eat(b"obj").then(|| {
            self.misread(!NUMBERS.contains(&number) || !self.is_end_of_word());
            (number, generation)
        })
    }

    /// The object that is next.
    pub fn object(&mut self) -> Option<Object> {
        self.nested(0)
    }

    fn nested(&mut self, depth: u32) -> Option<Object> {
        self.values += 1;
        if depth > MAX_DEPTH || self.values > MAX_VALUES {
            self.limit = Some(if depth > MAX_DEPTH {
                PdfError::TooDeep
            } else {
                PdfError::TooManyObjects
            });
            return None;
        }
        self.misread(depth > ALL_FOLLOW);
        self.skip_space();
        match self.peek()? {
            b'/' => Some(Object::Name(self.name())),
            b'(' => Some(Object::Text(self.literal())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.dict(depth).map(Object::Dict)
            }
            b'<' => Some(Object::Text(self.hexadecimal())),
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_space();
                    if self.eat(b"]") {
                        return Some(Object::Array(items));
                    }
                    items.push(self.nested(depth + 1)?);
                }
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number_or_reference(),
            _ => {
                let start = self.at;
                match self.token() {
                    b"true" => Some(Object::Bool(true)),
                    b"false" => Some(Object::Bool(false)),
                    b"null" => Some(Object::Null),
                    _ => {
                        self.at = start;
                        None
                    }
                }
            }
        }
    }

    fn number_or_reference(&mut self) -> Option<Object> {
        let start = self.at;
        let token = self.token();
        self.misread(token.len() > LONGEST_NUMBER);
        // What is none, `--5`, `1.2.3` or `3e2`, readers take for nothing, for a part of it, or for the number.
        self.misread(!is_number(token));
        let text = std::str::from_utf8(token).ok()?;
        let Ok(number) = text.parse::<i64>() else {
            let is_real = text
                .bytes()
                .all(|byte| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9'));
            let real = text.parse::<f64>().ok();
            self.is_ambiguous |= !is_real || real.is_none();
            self.misread(real.is_some_and(|real| !REAL_NUMBERS.contains(&real)));
            return Some(real.map_or(Object::Int(0), |_| Object::Real(token.to_vec())));
        };
        self.misread(!WHOLE_NUMBERS.contains(&number));
        let after = self.at;
        if let (Ok(object), Some(generation)) = (u32::try_from(number), self.number())
            && let Ok(generation) = u16::try_from(generation)
        {
            self.skip_space();
            if self.eat(b"R") && self.is_end_of_word() {
                let is_signed = self.bytes[start..self.at]
                    .iter()
                    .any(|byte| matches!(byte, b'+' | b'-'));
                self.misread(is_signed || !NUMBERS.contains(&object));
                return Some(Object::Ref((object, generation)));
            }
        }
        // White space and comments may have been long.
        self.furthest = self.furthest.max(self.at);
        self.at = after;
        Some(Object::Int(number))
    }

    fn dict(&mut self, depth: u32) -> Option<Dict> {
        self.at += 2;
        let mut entries: Vec<(Vec<u8>, Object)> = Vec::new();
        loop {
            self.skip_space();
            if self.eat(b">>") {
                let count = entries.len();
                let entries = last_of_each(entries);
                self.is_lax |= entries.len() < count;
                self.is_ambiguous |= entries.len() < count;
                return Some(Dict(entries));
            }
            if self.peek()? != b'/' {
                // Readers pass over what is no key, each over as much of it as it likes, and go on.
                self.is_lax = true;
                self.misread(true);
                self.values += 1;
                if self.token().is_empty() {
                    self.nested(depth + 1)?;
                }
                continue;
            }
            let key = self.name();
            self.skip_space();
            // A key without a value, at the end.
            let has_no_value = self.bytes.get(self.at..)?.starts_with(b">>");
            self.is_ambiguous |= has_no_value;
            let value = if has_no_value {
                Object::Null
            } else {
                self.nested(depth + 1)?
            };
            entries.push((key, value));
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let token = self.token();
        let mut name = Vec::with_capacity(token.len());
        let mut rest = token;
        while let Some((&byte, after)) = rest.split_first() {
            self.is_lax |= !byte.is_ascii_graphic();
            let escaped = (byte == b'#')
                .then(|| after.get(..2).and_then(hex_pair))
                .flatten();
            self.is_lax |= byte == b'#' && escaped.is_none();
            // PDFium takes these two for white space, poppler a zero for the end, and any two bytes behind the sign are
            // digits to some.
            self.misread(
                matches!(byte, 0x80 | 0xff)
                    || escaped == Some(0)
                    || byte == b'#' && escaped.is_none(),
            );
            name.push(escaped.unwrap_or(byte));
            rest = if escaped.is_some() {
                &after[2..]
            } else {
                after
            };
        }
        self.misread(name.len() > LONGEST_NAME || token.len() > LONGEST_SPELLING);
        name
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => {
                self.eat(b"\n");
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                text.push(value.to_le_bytes()[0]);
            }
            other => text.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let written = self.bytes.get(self.at + 1..).unwrap_or_default();
        let end = memchr::memchr(b'>', written);
        let written = &written[..end.unwrap_or(written.len())];
        self.at += 1 + written.len() + usize::from(end.is_some());
        let mut bytes = Vec::with_capacity(written.len() / 2 + 1);
        let mut high = None;
        for byte in written {
            match (hex_digit(*byte), high.take()) {
                (Some(low), Some(high)) => bytes.push(high << 4 | low),
                (Some(digit), None) => high = Some(digit),
                (None, begun) => {
                    high = begun;
                    self.is_ambiguous |= !is_space(*byte);
                }
            }
        }
        // A last digit that is missing is 0 (clause 7.3.4.3).
        bytes.extend(high.map(|high| high << 4));
        bytes
    }
}

/// Of two entries with the same key the last counts, as in other readers; only one is kept.
fn last_of_each(entries: Vec<(Vec<u8>, Object)>) -> Vec<(Vec<u8>, Object)> {
    let few_and_unlike = entries.len() <= 16
        && entries
            .iter()
            .enumerate()
            .all(|(place, (key, _))| entries[..place].iter().all(|(other, _)| other != key));
    if few_and_unlike {
        return entries;
    }
    let last: HashMap<&[u8], usize> = entries
        .iter()
        .enumerate()
        .map(|(place, (key, _))| (key.as_slice(), place))
        .collect();
    if last.len() == entries.len() {
        return entries;
    }
    let keep: Vec<bool> = entries
        .iter()
        .enumerate()
        .map(|(place, (key, _))| last[key.as_slice()] == place)
        .collect();
    entries
        .into_iter()
        .zip(keep)
        .filter_map(|(entry, keep)| keep.then_some(entry))
        .collect()
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    Some(hex_digit(*pair.first()?)? << 4 | hex_digit(*pair.get(1)?)?)
}

/// The values of hexadecimal digits by their byte: signatures are long, and are read again with each revision.
const HEX_DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value] as usize] = value as u8;
        digits[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    digits
};

fn hex_digit(byte: u8) -> Option<u8> {
    Some(HEX_DIGITS[usize::from(byte)]).filter(|digit| *digit < 16)
}

/// Where `needle` first stands in `haystack`.
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

/// Where `needle` last stands in `haystack`.
pub fn find_last(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(haystack, needle)
}

/// Whether this is a number (clause 7.3.3): a sign perhaps, and digits with a point in, before or behind them perhaps.
fn is_number(token: &[u8]) -> bool {
    let digits = token
        .strip_prefix(b"+")
        .or_else(|| token.strip_prefix(b"-"))
        .unwrap_or(token);
    let points = digits.iter().filter(|byte| **byte == b'.').count();
    points <= 1
        && digits.len() > points
        && digits
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

#[cfg(test)]
mod tests;
