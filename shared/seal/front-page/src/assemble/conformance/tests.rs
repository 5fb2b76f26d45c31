use super::*;
use crate::samples::{is_intact, request, seal};
use segl_pdf::{
    preflight,
    samples::{PLAIN, plain_with, table},
};

/// A document with these metadata, and something more in its catalog.
fn claiming(claims: &str, more: &str) -> Vec<u8> {
    let catalog = format!("<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R{more}>>");
    let packet =
        format!("<x:xmpmeta xmlns:pdfaid='a'><rdf:Description dc:format='x'{claims}/></x:xmpmeta>");
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
    let metadata = metadata.map(|(number, _)| file.stream(number).expect("a stream").raw.to_vec());
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
    let intent =
        |profile: u32| format!("/OutputIntents[<</S/GTS_PDFA1/DestOutputProfile {profile} 0 R>>]");
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
