//! What the references of a signature are of: files of the container, and elements of the signature itself (XMLDSIG core
//! 1.1 clause 4.4.3).

use roxmltree::Node;
use segl_asic::{DS, canonical::Canonicalization, names::name_of};
use segl_pki::digest::DigestAlgorithm;

use super::{
    elements::{Ids, MISPLACED, is, method_of, only},
    work::{Elements, Files},
};
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

/// A signature, with where what it is of is looked up.
pub(super) struct Place<'s, 'a, 'i, 'f> {
    pub(super) signature: Node<'a, 'i>,
    pub(super) properties: Option<Node<'a, 'i>>,
    pub(super) ids: &'s Ids<'a, 'i>,
    pub(super) files: &'s Files<'f>,
    pub(super) elements: &'s Elements<'s, 'f>,
}

/// Looks up what a reference is of, where it must stand, and holds it against the digest that was signed.
pub(super) fn cover(
    reference: Node<'_, '_>,
    place: &Place<'_, '_, '_, '_>,
    algorithm: DigestAlgorithm,
    said: &[u8],
) -> Result<Covered, Finding> {
    let Place {
        signature,
        properties,
        ids,
        files,
        elements,
    } = *place;
    files.pay_for_reference()?;
    let uri = reference.attribute("URI").ok_or(MISPLACED)?;
    let Some(id) = uri.strip_prefix('#') else {
        return file(reference, uri, files, algorithm, said);
    };
    // An XPointer may mean an element by its id in other words (XMLDSIG section 4.4.3.3).
    if id.contains('(') {
        return Err(UNKNOWN);
    }
    let element = ids.get(id).ok_or(MISPLACED)?;
    // The reference says that it is of the properties, for readers go by that word (EN 319 132-1 clause 4.4.2). Said of
    // anything else, it would have them read other properties than these.
    let says_properties = reference
        .attribute("Type")
        .is_some_and(is_type_of_properties);
    let of = match (properties == Some(element), says_properties) {
        (true, true) => Of::Properties,
        (false, true) => return Err(MISPLACED),
        (_, false) => Of::Element,
    };
    // Apart from its properties a signature may be of its key and of what stands in its objects, and of nothing elsewhere.
    let own = element
        .ancestors()
        .find(|above| above.parent() == Some(signature))
        .ok_or(MISPLACED)?;
    if !is(&own, DS, "KeyInfo") && !is(&own, DS, "Object") {
        return Err(MISPLACED);
    }
    let method = transforms(reference)?
        .unwrap_or(Canonicalization::INCLUSIVE)
        .without_comments();
    let canonical = elements.canonical(method, element, UNKNOWN)?;
    Ok(Covered {
        matches: files.digest(algorithm, canonical.as_bytes())? == said,
        of,
    })
}

/// Whether a reference of this type is of signed properties: the type's name had the version of XAdES in it before.
fn is_type_of_properties(name: &str) -> bool {
    let name = name.strip_prefix("http://uri.etsi.org/01903");
    let version = name.and_then(|name| name.strip_suffix("#SignedProperties"));
    version.is_some_and(|version| version.is_empty() || version.starts_with("/v"))
}

const UNKNOWN: Finding = Finding::indeterminate(
    IndeterminateReason::Generic,
    "The signature transforms what it is of in a way not known here.",
);
pub(super) const MISSING: Finding = Finding::indeterminate(
    IndeterminateReason::SignedDataNotFound,
    "A file that was signed is not there.",
);

fn file(
    reference: Node<'_, '_>,
    uri: &str,
    files: &Files<'_>,
    algorithm: DigestAlgorithm,
    said: &[u8],
) -> Result<Covered, Finding> {
    if transforms(reference)?.is_some() {
        return Err(UNKNOWN);
    }
    // The name as it stands where no file has the one that it spells: some producers escape nothing, not even what
    // looks like an escape.
    let spelled = name_of(uri).and_then(|name| files.named(&name));
    let Some(file) = spelled.or_else(|| files.named(uri)) else {
        let name = name_of(uri).unwrap_or_else(|| uri.to_owned());
        return Ok(Covered {
            matches: false,
            of: Of::MissingFile(name),
        });
    };
    Ok(Covered {
        matches: files.matches(file, algorithm, said)?,
        of: Of::File(file.name.clone()),
    })
}

/// The one transform that is known here, canonicalization; nothing where there is none.
fn transforms(reference: Node<'_, '_>) -> Result<Option<Canonicalization>, Finding> {
    let Some(all) = only(reference, DS, "Transforms") else {
        return Ok(None);
    };
    let mut transforms = all.children().filter(Node::is_element);
    match (transforms.next(), transforms.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => method_of(one).map(Some).ok_or(UNKNOWN),
        _ => Err(UNKNOWN),
    }
}
