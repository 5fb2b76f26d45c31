//! What the references of a signature are of: files of the container, and elements of the signature itself (XMLDSIG core
//! 1.1 clause 4.4.3).

use roxmltree::Node;
use segl_asic::{DS, DataFile, canonical::Canonicalization, names::name_of};

use super::{Ids, MISPLACED, is, method_of, only};
use crate::verdict::{Finding, IndeterminateReason};

/// What a reference is of.
pub(super) struct Covered {
    /// The bytes have the digest that was signed.
    pub(super) matches: bool,
    pub(super) of: Of,
}

/// The kinds of what a reference can be of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// A file of the container.
    File(String),
    /// A file that the container does not have.
    MissingFile(String),
    /// The signature's own properties.
    Properties,
    /// Another element of the signature.
    Element,
}

/// Looks up what a reference is of, where it must stand, and holds it against the digest that was signed.
pub(super) fn cover(
    reference: Node<'_, '_>,
    signature: Node<'_, '_>,
    properties: Option<Node<'_, '_>>,
    ids: &Ids<'_, '_>,
    files: &[&DataFile],
    matches: impl Fn(&[u8]) -> bool,
) -> Result<Covered, Finding> {
    let uri = reference.attribute("URI").ok_or(MISPLACED)?;
    let Some(id) = uri.strip_prefix('#') else { return file(reference, uri, files, matches) };
    let element = ids.get(id).ok_or(MISPLACED)?;
    let of = if properties == Some(element) { Of::Properties } else { Of::Element };
    // Apart from its properties a signature may be of its key and of what stands in its objects, and of nothing elsewhere.
    let own = element.ancestors().find(|above| above.parent() == Some(signature)).ok_or(MISPLACED)?;
    if !is(&own, DS, "KeyInfo") && !is(&own, DS, "Object") {
        return Err(MISPLACED);
    }
    let bytes = transforms(reference)?.unwrap_or(Canonicalization::INCLUSIVE).without_comments().canonical(element);
    let bytes = bytes.ok_or(UNKNOWN)?;
    Ok(Covered { matches: matches(bytes.as_bytes()), of })
}

const UNKNOWN: Finding = Finding::indeterminate(
    IndeterminateReason::Generic,
    "The signature transforms what it is of in a way not known here.",
);
pub(super) const MISSING: Finding =
    Finding::indeterminate(IndeterminateReason::SignedDataNotFound, "A file that was signed is not there.");

fn file(
    reference: Node<'_, '_>,
    uri: &str,
    files: &[&DataFile],
    matches: impl Fn(&[u8]) -> bool,
) -> Result<Covered, Finding> {
    if transforms(reference)?.is_some() {
        return Err(UNKNOWN);
    }
    // The name as it stands first: some producers escape nothing, not even what looks like an escape.
    let named = |name: &str| files.iter().find(|file| file.name == name);
    let Some(file) = named(uri).or_else(|| named(&name_of(uri)?)) else {
        let name = name_of(uri).unwrap_or_else(|| uri.to_owned());
        return Ok(Covered { matches: false, of: Of::MissingFile(name) });
    };
    Ok(Covered { matches: matches(&file.bytes), of: Of::File(file.name.clone()) })
}

/// The one transform that is known here, canonicalization; nothing where there is none.
fn transforms(reference: Node<'_, '_>) -> Result<Option<Canonicalization>, Finding> {
    let Some(all) = only(reference, DS, "Transforms") else { return Ok(None) };
    let mut transforms = all.children().filter(Node::is_element);
    match (transforms.next(), transforms.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => method_of(one).map(Some).ok_or(UNKNOWN),
        _ => Err(UNKNOWN),
    }
}
