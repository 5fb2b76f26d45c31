//! Those outside, in memory: a time-stamping authority of the test PKI, made anew when its certificate has ended.

use jiff::Timestamp;
use segl_app::{
    fakes::{Fault, TestClock},
    ports::{Authorities, Clock as _, Unanswered},
};
use segl_seal::test_pki::{TestAuthority, TestRoot};

/// How long the authority's certificates are good, in days.
pub const AUTHORITY_DAYS: u64 = 365;

/// One time-stamping authority whose certificate ends a year after the world's beginning, and one for each year after;
/// the certificates name nobody to ask about them.
pub struct FakeAuthorities {
    years: Vec<TestAuthority>,
    begun: Timestamp,
    clock: TestClock,
    fault: Fault,
}

impl FakeAuthorities {
    pub(crate) fn new(root: &TestRoot, clock: TestClock, fault: Fault) -> Self {
        let begun = clock.now();
        let years = (0..8_u8).map(|year| {
            let days = AUTHORITY_DAYS * (u64::from(year) + 1);
            root.authority([100 + year; 32], begun, days).expect("an authority")
        });
        Self { years: years.collect(), begun, clock, fault }
    }
}

impl Authorities for FakeAuthorities {
    fn timestamp_authorities(&self) -> usize {
        1
    }

    async fn timestamp(&self, _: usize, request: &[u8]) -> Result<Vec<u8>, Unanswered> {
        self.fault.check("authorities").map_err(|_| Unanswered)?;
        let now = self.clock.now();
        let hours = now.duration_since(self.begun).as_hours().unsigned_abs();
        let year = usize::try_from(hours / (24 * AUTHORITY_DAYS)).unwrap_or_default();
        self.years.get(year).ok_or(Unanswered)?.stamp(request, now).map_err(|_| Unanswered)
    }

    async fn ocsp(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, Unanswered> {
        Err(Unanswered)
    }

    async fn crl(&self, _: &str) -> Result<Vec<u8>, Unanswered> {
        Err(Unanswered)
    }

    async fn certificate(&self, _: &str) -> Result<Vec<u8>, Unanswered> {
        Err(Unanswered)
    }
}
