//! What the sealed file conforms to: PDF/A-3B (ISO 19005-3), where the document claims PDF/A and nothing is added that
//! would make it untrue. What a document claims besides, and the sealed file cannot keep, is claimed no longer.

use super::reference;
use crate::{
    front::Conformance,
    pdf::{
        append::Update,
        file::File,
        object::{Dict, Object},
        xmp::Packet,
    },
};

/// What the sealed file can conform to when the first of these is its beginning. Pages of other documents bring colours
/// that mean what their own output intent says, and layers: of what is copied, nothing is certain.
pub(super) fn conformance_of(files: &[File<'_>]) -> Conformance {
    let [only] = files else { return Conformance::Plain };
    let names = only.catalog().and_then(|(_, catalog)| only.dict_in(&catalog, "Names")).unwrap_or_default();
    match Packet::of(only).and_then(|packet| packet.pdf_a()) {
        // Files in PDF/A-2 need not say how they belong to the document, in PDF/A-3 they must (clause 6.8).
        Some(1 | 2) if names.get("EmbeddedFiles").is_none() => Conformance::PdfA3,
        Some(3) => Conformance::PdfA3,
        _ => Conformance::Plain,
    }
}

/// Makes what the metadata claim true; all else in them stays, and so does what it has to agree with.
pub(super) fn restate(base: &File<'_>, update: &mut Update<'_>, catalog: &mut Dict, conformance: Conformance) {
    if let Some(claims) = Packet::of(base).and_then(|packet| packet.claiming(conformance == Conformance::PdfA3)) {
        let dict = Dict::default().with("Type", Object::named("Metadata")).with("Subtype", Object::named("XML"));
        catalog.set("Metadata", reference(update.add_stream(dict, claims.into_bytes().into())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        intake,
        samples::{PLAIN, is_intact, plain_with, request, seal, table},
    };

    /// A document with these metadata, and something more in its catalog.
    fn claiming(claims: &str, more: &str) -> Vec<u8> {
        let catalog = format!("<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R{more}>>");
        let packet = format!("<x:xmpmeta xmlns:pdfaid='a'><rdf:Description dc:format='x'{claims}/></x:xmpmeta>");
        let metadata = format!("<</Type/Metadata/Subtype/XML/Length {}>>stream\n{packet}\nendstream", packet.len());
        plain_with(&[(1, &catalog), (5, &metadata)])
    }

    /// What a sealed file claims.
    fn claims(sealed: &[u8]) -> (Option<u8>, bool) {
        let file = File::open(sealed).expect("a PDF");
        let (_, catalog) = file.catalog().expect("a catalog");
        let metadata = catalog.get("Metadata").and_then(Object::reference);
        let metadata = metadata.map(|(number, _)| file.stream(number).expect("a stream").raw.to_vec());
        let text = String::from_utf8(metadata.unwrap_or_default()).expect("text");
        (Packet::of(&file).and_then(|packet| packet.pdf_a()), text.contains("dc:format='x'"))
    }

    #[test]
    fn pdf_a_becomes_pdf_a_3b_and_what_cannot_be_kept_is_claimed_no_longer() {
        let files = "/Names<</EmbeddedFiles<</Names[]>>>>";
        for (why, claim, more, before, after) in [
            ("PDF/A-1A", " pdfaid:part='1' pdfaid:conformance='A'", "", Some(1), Some(3)),
            ("PDF/A-2U", " pdfaid:part='2' pdfaid:conformance='U'", "", Some(2), Some(3)),
            ("PDF/A-2B with files", " pdfaid:part='2' pdfaid:conformance='B'", files, Some(2), None),
            ("PDF/A-3B with files", " pdfaid:part='3' pdfaid:conformance='B'", files, Some(3), Some(3)),
            ("PDF/A-4", " pdfaid:part='4' pdfaid:rev='2020'", "", Some(4), None),
            ("PDF/UA", " pdfuaid:part='1'", "", None, None),
            ("nothing", "", "", None, None),
        ] {
            let bytes = claiming(claim, more);
            assert_eq!(intake::inspect(&bytes).expect(why).pdf_a, before, "{why}");
            let sealed = seal(&request(&[("a", &bytes)])).bytes;
            assert!(is_intact(&sealed), "{why}");
            assert_eq!(claims(&sealed), (after, true), "{why}");
            assert!(!String::from_utf8_lossy(&sealed[bytes.len()..]).contains("pdfuaid:"), "{why}");
        }
    }

    #[test]
    fn with_other_documents_or_behind_a_cover_nothing_is_claimed() {
        let bytes = claiming(" pdfaid:part='2' pdfaid:conformance='B'", "");
        let plain = table(&PLAIN, "");
        assert_eq!(claims(&seal(&request(&[("a", &bytes), ("b", &plain)])).bytes), (None, true));
        assert_eq!(claims(&seal(&request(&[("a", &bytes), ("b", &bytes)])).bytes), (None, true));
        assert_eq!(claims(&seal(&request(&[("a", &plain), ("b", &bytes)])).bytes), (None, false));
        let sealed = seal(&request(&[("a", &bytes)])).bytes;
        assert_eq!(claims(&seal(&request(&[("a", &sealed)])).bytes).0, None);
    }

    #[test]
    fn with_a_name_that_no_glyph_is_there_for_nothing_is_claimed() {
        let bytes = claiming(" pdfaid:part='2' pdfaid:conformance='B'", "");
        let mut asked = request(&[("a", &bytes)]);
        asked.front.signers[0].name = "\u{f8ff}".to_owned();
        assert_eq!(claims(&seal(&asked).bytes), (None, true));
    }
}
