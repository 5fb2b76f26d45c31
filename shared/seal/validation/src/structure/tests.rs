//! Signature fields, each written out: what is read of them, and what is none.

use super::*;
use segl_pdf::samples::plain_with;

/// A document with these fields, by their numbers from 10 on; what they refer to stands from 30 on.
fn form(fields: &[(u32, &str)]) -> Vec<u8> {
    let roots: String = fields
        .iter()
        .filter(|(number, _)| *number < 20)
        .map(|(number, _)| format!("{number} 0 R "))
        .collect();
    let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{roots}]>>>>");
    let mut objects = vec![
        (1, catalog.as_str()),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, "<</Type/Page/Parent 2 0 R>>"),
    ];
    objects.extend(fields);
    plain_with(&objects)
}

fn found(fields: &[(u32, &str)]) -> Vec<Found> {
    let pdf = form(fields);
    signatures_in(&File::open(&pdf).expect("a PDF"))
}

fn only(fields: &[(u32, &str)]) -> Found {
    let mut all = found(fields);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// A signature whose byte range is the whole of the document but its value; `change` is done to start, length, the
/// beginning of the rest and its length.
fn ranged(dictionary: &str, change: impl Fn([usize; 4]) -> [usize; 4]) -> Vec<u8> {
    const HOLE: &str = "0000000000 0000000000 0000000000 0000000000";
    let mut pdf = form(&[
        (10, "<</FT/Sig/T(a)/V 30 0 R>>"),
        (30, &dictionary.replace("HOLE", HOLE)),
    ]);
    let gap = memchr::memmem::find(&pdf, b"<00ff").expect("a value");
    let after = gap + memchr::memchr(b'>', &pdf[gap..]).expect("its end") + 1;
    let [start, length, rest, end] = change([0, gap, after, pdf.len() - after]);
    let at = memchr::memmem::find(&pdf, HOLE.as_bytes()).expect("a hole");
    pdf[at..at + HOLE.len()]
        .copy_from_slice(format!("{start:010} {length:010} {rest:010} {end:010}").as_bytes());
    pdf
}

const SIGNATURE: &str = "<</Type/Sig/ByteRange[HOLE]/Contents<00ff>>>";

fn range(pdf: &[u8]) -> Result<Coverage, &'static str> {
    let found = signatures_in(&File::open(pdf).expect("a PDF")).remove(0);
    found.problem.map_or(Ok(found.coverage), Err)
}

#[test]
fn a_range_is_all_of_a_revision_but_the_value_and_nothing_else() {
    let whole = ranged(SIGNATURE, |range| range);
    assert_eq!(range(&whole), Ok(Coverage::EntireFile));
    assert_eq!(
        range(&[&whole[..], b"\r\n\n"].concat()),
        Ok(Coverage::EntireFile)
    );
    let more = [&whole[..], b"% more\n%%EOF\n"].concat();
    assert_eq!(range(&more), Ok(Coverage::EntireRevision));
    let refused = |dictionary: &str, change: fn([usize; 4]) -> [usize; 4]| {
        range(&ranged(dictionary, change)).unwrap_err()
    };
    let begins = "What the signature covers does not begin with the file, or overlaps.";
    assert_eq!(
        refused(SIGNATURE, |[_, length, after, rest]| [
            1, length, after, rest
        ]),
        begins
    );
    assert_eq!(
        refused(SIGNATURE, |[start, _, after, rest]| [
            start, after, after, rest
        ]),
        begins
    );
    let beyond = "The signature covers more than there is.";
    assert_eq!(
        refused(SIGNATURE, |[start, length, after, rest]| [
            start,
            length,
            after,
            rest + 1
        ]),
        beyond
    );
    let inside = "What the signature covers does not end where a revision ends.";
    assert_eq!(
        refused(SIGNATURE, |[start, length, after, rest]| [
            start,
            length,
            after,
            rest - 9
        ]),
        inside
    );
    let gap = "The gap is not the signature.";
    assert_eq!(
        refused(SIGNATURE, |[start, length, after, rest]| [
            start,
            length - 1,
            after,
            rest
        ]),
        gap
    );
    let odd = SIGNATURE.replace("00ff", "00fff");
    assert_eq!(
        refused(&odd, |range| range),
        "The gap holds more than the signature."
    );
    let commented = SIGNATURE.replace("00ff", "00ff zz");
    assert_eq!(
        refused(&commented, |range| range),
        "The gap holds more than the signature."
    );
    // The value is read from the dictionary's own entry, and the gap must be that one.
    let elsewhere = "The gap is not where this signature's value stands.";
    let twice = "<</Type/Sig/ByteRange[HOLE]/Other<00ff>/Contents<00ff>>>";
    assert_eq!(refused(twice, |range| range), elsewhere);
    let another = "<</Type/Sig/Other<</Contents<00ff>>>/ByteRange[HOLE]/Contents<ff00>>>";
    assert_eq!(refused(another, |range| range), elsewhere);
}

#[test]
fn what_a_signature_allows_is_read_from_its_references_and_its_lock() {
    let of = |references: &str, lock: &str| {
        let (field, value) = (
            format!("<</FT/Sig/T(a)/V 30 0 R{lock}>>"),
            format!("<</Type/Sig/Reference[{references}]>>"),
        );
        only(&[(10, &field), (30, &value)])
    };
    let certifies = |p: &str| format!("<</TransformMethod/DocMDP/TransformParams<<{p}>>>>");
    assert_eq!(of("", "").permission, None);
    assert_eq!(of(&certifies("/P 1"), "").permission, Some(1));
    assert_eq!(
        of(&certifies(""), "").permission,
        Some(2),
        "by default (table 257)"
    );
    assert_eq!(
        of(&format!("{}{}", certifies("/P 3"), certifies("/P 1")), "").permission,
        Some(1),
        "the stricter"
    );
    assert_eq!(of("", "/Lock<</Action/All/P 1>>").permission, Some(1));
    assert_eq!(
        of(&certifies("/P 1"), "").limit(),
        Modifications::LtaUpdates
    );
    assert_eq!(
        of(&certifies("/P 2"), "").limit(),
        Modifications::FormFilling
    );
    let locks = |action: &str| {
        let reference = format!(
            "<</TransformMethod/FieldMDP/TransformParams<</Action/{action}/Fields[(b)(c.d)]>>>>"
        );
        let found = of(&reference, "");
        ["b", "b.x", "bx", "c", "c.d", "e"].map(|name| found.locks(name))
    };
    assert_eq!(locks("Include"), [true, true, false, false, true, false]);
    assert_eq!(locks("Exclude"), [false, false, true, true, false, true]);
    assert_eq!(locks("All"), [true; 6]);
    assert_eq!(locks("Unknown"), [true; 6], "what is not known locks all");
}

#[test]
fn a_field_is_called_by_all_names_above_it_and_takes_its_kind_from_there() {
    let value = (30, "<</Type/Sig/M(D:20261124120000+01'00')>>");
    let nested = only(&[
        (10, "<</FT/Sig/T(a)/Kids[20 0 R]>>"),
        (20, "<</T(b)/Kids[21 0 R]>>"),
        (21, "<</V 30 0 R>>"),
        value,
    ]);
    assert_eq!(nested.field, "a.b");
    assert_eq!(
        nested.claimed_signing_time,
        "2026-11-24T11:00:00Z".parse().ok()
    );
    assert!(
        found(&[(10, "<</FT/Tx/T(a)/V 30 0 R>>"), value]).is_empty(),
        "a text field"
    );
    assert!(
        found(&[(10, "<</FT/Sig/T(a)>>"), value]).is_empty(),
        "not signed"
    );
    assert!(
        found(&[(10, "<</FT/Sig/T(a)/V null>>"), value]).is_empty(),
        "not signed"
    );
}

#[test]
fn who_says_so_by_type_or_by_filter_is_a_document_timestamp() {
    let kind = |value: &str| only(&[(10, "<</FT/Sig/T(a)/V 30 0 R>>"), (30, value)]);
    assert_eq!(
        kind("<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>").kind,
        Kind::DocumentTimestamp
    );
    assert_eq!(
        kind("<</Type/Sig/SubFilter/ETSI.RFC3161>>").kind,
        Kind::DocumentTimestamp
    );
    assert_eq!(
        kind("<</Type/DocTimeStamp/SubFilter/x>>").kind,
        Kind::DocumentTimestamp
    );
    assert_eq!(kind("<</Type/Sig/SubFilter/x>>").kind, Kind::Signature);
    assert!(kind("<</Type/Sig/SubFilter/ETSI.CAdES.detached>>").is_pades());
    assert!(!kind("<</Type/Sig/SubFilter/adbe.pkcs7.detached>>").is_pades());
}

#[test]
fn a_date_is_read_with_and_without_its_zone() {
    for (text, expected) in [
        ("D:20261124120000+01'00'", Some("2026-11-24T11:00:00Z")),
        ("D:20261124120000-02'30", Some("2026-11-24T14:30:00Z")),
        ("D:20261124120000Z", Some("2026-11-24T12:00:00Z")),
        ("D:20261124120000Z00'00'", Some("2026-11-24T12:00:00Z")),
        ("20261124120000", Some("2026-11-24T12:00:00Z")),
        ("D:20261124", Some("2026-11-24T00:00:00Z")),
        ("D:2026", None),
        ("yesterday", None),
    ] {
        assert_eq!(
            pdf_date(text),
            expected.and_then(|time| time.parse().ok()),
            "{text}"
        );
    }
}

#[test]
fn fields_nest_as_deep_as_they_are_read_and_no_deeper() {
    let count = |depth: u32| {
        let kid = |number: u32| format!("<</T(a)/Kids[{} 0 R]>>", number + 1);
        let mut fields = vec![(10, "<</FT/Sig/T(a)/Kids[41 0 R]>>".to_owned())];
        fields.extend((41..40 + depth).map(|number| (number, kid(number))));
        fields.push((40 + depth, "<</T(a)/V 30 0 R>>".to_owned()));
        fields.push((30, "<</Type/Sig>>".to_owned()));
        found(
            &fields
                .iter()
                .map(|(number, field)| (*number, field.as_str()))
                .collect::<Vec<_>>(),
        )
        .len()
    };
    assert_eq!([1, 31, 32, 33].map(count), [1, 1, 1, 0]);
}

#[test]
fn one_signature_in_two_fields_is_none_and_two_signatures_are_two() {
    let value = "<</Type/Sig>>";
    let problems = |second: &str| {
        let fields = [
            (10, "<</FT/Sig/T(a)/V 30 0 R>>"),
            (11, second),
            (30, value),
            (31, value),
        ];
        found(&fields)
            .into_iter()
            .map(|one| one.problem)
            .collect::<Vec<_>>()
    };
    let own = Some("The signature does not say what it covers.");
    // Its own problem is told before.
    assert_eq!(problems("<</FT/Sig/T(b)/V 31 0 R>>"), [own; 2]);
    let whole = ranged(SIGNATURE, |range| range);
    let text = String::from_utf8(whole).expect("text");
    let twice = text.replace("/Fields[10 0 R ]", "/Fields[10 0 R 10 0 R]");
    let again = twice.replace("/T(a)", "/T(b)");
    assert_eq!(again.matches("/T(b)").count(), 1);
    let file_of = |text: &str| signatures_in(&File::open(text.as_bytes()).expect("a PDF"));
    assert!(file_of(&text).iter().all(|one| one.problem.is_none()));
    // The same field named twice is one field.
    assert_eq!(file_of(&twice).len(), 1);
    let pdf = two("<</FT/Sig/T(b)/V 30 0 R>>", |range| range);
    let shared = signatures_in(&File::open(&pdf).expect("a PDF"));
    assert_eq!(
        shared
            .iter()
            .map(|one| (one.is_shared, one.problem))
            .collect::<Vec<_>>(),
        [(true, None); 2]
    );
}

/// A signature as it should be, and a second field; what the second's signature, object 31, says it covers is made of the
/// first's range.
fn two(second: &str, change: impl Fn([usize; 4]) -> [usize; 4]) -> Vec<u8> {
    const HOLE: &str = "0000000000 0000000000 0000000000 0000000000";
    let value = SIGNATURE.replace("HOLE", HOLE);
    let other = format!("<</Type/Sig/ByteRange[{HOLE}]/Contents<ff00>>>");
    let mut pdf = form(&[
        (10, "<</FT/Sig/T(a)/V 30 0 R>>"),
        (11, second),
        (30, &value),
        (31, &other),
    ]);
    let gap = memchr::memmem::find(&pdf, b"<00ff").expect("a value");
    let range = [0, gap, gap + 6, pdf.len() - gap - 6];
    for [start, length, after, rest] in [range, change(range)] {
        let at = memchr::memmem::find(&pdf, HOLE.as_bytes()).expect("a hole");
        pdf[at..at + HOLE.len()]
            .copy_from_slice(format!("{start:010} {length:010} {after:010} {rest:010}").as_bytes());
    }
    pdf
}

#[test]
fn ranges_whose_gaps_overlap_are_no_signatures_and_gaps_side_by_side_are() {
    let first_of = |change: fn([usize; 4]) -> [usize; 4]| {
        let pdf = two("<</FT/Sig/T(b)/V 31 0 R>>", change);
        let found = signatures_in(&File::open(&pdf).expect("a PDF"));
        found
            .into_iter()
            .find(|one| one.field == "a")
            .expect("the first")
            .problem
    };
    let overlap = Some("Two signatures stand at the same place in the file.");
    assert_eq!(first_of(|range| range), overlap);
    assert_eq!(
        first_of(|[start, length, after, rest]| [
            start,
            length - 9,
            length + 1,
            rest + after - length - 1
        ]),
        overlap
    );
    assert_eq!(
        first_of(|[start, _, after, rest]| [start, after - 1, after + 9, rest - 9]),
        overlap
    );
    assert_eq!(
        first_of(|[start, length, after, rest]| [start, length - 9, length, rest + after - length]),
        None
    );
    assert_eq!(
        first_of(|[start, _, after, rest]| [start, after, after + 9, rest - 9]),
        None
    );
}

#[test]
fn a_list_that_fields_share_is_walked_once() {
    // Each level names the next list twice: two to the thirtieth fields, were each walked.
    let mut objects: Vec<(u32, String)> = (10..40)
        .map(|number| {
            (
                number,
                format!("[<</T(a)/Kids {0} 0 R>><</T(b)/Kids {0} 0 R>>]", number + 1),
            )
        })
        .collect();
    objects.push((40, "[41 0 R]".to_owned()));
    objects.push((41, "<</FT/Sig/T(c)/V<</Type/Sig>>>>".to_owned()));
    objects.push((
        1,
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields 10 0 R>>>>".to_owned(),
    ));
    let objects: Vec<(u32, &str)> = objects
        .iter()
        .map(|(number, body)| (*number, body.as_str()))
        .collect();
    let pdf = plain_with(&objects);
    let file = File::open(&pdf).expect("a PDF");
    assert_eq!(signatures_in(&file).len(), 1);
    assert_eq!(file.limits(), Ok(()));
}

#[test]
fn fields_below_those_that_are_walked_are_told_of() {
    let nested = |depth: usize| {
        let mut field = "<</FT/Sig/T(leaf)/V<</Type/Sig>>>>".to_owned();
        for level in 0..depth {
            field = format!("<</T(n{level})/Kids[{field}]>>");
        }
        let root = format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{field}]>>>>");
        let pdf = plain_with(&[(1, &root)]);
        let (found, is_deeper) = all_signatures_in(&File::open(&pdf).expect("a PDF"));
        (found.len(), is_deeper)
    };
    assert_eq!(nested(5), (1, false));
    // By references: directly so deep nothing nests.
    let mut objects: Vec<(u32, String)> = (0..40)
        .map(|level| (10 + level, format!("<</T(n)/Kids[{} 0 R]>>", 11 + level)))
        .collect();
    objects.push((50, "<</FT/Sig/T(leaf)/V<</Type/Sig>>>>".to_owned()));
    let root = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[10 0 R]>>>>";
    objects.push((1, root.to_owned()));
    let objects: Vec<(u32, &str)> = objects
        .iter()
        .map(|(number, body)| (*number, body.as_str()))
        .collect();
    let pdf = plain_with(&objects);
    let (found, is_deeper) = all_signatures_in(&File::open(&pdf).expect("a PDF"));
    assert_eq!((found.len(), is_deeper), (0, true));
    let at = Timestamp::UNIX_EPOCH;
    assert!(matches!(
        crate::validate(&pdf, &crate::Trust::default(), at),
        Err(crate::Unreadable::Damaged)
    ));
}
