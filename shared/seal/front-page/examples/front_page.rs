//! How long a front page takes and how much it adds to a file: `cargo run --release -p segl-front-page --features samples --example front_page`.
//!
//! Everything before the key is asked is timed, over a document of a few hundred bytes: the front page is nearly all
//! of it. The first page of a process also reads the fonts. Set `SEGL_FONTS` to a folder with the packages of
//! `infra/fonts/requirements.txt` to have Chinese drawn too.

use std::time::Instant;

use segl_front_page::{
    front::FrontSigner,
    samples::{fonts_installed, request},
    seal::{SealRequest, prepare},
};
use segl_pki::test_pki::samples::key_and_chain;

const DOCUMENT: &[u8] = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000128 00000 n \ntrailer\n<</Root 1 0 R/Size 4>>\nstartxref\n173\n%%EOF\n";

fn main() {
    let (key, chain) = key_and_chain();
    let fonts = fonts_installed();
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
            let request = SealRequest {
                fonts: fonts.clone(),
                ..request_by(name, signers)
            };
            let start = Instant::now();
            let prepared = prepare(request, &chain).expect("a document");
            times.push(start.elapsed());
            let signature = key.sign(prepared.digest()).expect("a signature");
            size = prepared
                .finish(signature)
                .expect("a seal")
                .into_bytes()
                .len()
                - DOCUMENT.len();
        }
        let first = times[0];
        times.sort();
        println!(
            "{what:>7} {signers:>3} signers: first {first:>8.2?}, best {:>8.2?}, median {:>8.2?}, {size} bytes",
            times[0], times[30]
        );
    }
}

/// A request of one small document that this many people of this name signed.
fn request_by(name: &str, signers: usize) -> SealRequest {
    let mut request = request(&[("leieavtale", DOCUMENT)]);
    let signer = FrontSigner {
        name: name.to_owned(),
        ..request.front.signers.remove(0)
    };
    request.front.signers = vec![signer; signers];
    request
}
