//! Fields, actions and drawings that stand where they need not, and what is harmless of them.

use super::*;

/// Whether a document with this object is refused, and for what.
fn found(object: &str) -> Result<u32, Rejection> {
    let form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 3>>stream\nq Q\nendstream";
    let script = "<</Length 17>>stream\nAFDate_Format(0);\nendstream";
    let alert = "<</Length 13>>stream\napp.alert(1);\nendstream";
    let bytes = plain_with(&[(5, object), (6, form), (7, script), (8, alert)]);
    inspect(&bytes).map(|found| found.pages)
}

fn refused(kind: C) -> Result<u32, Rejection> {
    Err(Rejection::Active(kind))
}

#[test]
fn what_may_be_a_field_is_one_by_its_kind_or_by_its_value_and_its_parent() {
    let of = |fields: &[(u32, &str)]| {
        let catalog =
            "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/NeedAppearances true>>>>";
        let drawn =
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 12>>stream\nBT (a) Tj ET\nendstream";
        inspect(&plain_with(&[&[(1, catalog), (8, drawn)], fields].concat()))
            .map(|found| found.pages)
    };
    let empty = (5, "<</FT/Tx>>");
    let needed = refused(C::NeedAppearances);
    assert_eq!(of(&[empty]), Ok(2));
    assert_eq!(of(&[(5, "<</FT/Tx/V(a)>>")]), needed, "by its kind");
    assert_eq!(
        of(&[empty, (6, "<</V(a)/Parent 5 0 R>>")]),
        needed,
        "by its value and its parent"
    );
    let widget = "<</Subtype/Widget/Rect[0 0 9 9]/F 4/Parent 5 0 R/AP<</N 8 0 R>>>>";
    assert_eq!(
        of(&[empty, (6, widget)]),
        needed,
        "by its look and its parent"
    );
    assert_eq!(
        of(&[empty, (6, "<</V(a)>>")]),
        Ok(2),
        "a value of something else"
    );
    assert_eq!(
        of(&[empty, (6, "<</Parent 5 0 R/AP<</N 8 0 R>>>>")]),
        Ok(2),
        "something else below it"
    );
}

#[test]
fn a_signature_is_found_wherever_it_stands() {
    let signed = |object: &str| {
        inspect(&plain_with(&[(5, object)]))
            .expect("a document")
            .already_signed
    };
    let value = "<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 1 2 3]/Contents<00>>>";
    for object in [
        value.to_owned(),
        format!("<</A<</V {value}>>>>"),
        format!("[0[{value}]]"),
    ] {
        assert!(signed(&object), "{object}");
    }
    assert!(!signed("<</A[<<>>]>>"));
}

#[test]
fn a_form_that_is_nothing_is_none() {
    let of = |said: &str| {
        let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA {said}>>>>");
        inspect(&plain_with(&[(1, &catalog)])).map(|found| found.pages)
    };
    for nothing in ["null", "77 0 R", "[]"] {
        assert_eq!(of(nothing), Ok(2), "{nothing}");
    }
    assert_eq!(of("(a)"), Err(Rejection::Xfa));
}

#[test]
fn an_annotation_is_one_by_its_place_or_by_its_type() {
    assert_eq!(found("<</Type/Annot/Subtype/Movie>>"), refused(C::Movie));
    assert_eq!(found("<</Rect[0 0 9 9]/Subtype/Movie>>"), refused(C::Movie));
    assert_eq!(found("<</Subtype/Movie>>"), Ok(2));
}

#[test]
fn a_thread_of_the_document_may_be_followed_and_a_key_may_be_pressed_for_what_is_harmless() {
    assert_eq!(found("<</Type/Action/S/Thread/D 0>>"), Ok(2));
    assert_eq!(found("<</Type/Action/S/Thread/F null/D 0>>"), Ok(2));
    assert_eq!(
        found("<</Type/Action/S/Thread/F(a.pdf)/D 0>>"),
        refused(C::GoToRemote)
    );
    for key in ["U", "D"] {
        assert_eq!(
            found(&format!(
                "<</AA<</{key}<</S/URI/URI(https://x.example)>>>>>>"
            )),
            Ok(2),
            "{key}"
        );
    }
    assert_eq!(
        found("<</AA<</E<</S/URI/URI(https://x.example)>>>>>>"),
        refused(C::UriWithoutClick)
    );
    assert_eq!(
        found("<</AA<</K<</S/JavaScript/JS 7 0 R>>>>>>"),
        Ok(2),
        "a stream that formats"
    );
    assert_eq!(
        found("<</AA<</K<</S/JavaScript/JS 8 0 R>>>>>>"),
        Err(Rejection::JavaScript)
    );
}

#[test]
fn colours_of_a_device_are_refused_but_in_a_mask() {
    let function = "/TR<</FunctionType 2/N 1>>";
    assert_eq!(
        found(&format!("<</S/Alpha/G 6 0 R{function}>>")),
        Ok(2),
        "a mask"
    );
    for (why, state) in [
        ("a state", "<</Type/ExtGState"),
        (
            "a state that has a mask's words",
            "<</Type/ExtGState/S/Alpha/G 6 0 R",
        ),
        ("a mask of nothing", "<</S/Alpha"),
        ("a group of no kind", "<</G 6 0 R"),
    ] {
        assert_eq!(
            found(&format!("{state}{function}>>")),
            refused(C::PrintsOtherwise),
            "{why}"
        );
    }
    let program =
        "<</Type/XObject/Subtype/Form/Subtype2/PS/BBox[0 0 9 9]/Length 3>>stream\nq Q\nendstream";
    assert_eq!(found(program), refused(C::PrintsOtherwise));
}

#[test]
fn layers_that_a_list_of_names_brings_are_looked_at() {
    let of = |usual: &str, listed: &str, named: &str| {
        let catalog =
            format!("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[{listed}]/D<<{usual}>>>>>>");
        let page = "<</Type/Page/Parent 2 0 R/Resources<</Properties 6 0 R>>>>";
        let (layer, other) = ("<</Type/OCG/Name(x)/OCGs[9 0 R]>>", "<</Type/OCG/Name(y)>>");
        let bytes = plain_with(&[(1, &catalog), (3, page), (5, layer), (6, named), (9, other)]);
        inspect(&bytes).map(|found| found.pages)
    };
    assert_eq!(
        of("", "5 0 R", "<</L 5 0 R>>"),
        Ok(2),
        "a layer, whatever else it names"
    );
    assert_eq!(
        of("", "", "<</L 5 0 R>>"),
        refused(C::ShowsOtherwise),
        "not listed"
    );
    assert_eq!(
        of("", "5 0 R", "<</P<</Lang(no)>>/L 5 0 R>>"),
        Ok(2),
        "what is no layer"
    );
    let applied = |groups: &str| format!("/AS[<</Event/View/OCGs[{groups}]/Category[/User]>>]");
    assert_eq!(of(&applied(""), "5 0 R", "<<>>"), Ok(2), "applied to none");
    assert_eq!(
        of(&applied("5 0 R"), "5 0 R", "<<>>"),
        refused(C::ShowsOtherwise),
        "applied"
    );
}

#[test]
fn what_is_said_of_each_kind_is_its_own() {
    let texts: std::collections::BTreeSet<&str> = C::ALL.into_iter().map(C::text).collect();
    assert_eq!(texts.len(), C::ALL.len());
    assert!(
        texts
            .iter()
            .all(|text| text.starts_with("The PDF ") || text.starts_with("Part of the PDF")),
        "{texts:?}"
    );
}
