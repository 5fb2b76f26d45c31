//! Objects in streams that no cross-reference section names: readers that look for objects all over a file look into these.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, File, packed::places};
use crate::{
    limits::MAX_READ,
    object::{Dict, Number, Object},
    parse::Parser,
    stream::{is_stream_next, stream_after, unpack},
    xref::{Read as Stated, stream},
};

impl File<'_> {
    /// Whether an object stream holds an object that no section says to be in it, or a cross-reference stream that is none
    /// of the sections says anything else than they do. What cannot be told is so.
    pub(super) fn has_unlisted_in_streams(&self) -> bool {
        let sections: BTreeSet<usize> = self
            .xref
            .sections
            .iter()
            .map(|section| section.start)
            .collect();
        let mut places: BTreeMap<Number, usize> = BTreeMap::new();
        for (_, number) in self.xref.listed.keys() {
            *places.entry(*number).or_default() += 1;
        }
        self.xref.listed.iter().any(|((offset, number), revision)| {
            let mut parser = Parser::new(self.bytes, *offset);
            // What has no header there is told apart by who compares sections and objects.
            let object = parser.object_header().and_then(|_| parser.object());
            let is_paid = self.spend(parser.passed(), 0);
            let Some(Object::Dict(dict)) = object.filter(|_| is_stream_next(&parser)) else {
                return !is_paid;
            };
            let kind = dict.get("Type").map(|kind| self.resolve(kind));
            match kind.as_ref().and_then(Object::name) {
                Some(b"XRef") => {
                    !sections.contains(offset) && !self.says_the_same(*offset, &sections)
                }
                Some(b"ObjStm") => {
                    // A number that was given to another stream since may be named by what came then alone.
                    let since = if places[number] > 1 {
                        *revision
                    } else {
                        usize::MAX
                    };
                    let is_listed = |packed: u32| {
                        self.xref
                            .packed
                            .get(&(number.0, packed))
                            .is_some_and(|named| *named <= since)
                    };
                    !self
                        .numbers_in(&mut parser, dict)
                        .is_some_and(|numbers| numbers.into_iter().all(is_listed))
                }
                _ => !is_paid,
            }
        })
    }

    /// Whether a cross-reference stream says nothing but what sections say: PDFBox writes one beside its table.
    fn says_the_same(&self, offset: usize, sections: &BTreeSet<usize>) -> bool {
        let Some(Stated {
            entries,
            trailer,
            cost,
            ..
        }) = stream(self.bytes, Parser::new(self.bytes, offset))
        else {
            return false;
        };
        let is_section = |at: &Object| {
            at.int()
                .and_then(|at| usize::try_from(at).ok())
                .is_some_and(|at| sections.contains(&at))
        };
        self.spend(cost, 0)
            && trailer
                .get("Root")
                .is_none_or(|root| self.trailer().get("Root") == Some(root))
            && ["Prev", "XRefStm"]
                .into_iter()
                .all(|key| trailer.get(key).is_none_or(is_section))
            && entries.iter().all(|(number, entry)| match entry {
                Entry::At { offset, generation } => self
                    .xref
                    .listed
                    .contains_key(&(*offset, (*number, *generation))),
                Entry::InStream { stream, .. } => {
                    self.xref.packed.contains_key(&(*stream, *number))
                }
                Entry::Free => true,
            })
    }

    /// The numbers of the objects in an object stream whose dictionary was just read.
    fn numbers_in(&self, parser: &mut Parser<'_>, dict: Dict) -> Option<Vec<u32>> {
        let stream = stream_after(parser, self.bytes, dict, &|length| self.length(length))?;
        let data = unpack(
            &stream.dict,
            stream.raw,
            MAX_READ.saturating_sub(self.spent()),
        )
        .ok()?
        .data;
        self.spend(stream.searched.saturating_add(data.len()), 0)
            .then_some(())?;
        let number = |key: &str| usize::try_from(stream.dict.get(key)?.int()?).ok();
        let (places, _) = places(&data, number("First")?, number("N")?);
        places
            .into_iter()
            .map(|(number, _)| u32::try_from(number).ok())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::samples::{PLAIN, plain_with, streams};

    fn sees(bytes: &[u8]) -> bool {
        let file = File::open(bytes).expect("a PDF");
        assert!(file.has_valid_xref);
        file.has_unlisted_objects()
    }

    /// An update with these objects, and rows for other ones packed in an object stream of it.
    fn updated(base: &[u8], objects: &[(u32, &str)], packed: &[(u32, u32)]) -> Vec<u8> {
        let previous = File::open(base).expect("a PDF").newest().0;
        let mut text = String::new();
        let (mut index, mut rows) = (String::new(), Vec::new());
        for (number, body) in objects {
            let at = base.len() + text.len();
            write!(text, "{number} 0 obj\n{body}\nendobj\n").expect("text");
            write!(index, "{number} 1 ").expect("text");
            rows.extend([&[1], &at.to_be_bytes()[4..], &[0]].concat());
        }
        for (number, stream) in packed {
            write!(index, "{number} 1 ").expect("text");
            rows.extend([&[2], &stream.to_be_bytes()[..], &[0]].concat());
        }
        let start = base.len() + text.len();
        write!(
            text,
            "99 0 obj\n<</Type/XRef/Root 1 0 R/Size 100/W[1 4 1]/Prev {previous}/Index[{index}]/Length {}>>stream\n",
            rows.len()
        )
        .expect("text");
        let end = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n");
        [base, text.as_bytes(), &rows, end.as_bytes()].concat()
    }

    /// MuPDF takes them all out when it mends a file.
    #[test]
    fn what_is_packed_and_that_no_section_names_is_seen() {
        let honest = streams(&PLAIN[..1], &PLAIN[1..]);
        assert!(!sees(&honest));
        let packed = "<</Type/ObjStm/N 1/First 4/Length 8>>stream\n3 0 null\nendstream";
        assert!(!sees(&updated(&honest, &[(95, packed)], &[(3, 95)])));
        let shared = "<</Type 96 0 R/N 1/First 4/Length 8>>stream\n3 0 null\nendstream";
        for (why, objects) in [
            ("nothing named", &[(95, packed)][..]),
            ("a type of its own", &[(95, shared), (96, "/ObjStm")]),
            ("the number of a stream that there was", &[(90, packed)]),
            (
                "one that cannot be unpacked",
                &[(
                    95,
                    "<</Type/ObjStm/Filter/X/N 0/First 0/Length 1>>stream\nx\nendstream",
                )],
            ),
            (
                "one that does not say how many",
                &[(
                    95,
                    "<</Type/ObjStm/First 4/Length 8>>stream\n3 0 null\nendstream",
                )],
            ),
        ] {
            assert!(sees(&updated(&honest, objects, &[])), "{why}");
        }
        let named = updated(&honest, &[(95, packed)], &[(3, 95)]);
        assert!(
            sees(&updated(&named, &[(95, packed)], &[])),
            "named for the stream that was there before"
        );
        assert!(sees(&plain_with(&[(5, packed)])), "in a file with a table");
    }

    #[test]
    fn a_cross_reference_stream_that_is_none_of_the_sections_is_seen() {
        let of = |said: &str, row: &str| {
            let stream =
                format!("<</Type/XRef/Size 1/W[1 1 1]{said}/Length 3>>stream\n{row}\nendstream");
            sees(&plain_with(&[(5, &stream)]))
        };
        // The first object is said to stand behind the header, as it does.
        let right = "\u{1}\u{9}\0";
        assert!(!of("/Index[1 1]", right), "but says what they say");
        assert!(!of("/Index[1 1]/Root 1 0 R", "\0\0\0"), "but says nothing");
        for (said, row) in [
            ("/Index[1 1]", "\u{1}\u{8}\0"),
            ("/Index[2 1]", right),
            ("/Index[1 1]", "\u{2}\u{9}\0"),
            ("/Index[1 1]/Root 2 0 R", right),
            ("/Index[1 1]/Prev 9", right),
            ("/Index[1 1]/XRefStm 9", right),
            ("/Index[1 1]/Filter/X", right),
        ] {
            assert!(of(said, row), "{said} {row:?}");
        }
    }
}
