//! Whether an update may follow on a file (ISO 32000-2 clause 7.5.6) and be read by all readers alike.

use std::collections::BTreeSet;

use super::{
    file::{Entry, File, Reading},
    object::{Dict, Object},
    pages::PageTree,
};

/// The first number that an update may give to an object: far from those that not all readers have.
const HIGHEST_NEXT: u32 = 1 << 21;

/// Whether an update may follow on these bytes: they are read as strict readers want them, every object is where one
/// cross-reference section says and no other, every reference names it by the generation that it has, and none is a signature, which
/// what is added would break; nothing in it is read by one reader and not by another, and it does not say that it is
/// linearized and longer than it is. Readers make up for all else, each in its own way.
///
/// The file is read on its own account: what it costs is not drawn from who goes on with it.
#[must_use]
pub fn may_be_continued(bytes: &[u8]) -> bool {
    let Ok(file) = File::open(bytes) else {
        return false;
    };
    let ever = file.numbers_ever();
    let is_plain = |object: &Object| object.all(&|one| is_plain(&file, &ever, one));
    file.has_valid_xref
        && !file.has_unlisted_objects()
        && file.sections().iter().all(|section| {
            !section.is_hybrid && !section.is_ambiguous && section.disputed.is_empty()
        })
        && file.page_tree() == PageTree::Strict
        && file.next_number() <= HIGHEST_NEXT
        && file.trailer().0.iter().all(|(_, value)| is_plain(value))
        && file
            .linearized_len()
            .is_none_or(|len| len <= bytes.len() as u64)
        && file.numbers().all(|number| match file.reading(number) {
            Reading::Body(body) => body.is_clear && body.is_bounded && is_plain(&body.object),
            Reading::Unreadable | Reading::Absent => false,
        })
        && file.is_strict()
        && file.limits().is_ok()
}

fn is_plain(file: &File<'_>, ever: &BTreeSet<u32>, object: &Object) -> bool {
    match object {
        Object::Dict(dict) => !is_signature(dict),
        Object::Ref((number, generation)) => match file.entry(*number) {
            // What never was there is null for every reader (clause 7.3.10); what was freed is found by some.
            None => true,
            Some(Entry::Free) => !ever.contains(number),
            Some(Entry::At {
                generation: there, ..
            }) => *generation == there,
            Some(Entry::InStream { .. }) => *generation == 0,
        },
        _ => true,
    }
}

/// Whether this is a signature's dictionary (clause 12.8.1).
pub(crate) fn is_signature(dict: &Dict) -> bool {
    dict.get("ByteRange").is_some() && dict.get("Contents").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{PLAIN, plain_with, streams, table};

    #[test]
    fn what_readers_do_not_agree_on_is_not_continued() {
        for (why, bytes) in [
            ("nothing", Vec::new()),
            (
                "a signature",
                plain_with(&[(5, "<</V<</ByteRange[0 1 2 3]/Contents<00>>>>>")]),
            ),
            (
                "a signature in an object stream",
                streams(&PLAIN, &[(5, "<</ByteRange[0 1 2 3]/Contents<00>>>")]),
            ),
            (
                "a reference with a generation that is not",
                plain_with(&[(5, "<</A[3 1 R]>>")]),
            ),
            (
                "such a reference to a packed object",
                streams(&PLAIN, &[(5, "<</A 6 2 R>>"), (6, "null")]),
            ),
            (
                "such a reference in the trailer",
                table(
                    &[&PLAIN[..], &[(5, "<</Title(a)>>")]].concat(),
                    "/Info 5 3 R",
                ),
            ),
            (
                "an object in a stream",
                plain_with(&[(5, "<</Length 8>>stream\n3 0 obj\n\nendstream")]),
            ),
            (
                "an object within a line",
                plain_with(&[(5, "(see 3 0 obj)")]),
            ),
            ("a number that a table names twice", {
                let text = String::from_utf8(plain_with(&[])).expect("text");
                let rows = "3 1\n0000000009 00000 n \n3 1\n";
                text.replace(
                    "trailer",
                    &format!(
                        "{rows}{:010} 00000 n \ntrailer",
                        text.find("3 0 obj").expect("one")
                    ),
                )
                .into_bytes()
            }),
            (
                "a key that stands twice",
                plain_with(&[(5, "<</A 1/A 2>>")]),
            ),
            (
                "an object that is not read",
                plain_with(&[(5, "<</A/B/C foo>>")]),
            ),
            (
                "a stray where a key should stand",
                plain_with(&[(5, "<</A 1[/B 2]>>")]),
            ),
            (
                "a number that is overlong",
                plain_with(&[(5, &format!("<</A {}4>>", "0".repeat(300)))]),
            ),
            ("numbers that not all readers have", {
                let text = String::from_utf8(plain_with(&[])).expect("text");
                text.replace("/Size 5", "/Size 4000000").into_bytes()
            }),
            (
                "a page without a type",
                plain_with(&[(4, "<</Parent 2 0 R>>")]),
            ),
            (
                "a trailer that says something twice",
                table(&PLAIN, "/Root 1 0 R"),
            ),
            (
                "packed objects that nobody names",
                plain_with(&[(
                    5,
                    "<</Type/ObjStm/N 1/First 4/Length 8>>stream\n7 0 null\nendstream",
                )]),
            ),
            (
                "linearization for a longer file, in other letters",
                table(
                    &[&[(5, "<</Linear#69zed 1/L 999999>>")], &PLAIN[..]].concat(),
                    "",
                ),
            ),
            (
                "linearization for a longer file",
                plain_with(&[(5, "<</Linearized 1/L 999999>>")]),
            ),
            (
                "no table",
                b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec(),
            ),
        ] {
            assert!(!may_be_continued(&bytes), "{why}");
        }
    }

    #[test]
    fn a_reference_to_what_was_freed_is_not_continued_and_one_to_what_never_was_is() {
        let of = |referred: &str| {
            let base = plain_with(&[(5, "<</A 1>>"), (6, &format!("<</B {referred} 0 R>>"))]);
            let previous = File::open(&base).expect("a PDF").newest().0;
            let update = format!(
                "xref\n0 1\n0000000005 65535 f \n5 1\n0000000000 00001 f \ntrailer\n<</Root 1 0 R/Size 7/Prev {previous}>>\n\
                 startxref\n{}\n%%EOF\n",
                base.len()
            );
            [base, update.into_bytes()].concat()
        };
        assert!(!may_be_continued(&of("5")), "some readers find it still");
        assert!(may_be_continued(&of("99")));
    }

    #[test]
    fn what_readers_agree_on_is_continued() {
        for (why, bytes) in [
            ("a plain file", plain_with(&[])),
            ("one with streams", streams(&PLAIN[..1], &PLAIN[1..])),
            (
                "a reference to nothing",
                plain_with(&[(5, "<</A[77 0 R 78 9 R]>>")]),
            ),
            (
                "a byte range that is of no signature",
                plain_with(&[(5, "<</V<</ByteRange[0 1 2 3]>>>>")]),
            ),
            (
                "contents that are of no signature",
                plain_with(&[(5, "<</V<</Contents<00>>>>>")]),
            ),
            (
                "linearization for a shorter file",
                plain_with(&[(5, "<</Linearized 1/L 99>>")]),
            ),
            (
                "words that are no object",
                plain_with(&[(5, "(object 4, 40 obj)")]),
            ),
        ] {
            assert!(may_be_continued(&bytes), "{why}");
        }
    }
}
