//! A sealed document at B-LTA, with an authority, a responder and a time-stamping authority that answer in memory.

use segl_pades::levels::{Level, NoResponse, TrustServices, augment};
use segl_pki::{
    certificate::X509Certificate,
    chain::CertificateChain,
    test_ca::{Answer, Holder, Template, key_usage, ocsp_at},
    test_pki::{TestAuthority, TestRoot, samples::NOW},
};

use super::request;
use crate::seal::prepare;

/// Those who are asked, each with one answer.
struct Answering {
    stamper: TestAuthority,
    ocsp: Vec<u8>,
}

impl TrustServices for Answering {
    fn timestamp_authorities(&self) -> usize {
        1
    }
    async fn timestamp(&self, _: usize, request: &[u8]) -> Result<Vec<u8>, NoResponse> {
        self.stamper.stamp(request, NOW).map_err(|_| NoResponse)
    }
    async fn ocsp(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        Ok(self.ocsp.clone())
    }
    async fn certificate(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn crl(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
}

/// This document sealed at B-LTA, and the certificates to trust.
pub fn archived(document: &[u8]) -> (Vec<u8>, Vec<X509Certificate>) {
    let root = Holder::root("Root", 1);
    let leaf = Template::with(
        "Leaf",
        vec![key_usage(&[0, 1]), ocsp_at("http://ca.test/ocsp")],
    )
    .serial(7);
    let leaf = root.issue(&leaf, 3);
    let stamping = TestRoot::new([5; 32], NOW).expect("a root");
    let answering = Answering {
        stamper: stamping.authority([6; 32], NOW, 365).expect("an authority"),
        ocsp: root.answer(&Answer::good(), &leaf.certificate, &root, &[]),
    };
    let pem = |one: &Holder| {
        der::pem::encode_string(
            "CERTIFICATE",
            der::pem::LineEnding::LF,
            one.certificate.der(),
        )
        .expect("PEM")
    };
    let chain = CertificateChain::from_pem(&(pem(&leaf) + &pem(&root))).expect("a chain");
    let mut asked = request(&[("a", document)]);
    asked.timestamp_reserved_len = Level::BLTA.timestamp_reserved_len();
    let prepared = prepare(asked, &chain).expect("a document");
    let signature = leaf.key.sign(prepared.digest()).expect("a signature");
    let signed = prepared.signed(signature).expect("the key's own");
    // Nobody here is waited for: one poll is all of it.
    let sealed = std::pin::pin!(augment(signed, Level::BLTA, NOW, &answering))
        .poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
    let std::task::Poll::Ready(sealed) = sealed else {
        panic!("nobody is waited for")
    };
    let mut anchors = X509Certificate::all_from_pem(stamping.certificate_pem()).expect("a root");
    anchors.push(root.certificate);
    (sealed.expect("a seal").into_bytes(), anchors)
}
