//! What the system gives: time and random bytes.

use std::{fs, io::Read as _};

use jiff::Timestamp;

/// What time it is.
#[expect(
    clippy::disallowed_methods,
    reason = "the local tool stands outside the service and reads the clock itself"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    let read = fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    read.map_err(|error| format!("the system gives no random bytes: {error}"))?;
    Ok(bytes)
}
