//! How revisions stand in the file: in tables, in streams, in both; each follows on the one before.

use super::*;

#[test]
fn a_revision_must_follow_on_the_one_that_was_signed() {
    let first = document(&[]);
    let signed = Revision::of(&[(8, "<</Length 5>>stream\nother\nendstream")]).over(&first);
    let skipping = Revision {
        previous: Some(File::open(&first).expect("a PDF").newest().0),
        ..Revision::of(&[(31, "null")])
    };
    refused("skipping", &after(&signed, &skipping));
    for trailer in [
        "/Encrypt 7 0 R",
        "/Other 7 0 R",
        "/Size 9",
        "/Info<<>>",
        "/Info 7 0 R",
    ] {
        refused(
            trailer,
            &after(
                &first,
                &Revision {
                    trailer,
                    ..Revision::of(&[(31, "null")])
                },
            ),
        );
    }
    let generation = after(
        &first,
        &Revision {
            trailer: "/Root 1 1 R",
            ..Revision::of(&[(31, "null")])
        },
    );
    allowed(
        "a catalog of another generation",
        Modifications::Unknown,
        &generation,
    );
    allowed(
        "bytes",
        Modifications::Unknown,
        &difference(&first, &[&first[..], b"% more\n"].concat()),
    );
    let now = [&Revision::of(&[(31, "null")]).over(&first)[..], b"% more\n"].concat();
    allowed(
        "bytes after the end",
        Modifications::Unknown,
        &difference(&first, &now),
    );
    let now = Revision::of(&[(31, "null")]).over(&first);
    let loose = String::from_utf8(now).expect("text");
    let row = loose.rfind(" n \n").expect("a row");
    let short = [&loose[..row], " n\n", &loose[row + 4..]].concat();
    let short = difference(&first, short.as_bytes());
    allowed(
        "rows of nineteen bytes, which not every reader reads",
        Modifications::Unknown,
        &short,
    );
    allowed(
        "nothing",
        Modifications::None,
        &difference(&first, &[&first[..], b"\r\n"].concat()),
    );
}

/// A document whose pages stand in an object stream.
fn packed() -> Vec<u8> {
    let (free, packed): (Vec<_>, Vec<_>) = DOCUMENT
        .into_iter()
        .chain([CERTIFICATE])
        .partition(|(number, body)| *number == 1 || body.contains("stream"));
    streams(&free, &packed)
}

#[test]
fn objects_in_object_streams_are_freed_replaced_and_redirected_in_vain() {
    let signed = packed();
    refused(
        "freed",
        &after(
            &signed,
            &Revision {
                free: vec![4],
                ..Revision::default()
            },
        ),
    );
    refused(
        "replaced",
        &after(
            &signed,
            &Revision::of(&[(4, "<</Type/Page/Parent 2 0 R>>")]),
        ),
    );
    allowed(
        "the same",
        Modifications::LtaUpdates,
        &after(&signed, &Revision::of(&[(4, DOCUMENT[3].1)])),
    );
    let other = "<</Type/ObjStm/N 1/First 4/Length 32>>stream\n4 0 <</Type/Page/Parent 2 0 R>>   \nendstream";
    refused(
        "their stream replaced",
        &after(&signed, &Revision::of(&[(90, other)])),
    );
    refused(
        "their stream freed",
        &after(
            &signed,
            &Revision {
                free: vec![90],
                ..Revision::default()
            },
        ),
    );
}

/// An update whose table is followed by a stream that not every reader reads (clause 7.5.8.4).
fn hybrid(signed: &[u8], hidden: u32, row: &str, table: &str) -> Vec<u8> {
    hybrid_that_says(signed, hidden, row, table, "")
}

/// The same, with more in the dictionary of its stream.
fn hybrid_that_says(signed: &[u8], hidden: u32, row: &str, table: &str, said: &str) -> Vec<u8> {
    let mut out = signed.to_vec();
    let shown = out.len();
    let packed = format!("{hidden:<2} 0 <</Type/Page/Parent 2 0 R/O 1>>");
    let head = format!(
        "60 0 obj\n<</Type/ObjStm/N 1/First 5/Length {}>>stream\n",
        packed.len()
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(packed.as_bytes());
    out.extend_from_slice(b"\nendstream\nendobj\n");
    let stream = out.len();
    let head = format!(
        "61 0 obj\n<</Type/XRef/Size 62/W[1 3 1]/Index[{hidden} 1]/Length 5{said}>>stream\n"
    );
    out.extend_from_slice(head.as_bytes());
    let row: Vec<u8> = (0..10)
        .step_by(2)
        .map(|at| u8::from_str_radix(&row[at..at + 2], 16).expect("hex"))
        .collect();
    out.extend_from_slice(&row);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    let (start, previous) = (out.len(), File::open(signed).expect("a PDF").newest().0);
    let text = format!(
        "xref\n{table}60 1\n{shown:010} 00000 n \ntrailer\n<</Root 1 0 R/Size 62/Prev {previous}/XRefStm {stream}>>\n\
         startxref\n{start}\n%%EOF\n"
    );
    out.extend_from_slice(text.as_bytes());
    out
}

#[test]
fn a_hybrid_update_neither_shows_nor_hides_what_was_signed() {
    let signed = document(&[]);
    let in_stream = "0200003c00";
    let freed = "4 1\n0000000000 00001 f \n";
    refused(
        "shown behind a free entry",
        &difference(&signed, &hybrid(&signed, 4, in_stream, freed)),
    );
    refused(
        "shown over the signed one",
        &difference(&signed, &hybrid(&signed, 4, in_stream, "")),
    );
    refused(
        "hidden",
        &difference(&signed, &hybrid(&signed, 4, "0000000000", "")),
    );
    let signed = packed();
    // An object stream of before does not bring back what the hybrid frees.
    let now = hybrid(&signed, 62, in_stream, freed);
    assert!(File::open(&now).expect("a PDF").get(4).is_none());
    refused("freed", &difference(&signed, &now));
}

#[test]
fn a_stream_that_does_not_end_in_the_signed_document_leaves_it_undecided() {
    let signed = document(&[(8, "<</Length 99999>>stream\nq 2 Q\nendstream")]);
    let now = after(&signed, &Revision::of(&[(31, "null")]));
    allowed("a length beyond the end", Modifications::Unknown, &now);
    assert!(now.reasons[0].contains("page 2: /Contents"), "{now:?}");
}

#[test]
fn a_table_that_lies_leaves_it_undecided() {
    let signed = document(&[]);
    let text = String::from_utf8(signed.clone()).expect("text");
    let lying = text.replacen(" 00000 n", " 00001 n", 1).into_bytes();
    allowed(
        "a table that lies",
        Modifications::Unknown,
        &after(&lying, &Revision::of(&[(31, "null")])),
    );
}

#[test]
fn the_stream_of_a_hybrid_update_names_the_same_catalog_or_none() {
    let signed = document(&[]);
    let of = |said: &str| {
        difference(
            &signed,
            &hybrid_that_says(&signed, 59, "0200003c00", "", said),
        )
        .modifications
    };
    assert_eq!(
        (of(""), of("/Root 1 0 R")),
        (Modifications::LtaUpdates, Modifications::LtaUpdates)
    );
    assert_eq!(of("/Root 2 0 R"), Modifications::Unknown);
}

#[test]
fn a_revision_that_says_again_what_it_skips_does_not_follow_on_either() {
    let first = document(&[]);
    let again = Revision::of(&[(31, "null")]);
    let previous = Some(File::open(&first).expect("a PDF").newest().0);
    refused(
        "skipping",
        &after(
            &again.over(&first),
            &Revision {
                previous,
                ..again.clone()
            },
        ),
    );
}

#[test]
fn a_trailer_says_what_the_signed_one_did_and_says_it_once_and_in_whole_numbers() {
    let with = |trailer| Revision {
        trailer,
        ..Revision::of(&[(31, "null")])
    };
    let signed = with("/Other(x)").over(&document(&[]));
    allowed(
        "the same",
        Modifications::LtaUpdates,
        &after(&signed, &with("/Other(x)")),
    );
    for trailer in ["/Other(y)", "/ID[(a)(a)]/ID[(a)(a)]", "/XRefStm/A"] {
        refused(trailer, &after(&signed, &with(trailer)));
    }
}

#[test]
fn what_a_later_table_names_begins_exactly_there_and_what_the_signed_one_names_need_not() {
    /// The file with the place of an object in the last table that names it one byte to the left.
    fn loosened(pdf: &[u8], number: u32) -> Vec<u8> {
        let Some(Entry::At { offset, .. }) = File::open(pdf).expect("a PDF").entry(number) else {
            panic!("it stands free")
        };
        let text = String::from_utf8(pdf.to_vec()).expect("text");
        let (place, before) = (
            format!("\n{offset:010} 00000 n"),
            format!("\n{:010} 00000 n", offset - 1),
        );
        assert!(text.contains(&place));
        text.replace(&place, &before).into_bytes()
    }
    let again = Revision::of(&[(7, DOCUMENT[6].1)]);
    let loose = loosened(&document(&[]), 8);
    allowed(
        "an object that was signed",
        Modifications::LtaUpdates,
        &after(&loose, &again),
    );
    let signed = document(&[]);
    let later = loosened(&again.over(&signed), 7);
    allowed(
        "one that came later",
        Modifications::Unknown,
        &difference(&signed, &later),
    );
}

#[test]
fn a_new_number_that_a_table_names_twice_is_not_judged() {
    let signed = document(&[]);
    let twice = Revision {
        objects: vec![(31, 0, "null"), (31, 0, "<<>>")],
        ..Revision::default()
    }
    .over(&signed);
    let text = String::from_utf8(twice).expect("text");
    let table = text.rfind("xref\n31 1\n").expect("its table") + 5;
    // The object that holds is the last in the file, too: readers that look for objects find the same one.
    let (row, trailer) = (
        table + "31 1\n0000000000 00000 n \n".len(),
        text.rfind("trailer").expect("its trailer"),
    );
    let turned = [
        &text[..table],
        &text[row..trailer],
        &text[table..row],
        &text[trailer..],
    ]
    .concat();
    let told = difference(&signed, turned.as_bytes());
    allowed("named twice", Modifications::Unknown, &told);
    assert!(told.reasons[0].contains("says twice"), "{told:?}");
}
