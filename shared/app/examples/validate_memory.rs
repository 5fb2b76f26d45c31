//! `cargo run --release -p segl-app --example validate_memory FILE [CHAIN.pem]`: what validating a file costs in time and
//! in memory at its peak. What the functions get in the template comes from this.

use std::{env, fs, time::Instant};

use segl_app::{
    ports::validation::AnchorFiles,
    validation::{anchors::Anchors, document},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let path = arguments.next().ok_or("name a file")?;
    // As at the time when it was written: the clock is not asked here.
    let (file, at) = (
        fs::read(&path)?.into(),
        jiff::Timestamp::try_from(fs::metadata(&path)?.modified()?)?,
    );
    let seal_chain = arguments
        .next()
        .map(fs::read_to_string)
        .transpose()?
        .unwrap_or_default();
    let (anchors, _) = Anchors::read(&AnchorFiles {
        seal_chain,
        ..AnchorFiles::default()
    });
    let bytes = bytes::Bytes::len(&file);
    let begun = Instant::now();
    let validated = document::examine(&file, &anchors, at)?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or("unknown")
        .trim();
    println!(
        "{} bytes: {:?} in {:?}, peak {peak}",
        bytes,
        validated.report.indication,
        begun.elapsed()
    );
    Ok(())
}
