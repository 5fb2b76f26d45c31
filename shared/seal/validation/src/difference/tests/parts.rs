//! Parts of the document that stand in objects of their own: each is held to the rule of what it is a part of.

use super::*;

const OTHER: &str = "<</Length 5>>stream\nother\nendstream";
const FORM_FILLING: Modifications = Modifications::FormFilling;
const LTA: Modifications = Modifications::LtaUpdates;

/// The catalog with more in it.
fn catalog(more: &str) -> String {
    DOCUMENT[0]
        .1
        .replace("/Pages 2", &format!("{more}/Pages 2"))
}

/// The field with something else in place of a part.
fn field(part: &str, other: &str) -> String {
    let changed = DOCUMENT[10].1.replace(part, other);
    assert_ne!(changed, DOCUMENT[10].1, "{part}");
    changed
}

/// A document with these objects, in which the first of them is changed.
fn changed(objects: &[(u32, &str)], to: &str) -> Difference {
    after(&document(objects), &Revision::of(&[(objects[0].0, to)]))
}

#[test]
fn extensions_and_information_may_be_others_as_deep_as_they_go() {
    let catalog = catalog("/Extensions<</ADBE 32 0 R>>/MarkInfo 33 0 R");
    let objects = [
        (32, "<</BaseVersion/1.7/ExtensionLevel 3>>"),
        (33, "<</Marked true>>"),
        (1, &catalog),
    ];
    let now = |number, text| after(&document(&objects), &Revision::of(&[(number, text)]));
    allowed(
        "another level",
        LTA,
        &now(32, "<</BaseVersion/1.7/ExtensionLevel 8>>"),
    );
    refused("no extension", &now(32, "<</Other true>>"));
    refused("other marks", &now(33, "<</Marked false>>"));
    let with_info = |title: &str, author: &str| {
        Revision {
            trailer: "/Info 31 0 R",
            ..Revision::of(&[
                (31, "<</Title 32 0 R/Authors[33 0 R]>>"),
                (32, title),
                (33, author),
            ])
        }
        .over(&document(&[]))
    };
    for (number, was) in [(32, with_info("(a)", "(b)")), (33, with_info("(a)", "(b)"))] {
        let told = after(
            &was,
            &Revision {
                trailer: "/Info 31 0 R",
                ..Revision::of(&[(number, "(c)")])
            },
        );
        assert!(
            told.modifications <= Modifications::MetadataUpdates,
            "{told:?}"
        );
    }
}

#[test]
fn what_a_field_holds_and_shows_is_filled_in_where_it_stands() {
    let value = field("/V(x)", "/V 31 0 R");
    allowed(
        "a value",
        FORM_FILLING,
        &changed(&[(31, "(x)"), (11, &value)], "(y)"),
    );
    refused(
        "a signature for a text",
        &changed(&[(31, "(x)"), (11, &value)], "<</Type/Sig>>"),
    );
    refused(
        "a text for a signature",
        &changed(&[(31, "<</Type/Sig>>"), (11, &value)], "(y)"),
    );
    let states = field("/N 27 0 R", "/N<</On 31 0 R/Off 27 0 R>>");
    allowed(
        "a state's appearance",
        FORM_FILLING,
        &changed(&[(31, OTHER), (11, &states)], DOCUMENT[26].1),
    );
    let form = "<</Subtype/Form/BBox[0 0 9 9]/Resources 31 0 R/Length 5>>stream\nq 4 Q\nendstream";
    refused(
        "what an appearance uses",
        &changed(
            &[(31, "<</XObject<<>>>>"), (27, form)],
            "<</XObject<</A 7 0 R>>>>",
        ),
    );
}

#[test]
fn a_field_below_another_and_one_that_is_calculated_is_filled_in_like_any() {
    let filled = field("/V(x)", "/V(y)");
    let below = [
        (11, DOCUMENT[10].1),
        (10, "[31 0 R]"),
        (31, "<</T(above)/Kids[11 0 R]>>"),
    ];
    allowed("below another", FORM_FILLING, &changed(&below, &filled));
    let calculated = [
        (11, DOCUMENT[10].1),
        (5, "<</Fields 10 0 R/CO[11 0 R]/SigFlags 1>>"),
    ];
    allowed("calculated", FORM_FILLING, &changed(&calculated, &filled));
    // A list that is no field's own may show it.
    let elsewhere = catalog("/Other[11 0 R]");
    refused(
        "in a list of something else",
        &changed(&[(11, DOCUMENT[10].1), (1, &elsewhere)], &filled),
    );
    let twice = [(11, DOCUMENT[10].1), (10, "[11 0 R 11 0 R]")];
    allowed("named twice", FORM_FILLING, &changed(&twice, &filled));
}

#[test]
fn an_annotation_that_is_no_field_keeps_its_appearance() {
    let stamp = [
        (31, DOCUMENT[26].1),
        (9, "[11 0 R 32 0 R]"),
        (32, "<</Subtype/Stamp/AP<</N 31 0 R>>>>"),
    ];
    refused("a stamp", &changed(&stamp, OTHER));
}

#[test]
fn the_type_of_a_field_is_an_annotations_and_stays_one() {
    let untyped = field("/Type/Annot", "");
    let of = |was: &str, is: &str| changed(&[(11, was)], is);
    allowed(
        "an annotation's",
        FORM_FILLING,
        &of(&untyped, DOCUMENT[10].1),
    );
    refused(
        "another",
        &of(&untyped, &field("/Type/Annot", "/Type/Other")),
    );
    refused("none any more", &of(DOCUMENT[10].1, &untyped));
}

#[test]
fn the_forms_defaults_grow() {
    let form = |resources: &str| format!("<</Fields 10 0 R/SigFlags 1/DR{resources}>>");
    let more = "<</F1 20 0 R/F2 20 0 R>>";
    let apart = form("<</Font 31 0 R>>");
    let told = changed(&[(31, "<</F1 20 0 R>>"), (5, &apart)], more);
    assert!(told.modifications <= FORM_FILLING, "the fonts: {told:?}");
    let all = form(" 31 0 R");
    let more = format!("<</Font{more}>>");
    let told = changed(&[(31, "<</Font<</F1 20 0 R>>>>"), (5, &all)], &more);
    assert!(told.modifications <= FORM_FILLING, "all: {told:?}");
}

#[test]
fn lists_of_validation_data_grow_begin_and_end_and_are_lists() {
    let more = "[29 0 R 29 0 R]";
    allowed(
        "a list",
        LTA,
        &changed(&[(31, "[29 0 R]"), (19, "<</Certs 31 0 R>>")], more),
    );
    for (why, store, level) in [
        (
            "what validates each signature",
            "<</Certs[29 0 R]/VRI<</A<<>>>>>>",
            LTA,
        ),
        ("no list any more", "<<>>", LTA),
        (
            "a stream for a list",
            "<</Certs 29 0 R>>",
            Modifications::Other,
        ),
    ] {
        allowed(why, level, &changed(&[DOCUMENT[18]], store));
    }
}

#[test]
fn metadata_that_stands_elsewhere_is_metadata() {
    let moved = DOCUMENT[0].1.replace("/Metadata 12", "/Metadata 31");
    let of = |packet: &str| after(&document(&[]), &Revision::of(&[(1, &moved), (31, packet)]));
    allowed("the same", LTA, &of(DOCUMENT[11].1));
    let other = DOCUMENT[11].1.replace("x:xmpmeta", "x:unknown");
    assert_eq!(other.len(), DOCUMENT[11].1.len());
    refused("something else with the same dictionary", &of(&other));
}

#[test]
fn what_comes_in_the_place_of_a_part_is_read_alike_by_all() {
    let moved = DOCUMENT[0].1.replace("/AcroForm 5", "/AcroForm 31");
    let of = |form: &str| after(&document(&[]), &Revision::of(&[(1, &moved), (31, form)]));
    allowed("the same form", LTA, &of(DOCUMENT[4].1));
    refused(
        "a form that says something twice",
        &of(&DOCUMENT[4]
            .1
            .replace("/SigFlags 1", "/SigFlags 3/SigFlags 1")),
    );
}

#[test]
fn a_node_of_pages_has_no_annotations() {
    let pages = DOCUMENT[1].1.replace("/Count 2", "/Count 2/Annots[31 0 R]");
    let field = "<</Subtype/Widget/FT/Sig/T(s)/Rect[0 0 9 9]>>";
    refused(
        "on no page",
        &after(
            &document(&[]),
            &Revision::of(&[(2, &pages), (10, "[11 0 R 31 0 R]"), (31, field)]),
        ),
    );
}

#[test]
fn what_the_trailer_leads_to_is_told_from_there() {
    let signed = Revision {
        trailer: "/Other 31 0 R",
        ..Revision::of(&[(31, "[32 0 R]"), (32, "<<>>")])
    };
    let signed = signed.over(&document(&[]));
    let told = after(
        &signed,
        &Revision {
            trailer: "/Other 31 0 R",
            ..Revision::of(&[(31, "[]")])
        },
    );
    refused("something else in the trailer", &told);
    assert!(
        told.reasons[0].contains("the trailer: /Other (object 31)"),
        "{told:?}"
    );
}
