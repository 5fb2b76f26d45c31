//! Labels and layers of pages.

use super::*;

#[test]
fn what_is_hidden_in_a_document_is_hidden_on_its_copied_pages() {
    let bytes = plain_with(&[
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R 6 0 R]/D<</OFF[6 0 R]>>>>>>",
        ),
        (5, "<</Type/OCG/Name(shown)>>"),
        (6, "<</Type/OCG/Name(hidden)>>"),
    ]);
    let sealed = seal(&request(&[("a", &bytes), ("b", &bytes)])).bytes;
    let file = File::open(&sealed).expect("a PDF");
    let (_, catalog) = file.catalog().expect("a catalog");
    let properties = file.dict_in(&catalog, "OCProperties").expect("layers");
    let usual = file.dict_in(&properties, "D").expect("which are shown");
    assert_eq!(file.array_in(&properties, "OCGs").expect("all").len(), 4);
    let names = file
        .array_in(&usual, "OFF")
        .expect("the hidden")
        .into_iter();
    let names: Vec<Object> = names
        .filter_map(|group| file.resolve(&group).dict()?.get("Name").cloned())
        .collect();
    assert_eq!(names, [Object::text("hidden"), Object::text("hidden")]);
}

#[test]
fn layers_come_along_whether_they_are_shown_or_hidden() {
    for (usual, shown, hidden) in [("", 2, 0), ("/OFF[5 0 R]", 0, 2)] {
        let catalog =
            format!("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<<{usual}>>>>>>");
        let bytes = plain_with(&[(1, &catalog), (5, "<</Type/OCG/Name(a)>>")]);
        let signed = seal(&request(&[("a", &plain_with(&[]))])).bytes;
        let sealed = seal(&request(&[
            ("signed", &signed),
            ("a", &bytes),
            ("b", &bytes),
        ]))
        .bytes;
        let file = File::open(&sealed).expect("a PDF");
        let (_, catalog) = file.catalog().expect("a catalog");
        let properties = file.dict_in(&catalog, "OCProperties").expect("layers");
        let usual = file.dict_in(&properties, "D").expect("which are shown");
        let count = |dict: &Dict, key: &str| file.array_in(dict, key).expect("a list").len();
        assert_eq!(
            (
                count(&usual, "ON"),
                count(&usual, "OFF"),
                count(&properties, "OCGs")
            ),
            (shown, hidden, 2)
        );
    }
}

#[test]
fn page_labels_move_with_their_pages() {
    let catalog =
        "<</Type/Catalog/Pages 2 0 R/PageLabels<</Nums[0<</S/r>> 1<</S/D>> 2<</S/A>>]>>>>";
    let bytes = plain_with(&[(1, catalog)]);
    let sealed = seal(&request(&[("a", &bytes)])).bytes;
    let file = File::open(&sealed).expect("a PDF");
    let (_, catalog) = file.catalog().expect("a catalog");
    let labels = file.dict_in(&catalog, "PageLabels").expect("labels");
    let labels = file.array_in(&labels, "Nums").expect("numbers");
    let styles: Vec<(Option<i64>, &Object)> = labels
        .chunks(2)
        .map(|pair| {
            (
                pair[0].int(),
                pair[1]
                    .dict()
                    .and_then(|label| label.get("S"))
                    .expect("a style"),
            )
        })
        .collect();
    let [roman, decimal] = ["r", "D"].map(Object::named);
    // What it says of pages that it does not have is about none of those that follow.
    assert_eq!(
        styles,
        [
            (Some(0), &roman),
            (Some(1), &roman),
            (Some(2), &decimal),
            (Some(3), &decimal)
        ]
    );
}
