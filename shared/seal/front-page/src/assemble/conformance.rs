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
mod tests {
    use super::*;
    use crate::samples::{is_intact, request, seal};
    use segl_pdf::{
        preflight,
        samples::{PLAIN, plain_with, table},
    };

    /// A document with these metadata, and something more in its catalog.
    fn claiming(claims: &str, more: &str) -> Vec<u8> {
        let catalog = format!("<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R{more}>>");
        let packet = format!(
            "<x:xmpmeta xmlns:pdfaid='a'><rdf:Description dc:format='x'{claims}/></x:xmpmeta>"
        );
        let metadata = format!(
            "<</Type/Metadata/Subtype/XML/Length {}>>stream\n{packet}\nendstream",
            packet.len()
        );
        let profile =
            |bytes: &str| format!("<</N 3/Length {}>>stream\n{bytes}\nendstream", bytes.len());
        let (srgb, other) = (profile("sRGB"), profile("another"));
        plain_with(&[
            (1, &catalog),
            (5, &metadata),
            (6, &srgb),
            (7, &srgb),
            (8, &other),
        ])
    }

    /// What a sealed file claims.
    fn claims(sealed: &[u8]) -> (Option<u8>, bool) {
        let file = File::open(sealed).expect("a PDF");
        let (_, catalog) = file.catalog().expect("a catalog");
        let metadata = catalog.get("Metadata").and_then(Object::reference);
        let metadata =
            metadata.map(|(number, _)| file.stream(number).expect("a stream").raw.to_vec());
        let text = String::from_utf8(metadata.unwrap_or_default()).expect("text");
        (
            Packet::of(&file).and_then(|packet| packet.pdf_a()),
            text.contains("dc:format='x'"),
        )
    }

    #[test]
    fn pdf_a_becomes_pdf_a_3b_and_what_cannot_be_kept_is_claimed_no_longer() {
        let files = "/Names<</EmbeddedFiles<</Names[]>>>>";
        for (why, claim, more, before, after) in [
            (
                "PDF/A-1A",
                " pdfaid:part='1' pdfaid:conformance='A'",
                "",
                Some(1),
                Some(3),
            ),
            (
                "PDF/A-2U",
                " pdfaid:part='2' pdfaid:conformance='U'",
                "",
                Some(2),
                Some(3),
            ),
            (
                "PDF/A-2B with files",
                " pdfaid:part='2' pdfaid:conformance='B'",
                files,
                Some(2),
                None,
            ),
            (
                "PDF/A-3B with files",
                " pdfaid:part='3' pdfaid:conformance='B'",
                files,
                Some(3),
                Some(3),
            ),
            (
                "PDF/A-4",
                " pdfaid:part='4' pdfaid:rev='2020'",
                "",
                Some(4),
                None,
            ),
            ("PDF/UA", " pdfuaid:part='1'", "", None, None),
            ("nothing", "", "", None, None),
        ] {
            let bytes = claiming(claim, more);
            assert_eq!(
                preflight::inspect(&bytes).expect(why).pdf_a,
                before,
                "{why}"
            );
            let sealed = seal(&request(&[("a", &bytes)])).bytes;
            assert!(is_intact(&sealed), "{why}");
            assert_eq!(claims(&sealed), (after, true), "{why}");
            assert!(
                !String::from_utf8_lossy(&sealed[bytes.len()..]).contains("pdfuaid:"),
                "{why}"
            );
        }
    }

    #[test]
    fn with_copied_pages_pdf_a_is_claimed_where_it_is_certain() {
        let two = " pdfaid:part='2' pdfaid:conformance='B'";
        let intent = |profile: u32| {
            format!("/OutputIntents[<</S/GTS_PDFA1/DestOutputProfile {profile} 0 R>>]")
        };
        let bytes = claiming(two, "");
        let [srgb, same, other, lost] = [6, 7, 8, 9].map(|profile| claiming(two, &intent(profile)));
        let [layers, spots, files] = [
            "/OCProperties<<>>",
            "/X[/Separation/a/DeviceGray 9 0 R]",
            "/X<</EF<<>>>>",
        ]
        .map(|more| claiming(two, more));
        let plain = table(&PLAIN, "");
        for (why, first, second, after) in [
            ("device-independent", &bytes, &bytes, Some(3)),
            ("one profile", &srgb, &same, Some(3)),
            (
                "a profile that the second has no need of",
                &srgb,
                &bytes,
                Some(3),
            ),
            ("a profile that only the second has", &bytes, &srgb, None),
            ("two profiles", &srgb, &other, None),
            ("a profile that is not there", &srgb, &lost, None),
            ("both profiles not there", &lost, &lost, None),
            ("layers", &bytes, &layers, None),
            ("named colours", &bytes, &spots, None),
            ("files", &bytes, &files, None),
            ("one that is not PDF/A", &bytes, &plain, None),
        ] {
            assert_eq!(
                claims(&seal(&request(&[("a", first), ("b", second)])).bytes),
                (after, true),
                "{why}"
            );
        }
        assert_eq!(
            claims(&seal(&request(&[("a", &plain), ("b", &bytes)])).bytes),
            (None, false)
        );
    }

    #[test]
    fn behind_a_cover_nothing_is_claimed() {
        let sealed = seal(&request(&[(
            "a",
            &claiming(" pdfaid:part='2' pdfaid:conformance='B'", ""),
        )]))
        .bytes;
        assert_eq!(claims(&seal(&request(&[("a", &sealed)])).bytes).0, None);
    }

    #[test]
    fn a_name_that_no_font_has_is_told_by_its_numbers_and_costs_no_claim() {
        let bytes = claiming(" pdfaid:part='2' pdfaid:conformance='B'", "");
        let mut asked = request(&[("a", &bytes)]);
        asked.front.signers[0].name = "\u{f8ff}".to_owned();
        assert_eq!(claims(&seal(&asked).bytes), (Some(3), true));
    }
}
