//! Forms that are filled in and signed after a signature, and what is made to look like it.

use super::*;

#[test]
fn fields_and_annotations_in_one_array_are_held_to_both_rules() {
    let signed = document(&[(5, "<</Fields 9 0 R/SigFlags 1>>")]);
    let value = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
    let widget = |rect: &str| format!("<</Subtype/Widget/FT/Sig/T(s)/V 32 0 R/Rect{rect}>>");
    for (rect, is_certified, level) in [
        ("[0 0 0 0]", true, Modifications::LtaUpdates),
        ("[0 0 99 99]", false, Modifications::FormFilling),
        ("[0 0 99 99]", true, Modifications::Other),
    ] {
        let widget = widget(rect);
        let now = Revision::of(&[(9, "[11 0 R 31 0 R]"), (31, &widget), (32, value)]).over(&signed);
        let found = found(signed.len(), is_certified.then_some(1));
        allowed(
            rect,
            level,
            &difference_since(&found, None, &File::open(&now).expect("a PDF"), &now),
        );
    }
    let note = Revision::of(&[
        (9, "[11 0 R 31 0 R]"),
        (31, "<</Subtype/FreeText/FT/Sig/T(s)/V 32 0 R>>"),
        (32, value),
    ]);
    refused("a note that says it is a signature", &after(&signed, &note));
}

#[test]
fn a_timestamp_that_shows_something_is_no_update_for_the_long_term() {
    let signed = document(&[]);
    let value = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
    let shown = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let blank = "<</Subtype/Form/BBox[0 0 0 0]/Length 9>>stream\n% DSBlank\nendstream";
    for (field, appearance, level) in [
        (
            "<</FT/Sig/T(s)/V 32 0 R>>",
            "null",
            Modifications::LtaUpdates,
        ),
        (
            "<</FT/Sig/T(s)/V 32 0 R/Rect[0 0 0 0]/AP<</N 33 0 R>>>>",
            blank,
            Modifications::LtaUpdates,
        ),
        (
            "<</FT/Sig/T(s)/V 32 0 R/Rect[0 0 0 0]/AP<</N 33 0 R>>>>",
            shown,
            Modifications::Other,
        ),
        (
            "<</FT/Sig/T(s)/V 32 0 R/Rect[0 0 9 9]>>",
            "null",
            Modifications::Other,
        ),
        (
            "<</FT/Sig/T(s)/V 32 0 R/Kids[33 0 R]>>",
            "<</Subtype/Widget/Rect[0 0 9 9]>>",
            Modifications::Other,
        ),
        (
            "<</FT/Sig/T(s)/V 32 0 R/A<<>>>>",
            "null",
            Modifications::Other,
        ),
        (
            "<</FT/Sig/T(s)/V 32 0 R/V 7 0 R>>",
            "null",
            Modifications::Other,
        ),
        ("<</FT/Tx/T(s)/V(x)>>", "null", Modifications::Other),
        ("<</FT/Sig/T(s)>>", "null", Modifications::Other),
    ] {
        let now = Revision::of(&[
            (10, "[11 0 R 31 0 R]"),
            (31, field),
            (32, value),
            (33, appearance),
        ])
        .over(&signed);
        let found = found(signed.len(), Some(1));
        allowed(
            field,
            level,
            &difference_since(&found, None, &File::open(&now).expect("a PDF"), &now),
        );
    }
}

#[test]
fn a_second_signature_by_another_writer_is_a_form_that_was_filled_in() {
    let signed = document(&[]);
    let catalog = DOCUMENT[0].1;
    let form = "<</Fields 10 0 R/SigFlags 3/DA(/F1 0 Tf 0 g)/DR<</Encoding<<>>/Font<</F1 34 0 R/F2 35 0 R>>>>>>";
    let metadata =
        "<</Length 37/Type/Metadata>>stream\n<x:xmpmeta xmlns:x='adobe:ns:meta/'/>  \nendstream";
    let revision = Revision {
        trailer: "/Info 36 0 R",
        ..Revision::of(&[
            (1, catalog),
            (
                2,
                "<</Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 300 400.0]/Resources 6 0 R/Type/Pages>>",
            ),
            (
                3,
                "<</Type/Page/Parent 2 0 R/Contents 7 0 R/Annots[11 0 R 31 0 R]>>",
            ),
            (5, form),
            (10, "[11 0 R 31 0 R]"),
            (12, metadata),
            (
                31,
                "<</Subtype/Widget/FT/Sig/T(s)/V 32 0 R/P 3 0 R/Rect[0 0 9 9]/AP<</N 33 0 R>>>>",
            ),
            (32, "<</Type/Sig/SubFilter/adbe.pkcs7.detached>>"),
            (
                33,
                "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream",
            ),
            (34, DOCUMENT[19].1),
            (35, "<</Type/Font>>"),
            (36, "<</ModDate(x)>>"),
        ])
    };
    let signed_again = after(&signed, &revision);
    allowed("signed again", Modifications::FormFilling, &signed_again);
    assert!(signed_again.was_signed && !signed_again.was_filled);
    let mut other_font = revision.clone();
    other_font.objects.retain(|(number, ..)| *number != 34);
    other_font
        .objects
        .push((34, 0, "<</Type/Font/Subtype/Type1>>"));
    refused(
        "a default font that is another",
        &after(&signed, &other_font),
    );
}

/// PDFBox names what its newest visible signature shows among the form's defaults.
#[test]
fn a_form_among_the_defaults_is_exchanged_where_no_appearance_could_take_it_from_there() {
    const OWN: &str =
        "<</Subtype/Form/BBox[0 0 9 9]/Resources<<>>/Length 5>>stream\nq 3 Q\nendstream";
    const NEWER: &str =
        "<</Subtype/Form/BBox[0 0 9 9]/Resources<<>>/Length 5>>stream\nq 4 Q\nendstream";
    const BARE: &str = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nq 5 Q\nendstream";
    const IMAGE: &str = "<</Subtype/Image/Width 1/Height 1/Length 5>>stream\nq 3 Q\nendstream";
    let form = |fields: &str, look: u32| {
        format!(
            "<</Fields {fields}/SigFlags 3/DA(/F1 0 Tf 0 g)/DR<</Font<</F1 20 0 R>>/XObject<</FRM {look} 0 R>>>>>>"
        )
    };
    let (before, after_it, without) = (
        form("10 0 R", 30),
        form("10 0 R", 40),
        form("10 0 R", 40).replace("/FRM 40 0 R", ""),
    );
    let signed = document(&[(5, &before), (21, OWN), (27, OWN), (30, OWN)]);
    let exchanged = |signed: &[u8], form: &str, look: &str| {
        after(signed, &Revision::of(&[(5, form), (40, look)]))
    };
    allowed(
        "the newest signature's",
        Modifications::FormFilling,
        &exchanged(&signed, &after_it, NEWER),
    );
    refused("an image for a form", &exchanged(&signed, &after_it, IMAGE));
    refused("none any more", &exchanged(&signed, &without, NEWER));
    let empty = "<</Subtype/Form/BBox[0 0 0 0]/Length 0>>stream\n\nendstream";
    let blank = document(&[(5, &before), (21, OWN), (27, empty), (30, OWN)]);
    allowed(
        "beside one that shows nothing",
        Modifications::FormFilling,
        &exchanged(&blank, &after_it, NEWER),
    );
    let leaning = document(&[(5, &before), (21, OWN), (27, BARE), (30, OWN)]);
    refused(
        "an appearance that may take it from there",
        &exchanged(&leaning, &after_it, NEWER),
    );
    let image = document(&[(5, &before), (21, OWN), (27, OWN), (30, IMAGE)]);
    refused("a form for an image", &exchanged(&image, &after_it, NEWER));
}

#[test]
fn a_field_is_filled_in_where_it_may_be() {
    let signed = document(&[]);
    let filled =
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/P 3 0 R/AP<</N 31 0 R>>/V(y)>>";
    let appearance = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let revision = Revision::of(&[(11, filled), (31, appearance)]);
    let free = after(&signed, &revision);
    allowed("filled in", Modifications::FormFilling, &free);
    assert!(free.was_filled && !free.was_signed);
    allowed(
        "in place",
        Modifications::FormFilling,
        &after(&signed, &Revision::of(&[(27, appearance)])),
    );
    let now = revision.over(&signed);
    let file = File::open(&now).expect("a PDF");
    let with = |permission: Option<i64>, locks: Vec<Lock>| {
        difference_since(
            &Found {
                locks,
                ..found(signed.len(), permission)
            },
            None,
            &file,
            &now,
        )
        .modifications
    };
    assert_eq!(with(Some(1), Vec::new()), Modifications::Other);
    assert_eq!(with(Some(2), Vec::new()), Modifications::FormFilling);
    assert_eq!(with(None, vec![Lock::All]), Modifications::Other);
    assert_eq!(
        with(None, vec![Lock::Include(vec!["a".to_owned()])]),
        Modifications::Other
    );
    assert_eq!(
        with(None, vec![Lock::Include(vec!["b".to_owned()])]),
        Modifications::FormFilling
    );
    assert_eq!(
        with(None, vec![Lock::Exclude(vec!["a".to_owned()])]),
        Modifications::FormFilling
    );
    let moved = filled.replace("[0 0 9 9]", "[0 0 99 99]");
    refused(
        "moved",
        &after(&signed, &Revision::of(&[(11, &moved), (31, appearance)])),
    );
}

#[test]
fn what_two_fields_show_is_filled_in_for_neither() {
    let twin = "<</Type/Annot/Subtype/Widget/FT/Tx/T(b)/Rect[0 0 9 9]/P 3 0 R/AP<</N 27 0 R>>>>";
    let appearance = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let signed = document(&[(9, "[11 0 R 31 0 R]"), (10, "[11 0 R 31 0 R]"), (31, twin)]);
    refused(
        "an appearance of two",
        &after(&signed, &Revision::of(&[(27, appearance)])),
    );
    // What a locked field shows is its own object, and locked with it.
    let signed = document(&[]);
    let now = Revision::of(&[(27, appearance)]).over(&signed);
    let locked = Found {
        locks: vec![Lock::All],
        ..found(signed.len(), None)
    };
    refused(
        "of a locked field",
        &difference_since(&locked, None, &File::open(&now).expect("a PDF"), &now),
    );
}

#[test]
fn a_signature_field_is_signed_once() {
    let value = "<</Type/Sig/SubFilter/ETSI.CAdES.detached>>";
    let field = |rest: &str| {
        format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(a)/Rect[0 0 0 0]/P 3 0 R{rest}>>")
    };
    let (empty, signed_by) = (field(""), |number: u32| field(&format!("/V {number} 0 R")));
    let open = document(&[(11, &empty)]);
    let (once, again) = (signed_by(31), signed_by(32));
    let signing = Revision::of(&[(11, &once), (31, value)]);
    let first = after(&open, &signing);
    allowed("a field that was open", Modifications::FormFilling, &first);
    assert!(first.was_signed && !first.was_filled);
    let closed = signing.over(&open);
    refused(
        "signed by another",
        &after(&closed, &Revision::of(&[(11, &again), (32, value)])),
    );
    refused("emptied", &after(&closed, &Revision::of(&[(11, &empty)])));
    refused(
        "neither empty nor signed",
        &after(&open, &Revision::of(&[(11, &field("/V null/F 4"))])),
    );
    // A signature's value is not filled in like a text.
    let text = field("/V(x)");
    refused(
        "a text for a signature",
        &after(&open, &Revision::of(&[(11, &text)])),
    );
    let locked = Found {
        locks: vec![Lock::Include(vec!["a".to_owned()])],
        ..found(open.len(), None)
    };
    refused(
        "a locked one",
        &difference_since(&locked, None, &File::open(&closed).expect("a PDF"), &closed),
    );
}

#[test]
fn a_new_field_is_a_signatures_alone_and_has_a_number_that_was_never_given() {
    let fields = (10, "[11 0 R 40 0 R]");
    let stray = document(&[(40, "<</FT/Sig/T(s)>>")]);
    refused(
        "what nothing led to",
        &after(&stray, &Revision::of(&[fields])),
    );
    let kid = (41, "<</Subtype/Widget/Rect[0 0 9 9]>>");
    let named = (41, "<</Subtype/Widget/Rect[0 0 9 9]/T(t)>>");
    let of = |field: &str, kid| after(&document(&[]), &Revision::of(&[fields, (40, field), kid]));
    allowed(
        "a signature's",
        Modifications::FormFilling,
        &of("<</FT/Sig/T(s)>>", kid),
    );
    allowed(
        "one with a widget",
        Modifications::FormFilling,
        &of("<</FT/Sig/T(s)/Kids[41 0 R]>>", kid),
    );
    refused(
        "one with a field",
        &of("<</FT/Sig/T(s)/Kids[41 0 R]>>", named),
    );
    refused("a text's", &of("<</FT/Tx/T(s)>>", kid));
    refused(
        "one below another",
        &of("<</FT/Sig/T(s)/Parent 11 0 R>>", kid),
    );
}

#[test]
fn a_timestamp_is_one_by_its_type_and_by_its_format() {
    let of = |value: &str| {
        let field = (31, "<</FT/Sig/T(s)/V 32 0 R>>");
        after(
            &document(&[]),
            &Revision::of(&[(10, "[11 0 R 31 0 R]"), field, (32, value)]),
        )
        .modifications
    };
    assert_eq!(
        of("<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>"),
        Modifications::LtaUpdates
    );
    for other in [
        "<</Type/Sig/SubFilter/ETSI.RFC3161>>",
        "<</Type/DocTimeStamp/SubFilter/ETSI.CAdES.detached>>",
    ] {
        assert_eq!(of(other), Modifications::FormFilling, "{other}");
    }
}

#[test]
fn a_field_that_was_open_is_stamped_though_all_is_locked_if_nothing_is_seen_of_it() {
    let stamp = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
    let drawn = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let field = |rect: &str, more: &str| {
        format!("<</Subtype/Widget/FT/Sig/T(a)/Rect{rect}/P 3 0 R{more}>>")
    };
    let of = |rect: &str, more: &str, locks: Vec<Lock>| {
        let signed = document(&[(11, &field(rect, ""))]);
        let now = Revision::of(&[(11, &field(rect, more)), (31, stamp), (32, drawn)]).over(&signed);
        let found = Found {
            locks,
            ..found(signed.len(), None)
        };
        difference_since(&found, None, &File::open(&now).expect("a PDF"), &now).modifications
    };
    let (nowhere, seen) = ("[0 0 0 0]", "[0 0 9 9]");
    for locks in [vec![], vec![Lock::All]] {
        assert_eq!(of(nowhere, "/V 31 0 R", locks), Modifications::LtaUpdates);
    }
    for (rect, more) in [(seen, "/V 31 0 R"), (nowhere, "/V 31 0 R/AP<</N 32 0 R>>")] {
        assert_eq!(
            of(rect, more, vec![]),
            Modifications::FormFilling,
            "{rect} {more}"
        );
        assert_eq!(
            of(rect, more, vec![Lock::All]),
            Modifications::Other,
            "{rect} {more}"
        );
    }
}
