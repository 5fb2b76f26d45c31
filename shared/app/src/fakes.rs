//! Memory behind every port, no kinder than the real ones: versions conflict, transactions are all or nothing, pages
//! end, and any call can be made to fail.

mod documents;
mod executions;
mod outbox;
mod people;
mod sealing_store;
mod table;
mod validation;

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};

pub use documents::MemoryDocumentStore;
pub use executions::{Execution, FakeExecutions};
pub use outbox::{FakeOutbox, PlainTexts, SentEmail, SentText};
pub use people::{FakeContactRegister, FakeEIds, FakePersonKeys, NoEIds};
pub use sealing_store::SealingStore;
pub use table::MemoryTable;

use crate::ports::{Clock, Entropy, PortError, keys::HmacKey};

/// A clock whose clones share one hand, moved by the test. Nobody has to wait: it remembers until when they would.
#[derive(Clone, Debug)]
pub struct TestClock {
    hand: Arc<AtomicI64>,
    waits: Arc<Mutex<Vec<Timestamp>>>,
}

impl TestClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(time: Timestamp) -> Self {
        Self {
            hand: Arc::new(AtomicI64::new(time.as_millisecond())),
            waits: Arc::default(),
        }
    }
    /// Takes the times until which somebody waited since the last call: how long answers were made to take.
    #[must_use]
    pub fn take_waits(&self) -> Vec<Timestamp> {
        std::mem::take(&mut lock(&self.waits))
    }
    /// Moves the hand forward.
    pub fn advance(&self, by: SignedDuration) {
        self.hand.fetch_add(
            i64::try_from(by.as_millis()).unwrap_or(0).max(0),
            Ordering::SeqCst,
        );
    }
    /// Moves the hand to this time, if that lies ahead.
    pub fn advance_to(&self, time: Timestamp) {
        self.hand.fetch_max(time.as_millisecond(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.hand.load(Ordering::SeqCst))
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }
    fn wait_until(&self, time: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        lock(&self.waits).push(time);
        Box::pin(std::future::ready(()))
    }
}

/// Randomness that is the same in every run: SHA-256 of a counter.
#[derive(Clone, Debug, Default)]
pub struct SeededEntropy(Arc<AtomicU64>);

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), PortError> {
        for chunk in buffer.chunks_mut(32) {
            let count = self.0.fetch_add(1, Ordering::SeqCst);
            let digest = segl_domain::digest::Digest::of(&count.to_be_bytes());
            chunk.copy_from_slice(&digest.as_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A code key for tests.
#[derive(Clone, Debug, Default)]
pub struct FakeCodeKey;

impl HmacKey for FakeCodeKey {
    async fn mac(&self, message: &[u8; 32]) -> Result<[u8; 32], PortError> {
        Ok(*segl_domain::digest::Digest::tagged("a fake code key", &[message]).as_bytes())
    }
}

/// Breaks the n-th call through the ports that share it: how "done, but not written down" is told.
#[derive(Clone, Debug)]
pub struct Fault(Arc<AtomicI64>);

impl Default for Fault {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MAX)))
    }
}

impl Fault {
    /// Lets `calls` more calls succeed and the one after them fail.
    pub fn after(&self, calls: u32) {
        self.0.store(i64::from(calls), Ordering::SeqCst);
    }
    /// Lets every call succeed again; whether the fault had struck.
    pub fn heal(&self) -> bool {
        self.0.swap(i64::MAX, Ordering::SeqCst) < 0
    }
    /// One call through a port that shares this fault.
    ///
    /// # Errors
    /// When it is this call's turn to break.
    pub fn check(&self, port: &'static str) -> Result<(), PortError> {
        if self.0.fetch_sub(1, Ordering::SeqCst) == 0 {
            return Err(PortError::new(port, "the test broke this call"));
        }
        Ok(())
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .expect("no test panics while it holds a fake's lock")
}
