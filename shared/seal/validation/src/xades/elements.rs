//! Elements of a signature, looked up where they must stand and never by name alone (signature wrapping).

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use roxmltree::{Document, Node};
use segl_asic::{EXCLUSIVE, XADES, canonical::Canonicalization};

use crate::verdict::{FailureReason, Finding};

/// The namespaces that XAdES had before (TS 101 903 versions 1.1.1 and 1.2.2); what is read of it here is the same.
pub(super) const OLDER: [&str; 2] = [
    "http://uri.etsi.org/01903/v1.1.1#",
    "http://uri.etsi.org/01903/v1.2.2#",
];

/// The elements of a document by their `Id`.
pub(super) struct Ids<'a, 'i>(BTreeMap<&'a str, Option<Node<'a, 'i>>>);

impl<'a, 'i> Ids<'a, 'i> {
    pub(super) fn of(document: &'a Document<'i>) -> Self {
        let mut ids = BTreeMap::new();
        for node in document.descendants() {
            if let Some(id) = node.attribute("Id") {
                // An Id that stands twice names two things, and so nothing.
                ids.entry(id)
                    .and_modify(|found| *found = None)
                    .or_insert(Some(node));
            }
        }
        Self(ids)
    }

    /// The only element with this `Id`.
    pub(super) fn get(&self, id: &str) -> Option<Node<'a, 'i>> {
        *self.0.get(id)?
    }
}

pub(super) fn is(node: &Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.has_tag_name((namespace, name))
        || namespace == XADES && OLDER.iter().any(|older| node.has_tag_name((*older, name)))
}

/// The only child of this name; none when there are two.
pub(super) fn only<'a, 'i>(
    node: Node<'a, 'i>,
    namespace: &str,
    name: &str,
) -> Option<Node<'a, 'i>> {
    let mut found = node.children().filter(|child| is(child, namespace, name));
    found.next().filter(|_| found.next().is_none())
}

/// The only element at the end of a path of XAdES elements.
pub(super) fn down<'a, 'i>(node: Node<'a, 'i>, path: &[&str]) -> Option<Node<'a, 'i>> {
    path.iter()
        .try_fold(node, |node, name| only(node, XADES, name))
}

/// What an element says that holds text and nothing else. Beside a comment, which is not signed, only a part of it would
/// be read.
pub(super) fn text<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    let mut children = node.children();
    let text = children.next().filter(Node::is_text)?;
    if children.next().is_none() {
        text.text()
    } else {
        None
    }
}

pub(super) fn decoded(node: Node<'_, '_>) -> Option<Vec<u8>> {
    let text: String = text(node)?
        .chars()
        .filter(|letter| !letter.is_ascii_whitespace())
        .collect();
    STANDARD.decode(text).ok()
}

/// The method that an element with an `Algorithm` names, with its inclusive prefixes (Exclusive XML Canonicalization 1.0
/// section 4).
pub(super) fn method_of(element: Node<'_, '_>) -> Option<Canonicalization> {
    let method = Canonicalization::named(element.attribute("Algorithm")?)?;
    let listed = only(element, EXCLUSIVE, "InclusiveNamespaces")
        .and_then(|list| list.attribute("PrefixList"));
    match listed {
        Some(list) => method.with_prefixes(list),
        None => Some(method),
    }
}

/// Something of it stands where it must not, or does not stand where it must (EN 319 132-1, XMLDSIG).
pub(super) const MISPLACED: Finding = Finding::failed(
    FailureReason::FormatFailure,
    "The signature is not put together as it must be.",
);
