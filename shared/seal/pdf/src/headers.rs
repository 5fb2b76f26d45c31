//! Where `12 0 obj` stands (ISO 32000-2 clause 7.3.10), as readers find it that look for objects all over a file.
//!
//! Readers differ in what they take for white space there and whether a comment may stand between the numbers
//! (clause 7.2.4 lets it: qpdf, PDFium and MuPDF read one, poppler and pdf.js do not). Whatever one of them takes for an
//! object is one here.

use super::parse::is_space;

/// The places where a number begins that, with another number behind it, stands before a word `obj`. It is one place at
/// most, unless comments can be read in two ways.
pub(crate) struct Starts<'b> {
    bytes: &'b [u8],
    at: usize,
    /// What the bytes behind `at` may be, each a bit: a comment shows only where it begins.
    may_be: u8,
}

/// White space between the second number and the word, if any.
const SECOND_GAP: u8 = 1;
/// The rest of a comment there.
const SECOND_COMMENT: u8 = 2;
/// The second number.
const SECOND: u8 = 4;
/// White space between the numbers.
const FIRST_GAP: u8 = 8;
/// The rest of a comment there.
const FIRST_COMMENT: u8 = 16;
/// The first number.
const FIRST: u8 = 32;

impl<'b> Starts<'b> {
    /// The places for the word `obj` that begins here.
    pub(crate) const fn before(bytes: &'b [u8], word: usize) -> Self {
        Self {
            bytes,
            at: word,
            may_be: SECOND_GAP,
        }
    }

    /// What the bytes may be, with this one before them. Nothing goes on for longer than to the word `obj` before, but
    /// for comments, which no two words have in common: all words of a file together are paid for by its length.
    const fn with(may_be: u8, byte: u8) -> u8 {
        let (is_line_end, is_gap, is_number) = (
            matches!(byte, b'\r' | b'\n'),
            is_gap(byte),
            is_numeric(byte),
        );
        let mut next = 0;
        if may_be & SECOND_GAP != 0 {
            next |= if is_number {
                SECOND
            } else {
                gap(is_gap, is_line_end, SECOND_GAP, SECOND_COMMENT)
            };
        }
        if may_be & SECOND_COMMENT != 0 {
            next |= comment(byte, is_line_end, SECOND_GAP, SECOND_COMMENT);
        }
        if may_be & SECOND != 0 {
            next |= if is_number {
                SECOND
            } else {
                gap(is_gap, is_line_end, FIRST_GAP, FIRST_COMMENT)
            };
        }
        if may_be & FIRST_GAP != 0 {
            next |= if is_number {
                FIRST
            } else {
                gap(is_gap, is_line_end, FIRST_GAP, FIRST_COMMENT)
            };
        }
        if may_be & FIRST_COMMENT != 0 {
            next |= comment(byte, is_line_end, FIRST_GAP, FIRST_COMMENT);
        }
        if may_be & FIRST != 0 && is_number {
            next |= FIRST;
        }
        next
    }
}

/// White space, and before the end of a line perhaps a comment.
const fn gap(is_gap: bool, is_line_end: bool, gap: u8, comment: u8) -> u8 {
    match (is_gap, is_line_end) {
        (false, _) => 0,
        (true, false) => gap,
        (true, true) => gap | comment,
    }
}

/// A comment stays on its line, and any percent sign on it may be where it begins.
const fn comment(byte: u8, is_line_end: bool, gap: u8, comment: u8) -> u8 {
    match byte {
        _ if is_line_end => 0,
        b'%' => gap | comment,
        _ => comment,
    }
}

/// White space of this format (clause 7.2.3), of C and of JavaScript, which readers are written in.
const fn is_gap(byte: u8) -> bool {
    is_space(byte) || matches!(byte, 0x0b | 0xa0)
}

/// What a number is written with, as PDFium takes it: `+4.` is 4.
const fn is_numeric(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')
}

impl Iterator for Starts<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.may_be != 0 {
            let at = self.at;
            let byte = at.checked_sub(1).map(|before| self.bytes[before]);
            let begins = self.may_be & FIRST != 0 && !byte.is_some_and(is_numeric);
            self.may_be = byte.map_or(0, |byte| Self::with(self.may_be, byte));
            self.at = at.saturating_sub(1);
            if begins {
                return Some(at);
            }
        }
        None
    }
}

/// Whether the header of an object is digits, white space and the word alone, as every reader takes it.
pub(crate) fn is_plain(header: &[u8]) -> bool {
    header
        .iter()
        .all(|byte| byte.is_ascii_digit() || is_space(*byte) || b"obj".contains(byte))
}

/// Where the word `obj` stands, in other words too.
pub(crate) fn words(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr::memmem::find_iter(bytes, b"obj")
}

/// Whether an object seems to begin anywhere in these bytes.
pub(crate) fn holds_header(bytes: &[u8]) -> bool {
    words(bytes).any(|word| Starts::before(bytes, word).next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(text: &str) -> Vec<usize> {
        words(text.as_bytes())
            .flat_map(|word| Starts::before(text.as_bytes(), word))
            .collect()
    }

    #[test]
    fn an_object_begins_wherever_a_reader_finds_one() {
        for text in [
            "4 0 obj",
            "4 0obj",
            "4\t\r\n0\0\u{c}obj<<>>",
            "4\u{b}0 obj",
            "4 0%\nobj",
            "4 0 %x y\r obj",
            "4%x\n0 obj",
            "4 %5 6 obj? 100%\n%\n  %more\n0 obj",
            "00000000000000000004 0 obj",
            "+4. 0 obj",
        ] {
            assert_eq!(starts(text).last(), Some(&0), "{text:?}");
            assert_eq!(
                starts(&format!("endobj {text}")).last(),
                Some(&7),
                "{text:?}"
            );
            assert!(holds_header(text.as_bytes()), "{text:?}");
        }
        assert_eq!(
            starts("4 %5 %6 %\n0 obj"),
            [6, 3, 0],
            "each that may be a comment's first"
        );
    }

    #[test]
    fn what_is_no_object_begins_nowhere() {
        for text in [
            "",
            "obj",
            "0 obj",
            "40 obj",
            "4 0 R",
            "4 x 0 obj",
            "4 0 % obj",
            "4 x%\n 0 obj",
            "4 0x%\nobj",
            "4%\nx\n0 obj",
            "endobj",
        ] {
            assert!(!holds_header(text.as_bytes()), "{text:?}");
        }
    }
}
