//! What the benchmarks of the family share: medians of rounds that take turns, so that a machine that is busy is busy for
//! all alike. The ratios to the floor are what counts; the milliseconds are this machine's.

use std::{hint::black_box, time::Instant};

const ROUNDS: usize = 21;

/// What is measured.
pub(crate) type Measured<'a> = Box<dyn FnMut() + 'a>;

/// Runs each of these once a round, the floor first, and prints what the median of each is and how many floors.
pub(crate) fn compare<const N: usize>(of: &str, mut measured: [(&str, Measured<'_>); N]) {
    let mut times = vec![Vec::with_capacity(ROUNDS); N];
    for _ in 0..ROUNDS {
        for ((_, run), times) in measured.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            run();
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let medians = times.iter_mut().map(|times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    });
    let medians: Vec<f64> = medians.collect();
    println!("{of}");
    for ((name, _), median) in measured.iter().zip(&medians) {
        println!(
            "  {name:<58} {median:>9.3} ms = {:>6.2} x floor",
            median / medians[0]
        );
    }
}

/// Does it and keeps what comes of it from being optimized away.
pub(crate) fn measured<'a, T>(mut run: impl FnMut() -> T + 'a) -> Measured<'a> {
    Box::new(move || {
        black_box(run());
    })
}
