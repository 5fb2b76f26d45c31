//! Files that cost much to read, and files whose sections are odd.

mod bounds;

use super::*;
use crate::samples::{PLAIN, plain_with, streams, table};

/// Objects that each begin like this and, as nothing ends them, last to the end of the file.
fn endless(beginning: &str) -> Vec<u8> {
    let objects: Vec<(u32, &str)> = (10..310).map(|number| (number, beginning)).collect();
    let file = String::from_utf8(table(&[&PLAIN[..], &objects].concat(), "")).expect("text");
    file.replace("\nendobj\n", " ")
        .replace(" obj\n", " obj ")
        .into_bytes()
}

#[test]
fn what_is_looked_at_over_and_over_is_paid_for() {
    for beginning in ["(", "5 %", "[5 5 %", "<</A 5 %", "<<>> %", "<</A(", "<48"] {
        let bytes = endless(beginning);
        let file = File::open(&bytes).expect("a PDF");
        // The last comment ends with the line that the table begins on.
        let end = find(&bytes, b"xref").expect("a table");
        let endless = file.numbers().filter(|number| *number >= 10);
        let entries = endless.filter_map(|number| file.entry(number));
        let to_the_end: usize = entries
            .map(|entry| match entry {
                Entry::At { offset, .. } => end - offset,
                _ => 0,
            })
            .sum();
        file.read.set(0);
        for number in file.numbers() {
            drop((file.get(number), file.stream(number)));
        }
        assert!(
            file.read.get() > to_the_end,
            "{beginning}: {} of {to_the_end}",
            file.read.get()
        );
    }
}

#[test]
fn objects_in_object_streams_count_as_objects() {
    // Without a table, so that they are found by unpacking.
    let mut bytes = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    for stream in 0..10_u32 {
        let first = 100_000 + stream * 60_000;
        let head: String = (first..first + 51_000)
            .map(|number| format!("{number} 0 "))
            .collect();
        let object = format!(
            "{} 0 obj\n<</Type/ObjStm/N 51000/First {}/Length {}>>stream\n{head}1 \nendstream\nendobj\n",
            10 + stream,
            head.len(),
            head.len() + 2
        );
        bytes.extend_from_slice(object.as_bytes());
    }
    let opened = File::open(&bytes).and_then(|file| file.limits());
    assert_eq!(opened, Err(PdfError::TooManyObjects));
}

#[test]
fn an_empty_budget_buys_nothing() {
    let bytes = table(&PLAIN, "");
    let file = File::open(&bytes).expect("a PDF");
    assert!(file.get(1).is_some());
    assert!(!file.spend(MAX_READ, 0));
    let spent = file.read.get();
    assert!(
        file.numbers()
            .all(|number| file.get(number).is_none() && file.stream(number).is_none())
    );
    assert_eq!(
        (file.read.get(), file.limits()),
        (spent, Err(PdfError::TooCostly))
    );
}

fn opened(bytes: &[u8]) -> File<'_> {
    File::open(bytes).expect("a PDF")
}

#[test]
fn the_header_is_looked_for_in_the_first_kilobyte_and_says_the_version() {
    let bytes = plain_with(&[]);
    let behind = |length: usize| [&vec![b' '; length][..], &bytes].concat();
    assert!(File::open(&behind(1019)).is_ok());
    assert!(matches!(File::open(&behind(1020)), Err(PdfError::NoHeader)));
    let shifted = behind(1);
    let moved = opened(&shifted);
    assert_eq!(
        (moved.has_valid_xref, moved.bytes.len()),
        (false, bytes.len())
    );
    let text = String::from_utf8(bytes.clone()).expect("text");
    for (header, version, is_strict) in [
        ("%PDF-1.7", (1, 7), true),
        ("%PDF-2.0", (2, 0), true),
        ("%PDF-1.x", (1, 1), false),
        ("%PDF-x.4", (1, 4), false),
        ("%PDF-1_4", (1, 4), false),
    ] {
        let bytes = text.replace("%PDF-1.7", header).into_bytes();
        let file = opened(&bytes);
        assert_eq!(
            (file.version, file.is_strict(), file.has_valid_xref),
            (version, is_strict, true),
            "{header}"
        );
    }
}

#[test]
fn sections_are_believed_when_every_object_stands_where_they_say() {
    let text = String::from_utf8(plain_with(&[])).expect("text");
    let valid = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let bytes = text.replace(from, to).into_bytes();
        let file = opened(&bytes);
        (
            file.has_valid_xref,
            file.pages().map_or(0, |pages| pages.len()),
        )
    };
    assert_eq!(valid("%PDF-1.7", "%PDF-1.7"), (true, 2));
    assert_eq!(valid("4 0 obj", "5 0 obj"), (false, 1));
    assert_eq!(valid("4 0 obj", "4 1 obj"), (false, 2));
    assert_eq!(valid("/Pages 2 0 R", "/Paces 2 0 R"), (false, 0));
    assert_eq!(valid("startxref", "startxxxx"), (false, 2));
    assert!(matches!(
        File::open(
            text.replace("Catalog", "Cataloh")
                .replace("/Root 1 0 R", "")
                .as_bytes()
        ),
        Err(PdfError::NoCatalog)
    ));
    // Without a root the last catalog counts.
    let rootless = text.replace("/Root 1 0 R", "").into_bytes();
    assert_eq!(
        opened(&rootless).catalog().map(|(number, _)| number),
        Some((1, 0))
    );
    let sizeless = text.replace("/Size 5", "").into_bytes();
    assert!(!opened(&sizeless).is_strict() && opened(&sizeless).has_valid_xref);
}

#[test]
fn the_next_number_is_behind_all_that_are_said_and_all_that_are_there() {
    let text = String::from_utf8(plain_with(&[])).expect("text");
    let next = |size: &str| {
        let bytes = text.replace("/Size 5", size).into_bytes();
        opened(&bytes).next_number()
    };
    assert_eq!(next("/Size 5"), 5);
    assert_eq!(next("/Size 99"), 99);
    assert_eq!(next("/Size 2"), 5);
    assert_eq!(next("/Size -1"), 5);
    assert_eq!(next(""), 5);
    assert_eq!(next("/Size 8388607"), 8_388_607);
    assert_eq!(next("/Size 8388608"), 5, "which no reader manages");
}

#[test]
fn an_object_is_what_stands_under_its_number_wherever_that_is() {
    let bytes = streams(
        &PLAIN[..1],
        &[
            PLAIN[1],
            PLAIN[2],
            PLAIN[3],
            (5, "(packed)"),
            (6, "<</A 1/A 2>>"),
        ],
    );
    let file = opened(&bytes);
    assert_eq!(file.get(5), Some(Object::Text(b"packed".to_vec())));
    assert_eq!((file.get(0), file.get(7)), (None, None));
    assert!(file.stream(5).is_none() && file.stream(90).is_some());
    assert!(file.numbers().eq([1, 2, 3, 4, 5, 6, 90, 91]));
    assert_eq!(
        file.entry(5),
        Some(Entry::InStream {
            stream: 90,
            index: 3
        })
    );
    let body = |number: u32| match file.reading(number) {
        Reading::Body(body) => (body.raw.is_some(), body.is_plain, body.is_bounded),
        other => panic!("{other:?}"),
    };
    assert_eq!(body(1), (false, true, true));
    assert_eq!(body(5), (false, true, true));
    assert_eq!(body(6), (false, false, true), "a key twice");
    assert_eq!(body(90), (true, true, true));
    assert!(matches!(file.reading(7), Reading::Absent));
    let table = plain_with(&[
        (5, "<</Length 9>>stream\nabc\nendstream"),
        (6, "[1 2"),
        (7, "<</A 1/A 2>>"),
    ]);
    let file = opened(&table);
    let plain = |number: u32| match file.reading(number) {
        Reading::Body(body) => Some(body.is_plain),
        _ => None,
    };
    assert_eq!(
        [1, 5, 6, 7].map(plain),
        [Some(true), Some(false), None, Some(false)]
    );
}

#[test]
fn what_is_read_again_after_it_was_forgotten_is_the_same() {
    let bytes = streams(&PLAIN[..1], &PLAIN[1..]);
    let file = opened(&bytes);
    let before = file.get(3);
    let spent = file.spent();
    file.forget_unpacked();
    assert!(file.get(3) == before && before.is_some());
    assert!(file.spent() > spent, "and paid for again");
}

#[test]
fn half_a_budget_is_half_of_what_may_be_read_and_kept() {
    let bytes = plain_with(&[]);
    let after = |read: usize, values: u32| {
        let file = opened(&bytes);
        let (already, known) = (
            file.read.get(),
            u32::try_from(file.values.get()).expect("few"),
        );
        assert!(file.spend(read - already, values - known));
        file.is_half_paid()
    };
    let (read, values) = (MAX_READ / 2, u32::try_from(MAX_VALUES / 2).expect("few"));
    assert!(after(read, values));
    assert!(!after(read + 1, values) && !after(read, values + 1));
    let file = opened(&bytes);
    let left = MAX_READ - file.read.get();
    assert!(file.spend(left, 0) && file.limits().is_ok() && !file.spend(1, 0));
    assert_eq!(file.limits(), Err(PdfError::TooCostly));
    assert!(!file.is_half_paid());
    let file = opened(&bytes);
    let left = u32::try_from(MAX_VALUES - file.values.get()).expect("few");
    assert!(file.spend(0, left) && !file.spend(0, 1));
    assert_eq!(file.limits(), Err(PdfError::TooManyObjects));
}

#[test]
fn references_are_followed_a_while_and_circles_lead_nowhere() {
    let chain: Vec<(u32, String)> = (10..30)
        .map(|number| (number, format!("{} 0 R", number + 1)))
        .collect();
    let mut objects: Vec<(u32, &str)> = chain
        .iter()
        .map(|(number, object)| (*number, object.as_str()))
        .collect();
    objects.extend([
        (30, "<</A[1]>>"),
        (31, "31 0 R"),
        (32, "<</D 30 0 R/L 33 0 R>>"),
        (33, "[2]"),
    ]);
    let bytes = plain_with(&objects);
    let file = opened(&bytes);
    let dict = file.resolve(&Object::Ref((30, 0)));
    assert!(dict.dict().is_some());
    assert_eq!(file.resolve(&Object::Ref((16, 0))), dict);
    assert_eq!(file.resolve(&Object::Ref((15, 0))), Object::Null);
    assert_eq!(
        (
            file.resolve(&Object::Ref((31, 0))),
            file.resolve(&Object::Int(3))
        ),
        (Object::Null, Object::Int(3))
    );
    let Some(Object::Dict(holder)) = file.get(32) else {
        panic!("a dictionary")
    };
    assert_eq!(file.dict_in(&holder, "D").as_ref(), dict.dict());
    assert_eq!(file.array_in(&holder, "L"), Some(vec![Object::Int(2)]));
    assert_eq!(
        (file.dict_in(&holder, "L"), file.array_in(&holder, "D")),
        (None, None)
    );
}

/// A table of these rows, in place of the document's own, with this trailer.
fn with_section(section: &str) -> Vec<u8> {
    let text = String::from_utf8(plain_with(&[])).expect("text");
    let start = text.find("xref\n").expect("a table");
    format!("{}{section}\nstartxref\n{start}\n%%EOF\n", &text[..start]).into_bytes()
}

fn rows() -> [String; 5] {
    let text = String::from_utf8(plain_with(&[])).expect("text");
    let row = |number: usize| {
        let at = text.find(&format!("{number} 0 obj")).expect("an object");
        format!("{at:010} 00000 n \n")
    };
    [
        "0000000000 65535 f \n".to_owned(),
        row(1),
        row(2),
        row(3),
        row(4),
    ]
}

#[test]
fn a_table_is_strict_when_its_rows_are_twenty_bytes_and_its_numbers_can_be() {
    let all = rows().concat();
    let strict = |section: String| {
        let bytes = with_section(&section);
        let file = opened(&bytes);
        file.has_valid_xref
            .then(|| (file.is_strict(), file.sections()[0].is_strict))
    };
    let trailer = "trailer\n<</Root 1 0 R/Size 5>>";
    assert_eq!(
        strict(format!("xref\n0 5\n{all}{trailer}")),
        Some((true, true))
    );
    assert_eq!(
        strict(format!(
            "xref\n0 5\n{}{trailer}",
            all.replace(" \n", "\r\n")
        )),
        Some((true, true))
    );
    assert_eq!(
        strict(format!("xref\n0 5\n{}{trailer}", all.replace(" \n", " \r"))),
        Some((true, true))
    );
    assert_eq!(
        strict(format!("xref\n0 5\n{}{trailer}", all.replace(" \n", "\n"))),
        Some((false, false))
    );
    assert_eq!(
        strict(format!(
            "xref\n0 5\n{}{trailer}",
            all.replace(" \n", "\n\n")
        )),
        Some((false, false))
    );
    assert_eq!(
        strict(format!(
            "xref\n0 5\n{}{trailer}",
            all.replace(" 00000 n", "\t00000 n")
        )),
        Some((false, false))
    );
    assert_eq!(
        strict(format!(
            "xref\n0 5\n{}{trailer}",
            all.replace(" n \n", "\tn \n")
        )),
        Some((false, false))
    );
    assert_eq!(
        strict(format!(
            "xref\n0 5\n{}{trailer}",
            all.replace("00000 n", "+0000 n")
        )),
        Some((false, false))
    );
    assert_eq!(
        strict(format!(
            "xref\n0 5\n{}{trailer}",
            all.replace("0000000000 6", "+000000000 6")
        )),
        Some((false, false))
    );
    // In the trailer it is the section that is odd, and the file is as strict as it was.
    for odd in [
        "",
        "/Size 0",
        "/Size 8388609",
        "/Size 5/XRefStm -1",
        "/Size 5/Prev -1",
        "/Size 5/Prev 999999",
    ] {
        let is_strict = !odd.is_empty();
        let read = strict(format!("xref\n0 5\n{all}trailer\n<</Root 1 0 R{odd}>>"));
        // A section that is not there is no section.
        let expected = if odd.ends_with("999999") {
            None
        } else {
            Some((is_strict, false))
        };
        assert_eq!(read, expected, "{odd}");
    }
    assert_eq!(
        strict(format!(
            "xref\n0 5\n{all}trailer\n<</Root 1 0 R/Size 8388608>>"
        )),
        Some((true, true))
    );
    assert_eq!(
        strict(format!("\nxref\n0 5\n{all}{trailer}")),
        Some((true, false)),
        "a line end after where it should begin"
    );
    assert_eq!(
        strict(format!("xref\n0 5\n{}{trailer}", all.replace(" n ", " m "))),
        None
    );
    assert_eq!(
        strict(format!("xref\n0 500\n{all}{trailer}")),
        None,
        "more rows than there is room for"
    );
    assert_eq!(strict(format!("xref\n-1 5\n{all}{trailer}")), None);
    assert_eq!(strict(format!("xref\n0 5\n{all}trailer\n[]")), None);
}

#[test]
fn a_number_that_two_rows_say_differently_is_disputed() {
    let [_, one, two, three, four] = rows();
    let disputed = |section: String| {
        let bytes = with_section(&format!("{section}trailer\n<</Root 1 0 R/Size 5>>"));
        let file = opened(&bytes);
        (file.sections()[0].disputed.clone(), file.entry(3))
    };
    let at = |row: &str| {
        row[..10]
            .parse()
            .map(|offset| Entry::At {
                offset,
                generation: 0,
            })
            .ok()
    };
    let plain = disputed(format!("xref\n1 4\n{one}{two}{three}{four}"));
    assert_eq!(plain, (vec![], at(&three)));
    assert_eq!(
        disputed(format!("xref\n3 2\n{three}{four}1 2\n{one}{two}")).0,
        [0; 0],
        "in another order"
    );
    assert_eq!(
        disputed(format!("xref\n1 4\n{one}{two}{three}{four}3 1\n{three}")).0,
        [0; 0],
        "said alike"
    );
    let free = "0000000000 00001 f \n";
    assert_eq!(
        disputed(format!("xref\n1 4\n{one}{two}{three}{four}3 1\n{free}")),
        (vec![3], at(&three)),
        "the first counts"
    );
}

#[test]
fn a_newer_section_counts_before_an_older_one() {
    let base = plain_with(&[(5, "(old)"), (6, "(kept)")]);
    let file = opened(&base);
    let (old, _) = file.newest();
    let mut text = String::from_utf8(base.clone()).expect("text");
    let at = text.len();
    text.push_str("5 0 obj\n(new)\nendobj\n");
    let start = text.len();
    text.push_str(&format!("xref\n4 2\n0000000000 00001 f \n{at:010} 00000 n \ntrailer\n<</Root 1 0 R/Size 7/Prev {old}>>\nstartxref\n{start}\n%%EOF\n"));
    let bytes = text.into_bytes();
    let file = opened(&bytes);
    assert!(file.has_valid_xref && file.is_strict());
    assert_eq!((file.get(4), file.entry(4)), (None, Some(Entry::Free)));
    assert_eq!(
        (file.get(5), file.get(6)),
        (
            Some(Object::Text(b"new".to_vec())),
            Some(Object::Text(b"kept".to_vec()))
        )
    );
    assert_eq!(file.newest(), (start, Kind::Table));
    assert_eq!(
        file.sections()
            .iter()
            .map(|section| section.start)
            .collect::<Vec<_>>(),
        [start, old]
    );
    // A chain that comes back to where it was is no chain.
    let circle = String::from_utf8(bytes)
        .expect("text")
        .replace(&format!("/Prev {old}"), &format!("/Prev {start}"));
    assert!(!opened(circle.as_bytes()).has_valid_xref);
}

#[test]
fn what_looks_like_an_object_and_is_in_no_section_is_noticed() {
    let base = plain_with(&[]);
    let unlisted = |more: &str| {
        let bytes = [&base[..], more.as_bytes()].concat();
        let file = opened(&bytes);
        assert!(file.has_valid_xref);
        file.has_unlisted_objects()
    };
    assert!(!unlisted(""));
    for object in [
        "9 0 obj",
        "% 9 0 obj",
        "9\n0\tobj",
        "9 0obj",
        "1234567890 0 obj",
        "a 9 0 obj",
    ] {
        assert!(unlisted(object), "{object}");
    }
    for none in ["x 0 obj", "object"] {
        assert!(!unlisted(none), "{none}");
    }
}

#[test]
fn objects_are_found_without_sections_the_last_of_each_number_counting() {
    let text = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
                3 0 obj<</Type/Page/A 1>>endobj 4 0 obj<</Length 20>>stream\n3 0 obj<</A 9>>endobj\nendstream endobj\n\
                3 0 obj<</Type/Page/A 2>>endobj 8388608 0 obj(x)endobj 8388607 0 obj(y)endobj";
    let number = |text: &str| {
        let file = opened(text.as_bytes());
        assert!(!file.has_valid_xref && !file.is_strict());
        file.get(3).and_then(|page| page.dict()?.get("A")?.int())
    };
    assert_eq!(number(text), Some(2));
    let file = opened(text.as_bytes());
    assert_eq!(
        (file.get(8_388_608), file.get(8_388_607)),
        (None, Some(Object::Text(b"y".to_vec())))
    );
    assert_eq!(file.trailer().get("Root"), Some(&Object::Ref((1, 0))));
    let with = |trailers: &str| {
        let text = format!("{text}\n{trailers}");
        let file = opened(text.as_bytes());
        (
            file.trailer().get("Root").cloned(),
            file.trailer().get("Info").cloned(),
            file.trailer().get("Size").cloned(),
        )
    };
    let info = Some(Object::Ref((7, 0)));
    assert_eq!(
        with("trailer<</Root 1 0 R/Info 6 0 R>>trailer<</Info 7 0 R/Size 3>>"),
        (Some(Object::Ref((1, 0))), info, None)
    );
    assert_eq!(
        with("9 0 obj<</Type/XRef/Info 7 0 R>>endobj").1,
        Some(Object::Ref((7, 0)))
    );
}

#[test]
fn linearization_is_seen_however_it_is_spelled_and_in_the_first_object_alone() {
    let of = |object: &str| {
        let bytes = format!(
            "%PDF-1.7\n%\u{e6}\n9 0 obj\n{object}\nendobj\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        );
        File::open(bytes.as_bytes())
            .expect("a PDF")
            .linearized_len()
    };
    for (object, expected) in [
        ("<</Linearized 1/L 77>>", Some(77)),
        ("<</Linear#69zed 1/#4c 77>>", Some(77)),
        ("<</Linear#69zed 1/L/N>>", Some(u64::MAX)),
        ("<</Linear#69zed 1>>", None),
        ("<</A<</Linear#69zed 1/L 77>>>>", None),
        ("[/Linear#69zed]", None),
    ] {
        assert_eq!(of(object), expected, "{object}");
    }
}
