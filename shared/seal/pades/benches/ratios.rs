//! `cargo bench -p segl-pades`: what a signature on a PDF as it is costs, without the key, beside SHA-256 of the document,
//! which is part of it.

#[path = "../../benches/rounds.rs"]
mod rounds;

use rounds::{compare, measured};
use segl_pades::{
    document::{SignatureFields, prepare_signature},
    signing::Sha256State,
};
use segl_pdf::samples::large;
use segl_pki::test_pki::samples::{NOW, key_and_chain};

fn main() {
    let (key, chain) = key_and_chain();
    let pdf = bytes::Bytes::from(large(10_000_000, 0));
    let fields = SignatureFields {
        field: "Signature",
        reason: None,
        at: NOW,
        certifies: Some(1),
        timestamp_reserved_len: 0,
    };
    compare(
        &format!("{:.2} MB", pdf.len() as f64 / 1e6),
        [
            (
                "SHA-256 of it (the floor)",
                measured(|| Sha256State::of(&pdf).sha256()),
            ),
            (
                "prepared, up to the digest",
                measured(|| prepare_signature(pdf.clone(), &fields, &chain).expect("a digest")),
            ),
            (
                "prepared, signed with P-256, checked, finished",
                measured(|| {
                    let prepared =
                        prepare_signature(pdf.clone(), &fields, &chain).expect("a digest");
                    let signature = key.sign(prepared.digest()).expect("a signature");
                    prepared.finish(signature).expect("the key's own signature")
                }),
            ),
        ],
    );
}
