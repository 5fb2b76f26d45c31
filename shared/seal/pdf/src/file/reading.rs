//! What stands under a number, as one who compares files asks for it: there or not, and read by all readers alike or not.

use super::{Entry, File};
use crate::{
    object::Object,
    parse::Parser,
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
                    is_clear: is_plain,
                    is_bounded: found.is_bounded,
                })
            }),
        };
        body.map_or(Reading::Unreadable, Reading::Body)
    }

    fn body_at(&self, number: u32, offset: usize) -> Option<Body<'a>> {
        let mut parser = Parser::new(self.bytes, offset);
        let is_there = parser.object_header().is_some_and(|(there, _)| there == number);
        let object = is_there.then(|| parser.object()).flatten();
        self.limit.set(self.limit.get().or(parser.limit));
        self.note(&parser);
        let (is_clear, ends) = (!parser.is_ambiguous, parser.at < self.bytes.len());
        let body = |object, raw, is_plain, is_bounded| Body { object, raw, is_plain, is_clear, is_bounded };
        match object {
            Some(Object::Dict(dict)) if is_stream_next(&parser) => {
                let stream = stream_after(&mut parser, self.bytes, dict, &|length| self.length(length))?;
                let is_bounded = stream.end < self.bytes.len() && !stream.overshoots;
                let body = body(Object::Dict(stream.dict), Some(stream.raw), is_clear && stream.is_plain, is_bounded);
                self.spend(parser.passed().saturating_add(stream.searched), parser.values).then_some(body)
            }
            object => self.spend(parser.passed(), parser.values).then_some(body(object?, None, is_clear, ends)),
        }
    }
}
