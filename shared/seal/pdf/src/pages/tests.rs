//! Pages in order, and trees that are none.

use super::*;
use crate::{
    continuing::may_be_continued,
    preflight::{Rejection, inspect},
    samples::plain_with,
};

#[test]
fn pages_come_in_order_with_what_they_inherit_and_do_not_say_themselves() {
    let bytes = plain_with(&[
        (
            2,
            "<</Type/Pages/Kids[3 0 R 5 0 R 4 0 R]/MediaBox[1]/Rotate 90>>",
        ),
        (
            5,
            "<</Type/Pages/Kids[6 0 R]/MediaBox[2]/Resources<</A 1>>>>",
        ),
        (6, "<</Type/Page/CropBox[3]>>"),
    ]);
    let file = File::open(&bytes).expect("a PDF");
    let pages = file.pages().expect("pages");
    assert_eq!(
        pages.iter().map(|page| page.number).collect::<Vec<_>>(),
        [Some((3, 0)), Some((6, 0)), Some((4, 0))]
    );
    let box_of = |page: &Page| {
        page.get("MediaBox")
            .and_then(Object::array)
            .map(|items| items[0].clone())
    };
    assert_eq!(
        pages.iter().map(box_of).collect::<Vec<_>>(),
        [1, 2, 1].map(|number| Some(Object::Int(number)))
    );
    assert_eq!(
        (pages[2].get("Rotate"), pages[0].get("Rotate")),
        (Some(&Object::Int(0)), Some(&Object::Int(90)))
    );
    assert_eq!(
        (pages[1].get("Kids"), pages[0].get("Resources")),
        (None, None)
    );
    let inherited = |page: &Page| page.inherited().map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(inherited(&pages[0]), ["MediaBox", "Rotate"]);
    assert_eq!(inherited(&pages[1]), ["Resources", "MediaBox", "Rotate"]);
    assert_eq!(inherited(&pages[2]), ["MediaBox"]);
}

#[test]
fn a_page_that_the_tree_leads_to_twice_is_one_page() {
    let count = |kids: &str| {
        let bytes = plain_with(&[(2, &format!("<</Type/Pages/Kids[{kids}]>>"))]);
        File::open(&bytes)
            .expect("a PDF")
            .pages()
            .expect("pages")
            .len()
    };
    assert_eq!((count("3 0 R 4 0 R"), count("3 0 R 4 0 R 3 0 R")), (2, 2));
    assert_eq!(count("3 0 R 2 0 R"), 1, "a tree in itself");
    assert_eq!(
        count("<</Type/Page>> 3 0 R <</Type/Pages>> <</Type/Catalog>> 9 (x)"),
        2
    );
    assert_eq!(
        count("<</Type/Page/Kids[3 0 R 4 0 R]>>"),
        1,
        "what says that it is a page is one"
    );
}

#[test]
fn as_many_pages_are_read_as_any_sealed_file_has_and_no_more() {
    let of = |count: usize| {
        let kids = "<<>>".repeat(count);
        let bytes = plain_with(&[(2, &format!("<</Type/Pages/Kids[{kids}]>>"))]);
        File::open(&bytes)
            .expect("a PDF")
            .pages()
            .map(|pages| pages.len())
    };
    assert_eq!(of(MAX_PAGES), Ok(MAX_PAGES));
    assert_eq!(of(MAX_PAGES + 1), Err(PdfError::TooManyPages));
}

#[test]
fn a_tree_of_more_nodes_than_any_is_left() {
    // Nodes that are no pages: each is looked at.
    let wide = |count: usize| {
        let kids = "null ".repeat(count);
        let bytes = plain_with(&[(2, &format!("<</Type/Pages/Kids[3 0 R {kids}]>>"))]);
        File::open(&bytes)
            .expect("a PDF")
            .pages()
            .map(|pages| pages.len())
    };
    assert_eq!(wide(1000), Ok(1));
    assert_eq!(wide(MAX_OBJECTS + 1), Err(PdfError::TooManyPages));
}

/// What the plain document's tree is with these objects put in.
fn tree(changes: &[(u32, &str)]) -> PageTree {
    let bytes = plain_with(changes);
    File::open(&bytes).expect("a PDF").page_tree()
}

#[test]
fn a_tree_as_it_should_be_is_strict() {
    assert_eq!(tree(&[]), PageTree::Strict);
    let nested = [
        (
            2,
            "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2/MediaBox[0 0 9 9]>>",
        ),
        (4, "<</Type/Page/Parent 5 0 R>>"),
        (
            5,
            "<</Type/Pages/Parent 2 0 R/Kids[4 0 R]/Count 1/Rotate 90>>",
        ),
    ];
    assert_eq!(tree(&nested), PageTree::Strict);
}

#[test]
fn what_all_readers_do_without_in_a_tree_is_lax() {
    for (why, changes) in [
        ("no type", &[(4, "<</Parent 2 0 R/Rotate 0>>")][..]),
        (
            "a type elsewhere",
            &[(4, "<</Type 5 0 R/Parent 2 0 R/Rotate 0>>"), (5, "/Page")],
        ),
        (
            "no type of the root",
            &[(2, "<</Kids[3 0 R 4 0 R]/Count 2>>")],
        ),
        (
            "no count of the root",
            &[(2, "<</Type/Pages/Kids[3 0 R 4 0 R]>>")],
        ),
        (
            "a count of the root that is more",
            &[(2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 3>>")],
        ),
        (
            "no parent, and nothing inherited",
            &[
                (2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"),
                (4, "<</Type/Page>>"),
            ],
        ),
        (
            "another parent, from which the same comes",
            &[
                (2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/Rotate 90>>"),
                (4, "<</Type/Page/Parent 5 0 R>>"),
                (5, "<</Type/Pages/Kids[]/Count 0/Rotate 90>>"),
            ],
        ),
        (
            "a node without pages",
            &[
                (2, "<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 2>>"),
                (5, "<</Type/Pages/Parent 2 0 R/Kids[]/Count 0>>"),
            ],
        ),
        (
            "a root that is no object of its own",
            &[
                (1, "<</Type/Catalog/Pages<</Kids[3 0 R]/Count 1>>>>"),
                (3, "<</Type/Page>>"),
            ],
        ),
        (
            "a null under which nothing is hidden",
            &[
                (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
                (3, "<</Type/Page/Rotate null>>"),
            ],
        ),
    ] {
        assert_eq!(tree(changes), PageTree::Lax, "{why}");
    }
}

#[test]
fn a_tree_of_which_readers_show_different_pages_is_told_apart() {
    const BOTH: &str = "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/Rotate 90/MediaBox[0 0 9 9]>>";
    for (why, changes) in [
        (
            "a count that is too small",
            &[(2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 1>>")][..],
        ),
        (
            "such a count further down",
            &[
                (2, "<</Type/Pages/Kids[5 0 R]/Count 2>>"),
                (3, "<</Type/Page/Parent 5 0 R>>"),
                (4, "<</Type/Page/Parent 5 0 R>>"),
                (5, "<</Type/Pages/Parent 2 0 R/Kids[3 0 R 4 0 R]/Count 1>>"),
            ],
        ),
        (
            "a page that stands twice",
            &[(2, "<</Type/Pages/Kids[3 0 R 4 0 R 3 0 R]/Count 3>>")],
        ),
        (
            "a tree in itself",
            &[(2, "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>")],
        ),
        (
            "a page with kids",
            &[
                (4, "<</Type/Page/Parent 2 0 R/Kids[5 0 R]>>"),
                (5, "<</Type/Page/Parent 4 0 R>>"),
            ],
        ),
        (
            "a node without kids",
            &[(4, "<</Type/Pages/Parent 2 0 R>>")],
        ),
        ("a template", &[(4, "<</Type/Template/Parent 2 0 R>>")]),
        (
            "nothing among the kids",
            &[(2, "<</Type/Pages/Kids[3 0 R null 4 0 R]/Count 3>>")],
        ),
        (
            "a kid that is not there",
            &[(2, "<</Type/Pages/Kids[3 0 R 77 0 R 4 0 R]/Count 3>>")],
        ),
        (
            "a kid that is no object of its own",
            &[(
                2,
                "<</Type/Pages/Kids[3 0 R<</Type/Page/Parent 2 0 R>>]/Count 2>>",
            )],
        ),
        (
            "kids that are no list",
            &[(2, "<</Type/Pages/Kids 3 0 R/Count 1>>")],
        ),
        (
            "no parent to inherit from",
            &[(2, BOTH), (4, "<</Type/Page>>")],
        ),
        (
            "a parent that turns the page",
            &[
                (4, "<</Type/Page/Parent 5 0 R>>"),
                (5, "<</Type/Pages/Kids[]/Count 0/Rotate 180/Parent 2 0 R>>"),
            ],
        ),
        (
            "a parent with other resources",
            &[
                (
                    2,
                    "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/Resources<</XObject<</X 6 0 R>>>>>>",
                ),
                (4, "<</Type/Page/Parent 5 0 R>>"),
                (
                    5,
                    "<</Type/Pages/Kids[4 0 R]/Count 1/Resources<</XObject<</X 7 0 R>>>>/Parent 2 0 R>>",
                ),
            ],
        ),
        (
            "parents without an end",
            &[
                (4, "<</Type/Page/Parent 5 0 R>>"),
                (5, "<</Type/Pages/Kids[]/Count 0/Parent 5 0 R>>"),
            ],
        ),
        (
            "a root with a parent that turns",
            &[
                (2, "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 5 0 R>>"),
                (5, "<</Rotate 90>>"),
            ],
        ),
        (
            "a null that hides what is inherited",
            &[(2, BOTH), (4, "<</Type/Page/Parent 2 0 R/Rotate null>>")],
        ),
    ] {
        assert_eq!(tree(changes), PageTree::Ambiguous, "{why}");
        let bytes = plain_with(changes);
        let said = inspect(&bytes).map(|_| ());
        assert!(
            matches!(said, Err(Rejection::Ambiguous | Rejection::NoPages)),
            "{why}: {said:?}"
        );
        assert!(!may_be_continued(&bytes), "{why}");
    }
}
