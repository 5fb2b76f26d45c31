//! The page tree (ISO 32000-2 clause 7.7.3), walked without trust in its shape.

mod tree;

use std::{collections::BTreeSet, rc::Rc};

use super::{
    file::{File, PdfError},
    limits::MAX_OBJECTS,
    object::{Dict, Number, Object},
};

pub use self::tree::PageTree;

/// The most pages that are read: more than a sealed file has, which holds several documents and their front page.
const MAX_PAGES: usize = 100_000;

/// What pages may inherit (clause 7.7.3.4).
pub(crate) const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

/// A page with what it inherits. Pages share what they inherit: copied into each, a large dictionary would multiply.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its number, unless it stands in the tree itself.
    pub number: Option<Number>,
    /// What the page says itself.
    pub dict: Dict,
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
        entries.filter_map(|(key, value)| {
            Some((
                *key,
                value.as_ref().filter(|_| self.dict.get(key).is_none())?,
            ))
        })
    }
}

impl File<'_> {
    /// All pages in order.
    pub fn pages(&self) -> Result<Vec<Page>, PdfError> {
        let (_, catalog) = self.catalog().ok_or(PdfError::NoCatalog)?;
        let root = catalog.get("Pages").cloned().unwrap_or(Object::Null);
        let mut pages = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(root, [const { None }; 4])];
        let mut visited = 0;
        while let Some((node, mut inherited)) = waiting.pop() {
            visited += 1;
            if visited > MAX_OBJECTS {
                return Err(PdfError::TooManyPages);
            }
            let number = node.reference();
            // A node that stands in the tree twice would never end.
            if number.is_some_and(|number| !seen.insert(number)) {
                continue;
            }
            let Object::Dict(dict) = self.resolve(&node) else {
                continue;
            };
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
                _ => pages.push(Page {
                    number,
                    dict,
                    inherited,
                }),
            }
            if pages.len() > MAX_PAGES || waiting.len() > MAX_OBJECTS {
                return Err(PdfError::TooManyPages);
            }
        }
        self.limits()?;
        Ok(pages)
    }
}

#[cfg(test)]
mod tests;
