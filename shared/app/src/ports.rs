//! The ports that use cases go through. Each states its contract; memory and AWS keep it alike.
//!
//! A use case's parameter list is its permission list: it names the narrowest ports it needs, and the function's role in
//! the template says the same.

pub mod authenticator;
pub mod document_index;
pub mod documents;
pub mod e_id;
pub mod jobs;
pub mod keys;
pub mod links;
pub mod lists;
pub mod messages;
pub mod sessions;
pub mod status_changes;
pub mod validation;
pub mod workflow;

use std::{error::Error, pin::Pin};

use jiff::Timestamp;
use thiserror::Error;

pub use segl_pades::levels::{AugmentError, Level, NoResponse, TrustServices};
pub use segl_pki::keys::SealingAlgorithm;

/// Whether a failure may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// It may go better in a while: a time-out, throttling, an outage.
    Transient,
    /// What is stored is not what was stored: a digest that does not fit, an item without an attribute, a text that
    /// cannot be decrypted. Trying again finds the same; somebody has to look.
    Corrupt,
}

/// A port failed: the one shape for it, whatever the port. Its source is for the log, never for a client.
#[derive(Debug, Error)]
#[error("{port} {}", match .kind {
    FailureKind::Transient => "did not answer as it should",
    FailureKind::Corrupt => "holds something that is corrupt",
})]
pub struct PortError {
    /// Which port: a word for the log, such as `table`.
    pub port: &'static str,
    /// Whether it may pass.
    pub kind: FailureKind,
    /// What the infrastructure said.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}

impl PortError {
    /// A failure of this port that may pass.
    pub fn new(port: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            port,
            kind: FailureKind::Transient,
            source: source.into(),
        }
    }

    /// What this port has stored is corrupt.
    pub fn corrupt(port: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            port,
            kind: FailureKind::Corrupt,
            source: source.into(),
        }
    }

    /// Whether something stored is corrupt.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        self.kind == FailureKind::Corrupt
    }
}

/// What time it is, to the millisecond.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Comes back at `time`, or at once when that has passed: how answers are made to take the same time.
    fn wait_until(&self, time: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The system's source of randomness.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with random bytes fit for secrets.
    ///
    /// # Errors
    /// When the system has none to give.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), PortError>;
}

/// The time and the randomness that a use case goes by: what it was called with, and nothing that it reads for itself.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Where identifiers, tokens and codes are drawn from.
    pub entropy: &'a dyn Entropy,
}

impl Ctx<'_> {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
