//! `seal_once IN.pdf OUT.pdf [ROUNDS]`: preflight and seal of one file on disk, with a key of the test PKI, as a process
//! whose time and memory can be measured from outside. With `ROUNDS` it first seals that often in memory and prints
//! the median milliseconds from bytes to bytes.

use std::{error::Error, fs, io::Write as _, time::Instant};

use segl_front_page::{samples::request_of, seal::prepare};
use segl_pades::signing::{Sealed, Sha256State};
use segl_pdf::preflight;
use segl_pki::{
    chain::CertificateChain,
    test_pki::{
        TestKey,
        samples::{NOW, key_and_chain},
    },
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, output, rounds) = match &arguments[..] {
        [input, output] => (input, output, 0),
        [input, output, rounds] => (input, output, rounds.parse()?),
        _ => return Err("usage: seal_once IN.pdf OUT.pdf [ROUNDS]".into()),
    };
    let (key, chain) = key_and_chain();
    let bytes = fs::read(input)?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let bytes = bytes.clone();
        let begun = Instant::now();
        let sealed = seal(bytes, &key, &chain)?.into_bytes();
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        drop(sealed);
    }
    times.sort_by(f64::total_cmp);
    if let Some(median) = times.get(rounds / 2) {
        println!("{median:.3}");
    }
    preflight::inspect(&bytes)?;
    let sealed = seal(bytes, &key, &chain)?;
    let mut file = fs::File::create(output)?;
    for part in sealed.parts() {
        file.write_all(part)?;
    }
    Ok(())
}

fn seal(bytes: Vec<u8>, key: &TestKey, chain: &CertificateChain) -> Result<Sealed, Box<dyn Error>> {
    let hashed = Sha256State::of(&bytes);
    let prepared = prepare(request_of(bytes.into(), hashed, NOW), chain)?;
    let signature = key.sign(prepared.digest())?;
    Ok(prepared.finish(signature)?)
}
