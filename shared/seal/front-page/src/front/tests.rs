//! What stands on the page, and how.

mod content;
mod edges;

use std::{env, fs};

use super::*;
use crate::samples::{SCRIPTS, fonts_installed};
use segl_pdf::file::File;
use segl_pki::test_pki::samples::NOW;

fn signer(name: &str) -> FrontSigner {
    FrontSigner {
        name: name.to_owned(),
        details: vec![
            "Fødselsnummer 010190 12345".to_owned(),
            "Signerte på vegne av en annen".to_owned(),
        ],
        signed_at: NOW,
        method: "Innlogging med e-ID ved signeringen: BankID, sikkerhetsnivå høyt (4)".to_owned(),
    }
}

fn page(language: Language, title: &str, names: &[&str]) -> FrontPage {
    FrontPage {
        language,
        job: "job_0193e5b2-7d1f-7a52-9d0a-1f6f0f6b8a11".to_owned(),
        title: title.to_owned(),
        sender: "Fjordvik Bolig AS (991825827)".to_owned(),
        reference: Some("2026-117".to_owned()),
        signers: names.iter().map(|name| signer(name)).collect(),
        who: vec!["De som logget inn med e-ID, fikk navn og fødselsnummer bekreftet av e-ID-leverandøren.".to_owned()],
        validation_address: Some("https://segl.example.no/validate".to_owned()),
    }
}

fn documents(titles: &[&str]) -> Vec<FrontDocument> {
    let document = |(place, title): (usize, &&str)| FrontDocument {
        title: (*title).to_owned(),
        pages: place + 1,
        size: 1_234_567,
        sha256: [0x5e; 32],
        is_signed: false,
        is_beginning: place == 0,
    };
    titles.iter().enumerate().map(document).collect()
}

#[test]
#[ignore = "for people to look at: SEGL_KEEP=folder"]
fn pages_to_look_at() {
    let folder = env::var_os("SEGL_KEEP").map_or_else(env::temp_dir, std::path::PathBuf::from);
    let many: Vec<&str> = SCRIPTS
        .iter()
        .map(|(_, name)| *name)
        .cycle()
        .take(50)
        .collect();
    let long = "Avtale om leie av fast eiendom og om overdragelse av rettigheter til sameiets fellesarealer i Ytre Enebakk";
    let endless = "Ugjennomtrengelig".repeat(30);
    for (file, front, titles) in [
        (
            "one",
            page(Language::Nb, "Leieavtale", &["Kari Nordmann"]),
            vec!["Leieavtale"],
        ),
        (
            "three",
            page(
                Language::Nn,
                long,
                &["Kari Nordmann", "محمد عبد الله", "王小明"],
            ),
            vec!["Leieavtale", "חוזה שכירות", "賃貸借契約書"],
        ),
        ("many", page(Language::En, long, &many), vec!["Lease"]),
        (
            "endless",
            page(
                Language::En,
                &endless,
                &[
                    &endless,
                    "😀 👍🏽 🇳🇴 \u{1f9d1}\u{200d}\u{1f4bb}",
                    "a\u{202e}b\u{0}c\u{e000}",
                ],
            ),
            vec![&endless],
        ),
    ] {
        let pdf = draw(
            &front,
            &documents(&titles),
            (true, true),
            NOW,
            &fonts_installed(),
            Conformance::Plain,
        )
        .expect(file);
        fs::write(folder.join(format!("front-{file}.pdf")), pdf).expect("a place to write");
    }
}

/// The entries of a catalog.
fn names_in(pdf: &[u8]) -> Vec<String> {
    let file = File::open(pdf).expect("a PDF");
    let (_, catalog) = file.catalog().expect("a catalog");
    catalog
        .0
        .iter()
        .map(|(key, _)| String::from_utf8_lossy(key).into_owned())
        .collect()
}

fn drawn(names: &[&str], fonts: &Fonts, conformance: Conformance) -> Option<Vec<u8>> {
    let front = page(Language::Nb, "Leieavtale", names);
    draw(
        &front,
        &documents(&["Leieavtale", "חוזה"]),
        (true, true),
        NOW,
        fonts,
        conformance,
    )
}

#[test]
fn the_page_passes_the_checks_of_pdf_a_and_pdf_ua_whatever_the_names() {
    let names: Vec<&str> = SCRIPTS.iter().map(|(_, name)| *name).collect();
    let odd = [
        "",
        "\u{0}",
        "\u{202e}tfel",
        "\u{e000}",
        "\u{feff}",
        "\u{fffe}",
        "👍🏽",
        "\u{10ffff}",
        "\u{ad}",
        "\u{301}",
        "\u{200d}",
    ];
    for name in names.iter().chain(&odd) {
        for conformance in [
            Conformance::Plain,
            Conformance::PdfA3,
            Conformance::Strictest,
        ] {
            assert!(
                drawn(&[name], &Fonts::compiled_in(), conformance).is_some(),
                "{name:?} {conformance:?}"
            );
        }
    }
    assert!(drawn(&names, &fonts_installed(), Conformance::Strictest).is_some());
}

#[test]
fn the_same_page_has_the_same_bytes() {
    for conformance in [Conformance::Plain, Conformance::PdfA3] {
        let one = drawn(
            &["Kari", "محمد", "王小明"],
            &Fonts::compiled_in(),
            conformance,
        );
        assert_eq!(
            one,
            drawn(
                &["Kari", "محمد", "王小明"],
                &Fonts::compiled_in(),
                conformance
            )
        );
    }
}

#[test]
fn only_a_page_for_pdf_a_brings_an_output_intent_and_metadata() {
    let plain =
        names_in(&drawn(&["Kari"], &Fonts::compiled_in(), Conformance::Plain).expect("a page"));
    let archival =
        names_in(&drawn(&["Kari"], &Fonts::compiled_in(), Conformance::PdfA3).expect("a page"));
    for entry in ["OutputIntents", "Metadata"] {
        assert!(archival.iter().any(|name| name == entry), "{archival:?}");
        assert!(plain.iter().all(|name| name != entry), "{plain:?}");
    }
    for entry in ["StructTreeRoot", "MarkInfo", "Lang"] {
        assert!(plain.iter().any(|name| name == entry), "{plain:?}");
    }
}
