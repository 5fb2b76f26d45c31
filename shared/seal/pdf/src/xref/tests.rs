//! Sections as they are written, by honest writers and by others: what they say, and whether every reader reads the same.

use std::fmt::Write as _;

use super::*;

const AT_9: Entry = Entry::At {
    offset: 9,
    generation: 0,
};

/// A section that begins the bytes.
fn first(bytes: &[u8]) -> Option<Section> {
    section(bytes, 0)
}

fn table_of(text: &str) -> Option<Section> {
    first(format!("{text}{}", " ".repeat(40)).as_bytes())
}

#[test]
fn a_table_says_where_objects_are_and_is_strict_as_the_standard_writes_it() {
    let rows = "0000000000 65535 f \n0000000009 00000 n \n";
    let end = "trailer\n<</Size 2>>\n";
    for (why, text, is_strict) in [
        ("a plain one", format!("xref\n0 2\n{rows}{end}"), true),
        (
            "other line ends",
            format!("xref\r\n0 2\r\n{rows}{end}").replace(" \n", "\r\n"),
            true,
        ),
        (
            "a space before them",
            format!("xref \n0 2 \n{rows}{end}"),
            true,
        ),
        (
            "in two parts",
            "xref\n0 1\n0000000000 65535 f \n1 1\n0000000009 00000 n \ntrailer<</Size 2>>"
                .to_owned(),
            true,
        ),
        (
            "rows of nineteen bytes",
            format!("xref\n0 2\n{rows}{end}").replace(" \n", "\n"),
            false,
        ),
        (
            "short numbers",
            format!("xref\n0 2\n0 65535 f \n9 00000 n \n{end}"),
            false,
        ),
        (
            "no line end behind the word",
            format!("xref 0 2\n{rows}{end}"),
            false,
        ),
        (
            "a comment behind the word",
            format!("xref%\n0 2\n{rows}{end}"),
            false,
        ),
        (
            "a comment behind the head",
            format!("xref\n0 2%\n{rows}{end}"),
            false,
        ),
        (
            "a comment before the head",
            format!("xref\n%\n0 2\n{rows}{end}"),
            false,
        ),
        (
            "a comment before the trailer",
            format!("xref\n0 2\n{rows}%\n{end}"),
            false,
        ),
        (
            "a head on two lines",
            format!("xref\n0\n2\n{rows}{end}"),
            false,
        ),
        (
            "a head with signs",
            format!("xref\n+0 2\n{rows}{end}"),
            false,
        ),
        (
            "a head with two spaces",
            format!("xref\n0  2\n{rows}{end}"),
            false,
        ),
        (
            "a size that cannot be",
            format!("xref\n0 2\n{rows}trailer\n<</Size 0>>"),
            false,
        ),
        (
            "a size beyond what readers manage",
            format!("xref\n0 2\n{rows}trailer\n<</Size 8388609>>"),
            false,
        ),
        (
            "the largest size",
            format!("xref\n0 2\n{rows}trailer\n<</Size 8388608>>"),
            true,
        ),
        ("no size", format!("xref\n0 2\n{rows}trailer\n<<>>"), false),
        (
            "a section before, where there is nothing",
            format!("xref\n0 2\n{rows}trailer\n<</Size 2/Prev 999>>"),
            false,
        ),
        (
            "a section before",
            format!("xref\n0 2\n{rows}trailer\n<</Size 2/Prev 7>>"),
            true,
        ),
        (
            "a stream where there is nothing",
            format!("xref\n0 2\n{rows}trailer\n<</Size 2/XRefStm -1>>"),
            false,
        ),
        (
            "a number beyond what readers manage",
            "xref\n8388608 1\n0000000009 00000 n \ntrailer\n<</Size 2>>".to_owned(),
            false,
        ),
    ] {
        let read = table_of(&text).unwrap_or_else(|| panic!("{why}"));
        assert_eq!(read.is_strict, is_strict, "{why}");
        assert_eq!(read.kind, Kind::Table, "{why}");
        let last = read.entries.last().map(|(_, entry)| *entry);
        assert_eq!(last, Some(AT_9), "{why}");
    }
    let moved = format!("\nxref\n0 2\n{rows}{end}");
    assert!(
        table_of(&moved).is_some_and(|read| !read.is_strict && read.start == 1),
        "where it is not said to be"
    );
    let rows_of_20 = first(format!("xref\n0 2\n{rows}trailer\n[]").as_bytes());
    assert!(rows_of_20.is_none(), "a trailer that is no dictionary");
    assert!(
        table_of("xref\n0 1\n0000000009 00000 x \ntrailer<<>>").is_none(),
        "a row of another kind"
    );
    assert!(
        table_of("xref\n0 9999\n").is_none(),
        "more rows than there can be"
    );
    assert!(
        table_of("xref\n-1 1\n0000000009 00000 n \ntrailer<<>>").is_none(),
        "a number below nought"
    );
    assert!(
        table_of(&format!("xref\n0 2\n{rows}trailer<</A 1/A 2>>"))
            .is_some_and(|read| read.is_ambiguous)
    );
}

/// A cross-reference stream with these entries of its dictionary and these rows in hexadecimal.
fn stream_of(said: &str, rows: &str) -> Option<Section> {
    let bytes: Vec<u8> = (0..rows.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&rows[at..at + 2], 16).expect("hex"))
        .collect();
    let head = format!(
        "1 0 obj\n<</Type/XRef/Length {}{said}>>stream\n",
        bytes.len()
    );
    first(&[head.as_bytes(), &bytes, b"\nendstream"].concat())
}

#[test]
fn a_stream_is_read_by_its_widths_and_is_strict_within_what_every_reader_takes() {
    let at_9_of_1 = "01000900";
    for (why, said, rows, is_strict) in [
        ("a plain one", "/Size 1/W[1 2 1]", at_9_of_1, true),
        (
            "with an index",
            "/Size 1/W[1 2 1]/Index[0 1]",
            at_9_of_1,
            true,
        ),
        (
            "the index of the highest number",
            "/Size 1/W[1 2 1]/Index[8388607 1]",
            at_9_of_1,
            true,
        ),
        (
            "an index that goes beyond it",
            "/Size 1/W[1 2 1]/Index[8388608 1]",
            at_9_of_1,
            false,
        ),
        (
            "a count that does",
            "/Size 1/W[1 2 1]/Index[0 8388609]",
            at_9_of_1,
            false,
        ),
        (
            "a range of none behind it",
            "/Size 1/W[1 2 1]/Index[0 1 8388608 0]",
            at_9_of_1,
            true,
        ),
        (
            "one farther behind",
            "/Size 1/W[1 2 1]/Index[0 1 8388609 0]",
            at_9_of_1,
            false,
        ),
        (
            "half a range",
            "/Size 1/W[1 2 1]/Index[0 1 5]",
            at_9_of_1,
            false,
        ),
        (
            "a range with a name in it",
            "/Size 1/W[1 2 1]/Index[/A 0 1]",
            at_9_of_1,
            false,
        ),
        (
            "an index that is none",
            "/Size 1/W[1 2 1]/Index 7",
            at_9_of_1,
            false,
        ),
        ("no kinds", "/Size 1/W[0 2 1]", "000900", true),
        (
            "wide fields",
            "/Size 1/W[4 8 4]",
            "00000001000000000000000900000000",
            true,
        ),
        (
            "kinds that are wider",
            "/Size 1/W[5 2 1]",
            "0000000001000900",
            false,
        ),
        (
            "places that are wider",
            "/Size 1/W[1 9 1]",
            "0100000000000000000900",
            false,
        ),
        (
            "generations that are wider",
            "/Size 1/W[1 2 5]",
            "0100090000000000",
            false,
        ),
        ("a row too few", "/Size 2/W[1 2 1]", at_9_of_1, false),
        (
            "a row too many",
            "/Size 1/W[1 2 1]",
            "0100090001000a00",
            false,
        ),
        (
            "bytes that are no row",
            "/Size 1/W[1 2 1]",
            "0100090000",
            false,
        ),
        (
            "a generation beyond what there is",
            "/Size 1/W[1 2 3]",
            "010009010000",
            false,
        ),
        (
            "packed in an odd way",
            "/Size 1/W[1 2 1]/DP<<>>",
            at_9_of_1,
            false,
        ),
    ] {
        let read = stream_of(said, rows).unwrap_or_else(|| panic!("{why}"));
        assert_eq!(read.is_strict, is_strict, "{why}");
        assert!(read.kind == Kind::Stream && !read.is_ambiguous, "{why}");
        let is_9 = |entry: &Entry| matches!(entry, Entry::At { offset: 9, .. });
        assert!(
            read.entries.first().is_some_and(|(_, entry)| is_9(entry)),
            "{why}: {:?}",
            read.entries
        );
    }
    for (why, said) in [
        ("widths for nothing", "/Size 1/W[0 0 0]"),
        ("a row that is wider than any", "/Size 1/W[8 9 8]"),
        ("four widths", "/Size 1/W[1 2 1 0]"),
        ("a width below nought", "/Size 1/W[1 2 -1]"),
        ("no widths", "/Size 1"),
        ("no size", "/W[1 2 1]"),
        ("a number below nought", "/Size 1/W[1 2 1]/Index[-1 1]"),
    ] {
        assert!(stream_of(said, at_9_of_1).is_none(), "{why}");
    }
    assert!(
        stream_of(
            "/Size 1/W[8 8 8]",
            &format!("{:016x}{:016x}{:016x}", 1, 9, 0)
        )
        .is_some(),
        "the widest row"
    );
    let lies =
        first(b"1 0 obj\n<</Type/XRef/Size 1/W[1 2 1]/Length 1>>stream\n\x01,,\x03\nendstream");
    assert!(
        lies.is_some_and(|read| read.is_ambiguous),
        "a length that is not right"
    );
    assert!(
        first(
            b"1 0 obj\n<</Type/Other/Size 1/W[1 2 1]/Length 4>>stream\n\x01\x00\x09\x00\nendstream"
        )
        .is_none()
    );
}

#[test]
fn a_row_says_that_a_number_is_free_where_its_object_is_or_in_which_stream() {
    let rows = "000000ff".to_owned() + "01012c03" + "02000507" + "03000000";
    let read = stream_of("/Size 9/W[1 2 1]/Index[2 3 7 1]", &rows).expect("a stream");
    let expected = [
        (2, Entry::Free),
        (
            3,
            Entry::At {
                offset: 300,
                generation: 3,
            },
        ),
        (
            4,
            Entry::InStream {
                stream: 5,
                index: 7,
            },
        ),
        (7, Entry::Free),
    ];
    assert_eq!(read.entries, expected);
    assert!(!read.is_strict, "a kind that is none");
    assert!(
        stream_of("/Size 9/W[1 2 1]/Index[2 3]", &rows[..24]).is_some_and(|read| read.is_strict)
    );
}

/// A file of tables, the oldest first, each with its rows and what its trailer says more.
fn chain(tables: &[(&str, &str)]) -> Vec<u8> {
    let mut text = "%PDF-1.7\n".to_owned();
    let mut previous = None;
    for (rows, said) in tables {
        let start = text.len();
        let prev = previous
            .map(|at: usize| format!("/Prev {at}"))
            .unwrap_or_default();
        write!(
            text,
            "xref\n{rows}trailer\n<</Size 99{prev}{said}>>\nstartxref\n{start}\n%%EOF\n"
        )
        .expect("text");
        previous = Some(start);
    }
    text.into_bytes()
}

#[test]
fn what_a_newer_section_says_stands_and_what_it_frees_stays_free() {
    let bytes = chain(&[
        (
            "1 3\n0000000009 00000 n \n0000000010 00000 n \n0000000011 00000 n \n",
            "/Root 1 0 R",
        ),
        (
            "2 2\n0000000000 00001 f \n0000000012 00000 n \n",
            "/Root 2 0 R",
        ),
    ]);
    let read = read(&bytes).expect("a chain");
    let at = |offset| {
        Some(Entry::At {
            offset,
            generation: 0,
        })
    };
    let entry = |number| read.entries.get(&number).copied();
    assert_eq!(
        (entry(1), entry(2), entry(3), entry(4)),
        (at(9), Some(Entry::Free), at(12), None)
    );
    assert_eq!(
        read.trailer.get("Root"),
        Some(&Object::Ref((2, 0))),
        "the newest trailer"
    );
    assert_eq!(
        (read.sections.len(), read.newest.0),
        (2, read.sections[0].start)
    );
    assert!(read.sections[0].start > read.sections[1].start && !read.is_lax);
    // What any section lists is known: two sections, three objects and one that was moved.
    let listed: Vec<usize> = read.listed.keys().map(|(offset, _)| *offset).collect();
    assert_eq!(listed, [9, 10, 11, 12]);
}

#[test]
fn a_chain_has_an_end_and_so_has_patience() {
    let row = ("1 1\n0000000009 00000 n \n", "");
    assert!(read(&chain(&vec![row; MAX_SECTIONS])).is_some());
    assert!(read(&chain(&vec![row; MAX_SECTIONS + 1])).is_none());
    let circle =
        b"xref\n1 1\n0000000009 00000 n \ntrailer\n<</Size 2/Prev 0>>\nstartxref\n0\n%%EOF\n";
    assert!(read(circle).is_none(), "a section that follows on itself");
    let used = |row: &str| read(&chain(&[(&format!("8388608 1\n{row}"), "")]));
    assert!(
        used("0000000009 00000 n \n").is_none(),
        "a number beyond what readers manage"
    );
    assert!(
        used("0000000000 00001 f \n").is_some_and(|read| read.entries.is_empty()),
        "free it may be"
    );
    assert!(read(b"%PDF-1.7\nstartxref\nx\n%%EOF").is_none() && read(b"").is_none());
}

#[test]
fn a_hybrid_files_stream_shows_what_its_own_table_hides_and_nothing_else() {
    let stream = b"9 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Index[1 3]/Length 12>>stream\n\
                   \x01\x00\x64\x00\x01\x00\x65\x00\x01\x00\x66\x00\nendstream\nendobj\n";
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let at = bytes.len();
    bytes.extend_from_slice(stream);
    let start = bytes.len();
    let table = format!(
        "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000000 00000 f \ntrailer\n<</Size 9/XRefStm {at}>>\n\
         startxref\n{start}\n%%EOF\n"
    );
    bytes.extend_from_slice(table.as_bytes());
    let read = read(&bytes).expect("a hybrid file");
    let entry = |number| read.entries.get(&number).copied();
    let at = |offset| {
        Some(Entry::At {
            offset,
            generation: 0,
        })
    };
    assert_eq!(entry(1), at(9), "what the table says");
    assert_eq!(entry(2), at(0x65), "what it hides");
    assert_eq!(entry(3), at(0x66), "what only the stream says");
    let disputed: Vec<&[u32]> = read
        .sections
        .iter()
        .map(|section| section.disputed.as_slice())
        .collect();
    assert_eq!(disputed, [&[][..], &[1, 2, 3]]);
    assert!(read.sections[1].is_hybrid && !read.sections[0].is_hybrid);
    assert!(read.is_misread, "the first is elsewhere by the stream");
    // The stream says the same of it as the table.
    let right = [b"\x01\x00".as_slice(), &[9]].concat();
    let place = find_last(&bytes, b"\x01\x00\x64").expect("its row");
    bytes.splice(place..place + 3, right);
    assert!(
        super::read(&bytes).is_some_and(|read| !read.is_misread),
        "as Word writes them"
    );
}

#[test]
fn numbers_that_a_section_names_twice_are_disputed_unless_it_says_the_same() {
    let other = Entry::At {
        offset: 7,
        generation: 0,
    };
    assert_eq!(disputed_in(&[(1, AT_9), (2, AT_9)], false), [0_u32; 0]);
    assert_eq!(
        disputed_in(&[(2, AT_9), (1, AT_9)], false),
        [0_u32; 0],
        "in another order"
    );
    assert_eq!(
        disputed_in(&[(2, AT_9), (1, AT_9), (2, AT_9)], false),
        [0_u32; 0],
        "the same twice"
    );
    assert_eq!(disputed_in(&[(2, AT_9), (1, AT_9), (2, other)], false), [2]);
    assert_eq!(disputed_in(&[(1, AT_9), (1, other)], false), [1]);
    assert_eq!(disputed_in(&[(1, AT_9), (5, AT_9)], true), [1, 5]);
}

#[test]
fn as_many_objects_are_read_as_a_file_may_have_and_numbers_as_high_as_readers_manage() {
    let of = |rows: &[u8], widths: &str| {
        let count = rows.len() / if widths == "8 8 8" { 24 } else { 1 };
        let head = format!(
            "1 0 obj\n<</Type/XRef/Size 1/W[{widths}]/Index[0 {count}]/Length {}>>stream\n",
            rows.len()
        );
        first(&[head.as_bytes(), rows, b"\nendstream"].concat()).map(|read| read.entries.len())
    };
    assert_eq!(of(&vec![9; MAX_OBJECTS], "0 1 0"), Some(MAX_OBJECTS));
    assert_eq!(of(&vec![9; MAX_OBJECTS + 1], "0 1 0"), None);
    assert_eq!(of(&[0; 24 * 30_000], "8 8 8"), Some(30_000), "wide rows");
    let highest = |number: u32| {
        read(&chain(&[(
            &format!("{number} 1\n0000000009 00000 n \n"),
            "",
        )]))
        .is_some()
    };
    assert!(highest(HIGHEST_NUMBER) && !highest(HIGHEST_NUMBER + 1));
    let table = |count: usize| {
        let rows = format!("1 {count}\n{}", "0000000009 00000 n \n".repeat(count));
        read(&chain(&[(&rows, "")])).is_some()
    };
    assert!(table(MAX_OBJECTS) && !table(MAX_OBJECTS + 1));
}
