//! The page tree (ISO 32000-2 clause 7.7.3), walked without trust in its shape.

use std::{collections::BTreeSet, rc::Rc};

use super::{
    file::{File, PdfError},
    limits::MAX_OBJECTS,
    object::{Dict, Number, Object},
};

/// The most pages that are read: more than a sealed file has, which holds several documents and their front page.
const MAX_PAGES: usize = 100_000;

/// What pages may inherit (clause 7.7.3.4).
const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

/// A page with what it inherits. Pages share what they inherit: copied into each, a large dictionary would multiply.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its number, unless it stands in the tree itself.
    pub number: Option<Number>,
    /// What the page says itself.
    pub dict: Dict,
    /// Whether the tree leads to it more than once.
    pub is_shared: bool,
    inherited: [Option<Rc<Object>>; 4],
}

impl Page {
    /// What the page says itself or, for what can be inherited, what it inherits.
    pub fn get(&self, key: &str) -> Option<&Object> {
        self.dict.get(key).or_else(|| {
            let place = INHERITED.iter().position(|known| *known == key)?;
            self.inherited[place].as_deref()
        })
    }

    /// What the page inherits and does not say itself.
    pub fn inherited(&self) -> impl Iterator<Item = (&'static str, &Rc<Object>)> {
        let entries = INHERITED.iter().zip(&self.inherited);
        entries.filter_map(|(key, value)| Some((*key, value.as_ref().filter(|_| self.dict.get(key).is_none())?)))
    }
}

impl File<'_> {
    /// All pages in order.
    pub fn pages(&self) -> Result<Vec<Page>, PdfError> {
        let (_, catalog) = self.catalog().ok_or(PdfError::NoCatalog)?;
        let root = catalog.get("Pages").cloned().unwrap_or(Object::Null);
        let mut pages = Vec::new();
        let mut seen = BTreeSet::new();
        let mut shared = BTreeSet::new();
        let mut waiting = vec![(root, [const { None }; 4])];
        let mut visited = 0;
        while let Some((node, mut inherited)) = waiting.pop() {
            visited += 1;
            if visited > MAX_OBJECTS {
                return Err(PdfError::TooManyPages);
            }
            let number = node.reference();
            // A node that stands in the tree twice would never end.
            if let Some(number) = number.filter(|number| !seen.insert(*number)) {
                shared.insert(number);
                continue;
            }
            let Object::Dict(dict) = self.resolve(&node) else { continue };
            match self.array_in(&dict, "Kids") {
                Some(kids) if !dict.is_type("Page") => {
                    for (key, slot) in INHERITED.iter().zip(&mut inherited) {
                        if let Some(own) = dict.get(key) {
                            *slot = Some(Rc::new(own.clone()));
                        }
                    }
                    waiting.extend(kids.into_iter().rev().map(|kid| (kid, inherited.clone())));
                }
                _ if dict.is_type("Pages") || dict.is_type("Catalog") => {}
                _ => pages.push(Page { number, dict, is_shared: false, inherited }),
            }
            if pages.len() > MAX_PAGES || waiting.len() > MAX_OBJECTS {
                return Err(PdfError::TooManyPages);
            }
        }
        self.limits()?;
        for page in &mut pages {
            page.is_shared = page.number.is_some_and(|number| shared.contains(&number));
        }
        Ok(pages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::plain_with;

    #[test]
    fn pages_come_in_order_with_what_they_inherit_and_do_not_say_themselves() {
        let bytes = plain_with(&[
            (2, "<</Type/Pages/Kids[3 0 R 5 0 R 4 0 R]/MediaBox[1]/Rotate 90>>"),
            (5, "<</Type/Pages/Kids[6 0 R]/MediaBox[2]/Resources<</A 1>>>>"),
            (6, "<</Type/Page/CropBox[3]>>"),
        ]);
        let file = File::open(&bytes).expect("a PDF");
        let pages = file.pages().expect("pages");
        assert_eq!(
            pages.iter().map(|page| page.number).collect::<Vec<_>>(),
            [Some((3, 0)), Some((6, 0)), Some((4, 0))]
        );
        let box_of = |page: &Page| page.get("MediaBox").and_then(Object::array).map(|items| items[0].clone());
        assert_eq!(pages.iter().map(box_of).collect::<Vec<_>>(), [1, 2, 1].map(|number| Some(Object::Int(number))));
        assert_eq!((pages[2].get("Rotate"), pages[0].get("Rotate")), (Some(&Object::Int(0)), Some(&Object::Int(90))));
        assert_eq!((pages[1].get("Kids"), pages[0].get("Resources")), (None, None));
        let inherited = |page: &Page| page.inherited().map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(inherited(&pages[0]), ["MediaBox", "Rotate"]);
        assert_eq!(inherited(&pages[1]), ["Resources", "MediaBox", "Rotate"]);
        assert_eq!(inherited(&pages[2]), ["MediaBox"]);
    }

    #[test]
    fn a_page_that_the_tree_leads_to_twice_is_one_page_and_known_as_such() {
        let shared = |kids: &str| {
            let bytes = plain_with(&[(2, &format!("<</Type/Pages/Kids[{kids}]>>"))]);
            let pages = File::open(&bytes).expect("a PDF").pages().expect("pages");
            pages.iter().map(|page| page.is_shared).collect::<Vec<_>>()
        };
        assert_eq!(shared("3 0 R 4 0 R"), [false, false]);
        assert_eq!(shared("3 0 R 4 0 R 3 0 R"), [true, false]);
        assert_eq!(shared("3 0 R 2 0 R"), [false], "a tree in itself");
        assert_eq!(shared("<</Type/Page>> 3 0 R <</Type/Pages>> <</Type/Catalog>> 9 (x)"), [false, false]);
        assert_eq!(shared("<</Type/Page/Kids[3 0 R 4 0 R]>>"), [false], "what says that it is a page is one");
    }

    #[test]
    fn as_many_pages_are_read_as_any_sealed_file_has_and_no_more() {
        let of = |count: usize| {
            let kids = "<<>>".repeat(count);
            let bytes = plain_with(&[(2, &format!("<</Type/Pages/Kids[{kids}]>>"))]);
            File::open(&bytes).expect("a PDF").pages().map(|pages| pages.len())
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
            File::open(&bytes).expect("a PDF").pages().map(|pages| pages.len())
        };
        assert_eq!(wide(1000), Ok(1));
        assert_eq!(wide(MAX_OBJECTS + 1), Err(PdfError::TooManyPages));
    }
}
