//! Objects out of object streams (ISO 32000-2 clause 7.5.7), unpacked once and kept.

use std::{collections::BTreeMap, rc::Rc};

use super::{
    Body, Entry, File, PdfError,
    unpacked::{Packed, Unpacked},
};
use crate::{
    limits::MAX_OBJECTS,
    object::Object,
    parse::{Parser, are_spaces, is_space},
    stream::unpack,
    xref::HIGHEST_NUMBER,
};

/// How many bytes object streams may unpack to, in all.
const MAX_UNPACKED: usize = 128 * 1024 * 1024;
/// How many values out of object streams may be kept in memory.
const MAX_KEPT: usize = 5_000_000;

impl File<'_> {
    /// Forgets what was unpacked, which can be many times the file. What is read again is unpacked and paid for again.
    pub fn forget_unpacked(&self) {
        self.packed.borrow_mut().clear();
        self.kept.set(0);
    }

    /// After a scan: what stands in object streams is known by unpacking them.
    pub(super) fn unpack_all(&mut self) {
        let numbers: Vec<u32> = self.xref.entries.keys().copied().collect();
        for number in numbers {
            let is_packed = self
                .stream(number)
                .is_some_and(|stream| stream.dict.is_type("ObjStm"));
            if let Some(packed) = is_packed.then(|| self.unpack(number)).flatten() {
                for (inner, unpacked) in
                    packed.iter().filter(|(inner, _)| **inner <= HIGHEST_NUMBER)
                {
                    let entry = Entry::InStream {
                        stream: number,
                        index: unpacked.index,
                    };
                    self.xref.entries.entry(*inner).or_insert(entry);
                }
                if self.xref.entries.len() > MAX_OBJECTS {
                    self.limit.set(Some(PdfError::TooManyObjects));
                    return;
                }
            }
        }
        if self.xref.trailer.get("Root").is_none() {
            let numbers: Vec<u32> = self.xref.entries.keys().copied().collect();
            let is_catalog = |number: &u32| {
                self.get(*number)
                    .is_some_and(|object| object.dict().is_some_and(|dict| dict.is_type("Catalog")))
            };
            if let Some(number) = numbers.into_iter().rev().find(is_catalog) {
                self.xref.trailer.set("Root", Object::Ref((number, 0)));
            }
        }
    }

    pub(super) fn unpack(&self, number: u32) -> Option<Packed> {
        if let Some(known) = self.packed.borrow().get(&number) {
            return known.clone();
        }
        let unpacked = self.unpack_now(number).map(Rc::new);
        self.packed.borrow_mut().insert(number, unpacked.clone());
        unpacked
    }

    fn unpack_now(&self, number: u32) -> Option<BTreeMap<u32, Unpacked>> {
        let Entry::At { offset, .. } = *self.xref.entries.get(&number)? else {
            return None;
        };
        let Body {
            object,
            raw,
            is_plain: is_stream_plain,
            is_whole,
            is_bounded,
            ..
        } = self.body_at(number, offset)?;
        let (Object::Dict(dict), Some(raw)) = (object, raw) else {
            return None;
        };
        self.spend(raw.len(), 0).then_some(())?;
        let (data, is_strict) = match unpack(&dict, raw, MAX_UNPACKED - self.unpacked.get()) {
            Ok(unpacked) => (unpacked.data, unpacked.is_strict),
            Err(PdfError::TooLarge) => {
                self.unpacked.set(MAX_UNPACKED);
                self.limit.set(Some(PdfError::TooLarge));
                return None;
            }
            Err(_) => return None,
        };
        self.unpacked.set(self.unpacked.get() + data.len());
        let first = usize::try_from(dict.get("First")?.int()?).ok()?;
        let count = usize::try_from(dict.get("N")?.int()?)
            .ok()?
            .min(MAX_OBJECTS);
        let mut objects = BTreeMap::new();
        let is_whole_number = |key: &str| matches!(dict.get(key), Some(Object::Int(_)));
        let (places, is_head_plain) = places(&data, first, count);
        let is_container_plain = is_stream_plain
            && is_whole
            && is_strict
            && dict.is_type("ObjStm")
            && ["First", "N"].into_iter().all(is_whole_number)
            && is_head_plain;
        for (index, (inner, offset)) in (0..).zip(&places) {
            let (Ok(inner), Ok(offset)) = (u32::try_from(*inner), usize::try_from(*offset)) else {
                continue;
            };
            let start = first.saturating_add(offset);
            let mut parser = Parser::new(&data, start);
            let object = parser.object();
            self.limit.set(self.limit.get().or(parser.limit));
            self.note(&parser);
            let (read, values) = (parser.passed(), parser.values);
            self.kept.set(self.kept.get() + values as usize);
            if !self.spend(read, 0) || self.kept.get() > MAX_KEPT {
                self.limit
                    .set(self.limit.get().or(Some(PdfError::TooManyObjects)));
                return None;
            }
            if let Some(object) = object {
                // Some readers see an object only up to where the next begins.
                let next =
                    places
                        .get(index as usize + 1)
                        .map_or(Some(data.len()), |(_, offset)| {
                            usize::try_from(*offset)
                                .ok()
                                .map(|offset| first.saturating_add(offset))
                                .filter(|next| *next > start)
                        });
                let rest = next.and_then(|next| data.get(parser.at..next));
                let ends_in_place = rest.is_some_and(are_spaces);
                let is_alone = inner != 0 && !objects.contains_key(&inner);
                // Some read it up to its end, some up to the next; some the first of two, some the last.
                self.misread(!(is_head_plain && ends_in_place && is_alone));
                let is_plain =
                    is_container_plain && ends_in_place && !parser.is_ambiguous && is_alone;
                objects.insert(
                    inner,
                    Unpacked {
                        object,
                        read,
                        values,
                        index,
                        is_plain,
                        is_bounded,
                    },
                );
            }
        }
        Some(objects)
    }
}

/// What the beginning of an object stream says: numbers, and where their objects begin behind `First`. Beside it whether
/// every reader finds just these: nothing but so many pairs of digits.
pub(super) fn places(data: &[u8], first: usize, count: usize) -> (Vec<(i64, i64)>, bool) {
    let mut head = Parser::new(data, 0);
    let pair = |_| Some((head.number()?, head.number()?));
    let places: Vec<(i64, i64)> = (0..count).map_while(pair).collect();
    let is_digits = |bytes: &[u8]| {
        bytes
            .iter()
            .all(|byte| byte.is_ascii_digit() || is_space(*byte))
    };
    let is_plain = places.len() == count
        && !head.is_ambiguous
        && data.get(..first).is_some_and(is_digits)
        && data.get(head.at..first).is_some_and(are_spaces);
    (places, is_plain)
}
