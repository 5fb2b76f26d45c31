//! Whether readers that walk the page tree each in their own way find the same pages, and the same inherited entries:
//! some go from the root down, some from the page up, some believe the counts and some do not.

use std::collections::BTreeSet;

use super::INHERITED;
use crate::{
    file::File,
    object::{Dict, Number, Object},
};

/// What the page tree is to readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageTree {
    /// A tree as clause 7.7.3 has it.
    Strict,
    /// Something is missing that all readers do without, or that makes one show nothing at all.
    Lax,
    /// Readers show other pages, or pages otherwise.
    Ambiguous,
}

/// How far up a page is followed to what it inherits; deeper trees are none that readers agree on.
const MAX_DEPTH: usize = 64;

/// A node on the way down.
struct Node {
    number: Option<Number>,
    /// What is still to be looked at below it.
    kids: std::vec::IntoIter<Object>,
    said: Option<i64>,
    leaves: i64,
    /// What pages inherit from here, as the node says it itself.
    own: [Option<Object>; 4],
    /// Whether it, and all above it, name as their parent the one that leads to them.
    is_in_place: bool,
}

impl File<'_> {
    /// Whether readers agree on what pages the document has. Each reference is followed once.
    pub fn page_tree(&self) -> PageTree {
        let root = self
            .catalog()
            .and_then(|(_, catalog)| catalog.get("Pages").cloned())
            .unwrap_or(Object::Null);
        let mut walk = Walk {
            file: self,
            seen: BTreeSet::new(),
            above: Vec::new(),
            found: PageTree::Strict,
        };
        if root.reference().is_none() {
            walk.found = PageTree::Lax;
        }
        if walk.meet(&root).and_then(|()| walk.down()).is_none() {
            PageTree::Ambiguous
        } else {
            walk.found
        }
    }
}

struct Walk<'f, 'a> {
    file: &'f File<'a>,
    seen: BTreeSet<Number>,
    above: Vec<Node>,
    found: PageTree,
}

impl Walk<'_, '_> {
    fn down(&mut self) -> Option<()> {
        while let Some(node) = self.above.last_mut() {
            if let Some(kid) = node.kids.next() {
                // There are readers that pass over one that is no reference.
                kid.reference()?;
                self.meet(&kid)?;
                continue;
            }
            let Node { said, leaves, .. } = self.above.pop()?;
            if said != Some(leaves) {
                // Of a root that says more all pages are shown; of one that says less the last are not by some.
                let is_harmless = self.above.is_empty() && said.is_none_or(|said| said > leaves);
                is_harmless.then(|| self.found = PageTree::Lax)?;
            }
            if let Some(above) = self.above.last_mut() {
                above.leaves += leaves;
            }
        }
        Some(())
    }

    /// Looks at a node or a page; nothing when readers take it for different things.
    fn meet(&mut self, object: &Object) -> Option<()> {
        let number = object.reference();
        if number.is_some_and(|number| !self.seen.insert(number)) || self.above.len() > MAX_DEPTH {
            return None;
        }
        let Object::Dict(dict) = self.file.resolve(object) else {
            return None;
        };
        let kind = dict
            .get("Type")
            .map(|kind| self.file.resolve(kind))
            .filter(|kind| *kind != Object::Null);
        if kind.is_none() || kind.as_ref() != dict.get("Type") {
            self.found = PageTree::Lax;
        }
        let is_in_place = match (self.above.last(), dict.get("Parent")) {
            (None, parent) => parent.is_none(),
            (Some(above), parent) => {
                above.is_in_place
                    && above.number.is_some()
                    && parent.and_then(Object::reference) == above.number
            }
        };
        let is_of_kind = |name: &str| {
            kind.as_ref()
                .is_none_or(|kind| kind.name() == Some(name.as_bytes()))
        };
        if dict.get("Kids").is_some() {
            let kids = self
                .file
                .array_in(&dict, "Kids")
                .filter(|_| is_of_kind("Pages"))?;
            let said = dict
                .get("Count")
                .and_then(|count| match self.file.resolve(count) {
                    Object::Int(count) => Some(count),
                    _ => None,
                });
            if kids.is_empty() {
                self.found = PageTree::Lax;
            }
            let own = INHERITED.map(|key| dict.get(key).cloned());
            self.above.push(Node {
                number,
                kids: kids.into_iter(),
                said,
                leaves: 0,
                own,
                is_in_place,
            });
            return Some(());
        }
        if !is_of_kind("Page") {
            return None;
        }
        if !is_in_place {
            self.found = PageTree::Lax;
        }
        let inherits_alike = INHERITED
            .iter()
            .enumerate()
            .all(|(place, key)| self.inherits_alike(&dict, key, place, is_in_place));
        inherits_alike.then_some(())?;
        self.above.last_mut()?.leaves += 1;
        Some(())
    }

    /// Whether a page has the same under a key that can be inherited, whichever way a reader looks for it.
    fn inherits_alike(&self, page: &Dict, key: &str, place: usize, is_in_place: bool) -> bool {
        let is_null = |object: &Object| self.file.resolve(object) == Object::Null;
        let mut said = page.get(key).into_iter().chain(
            self.above
                .iter()
                .rev()
                .filter_map(|node| node.own[place].as_ref()),
        );
        let Some(first) = said.next() else {
            return is_in_place || self.up(page, key).is_none();
        };
        // A null hides what stands above it from some.
        if is_null(first) && said.any(|object| !is_null(object)) {
            return false;
        }
        page.get(key).is_some() || is_in_place || self.up(page, key).as_ref() == Some(first)
    }

    /// What a page inherits as those find it who go from parent to parent.
    fn up(&self, page: &Dict, key: &str) -> Option<Object> {
        let mut node = self.file.dict_in(page, "Parent")?;
        for _ in 0..MAX_DEPTH {
            if let Some(own) = node.get(key) {
                return Some(own.clone());
            }
            node = self.file.dict_in(&node, "Parent")?;
        }
        Some(Object::Null)
    }
}
