//! `cargo run --release -p segl-front-page --features samples --example seal_memory -- OUT.pdf IN.pdf…`: seals documents as
//! one at B-LTA, and prints how large the sealed file is beside them and how much memory that took at its peak.

use std::{env, error::Error, fs, io::Write as _};

use jiff::Timestamp;
use segl_front_page::{
    samples::request_of,
    seal::{Original, SealRequest, prepare},
};
use segl_pades::{
    levels::{Level, NoResponse, TrustServices, augment},
    signing::Sha256State,
};
use segl_pki::{
    chain::CertificateChain,
    test_pki::{TestAuthority, TestKey, TestRoot},
};

const AT: Timestamp = Timestamp::constant(1_795_478_400, 0);

/// A time-stamping authority; the certificates of the test PKI name nobody else to ask.
struct Stamper(TestAuthority);

impl TrustServices for Stamper {
    fn timestamp_authorities(&self) -> usize {
        1
    }
    async fn timestamp(&self, _: usize, request: &[u8]) -> Result<Vec<u8>, NoResponse> {
        self.0.stamp(request, AT).map_err(|_| NoResponse)
    }
    async fn ocsp(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn crl(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn certificate(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
}

fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}

/// The most memory that the process had, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| {
        line.trim()
            .strip_suffix(" kB")?
            .trim()
            .parse::<usize>()
            .ok()
    })
    .unwrap_or(0)
        * 1024
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let output = arguments
        .next()
        .ok_or("usage: seal_memory OUT.pdf IN.pdf…")?;
    let (key, root) = (TestKey::new([2; 32])?, TestRoot::new([1; 32], AT)?);
    let chain = CertificateChain::from_pem(&root.issue_seal(&key.spki()?, [3; 8], AT)?)?;
    let stamper = Stamper(root.authority([6; 32], AT, 365)?);
    let mut originals = Vec::new();
    for path in arguments {
        let bytes = bytes::Bytes::from(fs::read(&path)?);
        originals.push(Original {
            title: path,
            hashed: Sha256State::of(&bytes),
            bytes,
        });
    }
    let first = originals.first().cloned().ok_or("name a PDF")?;
    let inputs: usize = originals.iter().map(|original| original.bytes.len()).sum();
    let request = SealRequest {
        originals,
        timestamp_reserved_len: Level::BLTA.timestamp_reserved_len(),
        ..request_of(first.bytes, first.hashed, AT)
    };
    let prepared = prepare(request, &chain)?;
    let signature = key.sign(prepared.digest())?;
    let sealed = ready(augment(
        prepared.signed(signature)?,
        Level::BLTA,
        AT,
        &stamper,
    ))
    .ok_or("nobody is waited for")??;
    let mut file = fs::File::create(output)?;
    for part in sealed.parts() {
        file.write_all(part)?;
    }
    println!(
        "{inputs} bytes in, {} out ({:.3} times), peak {} over the input",
        sealed.size(),
        sealed.size() as f64 / inputs as f64,
        peak().saturating_sub(inputs)
    );
    Ok(())
}
