//! The system's clock and randomness: the only place that reads them.

use std::{pin::Pin, time::Duration};

use jiff::Timestamp;
use segl_app::ports::{Clock, Ctx, Entropy, PortError};

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everybody else asks"
    )]
    fn now(&self) -> Timestamp {
        // To the millisecond: what is stored, shown and compared is the same.
        Timestamp::from_millisecond(Timestamp::now().as_millisecond())
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn wait_until(&self, time: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            if let Ok(left) = Duration::try_from(time.duration_since(self.now())) {
                tokio::time::sleep(left).await;
            }
        })
    }
}

/// The system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), PortError> {
        getrandom::fill(buffer).map_err(|error| PortError::new("entropy", error))
    }
}

/// The system's time and randomness, for use cases.
pub const SYSTEM: Ctx<'static> = Ctx {
    clock: &SystemClock,
    entropy: &SystemEntropy,
};
