//! `validate_once FILE ROOTS.pem [ROUNDS]`: validates a file as at the time when it was written, as a process whose time
//! and memory can be measured from outside. With `ROUNDS` it first validates that often and prints the median
//! milliseconds.

use std::{env, error::Error, fs, time::Instant};

use jiff::Timestamp;
use segl_validation::{Indication, Trust, validate_file};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (path, roots, rounds) = match &arguments[..] {
        [path, roots] => (path, roots, 0),
        [path, roots, rounds] => (path, roots, rounds.parse()?),
        _ => return Err("usage: validate_once FILE ROOTS.pem [ROUNDS]".into()),
    };
    let (bytes, at) = (
        fs::read(path)?.into(),
        Timestamp::try_from(fs::metadata(path)?.modified()?)?,
    );
    let trust = Trust::from_pem(&fs::read_to_string(roots)?).ok_or("no certificates in PEM")?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let begun = Instant::now();
        validate_file(&bytes, &trust, at)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    if let Some(median) = times.get(rounds / 2) {
        println!("{median:.3}");
    }
    match validate_file(&bytes, &trust, at)?.indication {
        Indication::TotalPassed => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}
