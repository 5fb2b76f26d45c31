//! The revisions between the signed one and the last: what each did counts, and what is told of it.

use super::*;

const OTHER: &str = "<</Length 5>>stream\nother\nendstream";
const FILLED: &str =
    "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/P 3 0 R/AP<</N 27 0 R>>/V(y)>>";
const SIGNED: [(u32, &str); 3] = [
    (10, "[11 0 R 31 0 R]"),
    (31, "<</FT/Sig/T(s)/V 32 0 R>>"),
    (32, "<</Type/Sig>>"),
];

/// The difference after each of these revisions was appended to what is signed.
fn after_all(signed: &[u8], revisions: &[&[(u32, &str)]]) -> Difference {
    let now = revisions.iter().fold(signed.to_vec(), |now, objects| {
        Revision::of(objects).over(&now)
    });
    difference(signed, &now)
}

#[test]
fn what_was_filled_in_or_signed_and_taken_back_was_filled_in_or_signed() {
    let signed = document(&[]);
    let (field, fields) = (DOCUMENT[10], DOCUMENT[9]);
    let emptied = [field, SIGNED[0], SIGNED[1], SIGNED[2]];
    let both = [fields, (11, FILLED)];
    for (why, revisions, was_filled, was_signed) in [
        (
            "filled in and emptied",
            [&[(11, FILLED)][..], &[field]],
            true,
            false,
        ),
        (
            "signed and taken out",
            [&SIGNED[..], &[fields]],
            false,
            true,
        ),
        (
            "filled in, then emptied and signed",
            [&[(11, FILLED)], &emptied],
            true,
            true,
        ),
        (
            "signed, then taken out and filled in",
            [&SIGNED, &both],
            true,
            true,
        ),
    ] {
        let told = after_all(&signed, &revisions);
        allowed(why, Modifications::FormFilling, &told);
        assert_eq!(
            (told.was_filled, told.was_signed),
            (was_filled, was_signed),
            "{why}"
        );
    }
}

#[test]
fn of_two_changes_that_are_as_bad_the_last_revisions_is_told() {
    let told = after_all(&document(&[]), &[&[(7, OTHER)], &[(8, OTHER)]]);
    refused("both", &told);
    assert_eq!(told.reasons.len(), 2, "{told:?}");
}

#[test]
fn a_revision_ends_with_either_end_of_a_line() {
    let signed = document(&[]);
    let first = Revision::of(&[(31, "null")]).over(&signed);
    for end in ["\n", "\r", "\r\n"] {
        let first = [&first[..first.len() - 1], end.as_bytes()].concat();
        let now = Revision::of(&[(32, "null")]).over(&first);
        allowed(end, Modifications::LtaUpdates, &difference(&signed, &now));
    }
}

#[test]
fn comparing_costs_what_the_signed_document_and_each_revision_after_it_cost_to_read() {
    let signed = document(&[]);
    let cost = |count: u32| {
        let all: Vec<(u32, &str)> = (0..count).map(|more| (31 + more, "null")).collect();
        let revisions: Vec<&[(u32, &str)]> = all.chunks(1).collect();
        after_all(&signed, &revisions).cost
    };
    let (one, two, three) = (cost(1), cost(2), cost(3));
    assert!(one > signed.len() / 2, "{one}");
    assert!(
        one < two && two < three && three - two < 2 * (two - one),
        "{one} {two} {three}"
    );
    // What cannot be read was looked through, too.
    let now = Revision::of(&[(31, "null")]).over(&signed);
    let cut = difference_since(
        &found(99, None),
        None,
        &File::open(&now).expect("a PDF"),
        &now,
    );
    allowed("a part of the document", Modifications::Unknown, &cut);
    assert_eq!(cut.cost, 99);
}

#[test]
fn eight_changes_are_told_and_the_others_counted() {
    let signed = document(&[]);
    let changed: Vec<(u32, &str)> = [2, 3, 4, 6, 7, 8, 13, 14, 15, 16]
        .map(|number| (number, "<<>>"))
        .into();
    let told = after(&signed, &Revision::of(&changed));
    refused("ten", &told);
    assert_eq!(told.reasons.len(), 9);
    assert_eq!(told.reasons[8], "2 more objects were changed.");
    let with_info = after(
        &signed,
        &Revision {
            trailer: "/Info 7 0 R",
            ..Revision::of(&changed)
        },
    );
    assert!(
        with_info.reasons[8].contains("information"),
        "{with_info:?}"
    );
    assert_eq!(with_info.reasons[9], "2 more objects were changed.");
    let eight = after(&signed, &Revision::of(&changed[..8]));
    assert_eq!(eight.reasons.len(), 8, "{eight:?}");
}

#[test]
fn an_object_in_two_parts_of_the_document_is_told_where_it_is_seen() {
    let signed = document(&[(4, "<</Type/Page/Parent 2 0 R/Contents 12 0 R>>")]);
    let told = after(&signed, &Revision::of(&[(12, OTHER)]));
    refused("metadata that a page shows", &told);
    assert!(told.reasons[0].contains("page 2: /Contents"), "{told:?}");
}

#[test]
fn a_revision_that_is_deeper_nested_than_is_read_is_not_judged() {
    let deep = format!(
        "<</Type/Page/Parent 2 0 R/Contents {}7 0 R{}>>",
        "[".repeat(9_000),
        "]".repeat(9_000)
    );
    let told = after(&document(&[]), &Revision::of(&[(3, &deep)]));
    allowed("deep", Modifications::Unknown, &told);
    assert!(told.reasons[0].contains("cannot be judged"), "{told:?}");
}
