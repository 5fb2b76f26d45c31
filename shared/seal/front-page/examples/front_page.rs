//! How long a front page takes and how much it adds to a file: `cargo run --release -p segl-front-page --features samples --example front_page`.
//!
//! Everything before the key is asked is timed, over a document of a few hundred bytes: the front page is nearly all
//! of it. The first page of a process also reads the fonts. Set `SEGL_FONTS` to a folder with the packages of
//! `infra/fonts/requirements.txt` to have Chinese drawn too.

use std::time::Instant;

use jiff::Timestamp;
use segl_front_page::{
    fonts::Fonts,
    front::{FrontLanguage, FrontPage, FrontSigner},
    seal::{Original, SealRequest, prepare},
};
use segl_pades::signing::Sha256State;
use segl_pki::{
    chain::CertificateChain,
    test_pki::{TestKey, TestRoot},
};

const NOW: Timestamp = Timestamp::constant(1_795_478_400, 0);
const DOCUMENT: &[u8] = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000128 00000 n \ntrailer\n<</Root 1 0 R/Size 4>>\nstartxref\n173\n%%EOF\n";

fn main() {
    let root = TestRoot::new([1; 32], NOW).expect("a root");
    let key = TestKey::new([2; 32]).expect("a key");
    let pem = root.issue_seal(&key.spki().expect("its public half"), [3; 8], NOW).expect("a chain");
    let chain = CertificateChain::from_pem(&pem).expect("what was just made");
    let folder = std::env::var_os("SEGL_FONTS").map(std::path::PathBuf::from);
    let fonts = Fonts::reading(move |file| std::fs::read(folder.as_ref()?.join(file)).ok());
    for (what, name, signers) in [
        ("latin", "Kari Nordmann", 1),
        ("latin", "Kari Nordmann", 3),
        ("latin", "Kari Nordmann", 50),
        ("greek", "Αθηνά Παπαδοπούλου", 3),
        ("arabic", "محمد عبد الله", 3),
        ("chinese", "王小明", 3),
    ] {
        let mut times = Vec::new();
        let mut size = 0;
        for _ in 0..60 {
            let request = SealRequest { fonts: fonts.clone(), ..request(name, signers) };
            let start = Instant::now();
            let prepared = prepare(request, &chain).expect("a document");
            times.push(start.elapsed());
            let signature = key.sign(prepared.digest()).expect("a signature");
            size = prepared.finish(signature).expect("a seal").into_bytes().len() - DOCUMENT.len();
        }
        let first = times[0];
        times.sort();
        println!(
            "{what:>7} {signers:>3} signers: first {first:>8.2?}, best {:>8.2?}, median {:>8.2?}, {size} bytes",
            times[0], times[30]
        );
    }
}

fn request(name: &str, signers: usize) -> SealRequest {
    SealRequest {
        front: FrontPage {
            language: FrontLanguage::Nb,
            job: "job_01".to_owned(),
            title: "Leieavtale".to_owned(),
            sender: "Fjordvik Bolig AS (991825827)".to_owned(),
            reference: Some("2026-117".to_owned()),
            signers: vec![
                FrontSigner {
                    name: name.to_owned(),
                    details: vec!["k•••@example.no".to_owned()],
                    signed_at: NOW,
                    method: "Lenke sendt på e-post, engangskode på SMS".to_owned(),
                };
                signers
            ],
            who: Vec::new(),
            validation_address: None,
        },
        originals: vec![Original {
            title: "Leieavtale".to_owned(),
            hashed: Sha256State::of(DOCUMENT),
            bytes: DOCUMENT.into(),
        }],
        audit_trail: None,
        evidence: None,
        fonts: Fonts::compiled_in(),
        sealed_at: NOW,
        seed: [5; 32],
        timestamp_reserved_len: 0,
    }
}
