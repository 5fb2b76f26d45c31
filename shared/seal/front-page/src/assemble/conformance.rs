//! What the sealed file conforms to: PDF/A-3B (ISO 19005-3), where the document claims PDF/A and nothing is added that
//! would make it untrue. What a document claims besides, and the sealed file cannot keep, is claimed no longer.

use sha2::{Digest as _, Sha256};

use crate::front::Conformance;
use segl_pdf::{
    append::Update,
    file::File,
    object::{Dict, Object, reference},
    stream::inflate,
    xmp::Packet,
};

/// The longest colour profile that is compared.
const MAX_PROFILE: usize = 4 * 1024 * 1024;

/// What the sealed file can conform to when the first of these is its beginning, and pages of the others are copied.
pub(super) fn conformance_of(files: &[File<'_>]) -> Conformance {
    let Some((first, others)) = files.split_first() else {
        return Conformance::Plain;
    };
    let names = first
        .catalog()
        .and_then(|(_, catalog)| first.dict_in(&catalog, "Names"))
        .unwrap_or_default();
    let is_kept = match claimed(first) {
        // Files in PDF/A-2 need not say how they belong to the document, in PDF/A-3 they must (clause 6.8).
        Some(1 | 2) => names.get("EmbeddedFiles").is_none(),
        part => part == Some(3),
    };
    let are_copied = || {
        let profile = profile_of(first);
        profile.is_ok() && others.iter().all(|other| is_kept_by_copies(other, profile))
    };
    if is_kept && (others.is_empty() || are_copied()) {
        Conformance::PdfA3
    } else {
        Conformance::Plain
    }
}

fn claimed(file: &File<'_>) -> Option<u8> {
    Packet::of(file).and_then(|packet| packet.pdf_a())
}

/// Whether copies of a document's pages are PDF/A for certain, in a file of this profile: their device colours mean the
/// same, and they hold nothing that has to agree with what stands elsewhere in the file: no layers, no named colours
/// (clause 6.2.4.4), no files.
fn is_kept_by_copies(file: &File<'_>, profile: Result<Option<[u8; 32]>, ()>) -> bool {
    let is_alone = |object: &Object| match object {
        Object::Name(name) => !matches!(name.as_slice(), b"Separation" | b"DeviceN"),
        Object::Dict(dict) => dict.get("EF").is_none() && dict.get("OCProperties").is_none(),
        _ => true,
    };
    let own = profile_of(file);
    matches!(claimed(file), Some(1..=3))
        && (own == Ok(None) || own == profile)
        // What is not read is not certain.
        && file.numbers().all(|number| file.is_half_paid() && file.get(number).is_none_or(|it| it.all(&is_alone)))
}

/// The digest of the profile that device colours are of by a document's output intent for PDF/A (clause 6.2.3), if it
/// has one that can be read.
fn profile_of(file: &File<'_>) -> Result<Option<[u8; 32]>, ()> {
    let (_, catalog) = file.catalog().ok_or(())?;
    let intents = file.array_in(&catalog, "OutputIntents").unwrap_or_default();
    let intent = intents
        .iter()
        .filter_map(|intent| file.resolve(intent).dict().cloned());
    let Some(intent) = intent
        .into_iter()
        .find(|intent| intent.get("S") == Some(&Object::named("GTS_PDFA1")))
    else {
        return Ok(None);
    };
    let profile = intent
        .get("DestOutputProfile")
        .and_then(Object::reference)
        .ok_or(())?;
    let profile = file.stream(profile.0).ok_or(())?;
    Ok(Some(
        Sha256::digest(inflate(&profile.dict, profile.raw, MAX_PROFILE).map_err(|_| ())?).into(),
    ))
}

/// Makes what the metadata claim true; all else in them stays, and so does what it has to agree with.
pub(super) fn rewrite_xmp(
    base: &File<'_>,
    update: &mut Update,
    catalog: &mut Dict,
    conformance: Conformance,
) {
    if let Some(claims) =
        Packet::of(base).and_then(|packet| packet.claiming(conformance == Conformance::PdfA3))
    {
        let dict = Dict::default()
            .with("Type", Object::named("Metadata"))
            .with("Subtype", Object::named("XML"));
        catalog.set(
            "Metadata",
            reference(update.add_stream(dict, claims.into_bytes().into())),
        );
    }
}

#[cfg(test)]
mod tests;
