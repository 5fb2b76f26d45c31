//! What readers do not read alike: it is never taken for what one of them finds in it.

use super::*;

/// Appends a revision in streams: the objects packed in object stream 90, whose dictionary and cross-reference stream are
/// written so, with the packed bytes as they are.
fn in_streams(
    base: &[u8],
    numbers: &[u32],
    container: &str,
    head: &str,
    bodies: &str,
    xref: &str,
) -> Vec<u8> {
    let previous = File::open(base).expect("a PDF").newest().0;
    let mut out = base.to_vec();
    let at = out.len();
    let data = format!("{head}{bodies}");
    let stream = format!(
        "90 0 obj\n<</Type/ObjStm/N {}/First {}/Length {}{container}>>stream\n{data}\nendstream\nendobj\n",
        numbers.len(),
        head.len(),
        data.len()
    );
    out.extend_from_slice(stream.as_bytes());
    let start = out.len();
    let mut rows: Vec<(u32, String)> = numbers
        .iter()
        .enumerate()
        .map(|(place, number)| (*number, format!("0200005a{place:04x}")))
        .collect();
    rows.extend([
        (90, format!("01{at:06x}0000")),
        (91, format!("01{start:06x}0000")),
    ]);
    let index: String = rows
        .iter()
        .map(|(number, _)| format!("{number} 1 "))
        .collect();
    let rows: String = rows.into_iter().map(|(_, row)| row).collect();
    let bytes: Vec<u8> = (0..rows.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&rows[at..at + 2], 16).expect("hex"))
        .collect();
    let dict = format!(
        "91 0 obj\n<</Type/XRef/Root 1 0 R/Size 92/W[1 3 2]/Prev {previous}/Index[{index}]/Length {}{xref}>>stream\n",
        bytes.len()
    );
    out.extend_from_slice(dict.as_bytes());
    out.extend_from_slice(&bytes);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    out
}

#[test]
fn what_is_packed_in_a_way_that_readers_take_differently_is_not_believed() {
    let signed = document(&[]);
    let page = DOCUMENT[2].1;
    let of = |container: &str, xref: &str| {
        difference(
            &signed,
            &in_streams(&signed, &[3], container, "3 0 ", page, xref),
        )
    };
    allowed(
        "the same page, packed",
        Modifications::LtaUpdates,
        &of("", ""),
    );
    for said in [
        "/DecodeParms 50 0 R",
        "/DecodeParms<</Predictor 12>>",
        "/DP<</Predictor 12>>",
        "/F(a)",
    ] {
        refused(said, &of(said, ""));
        let by_section = of("", said).modifications;
        assert!(
            matches!(by_section, Modifications::Unknown | Modifications::Other),
            "{said}: {by_section:?}"
        );
    }
    // An object that goes on behind where the next one begins is cut short by some.
    let cut = |second: usize| {
        let head = format!("3 0 40 {second} ");
        difference(
            &signed,
            &in_streams(&signed, &[3, 40], "", &head, &format!("{page} <<>>"), ""),
        )
    };
    allowed(
        "one after the other",
        Modifications::LtaUpdates,
        &cut(page.len() + 1),
    );
    refused("one in the other", &cut(4));
    let more = difference(&signed, &in_streams(&signed, &[3], "", "3 0 % ", page, ""));
    refused("a comment among the places", &more);
}

#[test]
fn what_stands_where_a_key_should_and_overlong_numbers_are_changes() {
    let signed = document(&[]);
    for page in [
        "<</Type/Page/Parent 2 0 R/Contents 7 0 R[/Contents 8 0 R]/Annots 9 0 R>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 7 0 R<</Contents 8 0 R>>/Annots 9 0 R>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/Contents {}7 0 R/Annots 9 0 R>>",
            "0".repeat(300)
        ),
    ] {
        refused(&page, &after(&signed, &Revision::of(&[(3, &page)])));
    }
    let trailer = Revision {
        trailer: "[/Root 88 0 R]",
        ..Revision::of(&[(31, "null")])
    };
    let in_trailer = after(&signed, &trailer).modifications;
    assert!(
        matches!(in_trailer, Modifications::Unknown | Modifications::Other),
        "in the trailer: {in_trailer:?}"
    );
}

#[test]
fn tables_that_not_every_reader_reads_are_not_judged() {
    let signed = document(&[]);
    let honest = String::from_utf8(Revision::of(&[(31, "null")]).over(&signed)).expect("text");
    let table = honest.rfind("xref\n31 1\n").expect("its table");
    for other in [
        "xref31 1\n",
        "xref%\n31 1\n",
        "xref\n31 1%a\n",
        "xref\n31\n1\n",
        "xref\n+31 +1\n",
        "xref\n31  1\n",
    ] {
        let (before, rest) = honest.split_at(table);
        let changed = [before, other, &rest["xref\n31 1\n".len()..]]
            .concat()
            .into_bytes();
        assert_eq!(
            difference(&signed, &changed).modifications,
            Modifications::Unknown,
            "{other:?}"
        );
    }
    for same in ["xref \r\n31 1\r\n", "xref\r31 1 \n"] {
        let (before, rest) = honest.split_at(table);
        let changed = [before, same, &rest["xref\n31 1\n".len()..]]
            .concat()
            .into_bytes();
        allowed(
            same,
            Modifications::LtaUpdates,
            &difference(&signed, &changed),
        );
    }
}

#[test]
fn a_file_that_says_it_is_linearized_to_the_length_that_it_has_now_is_not_judged() {
    let of = |length: usize| {
        // At the beginning, where readers look for it.
        let text = String::from_utf8(document(&[])).expect("text");
        let said = format!("/Linearized 1/L {length:018}");
        let signed = text
            .replacen("/PageLabels 14 0 R/Outlines 15 0 R", &said, 1)
            .into_bytes();
        assert_ne!(signed, text.as_bytes());
        let now = Revision::of(&[(31, "null")]).over(&signed);
        (difference(&signed, &now).modifications, now.len())
    };
    let (before, length) = of(0);
    assert_eq!(before, Modifications::LtaUpdates);
    assert_eq!(of(length).0, Modifications::Unknown);
    assert_eq!(of(length + 1).0, Modifications::LtaUpdates);
}

#[test]
fn what_the_signed_document_holds_and_nobody_reads_alike_leaves_nothing_to_judge() {
    for (why, object) in [
        ("a word that is none", "<</AP<</N 50 0 R>>/X foo>>"),
        ("a reference with a real number", "<</AP[50. 0 R]>>"),
        ("a stray", "<</AP 1[50 0 R]>>"),
    ] {
        let signed = document(&[(9, "[11 0 R 31 0 R]"), (31, object)]);
        let now = after(&signed, &Revision::of(&[(50, "<<>>")]));
        assert_eq!(now.modifications, Modifications::Unknown, "{why}: {now:?}");
        allowed(why, Modifications::None, &difference(&signed, &signed));
    }
}

#[test]
fn an_object_stream_of_the_signed_document_must_end_in_it_and_say_itself_where_its_objects_are() {
    let base = document(&[(9, "[11 0 R 40 0 R]")]);
    let annotation = "<</Subtype/Link/Rect[0 0 9 9]>>";
    let whole = in_streams(&base, &[40], "", "40 0 ", annotation, "");
    allowed(
        "a whole one",
        Modifications::LtaUpdates,
        &after(&whole, &Revision::of(&[(95, "null")])),
    );
    for said in ["/First 50 0 R", "/Length 99999", "/N 50 0 R"] {
        let signed = in_streams(&base, &[40], said, "40 0 ", annotation, "");
        let now = after(&signed, &Revision::of(&[(95, "null")]));
        assert_eq!(now.modifications, Modifications::Unknown, "{said}: {now:?}");
    }
}

#[test]
fn what_redraws_a_locked_field_is_not_allowed() {
    let form =
        |said: &str| format!("<</Fields 10 0 R/SigFlags 1/DR<</Font<</F1 20 0 R>>>>{said}>>");
    let signed = document(&[]);
    let of = |object: (u32, &str), locks: &[Lock]| {
        let now = Revision::of(&[object]).over(&signed);
        let found = Found {
            locks: locks.to_vec(),
            ..found(signed.len(), None)
        };
        difference_since(&found, None, &File::open(&now).expect("a PDF"), &now).modifications
    };
    let all = [Lock::All];
    for said in ["/NeedAppearances true", "/DA(/F1 9 Tf 1 g)", "/Q 2"] {
        let form = form(said);
        assert_eq!(of((5, &form), &all), Modifications::Other, "{said}");
        assert_eq!(
            of((5, &form), &[]),
            Modifications::FormFilling,
            "{said}, nothing locked"
        );
    }
    assert_eq!(
        of((5, &form("/NeedAppearances false")), &all),
        Modifications::FormFilling
    );
    let field = |flags: &str| {
        DOCUMENT[10]
            .1
            .replace("/V(x)", &format!("/V(x)/Ff {flags}"))
    };
    assert_eq!(
        of((11, &field("1")), &all),
        Modifications::FormFilling,
        "closed to filling in"
    );
    assert_eq!(
        of((11, &field("8192")), &all),
        Modifications::Other,
        "a password"
    );
}

#[test]
fn a_new_field_that_may_be_seen_is_a_signatures_and_what_is_not_seen_is_written_in_one_way() {
    let signed = document(&[]);
    let of = |field: &str, value: &str, form: &str, permission: Option<i64>| {
        let field = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/P 3 0 R{field}{value}>>");
        let stamp = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
        let revision = Revision::of(&[
            (9, "[11 0 R 31 0 R]"),
            (10, "[11 0 R 31 0 R]"),
            (31, &field),
            (32, stamp),
            (33, form),
        ]);
        let now = revision.over(&signed);
        difference_since(
            &found(signed.len(), permission),
            None,
            &File::open(&now).expect("a PDF"),
            &now,
        )
        .modifications
    };
    let blank = "<</Subtype/Form/BBox[0 0 0 0]/Length 9>>stream\n% DSBlank\nendstream";
    let drawn = "<</Subtype/Form/Length 3>>stream\nq Q\nendstream";
    let hidden =
        "<</Subtype/Form/Filter[50 0 R/FlateDecode]/Length 9>>stream\n% DSBlank\nendstream";
    let stamp = "/V 32 0 R";
    let lta = Modifications::LtaUpdates;
    for certified in [None, Some(1)] {
        assert_eq!(of("/Rect[0 0 0 0]", stamp, blank, certified), lta);
        assert_eq!(
            of("/Rect[0 0 0 0]/AP<</N 33 0 R>>", stamp, blank, certified),
            lta
        );
        assert_eq!(
            of("/Rect[0 0 0 0]/AP<</N 33 0 R>>", stamp, "null", certified),
            lta,
            "no appearance"
        );
        assert_eq!(of("/Rect[3 4 9 4]", stamp, blank, certified), lta, "a line");
    }
    for (why, field, form) in [
        ("a corner elsewhere", "/Rect[0 0 300 51 0 R]", blank),
        ("no rectangle", "", blank),
        ("three corners", "/Rect[0 0 0]", blank),
        ("an area", "/Rect[0 0 9 9]", blank),
        (
            "an area as far to the left as to the right",
            "/Rect[-9 0 9 9]",
            blank,
        ),
        ("an area as far below as above", "/Rect[0 -9 9 9]", blank),
        ("an area from the upper corner", "/Rect[0 9 9 0]", blank),
        (
            "something drawn in no area",
            "/Rect[0 0 0 0]/AP<</N 33 0 R>>",
            drawn,
        ),
        (
            "something that is unpacked by nobody",
            "/Rect[0 0 0 0]/AP<</N 33 0 R>>",
            hidden,
        ),
    ] {
        assert_eq!(
            of(field, stamp, form, Some(1)),
            Modifications::Other,
            "{why}, certified"
        );
        assert_eq!(
            of(field, stamp, form, None),
            Modifications::FormFilling,
            "{why}, a stamp that is seen"
        );
    }
    // Nobody signed what shows something here.
    assert_eq!(
        of("/Rect[0 0 9 9]/AP<</N 33 0 R>>", "", drawn, None),
        Modifications::Other
    );
    assert_eq!(
        of("/Rect[0 0 9 9]/MK<</BG[1]>>", "", drawn, None),
        Modifications::Other
    );
    assert_eq!(
        of("/Rect[0 0 9 9]", "", drawn, None),
        Modifications::FormFilling,
        "a place to sign"
    );
}
