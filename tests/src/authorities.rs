//! Those outside, in memory: a time-stamping authority of the test PKI that gets a new certificate before the old one ends.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::Timestamp;
use segl_app::{
    fakes::{Fault, TestClock},
    ports::{Clock as _, NoResponse, TrustServices},
};
use segl_pki::test_pki::{TestAuthority, TestRoot};

/// How long a certificate of the authority is good after its first use, in days.
pub const AUTHORITY_DAYS: u64 = 365;
/// How long it is used.
const USED_DAYS: u64 = 300;

/// One time-stamping authority with a certificate after the other; they name nobody to ask about them.
pub struct FakeTrustServices {
    certificates: Vec<TestAuthority>,
    begun: Timestamp,
    clock: TestClock,
    fault: Fault,
    is_silent: AtomicBool,
    asked: AtomicUsize,
}

impl FakeTrustServices {
    pub(crate) fn new(root: &TestRoot, clock: TestClock, fault: Fault) -> Self {
        let begun = clock.now();
        let certificates = (0..5_u8).map(|number| {
            let days = USED_DAYS * u64::from(number) + AUTHORITY_DAYS;
            root.authority([100 + number; 32], begun, days)
                .expect("an authority")
        });
        Self {
            certificates: certificates.collect(),
            begun,
            clock,
            fault,
            is_silent: AtomicBool::new(false),
            asked: AtomicUsize::new(0),
        }
    }
}

impl FakeTrustServices {
    /// Has it answer nobody, or answer again.
    pub fn silence(&self, is_silent: bool) {
        self.is_silent.store(is_silent, Ordering::Relaxed);
    }

    /// How often a timestamp was asked for.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl TrustServices for FakeTrustServices {
    fn timestamp_authorities(&self) -> usize {
        1
    }

    async fn timestamp(&self, _: usize, request: &[u8]) -> Result<Vec<u8>, NoResponse> {
        self.fault.check("authorities").map_err(|_| NoResponse)?;
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.is_silent.load(Ordering::Relaxed) {
            return Err(NoResponse);
        }
        let now = self.clock.now();
        let hours = now.duration_since(self.begun).as_hours().unsigned_abs();
        let number = usize::try_from(hours / (24 * USED_DAYS)).unwrap_or_default();
        self.certificates
            .get(number)
            .ok_or(NoResponse)?
            .stamp(request, now)
            .map_err(|_| NoResponse)
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
