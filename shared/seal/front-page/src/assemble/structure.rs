//! The front page's structure beside the document's (ISO 32000-2 clauses 14.7 and 14.8).
//!
//! A document with a structure of its own gets the front page's as the first element under its root: numbers in the
//! parent tree go on where the document's end, and all else of it stays. A document without one gets the front page's
//! alone, and is not called tagged (`MarkInfo`): its own pages are not, and readers that believe the word would pass
//! over them in silence.

use crate::request::ComposeError;
use segl_pdf::{
    append::{Body, Update},
    file::File,
    import::{self, Structure},
    object::{Dict, Number, Object, reference},
    pages::Page,
    trees::pairs_of,
};

/// The keys of a parent tree are 32-bit numbers in many readers; beyond this we add none.
const HIGHEST_KEY: i64 = 1 << 30;

/// Brings in the front page, with its structure if there is a place for it; gives its pages' numbers.
pub(super) fn import_front(
    base: &File<'_>,
    (front, pages): (&File<'_>, &[Page]),
    update: &mut Update,
    catalog: &mut Dict,
    tree: u32,
) -> Result<Vec<u32>, ComposeError> {
    let Some((from, elements, parents)) = structure_of(front) else {
        return Ok(import::pages(front, pages, update, tree)?.pages);
    };
    let Some(root) = Root::of(base, catalog, update) else {
        // What is there cannot be added to without a guess at what it means: it stays, and the front page is not in it.
        return Ok(import::pages(front, pages, update, tree)?.pages);
    };
    let objects = elements
        .iter()
        .chain(parents.iter().map(|(_, value)| value))
        .cloned()
        .collect();
    let structure = Structure {
        from,
        to: root.number.0,
        first_key: root.first_key,
        objects,
    };
    let imported = import::pages_in_structure(front, pages, update, tree, structure)?;
    let mut copies = imported.structure;
    let values = copies.split_off(elements.len());
    let parents = parents
        .iter()
        .map(|(key, _)| key + root.first_key)
        .zip(values)
        .collect();
    root.add(base, update, catalog, copies, parents);
    say_language(front, catalog);
    Ok(imported.pages)
}

/// For a file that begins with the front page: what it says of itself is no longer all of it.
pub(super) fn front_is_the_beginning(catalog: &mut Dict) {
    // The pages that follow are copies without structure.
    catalog.set(
        "MarkInfo",
        Object::Dict(Dict::default().with("Marked", Object::Bool(false))),
    );
}

/// Has readers show the title in place of the file's name, and gives the file the title it is signed under, unless its
/// own metadata has a word in that; gives what belongs in the trailer's `Info` (clause 14.3.3).
pub(super) fn set_title(
    base: &File<'_>,
    update: &mut Update,
    catalog: &mut Dict,
    title: &str,
) -> Option<Object> {
    let info = base.trailer().get("Info");
    // XMP says the title too, and both must agree (ISO 19005-3 clause 6.6.3).
    if catalog.get("Metadata").is_some() {
        return info.cloned();
    }
    let mut preferences = base
        .dict_in(catalog, "ViewerPreferences")
        .unwrap_or_default();
    preferences.set("DisplayDocTitle", Object::Bool(true));
    catalog.set("ViewerPreferences", Object::Dict(preferences));
    let said = base.dict_in(base.trailer(), "Info").unwrap_or_default();
    Some(reference(
        update.add(Object::Dict(said.with("Title", Object::text(title)))),
    ))
}

type Parents = Vec<(i64, Object)>;

/// The number of the front page's structure root, the elements under it, and its parent tree.
fn structure_of(front: &File<'_>) -> Option<(u32, Vec<Object>, Parents)> {
    let (_, catalog) = front.catalog()?;
    let (number, _) = catalog.get("StructTreeRoot")?.reference()?;
    let Object::Dict(root) = front.get(number)? else {
        return None;
    };
    let parents = pairs_of(front, root.get("ParentTree")?, "Nums");
    let parents = parents
        .into_iter()
        .map(|(key, value)| Some((key.int()?, value)))
        .collect::<Option<_>>()?;
    Some((number, elements_of(front, &root)?, parents))
}

/// The elements under a root; `None` if what is there is none.
fn elements_of(file: &File<'_>, root: &Dict) -> Option<Vec<Object>> {
    let Some(under) = root.get("K") else {
        return Some(Vec::new());
    };
    match file.resolve(under) {
        Object::Null => Some(Vec::new()),
        Object::Array(elements) => Some(elements),
        Object::Dict(_) => Some(vec![under.clone()]),
        _ => None,
    }
}

/// The structure's root in the sealed file.
struct Root {
    number: Number,
    dict: Dict,
    elements: Vec<Object>,
    /// The parent tree, and its number if it is an object of its own.
    parents: (Dict, Option<Number>),
    first_key: i64,
    is_new: bool,
}

impl Root {
    /// The root that the document has, or a new one; `None` if there is one that cannot be added to.
    fn of(base: &File<'_>, catalog: &Dict, update: &mut Update) -> Option<Self> {
        let Some(there) = catalog
            .get("StructTreeRoot")
            .filter(|there| base.resolve(there) != Object::Null)
        else {
            let dict = Dict::default().with("Type", Object::named("StructTreeRoot"));
            let number = (update.allocate(), 0);
            let parents = (
                Dict::default().with("Nums", Object::Array(Vec::new())),
                None,
            );
            return Some(Self {
                number,
                dict,
                elements: Vec::new(),
                parents,
                first_key: 0,
                is_new: true,
            });
        };
        // Elements name the root by number, which imported ones can do for the generation 0 alone.
        let number = there
            .reference()
            .filter(|(_, generation)| *generation == 0)?;
        let Object::Dict(dict) = base.get(number.0)? else {
            return None;
        };
        let elements = elements_of(base, &dict)?;
        let tree = dict.get("ParentTree").unwrap_or(&Object::Null);
        let parents = match base.resolve(tree) {
            Object::Null => (
                Dict::default().with("Nums", Object::Array(Vec::new())),
                None,
            ),
            Object::Dict(tree_dict) => (tree_dict, tree.reference()),
            _ => return None,
        };
        let list = |key: &str| {
            parents
                .0
                .get(key)
                .map(|list| matches!(base.resolve(list), Object::Array(_)))
        };
        if !matches!(
            (list("Nums"), list("Kids")),
            (Some(true), None) | (None, Some(true))
        ) {
            return None;
        }
        let mut first_key = dict
            .get("ParentTreeNextKey")
            .and_then(Object::int)
            .unwrap_or(0)
            .max(0);
        for (key, _) in pairs_of(base, tree, "Nums") {
            first_key = first_key.max(key.int()?.checked_add(1)?);
        }
        let is_in_reach = first_key < HIGHEST_KEY;
        is_in_reach.then_some(Self {
            number,
            dict,
            elements,
            parents,
            first_key,
            is_new: false,
        })
    }

    /// Puts elements before all others, and their part of the parent tree after all others.
    fn add(
        mut self,
        base: &File<'_>,
        update: &mut Update,
        catalog: &mut Dict,
        mut elements: Vec<Object>,
        parents: Parents,
    ) {
        elements.append(&mut self.elements);
        self.dict.set("K", Object::Array(elements));
        let last = parents
            .iter()
            .map(|(key, _)| *key)
            .max()
            .unwrap_or(self.first_key);
        self.dict.set("ParentTreeNextKey", Object::Int(last + 1));
        let limits = Object::Array(vec![Object::Int(self.first_key), Object::Int(last)]);
        let pairs = parents
            .into_iter()
            .flat_map(|(key, value)| [Object::Int(key), value]);
        let (mut tree, number) = self.parents;
        if let Some(mut kids) = base.array_in(&tree, "Kids") {
            let leaf = Dict::default()
                .with("Limits", limits)
                .with("Nums", Object::Array(pairs.collect()));
            kids.push(reference(update.add(Object::Dict(leaf))));
            tree.set("Kids", Object::Array(kids));
        } else {
            let nums = base.array_in(&tree, "Nums").unwrap_or_default();
            tree.set(
                "Nums",
                Object::Array(nums.into_iter().chain(pairs).collect()),
            );
        }
        match number {
            Some((number, generation)) => {
                update.put(number, generation, Body::Plain(Object::Dict(tree)))
            }
            None => self.dict.set("ParentTree", Object::Dict(tree)),
        }
        if self.is_new {
            catalog.set("StructTreeRoot", Object::Ref(self.number));
        }
        update.put(
            self.number.0,
            self.number.1,
            Body::Plain(Object::Dict(self.dict)),
        );
    }
}

/// A document that says its language keeps it; the front page's elements say their own.
fn say_language(front: &File<'_>, catalog: &mut Dict) {
    let said = front
        .catalog()
        .and_then(|(_, front)| front.get("Lang").cloned());
    if let (None, Some(said)) = (catalog.get("Lang"), said) {
        catalog.set("Lang", said);
    }
}

#[cfg(test)]
mod tests;
