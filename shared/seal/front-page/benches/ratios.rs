//! `cargo bench -p segl-front-page --features samples`: how close a seal comes to the floor, in one run: SHA-256 of the
//! document as OpenSSL's own benchmark (`openssl speed`) does it, and one signature by the key. Medians of rounds that take turns, so that a busy machine is busy for all
//! alike; the ratios are what counts, the milliseconds are this machine's.

use std::{hint::black_box, process::Command, time::Instant};

use segl_front_page::{samples::request_of, seal::compose};
use segl_pades::signing::Sha256State;
use segl_pdf::samples::large;
use segl_pki::test_pki::samples::{NOW, key_and_chain};

const ROUNDS: usize = 41;

/// How long OpenSSL takes for SHA-256 of this many bytes, in milliseconds: the floor is not measured by our own hash.
fn openssl_sha256(size: u32) -> f64 {
    let size_text = size.to_string();
    let speed = [
        "speed", "-mr", "-seconds", "1", "-bytes", &size_text, "-evp", "sha256",
    ];
    let output = Command::new("openssl")
        .args(speed)
        .output()
        .expect("openssl is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let rate = said.lines().find_map(|line| {
        line.strip_prefix("+F:")?
            .rsplit(':')
            .next()?
            .trim()
            .parse::<f64>()
            .ok()
    });
    f64::from(size) / rate.expect("bytes per second") * 1000.0
}

fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let begun = Instant::now();
    let done = black_box(run());
    (begun.elapsed().as_secs_f64() * 1000.0, done)
}

/// What one round took, in milliseconds.
#[derive(Default)]
struct Rounds {
    /// One signature; the hash of the floor is OpenSSL's.
    floor: Vec<f64>,
    /// Front page, pages and attachments put together: what makes a prepared document.
    compose: Vec<f64>,
    /// A prepared document sealed: hash, digest, signature, its check, the signature put in, SHA-256 of the sealed file.
    seal: Vec<f64>,
    /// The same with the hash kept and without the key.
    kept: Vec<f64>,
    /// All of it, from the document's bytes to the sealed file in one piece.
    whole: Vec<f64>,
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let (key, chain) = key_and_chain();
    println!(
        "      size      floor   prepared sealed        hash kept, no key   composing   bytes to bytes"
    );
    for size in [1_000_000_u32, 1_250_000, 10_000_000, 12_500_000] {
        let pdf = large(size as usize, 0);
        let mut rounds = Rounds::default();
        // Before and after, so that a machine that is busy for a while is busy for both.
        let before = openssl_sha256(size);
        for _ in 0..ROUNDS {
            // The copies that a round needs are made before the clock runs.
            let (bytes, again) = (pdf.clone(), pdf.clone());
            rounds
                .floor
                .push(timed(|| key.sign(&[7; 32]).expect("a signature")).0);

            let (hashing, hashed) = timed(|| Sha256State::of(&pdf));
            let (composing, composed) = timed(|| {
                compose(request_of(bytes.into(), hashed, NOW), &chain)
                    .expect("a document that can be sealed")
            });
            let (preparing, prepared) = timed(|| composed.prepare().expect("a digest"));
            let (signing, signature) = timed(|| key.sign(prepared.digest()).expect("a signature"));
            let (finishing, _sealed) =
                timed(|| prepared.finish(signature).expect("the key's signature"));
            rounds.compose.push(composing);
            rounds.seal.push(hashing + preparing + signing + finishing);
            rounds.kept.push(preparing + finishing);

            let whole = timed(|| {
                let hashed = Sha256State::of(&again);
                let prepared = compose(request_of(again.into(), hashed, NOW), &chain)
                    .expect("a document")
                    .prepare();
                let prepared = prepared.expect("a digest");
                let signature = key.sign(prepared.digest()).expect("a signature");
                prepared
                    .finish(signature)
                    .expect("the key's signature")
                    .into_bytes()
            });
            rounds.whole.push(whole.0);
        }
        let [floor, seal, kept, compose, whole] = [
            rounds.floor,
            rounds.seal,
            rounds.kept,
            rounds.compose,
            rounds.whole,
        ]
        .map(|mut times| median(&mut times));
        let floor = floor + before.min(openssl_sha256(size));
        println!(
            "{:>7.2} MB {floor:>7.3} ms {seal:>7.3} ms = {:.3} x floor {kept:>13.3} ms {compose:>12.3} ms {whole:>9.3} ms = {:.2} x floor",
            f64::from(size) / 1e6,
            seal / floor,
            whole / floor,
        );
    }
}
