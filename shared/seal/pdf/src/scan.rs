//! A file's objects without its cross-reference sections (ISO 32000-2 clause 7.5.4): found by looking for them, when the
//! sections cannot be believed.

use std::collections::BTreeMap;

use super::{
    headers::{Starts, is_plain, words},
    limits::{MAX_OBJECTS, MAX_READ, MAX_VALUES, PdfError},
    object::{Dict, Number, Object},
    parse::{Parser, are_spaces, find, is_space},
    stream::stream_after,
    xref::{Entry, HIGHEST_NUMBER, Xref},
};

/// How many times its length may be read of a file: objects that nothing ends are read to the end of the file, each.
const MAX_TIMES_READ: usize = 64;
/// How much may be read of any file.
const MIN_READ: usize = 16 * 1024 * 1024;

/// Looks for objects themselves, the last of each number counting, when the sections cannot be believed.
pub(crate) fn scan(bytes: &[u8]) -> Result<Xref, PdfError> {
    let mut entries = BTreeMap::new();
    let mut trailer = Dict::default();
    let mut catalog = None;
    let (mut at, mut values) = (0, 0);
    let mut budget = ReadBudget::of(bytes);
    for word in words(bytes) {
        // What stands in a stream is not this file's: it may be another PDF.
        if word < at {
            continue;
        }
        let Some((start, (number, generation))) = header_before(bytes, word, &mut budget)? else {
            continue;
        };
        let mut parser = Parser::new(bytes, start);
        parser.object_header();
        entries.insert(
            number,
            Entry::At {
                offset: start,
                generation,
            },
        );
        if entries.len() > MAX_OBJECTS {
            return Err(PdfError::TooManyObjects);
        }
        let object = parser.object();
        values += parser.values as usize;
        if values > MAX_VALUES {
            return Err(PdfError::TooManyObjects);
        }
        if let Some(Object::Dict(dict)) = object {
            if dict.is_type("Catalog") {
                catalog = Some((number, generation));
            }
            if dict.is_type("XRef") {
                take_trailer(&mut trailer, &dict);
            }
            if let Some(stream) = stream_after(&mut parser, bytes, dict, &|_| None) {
                budget.pay(stream.searched)?;
                at = stream.end;
            }
        }
        budget.pay(parser.passed())?;
    }
    at = 0;
    while let Some(found) = find(&bytes[at..], b"trailer") {
        at += found + 7;
        let mut parser = Parser::new(bytes, at);
        if let Some(Object::Dict(dict)) = parser.object() {
            take_trailer(&mut trailer, &dict);
        }
        budget.pay(parser.passed())?;
    }
    if trailer.get("Root").is_none()
        && let Some(catalog) = catalog
    {
        trailer.set("Root", Object::Ref(catalog));
    }
    Ok(Xref {
        entries,
        trailer,
        is_lax: true,
        ..Xref::default()
    })
}

/// Whether all readers that look for objects find the ones that [`scan`] found, and no others: whatever looks like the
/// head of an object, in streams, texts and comments too, begins a line and is one that was found, none is there twice,
/// none holds others or leads elsewhere, and there is one trailer.
pub(crate) fn is_found_alike(bytes: &[u8], found: &Xref) -> bool {
    let mut heads = 0;
    for start in words(bytes).flat_map(|word| Starts::before(bytes, word)) {
        let begins_line = start == 0 || matches!(bytes[start - 1], b'\r' | b'\n');
        let mut parser = Parser::new(bytes, start);
        let number = parser.object_header().map(|(number, _)| number);
        let entry = number.and_then(|number| found.entries.get(&number));
        if !(begins_line
            && is_plain(&bytes[start..parser.at])
            && matches!(entry, Some(Entry::At { offset, .. }) if *offset == start))
        {
            return false;
        }
        heads += 1;
    }
    let is_container = |entry: &Entry| {
        let Entry::At { offset, .. } = entry else {
            return true;
        };
        let mut parser = Parser::new(bytes, *offset);
        parser.object_header();
        let object = parser.object();
        let dict = object.as_ref().and_then(Object::dict);
        dict.is_some_and(|dict| dict.is_type("ObjStm") || dict.is_type("XRef"))
    };
    heads == found.entries.len()
        && memchr::memmem::find_iter(bytes, b"trailer").count() <= 1
        && !found.entries.values().any(is_container)
}

/// What is left of what looking may cost: so many times what the file is long.
struct ReadBudget(usize);

impl ReadBudget {
    fn of(bytes: &[u8]) -> Self {
        Self((MAX_TIMES_READ * bytes.len()).clamp(MIN_READ, MAX_READ))
    }

    fn pay(&mut self, read: usize) -> Result<(), PdfError> {
        self.0 = self.0.checked_sub(read).ok_or(PdfError::TooCostly)?;
        Ok(())
    }
}

/// Where the object begins whose word `obj` this is, and what it is called.
fn header_before(
    bytes: &[u8],
    word: usize,
    budget: &mut ReadBudget,
) -> Result<Option<(usize, Number)>, PdfError> {
    for start in Starts::before(bytes, word) {
        let mut parser = Parser::new(bytes, start);
        let header = parser
            .object_header()
            .filter(|(number, _)| *number <= HIGHEST_NUMBER);
        // Each place that may be where a comment begins is read to the word: many before one cost their square.
        budget.pay(word - start + parser.passed())?;
        if let Some(header) = header.filter(|_| parser.at == word + 3) {
            return Ok(Some((start, header)));
        }
    }
    Ok(None)
}

fn take_trailer(trailer: &mut Dict, found: &Dict) {
    for key in ["Root", "Info", "ID", "Encrypt"] {
        if let Some(value) = found.get(key) {
            trailer.set(key, value.clone());
        }
    }
}

/// Whether bytes look like an object that no section names there by its number, or that is not the one of its number that
/// holds: readers that look for objects all over a file take the last. Within a line as well: some cut lines into pieces.
pub(crate) fn has_unlisted(bytes: &[u8], xref: &Xref) -> bool {
    let mut last: BTreeMap<u32, usize> = BTreeMap::new();
    for word in words(bytes) {
        for start in Starts::before(bytes, word) {
            let Some(number) = Parser::new(bytes, start).object_header() else {
                return true;
            };
            // A section may mean the white space before it, which no two objects have in common.
            let gap = bytes[..start]
                .iter()
                .rev()
                .take_while(|byte| is_space(**byte))
                .count();
            let mut meant = xref
                .listed
                .range((start - gap, (0, 0))..=(start, (u32::MAX, u16::MAX)));
            if !meant.any(|((_, listed), _)| *listed == number) {
                return true;
            }
            let highest = last.entry(number.0).or_insert(start);
            *highest = start.max(*highest);
        }
    }
    last.iter()
        .any(|(number, start)| match xref.entries.get(number) {
            Some(Entry::At { offset, .. }) => bytes
                .get(*offset..*start)
                .is_none_or(|between| !are_spaces(between)),
            // What was freed or packed since is not shown by anybody who finds it here: nothing refers to the one, and the
            // other is in the stream that is read as well.
            Some(Entry::Free | Entry::InStream { .. }) | None => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{file::File, samples::plain_with};

    #[test]
    fn objects_that_nothing_ends_cost_no_more_than_the_file_is_long() {
        let bytes = [b"%PDF-1.7\n".as_slice(), &b"1 0 obj<".repeat(100_000)].concat();
        assert_eq!(File::open(&bytes).err(), Some(PdfError::TooCostly));
        let few = [
            b"%PDF-1.7\n".as_slice(),
            &b"9 0 obj<".repeat(20),
            &plain_with(&[])[9..40],
            b"\nendobj\n",
        ]
        .concat();
        assert!(scan(&few).is_ok_and(|found| found.entries.contains_key(&1)));
    }

    #[test]
    fn comments_before_a_word_cost_no_more_than_any_file_may() {
        let bytes = [
            b"%PDF-1.7\n".as_slice(),
            &b"99999999 %".repeat(30_000),
            b"\n0 obj",
        ]
        .concat();
        assert_eq!(File::open(&bytes).err(), Some(PdfError::TooCostly));
    }

    #[test]
    fn an_object_with_a_comment_in_its_header_is_found() {
        let text = "%PDF-1.7\n1%x\n0%y\nobj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n";
        let found = scan(text.as_bytes()).expect("an object");
        assert_eq!(
            found.entries.get(&1),
            Some(&Entry::At {
                offset: 9,
                generation: 0
            })
        );
        assert_eq!(found.trailer.get("Root"), Some(&Object::Ref((1, 0))));
    }

    #[test]
    fn what_looks_like_an_object_within_a_stream_is_none() {
        let within = "1 0 obj<</Type/Catalog/Pages 3 0 R>>endobj";
        let text = format!(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n5 0 obj<</Length {}>>stream\n{within}\nendstream\nendobj\n6 0 obj 7",
            within.len()
        );
        let found = scan(text.as_bytes()).expect("objects");
        assert_eq!(found.entries.keys().copied().collect::<Vec<_>>(), [1, 5, 6]);
        assert_eq!(
            found.entries.get(&1),
            Some(&Entry::At {
                offset: 9,
                generation: 0
            })
        );
    }

    #[test]
    fn as_many_objects_are_found_as_a_file_may_have() {
        let of = |count: usize| {
            let text: String = (0..count)
                .map(|number| format!("{number} 0 obj\n"))
                .collect();
            scan(text.as_bytes()).map(|found| found.entries.len())
        };
        assert_eq!(of(MAX_OBJECTS), Ok(MAX_OBJECTS));
        assert_eq!(of(MAX_OBJECTS + 1).err(), Some(PdfError::TooManyObjects));
    }

    #[test]
    fn an_object_that_no_section_names_is_seen_however_it_is_written() {
        let honest = plain_with(&[]);
        let of = |text: &str| {
            let end = find(&honest, b"xref").expect("a table");
            let tail = String::from_utf8_lossy(&honest[end..]).into_owned();
            let moved = tail.replace(
                &format!("startxref\n{end}"),
                &format!("startxref\n{}", end + text.len()),
            );
            [&honest[..end], text.as_bytes(), moved.as_bytes()].concat()
        };
        let sees = |bytes: &[u8]| {
            let file = File::open(bytes).expect("a PDF");
            assert!(file.has_valid_xref);
            file.has_unlisted_objects()
        };
        assert!(!sees(&of("% nothing\n")));
        for text in [
            "4 0 obj\n",
            "4 0%\nobj\n",
            "4%x\n0 obj\n",
            "4\u{b}0 obj\n",
            "\t4 0 obj\n",
            "0000000000004 0 obj\n",
        ] {
            assert!(sees(&of(text)), "{text:?}");
        }
        assert!(sees(&of("% see 4 0 obj\n")), "text within a line");
    }
}
