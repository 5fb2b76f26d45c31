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
        let Object::Dict(node) = base.resolve(&node) else {
            continue;
        };
        for pair in base
            .array_in(&node, under)
            .unwrap_or_default()
            .chunks_exact(2)
        {
            found.push((base.resolve(&pair[0]), pair[1].clone()));
        }
        // Kids that are not objects of their own cannot be told apart, and no tree needs them.
        let kids = base.array_in(&node, "Kids").unwrap_or_default();
        waiting.extend(
            kids.into_iter()
                .rev()
                .filter(|kid| kid.reference().is_some()),
        );
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
    let names = file
        .catalog()
        .and_then(|(_, catalog)| file.dict_in(&catalog, "Names"));
    let tree = names.as_ref().and_then(|names| names.get("EmbeddedFiles"));
    let pairs = tree.map_or_else(Vec::new, |tree| pairs_of(file, tree, "Names"));
    pairs
        .into_iter()
        .map(|(name, specification)| (text_bytes(&name).to_vec(), specification))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::plain_with;

    #[test]
    fn what_a_tree_names_comes_in_its_order_and_each_node_once() {
        let catalog = "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 10 0 R>>>>";
        let bytes = plain_with(&[
            (1, catalog),
            (
                10,
                "<</Names[(a)1(odd)]/Kids[11 0 R 12 0 R <</Names[(x)9]>> 11 0 R 10 0 R]>>",
            ),
            (11, "<</Names[(b)2(c)3]>>"),
            (12, "<</Kids[13 0 R]>>"),
            (13, "<</Names[14 0 R 4 15 5]>>"),
            (14, "(d)"),
        ]);
        let names: Vec<(Vec<u8>, Option<i64>)> =
            embedded_files(&File::open(&bytes).expect("a PDF"))
                .into_iter()
                .map(|(name, value)| (name, value.int()))
                .collect();
        let expected = [(&b"a"[..], 1), (b"b", 2), (b"c", 3), (b"d", 4), (b"", 5)];
        assert_eq!(
            names,
            expected.map(|(name, value)| (name.to_vec(), Some(value)))
        );
        assert!(embedded_files(&File::open(&plain_with(&[])).expect("a PDF")).is_empty());
    }
}
