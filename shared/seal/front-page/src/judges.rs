//! Sealed files before judges that are not ours. They have to be installed (`apt install poppler-utils qpdf`), so:
//! `cargo test -p segl-front-page judges -- --ignored`. Set `SEGL_KEEP` to a folder to keep the files and look at them, and
//! `SEGL_FONTS` to a folder with the packages of `infra/fonts/requirements.txt` to have names in every script judged.

use std::{env, fs, path::Path, process::Command};

use segl_domain::language::Language;

use crate::{
    front::{self, Conformance, FrontSigner},
    samples::{SCRIPTS, fonts_installed, request, seal},
    seal::{Attachment, AuditTrail, SealRequest},
};
use segl_pdf::samples::{PLAIN, plain_with, streams};
use segl_pki::test_pki::samples::{NOW, root_pem};

fn says(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program).args(arguments).arg(file).output();
    let output = output.unwrap_or_else(|error| {
        panic!("{program} cannot be run (install poppler-utils, qpdf): {error}")
    });
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn with_many_signers(mut request: SealRequest, language: Language) -> SealRequest {
    let signer = request.front.signers[0].clone();
    let names = [
        "Kari Nordmann",
        "Ólafur Þór Guðmundsson",
        "Олена Шевченко",
        "Αθηνά Παπαδοπούλου",
        "王小明",
    ];
    request.front.language = language;
    request.front.signers = (0..23)
        .map(|n| FrontSigner {
            name: names[n % 5].to_owned(),
            ..signer.clone()
        })
        .collect();
    let file = Attachment {
        file_name: "audit-trail.json".to_owned(),
        media_type: "application/json".to_owned(),
        bytes: br#"{"facts":[]}"#.to_vec().into(),
    };
    request.audit_trail = Some(AuditTrail {
        file,
        length: 1,
        head: [1; 32],
    });
    request
}

#[test]
#[ignore = "needs pdfsig and qpdf"]
fn judges_call_every_kind_of_sealed_file_valid() {
    let (table, stream) = (plain_with(&[]), streams(&PLAIN[..1], &PLAIN[1..]));
    let signed = seal(&request(&[("a", &table)])).bytes;
    let pdf_a = front::draw(
        &request(&[]).front,
        &[],
        (false, false),
        NOW,
        &fonts_installed(),
        Conformance::PdfA3,
    )
    .expect("a PDF/A");
    let folder = env::var_os("SEGL_KEEP").map_or_else(env::temp_dir, Into::into);
    fs::write(folder.join("root.pem"), root_pem()).expect("a place to write");
    for (name, asked) in [
        ("table", request(&[("Leieavtale", &table)])),
        ("stream", request(&[("Leieavtale", &stream)])),
        (
            "several",
            with_many_signers(
                request(&[("a", &table), ("b", &stream), ("c", &table)]),
                Language::Nb,
            ),
        ),
        (
            "signed-before",
            with_many_signers(request(&[("a", &signed), ("b", &table)]), Language::Nn),
        ),
        ("pdf-a", {
            let mut asked = with_many_signers(
                request(&[("Leieavtale", &pdf_a), ("Vedlegg", &pdf_a)]),
                Language::Nb,
            );
            // All that the fonts have glyphs for: what lacks one is not PDF/A.
            asked.front.signers.retain(|signer| signer.name.is_ascii());
            asked
        }),
        (
            "english",
            with_many_signers(request(&[("a", &stream), ("b", &signed)]), Language::En),
        ),
    ] {
        let file = folder.join(format!("segl-judged-{name}.pdf"));
        fs::write(&file, seal(&asked).bytes).expect("a place to write");
        let verdict = says("pdfsig", &["-nocert"], &file);
        assert_eq!(
            verdict.matches("Signature is Valid.").count(),
            1,
            "{name}: {verdict}"
        );
        assert!(
            verdict.contains("Total document signed"),
            "{name}: {verdict}"
        );
        let verdict = says("qpdf", &["--check"], &file);
        assert!(
            verdict.contains("No syntax or stream encoding errors found"),
            "{name}: {verdict}"
        );
    }
}

#[test]
#[ignore = "needs pdftotext, pdfinfo and pdffonts"]
fn names_in_every_script_are_found_and_the_page_says_what_is_what() {
    let folder = env::var_os("SEGL_KEEP").map_or_else(env::temp_dir, Into::into);
    let has_all_fonts = env::var_os("SEGL_FONTS").is_some();
    let tagged = plain_with(&[
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/Lang(se)/MarkInfo<</Marked true>>/StructTreeRoot 5 0 R>>",
        ),
        (3, "<</Type/Page/Parent 2 0 R/StructParents 0>>"),
        (
            5,
            "<</Type/StructTreeRoot/K 6 0 R/ParentTree<</Nums[0[6 0 R]]>>/ParentTreeNextKey 1>>",
        ),
        (6, "<</Type/StructElem/S/Art/P 5 0 R/Pg 3 0 R/K 0>>"),
    ]);
    for (name, bytes, is_tagged) in [
        ("untagged", plain_with(&[]), "no"),
        ("tagged", tagged, "yes"),
    ] {
        let mut asked = request(&[("Leieavtale", &bytes)]);
        let signer = asked.front.signers[0].clone();
        let names = SCRIPTS.iter().map(|(_, name)| *name);
        asked.front.signers = names
            .map(|name| FrontSigner {
                name: name.to_owned(),
                ..signer.clone()
            })
            .collect();
        asked.front.validation_address = Some("https://segl.example.no/validate".to_owned());
        asked.fonts = fonts_installed();
        let file = folder.join(format!("segl-judged-{name}.pdf"));
        fs::write(&file, seal(&asked).bytes).expect("a place to write");
        let text = Command::new("pdftotext")
            .arg(&file)
            .arg("-")
            .output()
            .expect("poppler-utils is installed")
            .stdout;
        let text = String::from_utf8(text).expect("UTF-8");
        for (script, name) in SCRIPTS
            .iter()
            .filter(|(_, name)| has_all_fonts || !needs_more_fonts(name))
        {
            // Where a name of several glyphs has gaps, poppler sees words.
            let found = |text: &str| {
                text.chars()
                    .filter(|c| !c.is_whitespace())
                    .collect::<String>()
            };
            assert!(
                found(&text).contains(&found(name)),
                "{script}: {name}\n{text}"
            );
        }
        assert_eq!(text.contains("[U+738B]"), !has_all_fonts, "{text}");
        let structure = says("pdfinfo", &["-struct"], &file);
        let mut way: Vec<&str> = structure
            .lines()
            .map(|line| line.split_whitespace().next().unwrap_or_default())
            .collect();
        way.dedup();
        assert!(
            structure.contains("Document") && structure.contains("H1 \"Leieavtale\""),
            "{structure}"
        );
        for kind in ["P", "H2", "L", "LI", "Lbl", "LBody", "Link"] {
            assert!(way.contains(&kind), "{kind}: {structure}");
        }
        assert_eq!(way.contains(&"Art"), is_tagged == "yes", "{structure}");
        let facts = says("pdfinfo", &[], &file);
        assert!(facts.contains("Title:           Leieavtale"), "{facts}");
        assert!(
            facts.contains(&format!("Tagged:          {is_tagged}")),
            "{facts}"
        );
        let verdict = says("qpdf", &["--check"], &file);
        assert!(
            verdict.contains("No syntax or stream encoding errors found"),
            "{name}: {verdict}"
        );
        let fonts = says("pdffonts", &[], &file);
        assert!(
            fonts
                .lines()
                .skip(2)
                .all(|font| font.contains("yes yes yes")),
            "embedded, a subset, in Unicode: {fonts}"
        );
    }
}

fn needs_more_fonts(name: &str) -> bool {
    !name.chars().all(|c| matches!(u32::from(c), 0..=0x6ff | 0x10a0..=0x10ff | 0x1e00..=0x1fff | 0x1f600..=0x1f64f))
}
