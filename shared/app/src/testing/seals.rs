//! The seal of the test PKI, and those who give timestamps or do not.

use segl_domain::{
    id::{JobId, SignerId},
    job::SignatureJob,
};
use segl_pki::test_pki::{TestAuthority, TestKey, TestRoot};

use crate::{
    fakes::{SealingStore, TestClock},
    ports::{
        Clock as _, Level, NoResponse, PortError, SealingAlgorithm, TrustServices,
        keys::{SealCertificates, SealKey},
        validation::AnchorFiles,
    },
    workflow::sealing::{SealError, Sealing, seal_job},
};

use super::{NOON, World, time};

impl World {
    /// Seals without timestamps.
    pub(crate) async fn seal(&self, job: JobId) -> Result<SignatureJob, SealError> {
        let seal = Seal::new();
        let sealing = Sealing::new(&seal, Some(Level::BB), &Nobody);
        self.seal_with(job, &seal, sealing).await
    }

    pub(crate) async fn seal_with<A: TrustServices>(
        &self,
        job: JobId,
        seal: &Seal,
        sealing: Sealing<'_, Seal, A>,
    ) -> Result<SignatureJob, SealError> {
        let store = SealingStore {
            documents: &self.store,
            certificates: seal,
        };
        let (table, keys) = (&self.table, &self.keys);
        seal_job(job, table, &store, sealing, keys, self.ctx()).await
    }

    /// A job that its one signer has signed, and that is sealed.
    pub(crate) async fn sealed(&self) -> (JobId, SignerId) {
        let (job, signer) = self.signed().await;
        self.seal(job).await.expect("it is signed by all");
        (job, signer)
    }
}

/// The sealing key of the test PKI, and its certificates; the same each time.
pub(crate) struct Seal {
    key: TestKey,
    pub(crate) chain: String,
}

fn root() -> TestRoot {
    TestRoot::new([7; 32], time(NOON)).expect("a root")
}

impl Seal {
    pub(crate) fn new() -> Self {
        let key = TestKey::new([9; 32]).expect("a key");
        let spki = key.spki().expect("a public key");
        let chain = root().issue_seal(&spki, [1; 8], time(NOON));
        Self {
            key,
            chain: chain.expect("a certificate"),
        }
    }

    /// What the operator says of whom to believe: this chain and nobody else.
    pub(crate) fn anchors(&self) -> AnchorFiles {
        AnchorFiles {
            seal_chain: self.chain.clone(),
            ..AnchorFiles::default()
        }
    }
}

impl SealKey for Seal {
    async fn sign(&self, _: SealingAlgorithm, digest: &[u8]) -> Result<Vec<u8>, PortError> {
        let signature = self.key.sign(digest);
        signature.map_err(|error| PortError::new("keys", error))
    }
}

impl SealCertificates for Seal {
    async fn chain(&self) -> Result<String, PortError> {
        Ok(self.chain.clone())
    }
}

macro_rules! answers_nothing_else {
    () => {
        async fn ocsp(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
            Err(NoResponse)
        }
        async fn crl(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
            Err(NoResponse)
        }
        async fn certificate(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
            Err(NoResponse)
        }
    };
}

/// No time-stamping authority at all.
#[derive(Debug)]
pub(crate) struct Nobody;

impl TrustServices for Nobody {
    fn timestamp_authorities(&self) -> usize {
        0
    }
    async fn timestamp(&self, _: usize, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    answers_nothing_else!();
}

/// One time-stamping authority, whose certificate is good for a year, or for as long as is said.
pub(crate) struct Authority {
    authority: TestAuthority,
    clock: TestClock,
}

impl Authority {
    pub(crate) fn new(clock: &TestClock) -> Self {
        Self::lasting(clock, 365)
    }

    pub(crate) fn lasting(clock: &TestClock, days: u64) -> Self {
        let authority = root().authority([100; 32], time(NOON), days);
        Self {
            authority: authority.expect("an authority"),
            clock: clock.clone(),
        }
    }
}

impl TrustServices for Authority {
    fn timestamp_authorities(&self) -> usize {
        1
    }
    async fn timestamp(&self, _: usize, request: &[u8]) -> Result<Vec<u8>, NoResponse> {
        let stamped = self.authority.stamp(request, self.clock.now());
        stamped.map_err(|_| NoResponse)
    }
    answers_nothing_else!();
}
