//! Sealed files before judges that are not ours. They have to be installed (`apt install poppler-utils qpdf`), so:
//! `cargo test -p segl-seal judges -- --ignored`. Set `SEGL_KEEP` to a folder to keep the files and look at them.

use std::{env, fs, path::Path, process::Command};

use crate::{
    Attachment, FrontLanguage, FrontSigner, SealRequest,
    front::{self, Conformance},
    samples::{NOW, PLAIN, plain_with, request, root_pem, seal, streams},
};

fn says(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program).args(arguments).arg(file).output();
    let output =
        output.unwrap_or_else(|error| panic!("{program} cannot be run (install poppler-utils, qpdf): {error}"));
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn with_many_signers(mut request: SealRequest<'_>, language: FrontLanguage) -> SealRequest<'_> {
    let signer = request.front.signers[0].clone();
    let names = ["Kari Nordmann", "Ólafur Þór Guðmundsson", "Олена Шевченко", "Αθηνά Παπαδοπούλου", "王小明"];
    request.front.language = language;
    request.front.signers = (0..23).map(|n| FrontSigner { name: names[n % 5].to_owned(), ..signer.clone() }).collect();
    request.audit_trail = Some(Attachment {
        file_name: "audit-trail.json".to_owned(),
        media_type: "application/json".to_owned(),
        bytes: br#"{"facts":[]}"#.to_vec(),
    });
    request
}

#[test]
#[ignore = "needs pdfsig and qpdf"]
fn judges_call_every_kind_of_sealed_file_valid() {
    let (table, stream) = (plain_with(&[]), streams(&PLAIN[..1], &PLAIN[1..]));
    let signed = seal(&request(&[("a", &table)])).bytes;
    let pdf_a = front::draw(&request(&[]).front, &[], false, NOW, Conformance::PdfA3).expect("a PDF/A");
    let folder = env::var_os("SEGL_KEEP").map_or_else(env::temp_dir, Into::into);
    fs::write(folder.join("root.pem"), root_pem()).expect("a place to write");
    for (name, asked) in [
        ("table", request(&[("Leieavtale", &table)])),
        ("stream", request(&[("Leieavtale", &stream)])),
        ("several", with_many_signers(request(&[("a", &table), ("b", &stream), ("c", &table)]), FrontLanguage::Nb)),
        ("signed-before", with_many_signers(request(&[("a", &signed), ("b", &table)]), FrontLanguage::Nn)),
        ("pdf-a", {
            let mut asked =
                with_many_signers(request(&[("Leieavtale", &pdf_a), ("Vedlegg", &pdf_a)]), FrontLanguage::Nb);
            // All that the fonts have glyphs for: what lacks one is not PDF/A.
            asked.front.signers.retain(|signer| signer.name.is_ascii());
            asked
        }),
        ("english", with_many_signers(request(&[("a", &stream), ("b", &signed)]), FrontLanguage::En)),
    ] {
        let file = folder.join(format!("segl-judged-{name}.pdf"));
        fs::write(&file, seal(&asked).bytes).expect("a place to write");
        let verdict = says("pdfsig", &["-nocert"], &file);
        assert_eq!(verdict.matches("Signature is Valid.").count(), 1, "{name}: {verdict}");
        assert!(verdict.contains("Total document signed"), "{name}: {verdict}");
        let verdict = says("qpdf", &["--check"], &file);
        assert!(verdict.contains("No syntax or stream encoding errors found"), "{name}: {verdict}");
    }
}
