//! Sealed documents with and without a structure of their own.

use std::collections::BTreeMap;

use super::*;
use crate::samples::{is_intact, request, seal};
use segl_pdf::samples::plain_with;

/// The root of a sealed file's structure, and its parent tree.
fn structure(file: &File<'_>) -> (Dict, BTreeMap<i64, Object>) {
    let (_, catalog) = file.catalog().expect("a catalog");
    let root = file
        .dict_in(&catalog, "StructTreeRoot")
        .expect("a structure");
    let parents = pairs_of(file, root.get("ParentTree").expect("a parent tree"), "Nums");
    let count = parents.len();
    let parents: BTreeMap<i64, Object> = parents
        .into_iter()
        .map(|(key, value)| (key.int().expect("a number"), value))
        .collect();
    assert_eq!(parents.len(), count, "no key stands twice");
    let next = root
        .get("ParentTreeNextKey")
        .and_then(Object::int)
        .expect("a next key");
    assert!(parents.keys().all(|key| *key < next));
    (root, parents)
}

/// The types of the elements from one up to the root.
fn way_up(file: &File<'_>, element: &Object) -> Vec<String> {
    let mut way = Vec::new();
    let mut at = element.clone();
    while let Object::Dict(dict) = file.resolve(&at) {
        assert!(way.len() < 20, "the way ends");
        let kind = dict
            .get("S")
            .or(dict.get("Type"))
            .and_then(Object::name)
            .expect("a type");
        way.push(String::from_utf8_lossy(kind).into_owned());
        at = dict.get("P").cloned().unwrap_or(Object::Null);
    }
    way
}

/// Checks that all marked content of the front page leads up to the root, and gives the types that it is in.
fn types_on_front_page(file: &File<'_>) -> Vec<String> {
    let (_, parents) = structure(file);
    let page = &file.pages().expect("pages")[0];
    let key = page
        .dict
        .get("StructParents")
        .and_then(Object::int)
        .expect("a place in the structure");
    let Object::Array(elements) = file.resolve(&parents[&key]) else {
        panic!("a page has many elements")
    };
    let ways: Vec<Vec<String>> = elements
        .iter()
        .map(|element| way_up(file, element))
        .collect();
    for way in &ways {
        assert_eq!(
            way[way.len() - 2..],
            ["Document", "StructTreeRoot"],
            "{way:?}"
        );
    }
    ways.into_iter().map(|way| way[0].clone()).collect()
}

const TAGGED: &str =
    "<</Type/Catalog/Pages 2 0 R/Lang(se)/MarkInfo<</Marked true>>/StructTreeRoot 5 0 R>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/StructParents 0>>";
const ELEMENT: &str = "<</Type/StructElem/S/P/P 5 0 R/Pg 3 0 R/K 0>>";

fn kinds_under(file: &File<'_>, root: &Dict) -> Vec<String> {
    let elements = elements_of(file, root).expect("elements");
    elements
        .iter()
        .map(|element| way_up(file, element)[0].clone())
        .collect()
}

#[test]
fn a_document_without_structure_gets_that_of_the_front_page_and_is_not_called_tagged() {
    let bytes = plain_with(&[]);
    let sealed = seal(&request(&[("a", &bytes)])).bytes;
    assert!(sealed.starts_with(&bytes) && is_intact(&sealed));
    let file = File::open(&sealed).expect("a PDF");
    let types = types_on_front_page(&file);
    for kind in ["H1", "H2", "P", "Lbl", "LBody"] {
        assert!(types.iter().any(|found| found == kind), "{kind}: {types:?}");
    }
    let (root, _) = structure(&file);
    assert_eq!(kinds_under(&file, &root), ["Document"]);
    let (_, catalog) = file.catalog().expect("a catalog");
    assert_eq!(catalog.get("Lang"), Some(&Object::text("nb")));
    assert_eq!(catalog.get("MarkInfo"), None);
    assert_eq!(
        file.dict_in(&catalog, "ViewerPreferences")
            .expect("preferences")
            .get("DisplayDocTitle"),
        Some(&Object::Bool(true))
    );
    assert_eq!(
        file.dict_in(file.trailer(), "Info")
            .expect("information")
            .get("Title"),
        Some(&Object::text("Leieavtale"))
    );
}

#[test]
fn a_structure_that_is_there_stays_and_the_front_page_comes_first_in_it() {
    let leaf = "<</Limits[0 0]/Nums[0[6 0 R]]>>";
    for (why, root, more) in [
        (
            "numbers in the tree itself",
            "<</Type/StructTreeRoot/K 6 0 R/ParentTree<</Nums[0[6 0 R]]>>/ParentTreeNextKey 1/RoleMap<</X/P>>>>",
            None,
        ),
        (
            "a tree of its own",
            "<</Type/StructTreeRoot/K[6 0 R]/ParentTree 7 0 R/RoleMap<</X/P>>>>",
            Some((7, "<</Nums[0[6 0 R]]>>")),
        ),
        (
            "a tree with leaves",
            "<</Type/StructTreeRoot/K[6 0 R]/ParentTree<</Kids[7 0 R]>>/RoleMap<</X/P>>>>",
            Some((7, leaf)),
        ),
        (
            "a next key that is too small",
            "<</Type/StructTreeRoot/K[6 0 R]/ParentTree<</Kids[7 0 R]>>/ParentTreeNextKey 0/RoleMap<</X/P>>>>",
            Some((7, leaf)),
        ),
    ] {
        let objects = [(1, TAGGED), (3, PAGE), (5, root), (6, ELEMENT)];
        let bytes = plain_with(&objects.into_iter().chain(more).collect::<Vec<_>>());
        let sealed = seal(&request(&[("a", &bytes)])).bytes;
        assert!(sealed.starts_with(&bytes) && is_intact(&sealed), "{why}");
        let file = File::open(&sealed).expect(why);
        types_on_front_page(&file);
        let (root, parents) = structure(&file);
        assert_eq!(kinds_under(&file, &root), ["Document", "P"], "{why}");
        assert_eq!(
            way_up(&file, &Object::Ref((6, 0))),
            ["P", "StructTreeRoot"],
            "{why}"
        );
        assert_eq!(
            file.resolve(&parents[&0]),
            Object::Array(vec![Object::Ref((6, 0))]),
            "{why}"
        );
        assert_eq!(
            file.dict_in(&root, "RoleMap").expect(why).0.len(),
            1,
            "{why}"
        );
        let (_, catalog) = file.catalog().expect(why);
        assert_eq!(
            catalog.get("Lang"),
            Some(&Object::Text(b"se".to_vec())),
            "{why}"
        );
        assert!(file.dict_in(&catalog, "MarkInfo").is_some(), "{why}");
        let Object::Dict(first) = file.resolve(&elements_of(&file, &root).expect(why)[0]) else {
            panic!("an element")
        };
        assert_eq!(first.get("Lang"), Some(&Object::text("nb")), "{why}");
    }
}

#[test]
fn a_root_without_elements_gets_the_front_pages_alone() {
    for under in [
        "",
        "/K null",
        "/K 77 0 R",
        "/K[]",
        "/ParentTree<</Nums[]>>",
        "/ParentTree null",
    ] {
        let root = format!("<</Type/StructTreeRoot{under}>>");
        let sealed = seal(&request(&[("a", &plain_with(&[(1, TAGGED), (5, &root)]))])).bytes;
        let file = File::open(&sealed).expect("a PDF");
        assert_eq!(
            kinds_under(&file, &structure(&file).0),
            ["Document"],
            "{under}"
        );
    }
}

#[test]
fn a_structure_that_cannot_be_added_to_is_left_as_it_is() {
    for (why, catalog, root) in [
        (
            "a root that has no number",
            "<</Type/Catalog/Pages 2 0 R/StructTreeRoot<</Type/StructTreeRoot/K 6 0 R>>>>",
            "null",
        ),
        (
            "elements that are none",
            TAGGED,
            "<</Type/StructTreeRoot/K 7>>",
        ),
        (
            "a parent tree that is none",
            TAGGED,
            "<</Type/StructTreeRoot/K 6 0 R/ParentTree 9>>",
        ),
        (
            "a parent tree without numbers",
            TAGGED,
            "<</Type/StructTreeRoot/K 6 0 R/ParentTree<<>>>>",
        ),
        (
            "a parent tree with both",
            TAGGED,
            "<</Type/StructTreeRoot/K 6 0 R/ParentTree<</Nums[]/Kids[]>>>>",
        ),
        (
            "keys that are none",
            TAGGED,
            "<</Type/StructTreeRoot/K 6 0 R/ParentTree<</Nums[(a)6 0 R]>>>>",
        ),
        (
            "keys without end",
            TAGGED,
            "<</Type/StructTreeRoot/K 6 0 R/ParentTree<</Nums[2147483647 6 0 R]>>>>",
        ),
        (
            "a next key without end",
            TAGGED,
            "<</Type/StructTreeRoot/K 6 0 R/ParentTreeNextKey 2147483647>>",
        ),
    ] {
        let bytes = plain_with(&[(1, catalog), (3, PAGE), (5, root), (6, ELEMENT)]);
        let sealed = seal(&request(&[("a", &bytes)])).bytes;
        assert!(sealed.starts_with(&bytes) && is_intact(&sealed), "{why}");
        let (before, file) = (
            File::open(&bytes).expect(why),
            File::open(&sealed).expect(why),
        );
        assert_eq!(file.get(5), before.get(5), "{why}");
        let said = |file: &File<'_>| {
            file.catalog()
                .and_then(|(_, catalog)| catalog.get("StructTreeRoot").cloned())
        };
        assert_eq!(said(&file), said(&before), "{why}");
        assert_eq!(
            file.pages().expect(why)[0].dict.get("StructParents"),
            None,
            "{why}"
        );
    }
}

#[test]
fn a_front_page_that_begins_the_file_has_its_structure_and_is_not_called_tagged() {
    let signed = seal(&request(&[("a", &plain_with(&[]))])).bytes;
    let sealed = seal(&request(&[("a", &signed)])).bytes;
    let file = File::open(&sealed).expect("a PDF");
    assert!(!types_on_front_page(&file).is_empty());
    let (_, catalog) = file.catalog().expect("a catalog");
    assert_eq!(
        file.dict_in(&catalog, "MarkInfo")
            .expect("a word")
            .get("Marked"),
        Some(&Object::Bool(false))
    );
    // What is copied stays without a place in a structure that is not its own.
    assert!(
        file.pages().expect("pages")[1..]
            .iter()
            .all(|page| page.dict.get("StructParents").is_none())
    );
}

#[test]
fn links_of_the_front_page_can_be_followed_and_are_in_the_structure() {
    let bytes = plain_with(&[]);
    let mut asked = request(&[("a", &bytes)]);
    asked.front.validation_address = Some("https://segl.example.no/validate".to_owned());
    let sealed = seal(&asked).bytes;
    let file = File::open(&sealed).expect("a PDF");
    let annotations = file
        .array_in(&file.pages().expect("pages")[0].dict, "Annots")
        .expect("annotations");
    let kinds: Vec<Dict> = annotations
        .iter()
        .filter_map(|one| file.resolve(one).dict().cloned())
        .collect();
    assert_eq!(kinds.len(), 2, "a link and the field of the seal");
    let key = kinds[0]
        .get("StructParent")
        .and_then(Object::int)
        .expect("a place in the structure");
    let (_, parents) = structure(&file);
    assert_eq!(way_up(&file, &parents[&key])[..2], ["Link", "P"]);
}

#[test]
fn metadata_that_says_the_title_keeps_it() {
    let bytes = plain_with(&[
        (1, "<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>"),
        (
            5,
            "<</Type/Metadata/Subtype/XML/Length 0>>stream\n\nendstream",
        ),
    ]);
    let sealed = seal(&request(&[("a", &bytes)])).bytes;
    let file = File::open(&sealed).expect("a PDF");
    assert_eq!(file.trailer().get("Info"), None);
    assert_eq!(
        file.catalog()
            .expect("a catalog")
            .1
            .get("ViewerPreferences"),
        None
    );
}
