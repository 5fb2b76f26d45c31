//! Name trees and number trees (ISO 32000-2 clauses 7.9.6 and 7.9.7), and the embedded files that one names.

use std::collections::BTreeSet;

use crate::{file::File, object::Object};

/// The keys and values of a name or number tree (clauses 7.9.6 and 7.9.7), in order.
pub fn pairs_of(base: &File<'_>, tree: &Object, under: &str) -> Vec<(Object, Object)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![tree.clone()];
    while let Some(node) = waiting.pop().filter(|_| seen.len() < 10_000) {
        if node.reference().is_some_and(|number| !seen.insert(number)) {
            continue;
        }
        let Object::Dict(node) = base.resolve(&node) else { continue };
        for pair in base.array_in(&node, under).unwrap_or_default().chunks_exact(2) {
            found.push((base.resolve(&pair[0]), pair[1].clone()));
        }
        // Kids that are not objects of their own cannot be told apart, and no tree needs them.
        let kids = base.array_in(&node, "Kids").unwrap_or_default();
        waiting.extend(kids.into_iter().rev().filter(|kid| kid.reference().is_some()));
    }
    found
}

/// The bytes of a string; none of anything else.
#[must_use]
pub fn text_bytes(object: &Object) -> &[u8] {
    match object {
        Object::Text(bytes) => bytes,
        _ => &[],
    }
}

/// The files embedded in a document: names and what specifies them, in the order of the tree.
pub fn embedded_files(file: &File<'_>) -> Vec<(Vec<u8>, Object)> {
    let names = file.catalog().and_then(|(_, catalog)| file.dict_in(&catalog, "Names"));
    let tree = names.as_ref().and_then(|names| names.get("EmbeddedFiles"));
    let pairs = tree.map_or_else(Vec::new, |tree| pairs_of(file, tree, "Names"));
    pairs.into_iter().map(|(name, specification)| (text_bytes(&name).to_vec(), specification)).collect()
}
