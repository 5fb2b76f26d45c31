//! `cargo bench -p segl-pdf --features samples`: what looking a document over costs, beside SHA-256 of its bytes, which
//! is part of it.

#[path = "../../benches/rounds.rs"]
mod rounds;

use rounds::{compare, measured};
use segl_pdf::{file::File, preflight::inspect, samples::large};
use sha2::{Digest as _, Sha256};

fn main() {
    for (objects, size) in [(0, 10_000_000), (10_000, 10_000_000)] {
        let pdf = large(size, objects);
        compare(
            &format!("{:.2} MB, {} objects", pdf.len() as f64 / 1e6, objects + 4),
            [
                (
                    "SHA-256 of it (the floor)",
                    measured(|| Sha256::digest(&pdf)),
                ),
                (
                    "preflight",
                    measured(|| inspect(&pdf).expect("a document that can be signed")),
                ),
                (
                    "opened, its pages counted",
                    measured(|| {
                        File::open(&pdf)
                            .expect("a PDF")
                            .pages()
                            .expect("pages")
                            .len()
                    }),
                ),
            ],
        );
    }
}
