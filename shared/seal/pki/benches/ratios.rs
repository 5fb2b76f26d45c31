//! `cargo bench -p segl-pki --features test-pki`: what reading and verifying a CMS signature costs, beside one ECDSA
//! verification, which is part of it; and what reading an OCSP answer costs.

#[path = "../../benches/rounds.rs"]
mod rounds;

use der::Encode as _;
use rounds::{compare, measured};
use segl_pki::{
    certificate::X509Certificate,
    cms::{digest_of, signed_attributes, signed_data},
    digest::DigestAlgorithm,
    ocsp::OcspAnswer,
    signed_data::SignedData,
    test_pki::{
        refusals::Refusals,
        samples::{NOW, key_and_chain},
    },
    timestamp::TimestampQuestion,
    verification::Verification,
};

fn main() {
    let (key, chain) = key_and_chain();
    let content = b"what was signed";
    let attributes =
        signed_attributes(&DigestAlgorithm::Sha256.digest(&[content]), &chain).expect("attributes");
    let digest = digest_of(&attributes, &chain).expect("a digest");
    let message = attributes.to_der().expect("DER");
    let signature = key.sign(&digest).expect("a signature");
    let cms = signed_data(attributes, &signature, None, &chain).expect("a signature in CMS");
    let answer = Refusals::default()
        .samples
        .into_iter()
        .find_map(|(name, bytes)| (name == "answer").then_some(bytes));
    let answer = answer.expect("an OCSP answer");
    let question = TimestampQuestion::new(DigestAlgorithm::Sha256, &digest).expect("a question");
    let root = segl_pki::test_pki::TestRoot::new([1; 32], NOW).expect("a root");
    let request = question.request().expect("a request");
    let token = root
        .authority([4; 32], NOW, 9)
        .and_then(|authority| authority.stamp(&request, NOW))
        .expect("a token");
    compare(
        &format!("a CMS signature of {} bytes, P-256", cms.len()),
        [
            (
                "one ECDSA verification (the floor)",
                measured(|| assert!(chain.accepts(&message, &signature))),
            ),
            (
                "CMS read",
                measured(|| SignedData::read(&cms).expect("a signature")),
            ),
            (
                "CMS read and verified",
                measured(|| {
                    let data = SignedData::read(&cms).expect("a signature");
                    assert_eq!(
                        Verification::of(&data, &[&content[..]])
                            .expect("one signer")
                            .verifies,
                        Some(true)
                    );
                }),
            ),
            (
                "a certificate read",
                measured(|| X509Certificate::from_der(chain.leaf().der()).expect("a certificate")),
            ),
            (
                "an OCSP answer with its responder's certificate read",
                measured(|| OcspAnswer::read(&answer).expect("one")),
            ),
            (
                "a timestamp response read and verified",
                measured(|| question.accept(&token).expect("the token asked for")),
            ),
        ],
    );
}
