//! Any bytes are looked over in bounded time and memory, and found fit or refused with a reason.

#![no_main]

use libfuzzer_sys::fuzz_target;
use segl_pdf::preflight::inspect;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(found) = inspect(bytes) {
        assert!((1..=5000).contains(&found.pages) && found.size == bytes.len() as u64, "{found:?}");
    }
});
