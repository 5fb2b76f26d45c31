use super::*;
use crate::samples::{is_intact, request, seal};
use segl_pdf::samples::plain_with;

/// The footers on each page: what it stands on, and how it is drawn.
fn footers(sealed: &[u8]) -> Vec<Vec<Dict>> {
    let file = File::open(sealed).expect("a PDF");
    let pages = file.pages().expect("its pages");
    let on = |page: &Page| {
        let annotations = file.array_in(&page.dict, "Annots").unwrap_or_default();
        let dicts = annotations
            .iter()
            .filter_map(|annotation| file.resolve(annotation).dict().cloned());
        dicts
            .filter(|dict| dict.get("F") == Some(&Object::Int(FLAGS)))
            .collect()
    };
    pages.iter().map(on).collect()
}

#[test]
fn every_page_but_the_front_page_has_one_footer_of_its_own() {
    let bytes = plain_with(&[]);
    let sealed = seal(&request(&[("a", &bytes), ("b", &bytes)])).bytes;
    let file = File::open(&sealed).expect("a PDF");
    let pages = file.pages().expect("its pages");
    let footers = footers(&sealed);
    assert_eq!(
        footers.iter().map(Vec::len).collect::<Vec<_>>(),
        [0, 1, 1, 1, 1]
    );
    for (page, footer) in pages.iter().zip(&footers).skip(1) {
        let footer = &footer[0];
        assert_eq!(footer.get("P"), page.number.map(Object::Ref).as_ref());
        let says = Object::text("Forseglet med Segl · job_01 · signert av Kari Nordmann");
        assert_eq!(file.resolve(footer.get("Contents").expect("a text")), says);
        let appearance = file
            .dict_in(footer, "AP")
            .expect("a look")
            .get("N")
            .and_then(Object::reference);
        let appearance = file
            .stream(appearance.expect("a stream").0)
            .expect("a stream")
            .dict;
        let turned = page.get("Rotate").map(|turn| file.resolve(turn)) == Some(Object::Int(90));
        let matrix = if turned {
            [0, 1, -1, 0, 0, 0]
        } else {
            [1, 0, 0, 1, 0, 0]
        };
        assert_eq!(
            appearance.get("Matrix"),
            Some(&Object::Array(matrix.map(Object::Int).to_vec()))
        );
    }
}

#[test]
fn what_else_is_on_the_pages_stays() {
    let page =
        |more: &str| format!("<</Type/Page/Parent 2 0 R/Rotate 0/TrimBox[9 9 99 99]{more}>>");
    for (why, annotations, before) in [
        ("none", "", Some(0)),
        ("nothing", "/Annots null", Some(0)),
        ("a list that is not there", "/Annots 77 0 R", Some(0)),
        (
            "a list",
            "/Annots[8 0 R<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>]",
            Some(2),
        ),
        ("a list that pages share", "/Annots 7 0 R", Some(1)),
        ("one that is not in a list", "/Annots 8 0 R", None),
        ("a word", "/Annots/a", None),
    ] {
        let page = page(annotations);
        let link = "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>";
        let bytes = plain_with(&[(3, &page), (4, &page), (7, "[8 0 R]"), (8, link)]);
        let sealed = seal(&request(&[("a", &bytes)])).bytes;
        assert!(is_intact(&sealed), "{why}");
        let file = File::open(&sealed).expect("a PDF");
        for page in &file.pages().expect("its pages")[1..] {
            let count = file
                .array_in(&page.dict, "Annots")
                .map_or(0, |annotations| annotations.len());
            assert_eq!(before.map_or(0, |before| before + 1), count, "{why}");
            assert_eq!(
                page.dict.get("TrimBox"),
                Some(&Object::Array([9, 9, 99, 99].map(Object::Int).to_vec()))
            );
            assert_eq!(
                page.dict.get("MediaBox").is_some(),
                before.is_some(),
                "{why}"
            );
        }
        assert_eq!(
            file.get(7),
            Some(Object::Array(vec![Object::Ref((8, 0))])),
            "{why}"
        );
    }
}

#[test]
fn pages_that_share_more_annotations_than_are_written_again_get_no_footer() {
    let kids: String = (10..21).map(|page| format!("{page} 0 R ")).collect();
    let tree = format!("<</Type/Pages/Kids[{kids}]/Count 11/MediaBox[0 0 300 400]>>");
    let list = format!("[{}]", "8 0 R ".repeat(MAX_ANNOTATIONS / 10));
    let mut objects = vec![
        (2, tree.as_str()),
        (7, &list),
        (8, "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>"),
    ];
    objects.extend((10..21).map(|page| (page, "<</Type/Page/Parent 2 0 R/Annots 7 0 R>>")));
    let counts: Vec<usize> = footers(&seal(&request(&[("a", &plain_with(&objects))])).bytes)
        .iter()
        .map(Vec::len)
        .collect();
    assert_eq!(counts, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
}

#[test]
fn thousands_of_pages_share_what_is_drawn() {
    let kids: String = (0..5000)
        .map(|page| format!("{} 0 R ", page + 10))
        .collect();
    let tree = format!("<</Type/Pages/Kids[{kids}]/Count 5000/MediaBox[0 0 595 842]>>");
    let mut objects = vec![(2, tree.as_str())];
    objects.extend((0..5000).map(|page| (page + 10, "<</Type/Page/Parent 2 0 R>>")));
    let bytes = plain_with(&objects);
    let sealed = seal(&request(&[("a", &bytes)])).bytes;
    assert!(is_intact(&sealed));
    let footers = footers(&sealed);
    assert_eq!(footers.iter().flatten().count(), 5000);
    let one = seal(&request(&[("a", &plain_with(&[]))])).bytes.len();
    let each = (sealed.len() - bytes.len() - one) / 5000;
    assert!(each < 400, "{each} bytes a page");
}

#[test]
fn pages_of_as_many_sizes_as_can_be_are_sealed() {
    let kids: String = (0..3000)
        .map(|page| format!("{} 0 R ", page + 10))
        .collect();
    let tree = format!("<</Type/Pages/Kids[{kids}]/Count 3000>>");
    let sizes: Vec<String> = (0..3000)
        .map(|n| format!("<</Type/Page/MediaBox[0 0 {} 400]>>", 64 + 4 * n))
        .collect();
    let mut objects = vec![(2, tree.as_str())];
    objects.extend((10..).zip(sizes.iter().map(String::as_str)));
    let sealed = seal(&request(&[("a", &plain_with(&objects))])).bytes;
    assert_eq!(footers(&sealed).iter().flatten().count(), 3000);
}
