//! What comes along with a page that is copied into another file, and what stays behind.

use crate::{
    append::{Body, Update},
    file::File,
    import::{Imported, pages},
    object::{Dict, Object, reference},
    samples::plain_with,
};

/// What is read of a file into which all pages of a document were copied, and what it is told of them.
fn copied(changes: &[(u32, &str)], look: impl FnOnce(&File<'_>, &[Dict], &Imported)) {
    let source = plain_with(changes);
    let source = File::open(&source).expect("a PDF");
    let base = plain_with(&[]);
    let file = File::open(&base).expect("a PDF");
    let mut update = Update::over(&file);
    let parent = update.allocate();
    let imported = pages(
        &source,
        &source.pages().expect("pages"),
        &mut update,
        parent,
    )
    .expect("copies");
    update.put(
        parent,
        0,
        Body::Plain(Object::Dict(
            Dict::default().with("Type", Object::named("Pages")),
        )),
    );
    let trailer = Dict::default().with("Root", reference(1));
    let appended = update.write(&file, trailer, None);
    let bytes = [base.clone(), appended.concat()].concat();
    let read = File::open(&bytes).expect("a PDF");
    assert!(read.has_valid_xref && read.is_strict());
    let dicts: Vec<Dict> = imported
        .pages
        .iter()
        .filter_map(|number| read.get(*number)?.dict().cloned())
        .collect();
    assert_eq!(dicts.len(), imported.pages.len());
    assert!(
        dicts
            .iter()
            .all(|page| page.get("Parent") == Some(&reference(parent)) && page.is_type("Page"))
    );
    look(&read, &dicts, &imported);
}

#[test]
fn a_page_brings_what_it_shows_and_leaves_what_is_about_its_document() {
    let page = "<</Parent 2 0 R/B[9 0 R]/Metadata 9 0 R/PieceInfo<<>>/Thumb 9 0 R/StructParents 3/Tabs/S/Link 4 0 R/Up 2 0 R\
                /Home 1 0 R/Lost 77 0 R/Own<</StructParent 1/A 9 0 R>>>>";
    copied(
        &[(3, page), (9, "<</Length 3>>stream\nabc\nendstream")],
        |read, pages, imported| {
            let page = &pages[0];
            for gone in ["B", "Metadata", "PieceInfo", "Thumb", "StructParents"] {
                assert_eq!(page.get(gone), None, "{gone}");
            }
            assert_eq!(page.get("Tabs"), Some(&Object::named("S")));
            assert_eq!(
                page.get("Link"),
                Some(&reference(imported.pages[1])),
                "the copy of the other page"
            );
            for nothing in ["Up", "Home", "Lost"] {
                assert_eq!(
                    page.get(nothing).map(|object| read.resolve(object)),
                    Some(Object::Null),
                    "{nothing}"
                );
            }
            let own = page
                .get("Own")
                .and_then(Object::dict)
                .expect("a dictionary");
            assert_eq!(own.get("StructParent"), None);
            let (stream, _) = own
                .get("A")
                .and_then(Object::reference)
                .expect("a reference");
            assert_eq!(read.stream(stream).expect("a stream").raw, b"abc");
            // What both inherit is written once; what is no array or dictionary stands in each.
            let of = |key: &str| {
                pages
                    .iter()
                    .map(|page| page.get(key).cloned())
                    .collect::<Vec<_>>()
            };
            assert_eq!(of("Rotate"), [Some(Object::Int(90)), Some(Object::Int(0))]);
            assert!(
                of("MediaBox")[0] == of("MediaBox")[1]
                    && of("MediaBox")[0]
                        .as_ref()
                        .is_some_and(|one| one.reference().is_some())
            );
            assert!(
                read.array_in(page, "MediaBox")
                    .is_some_and(|area| area.len() == 4)
            );
            assert!(read.dict_in(page, "Resources").is_some());
        },
    );
}

#[test]
fn a_page_draws_its_streams_and_nothing_that_is_none() {
    for (contents, count) in [
        ("9 0 R", Some(None)),
        ("[9 0 R 8 0 R null 9 0 R 7]", Some(Some(2))),
        ("10 0 R", Some(Some(1))),
        ("8 0 R", None),
        ("7", None),
        ("[8 0 R]", Some(Some(0))),
    ] {
        let page = format!("<</Type/Page/Contents {contents}>>");
        let objects = [
            (3, page.as_str()),
            (8, "<<>>"),
            (9, "<</Length 1>>stream\nq\nendstream"),
            (10, "[9 0 R 8 0 R]"),
        ];
        copied(&objects, |_, pages, _| {
            let drawn = pages[0]
                .get("Contents")
                .map(|contents| contents.array().map(<[Object]>::len));
            assert_eq!(drawn, count, "{contents}");
        });
    }
}

#[test]
fn of_a_signature_only_its_look_comes_along() {
    let annotations = "<</Type/Page/Annots[9 0 R 10 0 R 11 0 R 12 0 R <</Subtype/Link>> 7]>>";
    let look = "/Rect[0 0 1 1]/F 4/AP<</N 13 0 R>>";
    let objects = [
        (3, annotations.to_owned()),
        (9, format!("<</Subtype/Widget/FT/Sig/V 14 0 R{look}>>")),
        (10, "<</Subtype/Widget/FT/Sig/Rect[0 0 0 0]>>".to_owned()),
        (11, format!("<</Subtype/Widget/Parent 15 0 R{look}>>")),
        (
            12,
            format!("<</Subtype/Widget/FT/Tx/V(x)/Parent 16 0 R{look}>>"),
        ),
        (
            13,
            "<</Subtype/Form/BBox[0 0 1 1]/Length 1>>stream\nq\nendstream".to_owned(),
        ),
        (14, "<</Type/Sig>>".to_owned()),
        (15, "<</FT/Sig>>".to_owned()),
        (16, "<</FT/Tx>>".to_owned()),
    ];
    let objects: Vec<(u32, &str)> = objects
        .iter()
        .map(|(number, object)| (*number, object.as_str()))
        .collect();
    copied(&objects, |read, pages, _| {
        let annotations = read.array_in(&pages[0], "Annots").expect("annotations");
        let kinds: Vec<(Object, bool, bool)> = annotations
            .iter()
            .filter_map(|annotation| read.resolve(annotation).dict().cloned())
            .map(|dict| {
                let kind = dict.get("Subtype").cloned().unwrap_or(Object::Null);
                (kind, dict.get("V").is_some(), dict.get("AP").is_some())
            })
            .collect();
        let named = Object::named;
        let stamp = (named("Stamp"), false, true);
        assert_eq!(
            kinds,
            [
                stamp.clone(),
                stamp,
                (named("Widget"), true, true),
                (named("Link"), false, false)
            ]
        );
    });
}

#[test]
fn a_layer_is_shown_or_hidden_as_it_was() {
    let lists = |usual: &str| {
        let catalog = format!(
            "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[9 0 R 10 0 R 11 0 R]/D<<{usual}>>>>>>"
        );
        let mut found = (0, 0);
        let group = "<</Type/OCG/Name(a)>>";
        copied(
            &[(1, &catalog), (9, group), (10, group), (11, group)],
            |read, _, imported| {
                let all = imported.layers.shown.iter().chain(&imported.layers.hidden);
                assert!(all.into_iter().all(|layer| {
                    read.resolve(layer)
                        .dict()
                        .is_some_and(|dict| dict.is_type("OCG"))
                }));
                found = (imported.layers.shown.len(), imported.layers.hidden.len());
            },
        );
        found
    };
    assert_eq!(lists(""), (3, 0));
    assert_eq!(lists("/OFF[9 0 R]/ON[10 0 R]"), (2, 1));
    assert_eq!(lists("/BaseState/OFF/OFF[9 0 R]/ON[10 0 R]"), (1, 2));
    assert_eq!(lists("/BaseState/ON/OFF[9 0 R]"), (2, 1));
    copied(&[], |_, _, imported| {
        assert!(imported.layers.shown.is_empty() && imported.layers.hidden.is_empty())
    });
}
