//! `cargo bench -p segl-asic`: what canonical forms and containers cost, beside reading the same XML.

#[path = "../../benches/rounds.rs"]
mod rounds;

use rounds::{compare, measured};
use roxmltree::Document;
use segl_asic::{Container, DataFile, canonical::Canonicalization, prepare_signature};
use segl_pki::test_pki::samples::{NOW, key_and_chain};

fn main() {
    let rows: String = (0..10_000)
        .map(|row| {
            format!("<p:row xmlns:q=\"urn:q\" b=\"{row}\" a=\"x &lt; y\"><q:cell>some text, {row}</q:cell></p:row>")
        })
        .collect();
    let xml = format!("<p:table xmlns:p=\"urn:p\" xmlns=\"urn:d\">{rows}</p:table>");
    let document = Document::parse(&xml).expect("XML");
    let of = |method: &str| Canonicalization::named(method).expect("a known method");
    let inclusive = of("http://www.w3.org/TR/2001/REC-xml-c14n-20010315");
    compare(
        &format!("{:.2} MB of XML, 20,001 elements", xml.len() as f64 / 1e6),
        [
            (
                "read by roxmltree (the floor)",
                measured(|| Document::parse(&xml).expect("XML")),
            ),
            (
                "exclusive canonical form",
                measured(|| Canonicalization::EXCLUSIVE.canonical(document.root_element())),
            ),
            (
                "canonical form 1.0",
                measured(|| inclusive.canonical(document.root_element())),
            ),
        ],
    );
    let (key, chain) = key_and_chain();
    let file = DataFile {
        name: "a.xml".to_owned(),
        media_type: "text/xml".to_owned(),
        bytes: xml.into_bytes().into(),
    };
    let files = std::slice::from_ref(&file);
    let packed = Container {
        files: vec![file.clone()],
        ..Container::default()
    }
    .pack()
    .expect("a container");
    compare(
        "the same as a file of an ASiC-E container",
        [
            (
                "one P-256 signature (the floor)",
                measured(|| key.sign(&[7; 32]).expect("a signature")),
            ),
            (
                "a XAdES signature prepared, up to the digest",
                measured(|| prepare_signature(files, &chain, NOW).digest().to_vec()),
            ),
            (
                "the container read",
                measured(|| Container::unpack(&packed).expect("a container")),
            ),
        ],
    );
}
