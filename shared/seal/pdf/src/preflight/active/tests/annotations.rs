//! What annotations draw: on the screen, on paper, under the pointer.

use super::*;

/// The plain document with this annotation on its first page, and forms to draw: 6 and 7 the same, 8 another.
fn annotated(annotation: &str) -> Vec<u8> {
    let page = format!("<</Type/Page/Parent 2 0 R/Annots[<</Rect[0 0 99 99]{annotation}>>]>>");
    let form = |drawn: &str| {
        format!("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 3>>stream\n{drawn}\nendstream")
    };
    plain_with(&[
        (3, &page),
        (5, "<</FT/Btn>>"),
        (6, &form("q Q")),
        (7, &form("q Q")),
        (8, &form("f f")),
    ])
}

#[test]
fn annotations_that_look_other_on_paper_or_under_the_pointer_are_refused() {
    for (why, annotation, kind) in [
        (
            "for paper alone",
            "/Subtype/Stamp/F 36/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "for paper alone, drawn by readers",
            "/Subtype/Square/F 36",
            C::PrintsOtherwise,
        ),
        (
            "a field for paper alone",
            "/Subtype/Widget/FT/Tx/F 36",
            C::PrintsOtherwise,
        ),
        (
            "a stamp for the screen alone",
            "/Subtype/Stamp/F 0/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a text for the screen alone",
            "/Subtype/FreeText/Contents(a)",
            C::PrintsOtherwise,
        ),
        (
            "a line through words for the screen alone",
            "/Subtype/StrikeOut",
            C::PrintsOtherwise,
        ),
        (
            "a link that draws for the screen alone",
            "/Subtype/Link/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "of nobody knows what kind",
            "/Subtype/Whatever/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "for who does not know its kind alone",
            "/Subtype/Whatever/F 5/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a stamp that readers draw",
            "/Subtype/Stamp/Name/Void",
            C::PrintsOtherwise,
        ),
        (
            "a screen that readers draw",
            "/Subtype/Screen/MK<</BG[1]>>",
            C::PrintsOtherwise,
        ),
        (
            "traps for a press",
            "/Subtype/TrapNet/F 68/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a place that depends on the paper",
            "/Subtype/Watermark/F 4/FixedPrint<</V 1>>",
            C::PrintsOtherwise,
        ),
        (
            "by turns",
            "/Subtype/Stamp/F 260/AP<</N 6 0 R>>",
            C::ChangesUnderPointer,
        ),
        (
            "another look under the pointer",
            "/Subtype/Stamp/F 4/AP<</N 6 0 R/R 8 0 R>>",
            C::ChangesUnderPointer,
        ),
        (
            "another look when pressed",
            "/Subtype/Stamp/F 4/AP<</N 6 0 R/D 8 0 R>>",
            C::ChangesUnderPointer,
        ),
        (
            "a look under the pointer alone",
            "/Subtype/Square/F 4/AP<</R 8 0 R>>",
            C::ChangesUnderPointer,
        ),
        (
            "a large note",
            "/Subtype/Text/F 4/AP<</N 6 0 R/R 8 0 R>>",
            C::ChangesUnderPointer,
        ),
        (
            "another state",
            "/Subtype/Stamp/F 4/AP<</N<</a 6 0 R>>/D<</a 8 0 R>>>>",
            C::ChangesUnderPointer,
        ),
        (
            "a state that is new",
            "/Subtype/Stamp/F 4/AP<</N<</a 6 0 R>>/D<</b 6 0 R>>>>",
            C::ChangesUnderPointer,
        ),
        (
            "a field when pressed",
            "/Subtype/Widget/FT/Tx/F 4/AP<</N 6 0 R/D 8 0 R>>",
            C::ChangesUnderPointer,
        ),
        (
            "a button under the pointer",
            "/Subtype/Widget/FT/Btn/F 4/AP<</N 6 0 R/R 8 0 R>>",
            C::ChangesUnderPointer,
        ),
        (
            "a large button that is pressed",
            "/Subtype/Widget/FT/Btn/F 4/Rect[0 0 300 400]/AP<</N 6 0 R/D 8 0 R>>",
            C::ChangesUnderPointer,
        ),
        (
            "a link whose border covers it",
            "/Subtype/Link/Border[0 0 99]",
            C::PrintsOtherwise,
        ),
        (
            "a link whose border's style covers it",
            "/Subtype/Link/BS<</W 9>>",
            C::PrintsOtherwise,
        ),
        (
            "flags beyond thirty-two bits",
            "/Subtype/Stamp/F 4294967300/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "flags that are real",
            "/Subtype/Stamp/F 4.0/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "flags below nought",
            "/Subtype/Stamp/F -4/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a field's flags that are real",
            "/Subtype/Widget/FT/Tx/Ff 1.0/F 4/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a kind that is a string",
            "/Subtype(Stamp)/F 4/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        ("no kind", "/F 4/AP<</N 6 0 R>>", C::PrintsOtherwise),
        (
            "three corners",
            "/Subtype/Stamp/Rect[0 0 9]/F 4/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a line that readers draw",
            "/Subtype/Line/L[0 0 9 9]/F 4",
            C::PrintsOtherwise,
        ),
        (
            "a text that readers draw",
            "/Subtype/FreeText/Contents(a)/F 4",
            C::PrintsOtherwise,
        ),
        (
            "a look that is no stream",
            "/Subtype/Stamp/F 4/AP<</N 5 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a state that is not there",
            "/Subtype/Stamp/F 4/AS/b/AP<</N<</a 6 0 R>>>>",
            C::PrintsOtherwise,
        ),
        (
            "a button without its state",
            "/Subtype/Widget/FT/Btn/F 4/AP<</N<</a 6 0 R/b 8 0 R>>>>",
            C::PrintsOtherwise,
        ),
        (
            "a link with a look",
            "/Subtype/Link/F 4/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a window of a note with a look",
            "/Subtype/Popup/F 4/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "as large at any distance",
            "/Subtype/Stamp/F 12/AP<</N 6 0 R>>",
            C::PrintsOtherwise,
        ),
        (
            "a filled field that readers draw",
            "/Subtype/Widget/FT/Tx/V(a)/F 4",
            C::NeedAppearances,
        ),
        (
            "a projection",
            "/Subtype/Projection/F 4/ExData<</Type/ExData/Subtype/3DM>>",
            C::ThreeD,
        ),
        (
            "a remark on three dimensions",
            "/Subtype/Square/F 4/ExData<</Subtype/Markup3D>>",
            C::ThreeD,
        ),
    ] {
        assert_eq!(
            inspect(&annotated(annotation)).map(|_| ()),
            Err(Rejection::Active(kind)),
            "{why}"
        );
    }
}

#[test]
fn annotations_that_stay_as_they_are_are_accepted() {
    for (why, annotation) in [
        ("a link's border", "/Subtype/Link/Border[0 0 1]"),
        (
            "a link's wide border, printed",
            "/Subtype/Link/F 4/Border[0 0 99]/BS<</W 9>>",
        ),
        ("a link's border in points", "/Subtype/Link/BS<</W 3>>"),
        ("a note", "/Subtype/Text/Contents(a)"),
        (
            "a note's small icon",
            "/Subtype/Text/Rect[0 0 20 20]/F 28/AP<</N 6 0 R/R 8 0 R/D 8 0 R>>",
        ),
        ("a window of a note", "/Subtype/Popup/Open false"),
        ("a file", "/Subtype/FileAttachment"),
        (
            "a field that is not printed",
            "/Subtype/Widget/FT/Tx/AP<</N 6 0 R>>",
        ),
        (
            "a button that is pressed",
            "/Subtype/Widget/FT/Btn/F 4/AP<</N 6 0 R/D 8 0 R>>",
        ),
        (
            "a button of a field",
            "/Subtype/Widget/Parent 5 0 R/F 4/AP<</N 6 0 R/D 8 0 R>>",
        ),
        (
            "of nobody knows what kind, for all",
            "/Subtype/Whatever/F 4/AP<</N 6 0 R>>",
        ),
        (
            "the same look",
            "/Subtype/Stamp/F 4/AP<</N 6 0 R/R 6 0 R/D 7 0 R>>",
        ),
        (
            "the same look of each state",
            "/Subtype/Stamp/F 4/AS/a/AP<</N<</a 6 0 R/b 8 0 R>>/D<</a 7 0 R>>>>",
        ),
        ("no other look", "/Subtype/Stamp/F 4/AP<</N 6 0 R/R null>>"),
        (
            "a state that is there",
            "/Subtype/Stamp/F 4/AS/a/AP<</N<</a 6 0 R/b 8 0 R>>>>",
        ),
        (
            "a button that looks the same in any state",
            "/Subtype/Widget/FT/Btn/F 4/AP<</N<</a 6 0 R/b 7 0 R>>>>",
        ),
        ("a note as large at any distance", "/Subtype/Text/F 28"),
        ("upright on any page", "/Subtype/Stamp/F 20/AP<</N 6 0 R>>"),
        (
            "a text with its look",
            "/Subtype/FreeText/F 4/AP<</N 6 0 R>>",
        ),
        ("hidden everywhere", "/Subtype/Stamp/F 2/AP<</N 6 0 R>>"),
        (
            "hidden everywhere, whatever else",
            "/Subtype/Stamp/F 38/AP<</N 6 0 R>>",
        ),
        (
            "neither shown nor printed",
            "/Subtype/Stamp/F 32/AP<</N 6 0 R>>",
        ),
        (
            "a printer's mark",
            "/Subtype/PrinterMark/F 68/AP<</N 6 0 R>>",
        ),
        (
            "of a kind that all know",
            "/Subtype/Stamp/F 5/AP<</N 6 0 R>>",
        ),
        (
            "a field, which all know",
            "/Subtype/Widget/FT/Btn/F 5/AP<</N 6 0 R>>",
        ),
        (
            "of nobody knows what kind, nowhere",
            "/Subtype/Whatever/F 33/AP<</N 6 0 R>>",
        ),
        ("called like a program", "/Subtype/PS/F 4/AP<</N 6 0 R>>"),
        ("a watermark", "/Subtype/Watermark/F 4/AP<</N 6 0 R>>"),
    ] {
        assert_eq!(
            inspect(&annotated(annotation)).map(|found| found.pages),
            Ok(2),
            "{why}"
        );
    }
}

#[test]
fn appearances_of_many_states_are_compared_in_one_go() {
    let states = |drawn: &str, count: usize| {
        (0..count)
            .map(|state| format!("/{state} {drawn} "))
            .collect::<String>()
    };
    let of = |count: usize, drawn: &str| {
        let form = format!(
            "<</Subtype/Form/BBox[0 0 9 9]/Length {}>>stream\n{drawn}\nendstream",
            drawn.len()
        );
        plain_with(&[
            (
                3,
                "<</Type/Page/Parent 2 0 R/Annots[<</Subtype/Stamp/F 4/AS/1/Rect[0 0 9 9]/AP<</N 5 0 R/D 6 0 R>>>>]>>",
            ),
            (5, &format!("<<{}>>", states("7 0 R", count))),
            (6, &format!("<<{}>>", states("8 0 R", count))),
            (7, &form),
            (8, &form),
        ])
    };
    assert_eq!(inspect(&of(20_000, "q Q")).map(|found| found.pages), Ok(2));
    let long = " ".repeat(1 << 20);
    assert_eq!(inspect(&of(200, &long)).map(|found| found.pages), Ok(2));
    assert_eq!(
        inspect(&of(300, &long)).map(|_| ()),
        Err(Rejection::TooCostly)
    );
}
