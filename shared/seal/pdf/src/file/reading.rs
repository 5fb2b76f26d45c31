//! What stands under a number, as one who compares files asks for it: there or not, and read by all readers alike or not.

use super::{Entry, File};
use crate::{
    headers::is_plain,
    object::{Dict, Object},
    parse::{Parser, is_space},
    stream::{is_stream_next, stream_after},
};

/// What stands under a number.
#[derive(Debug)]
pub enum Reading<'a> {
    /// Nothing: it is free, or no section names it.
    Absent,
    /// Something that is not read here.
    Unreadable,
    /// An object.
    Body(Body<'a>),
}

/// An object with the bytes of its stream, if it is one.
#[derive(Debug)]
pub struct Body<'a> {
    /// The object; of a stream its dictionary.
    pub object: Object,
    /// The bytes of the stream as they stand in the file.
    pub raw: Option<&'a [u8]>,
    /// Whether every reader reads it alike: nothing in it is said twice, and its length is right.
    pub is_plain: bool,
    /// Whether it is written as every writer writes one: a header, a value and `endobj`, with white space between. What
    /// stands in an object stream is if that stream is.
    pub is_whole: bool,
    /// Whether every reader finds the same references in it, whatever the length of its stream.
    pub is_clear: bool,
    /// Whether it ends before the file does, so that nothing appended becomes a part of it.
    pub is_bounded: bool,
}

impl<'a> File<'a> {
    /// What stands under this number, read once for its object and its stream alike.
    pub fn reading(&self, number: u32) -> Reading<'a> {
        if self.limits().is_err() {
            return Reading::Unreadable;
        }
        let body = match self.xref.entries.get(&number) {
            None | Some(Entry::Free) => return Reading::Absent,
            Some(Entry::At { offset, .. }) => self.body_at(number, *offset),
            Some(Entry::InStream { stream, index }) => self.unpack(*stream).and_then(|packed| {
                let found = packed.get(&number)?;
                let is_plain = found.is_plain && found.index == *index;
                self.spend(found.read, found.values).then(|| Body {
                    object: found.object.clone(),
                    raw: None,
                    is_plain,
                    is_whole: is_plain,
                    is_clear: is_plain,
                    is_bounded: found.is_bounded,
                })
            }),
        };
        body.map_or(Reading::Unreadable, Reading::Body)
    }

    /// What a value is, its reference followed as every reader follows it; `None` for what readers read differently: an
    /// object that is not plain, or a reference again, or has another generation.
    pub fn value(&self, object: &Object) -> Option<(Object, Option<&'a [u8]>)> {
        let Object::Ref((number, generation)) = object else {
            return Some((object.clone(), None));
        };
        match self.reading(*number) {
            Reading::Absent => Some((Object::Null, None)),
            Reading::Body(body) => {
                let is_plain = body.is_plain
                    && body.is_bounded
                    && self.generation(*number) == Some(*generation);
                (is_plain && body.object.reference().is_none()).then_some((body.object, body.raw))
            }
            Reading::Unreadable => None,
        }
    }

    /// The generation of an object; those in object streams have the first (clause 7.5.7).
    pub fn generation(&self, number: u32) -> Option<u16> {
        match self.entry(number)? {
            Entry::At { generation, .. } => Some(generation),
            Entry::InStream { .. } => Some(0),
            Entry::Free => None,
        }
    }

    pub(super) fn body_at(&self, number: u32, offset: usize) -> Option<Body<'a>> {
        let mut parser = Parser::new(self.bytes, offset);
        let is_there = parser
            .object_header()
            .is_some_and(|(there, _)| there == number);
        let is_head_plain = is_plain_head(self.bytes, offset, parser.at);
        let object = is_there.then(|| parser.object()).flatten();
        self.limit.set(self.limit.get().or(parser.limit));
        self.note(&parser);
        let is_clear = !parser.is_ambiguous;
        match object {
            Some(Object::Dict(dict)) if is_stream_next(&parser) => {
                let is_head_plain =
                    is_head_plain && behind(self.bytes, parser.at, b"stream").is_some();
                let stream =
                    stream_after(&mut parser, self.bytes, dict, &|length| self.length(length))?;
                let end = behind(self.bytes, stream.end, b"endstream");
                let body = Body {
                    is_plain: is_clear && stream.is_plain && self.has_plain_length(&stream.dict),
                    is_whole: is_head_plain && end.is_some_and(|end| is_end(self.bytes, end)),
                    is_clear,
                    is_bounded: stream.end < self.bytes.len() && !stream.overshoots,
                    object: Object::Dict(stream.dict),
                    raw: Some(stream.raw),
                };
                self.spend(
                    parser.passed().saturating_add(stream.searched),
                    parser.values,
                )
                .then_some(body)
            }
            object => {
                let body = Body {
                    object: object?,
                    raw: None,
                    is_plain: is_clear,
                    is_whole: is_head_plain && is_end(self.bytes, parser.at),
                    is_clear,
                    is_bounded: parser.at < self.bytes.len(),
                };
                self.spend(parser.passed(), parser.values).then_some(body)
            }
        }
    }

    /// Whether the length of a stream is a number, or a reference to an object that is one and nothing else.
    fn has_plain_length(&self, dict: &Dict) -> bool {
        let (number, generation) = match dict.get("Length") {
            Some(Object::Int(_)) => return true,
            Some(Object::Ref(link)) => *link,
            _ => return false,
        };
        let Some(Entry::At { offset, .. }) = self.entry(number) else {
            return false;
        };
        let mut parser = Parser::new(self.bytes, offset);
        let is_there = parser.object_header() == Some((number, generation));
        let is_head_plain = is_plain_head(self.bytes, offset, parser.at);
        let is_number = is_there && matches!(parser.object(), Some(Object::Int(_)));
        let is_plain =
            is_number && is_head_plain && !parser.is_ambiguous && is_end(self.bytes, parser.at);
        self.spend(parser.passed(), parser.values) && is_plain
    }
}

/// Whether the header of an object is digits and white space, and white space alone stands before its value.
fn is_plain_head(bytes: &[u8], start: usize, end: usize) -> bool {
    let value = bytes
        .get(end..)
        .unwrap_or_default()
        .iter()
        .find(|byte| !is_space(**byte));
    bytes.get(start..end).is_some_and(is_plain) && value != Some(&b'%')
}

/// The place behind this word, if nothing but white space stands before it.
fn behind(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let start = rest.iter().position(|byte| !is_space(*byte))?;
    rest[start..]
        .starts_with(word)
        .then_some(at + start + word.len())
}

/// Whether an object ends here.
fn is_end(bytes: &[u8], at: usize) -> bool {
    behind(bytes, at, b"endobj")
        .is_some_and(|end| bytes.get(end).is_none_or(|byte| is_space(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{PLAIN, plain_with, streams, table, without_row_0};

    /// Whether object 5 is plain, and whether it is whole.
    fn is(objects: &[(u32, &str)]) -> (bool, bool) {
        let bytes = plain_with(objects);
        match File::open(&bytes).expect("a PDF").reading(5) {
            Reading::Body(body) => (body.is_plain, body.is_whole),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_object_is_whole_with_a_header_a_value_and_an_end_and_white_space_between() {
        for text in [
            "<</A 1>>",
            "  7 ",
            "<</Length 1>>\r\nstream\nx\nendstream",
            "<</Length 1>>stream\r\nx endstream  ",
        ] {
            assert_eq!(is(&[(5, text)]), (true, true), "{text}");
        }
        for text in [
            "132 5",
            "<</A 1>>%\n",
            "%\n<</A 1>>",
            "<</A 1>>>>",
            "<</A 1>> endobjx",
            "<</Length 1>>%\nstream\nx\nendstream",
            "<</Length 1>>stream\nx\n%\nendstream",
            "<</Length 1>>stream\nx\nendstream 1",
        ] {
            assert_eq!(is(&[(5, text)]), (true, false), "{text}");
        }
    }

    #[test]
    fn a_length_in_an_object_of_its_own_is_that_object_and_a_number() {
        let stream = (5, "<</Length 6 0 R>>stream\nx\nendstream");
        assert_eq!(is(&[stream, (6, "1")]), (true, true));
        for length in [
            "1 5",
            "1%\n",
            "%\n1",
            "1.0",
            "7 0 R",
            "<<>>",
            "1/A",
            "[1]",
            "0000000000000000000000000000000001",
        ] {
            assert!(!is(&[stream, (6, length), (7, "1")]).0, "{length}");
        }
        assert!(
            !is(&[(5, "<</Length 6 5 R>>stream\nx\nendstream"), (6, "1")]).0,
            "another generation"
        );
        assert!(
            !is(&[(5, "<</Length 5 0 R>>stream\nx\nendstream")]).0,
            "itself"
        );
    }

    #[test]
    fn a_value_is_followed_once_and_by_its_generation() {
        let bytes = plain_with(&[(5, "(a)"), (6, "5 0 R"), (7, "<</A 1/A 2>>"), (8, "1 2")]);
        let file = File::open(&bytes).expect("a PDF");
        let of = |number: u32, generation: u16| {
            file.value(&Object::Ref((number, generation)))
                .map(|(value, _)| value)
        };
        assert_eq!(
            (of(5, 0), of(77, 0)),
            (Some(Object::text("a")), Some(Object::Null))
        );
        assert_eq!(file.value(&Object::Int(3)), Some((Object::Int(3), None)));
        for (why, found) in [
            ("generation", of(5, 1)),
            ("a reference", of(6, 0)),
            ("a key twice", of(7, 0)),
        ] {
            assert_eq!(found, None, "{why}");
        }
        let packed = streams(&PLAIN, &[(5, "(a)")]);
        let file = File::open(&packed).expect("a PDF");
        assert_eq!(
            file.value(&Object::Ref((5, 0))),
            Some((Object::text("a"), None))
        );
        assert_eq!(file.value(&Object::Ref((5, 1))), None);
        let zero = without_row_0(&table(&[&PLAIN[..], &[(0, "(a)")]].concat(), ""));
        assert_eq!(
            File::open(&zero)
                .expect("a PDF")
                .value(&Object::Ref((0, 0))),
            None
        );
    }
}
