//! The world in memory: ports, clock and entropy that a test holds, a workflow walked step by step, and those who act.

mod actors;
mod authorities;
mod walk;

use jiff::Timestamp;
use segl_app::{
    fakes::{
        FakeCodeKey, FakeContactRegister, FakeEIds, FakeExecutions, FakeOutbox, FakePersonKeys,
        Fault, MemoryDocumentStore, MemoryTable, PlainTexts, SeededEntropy, TestClock,
    },
    ports::{
        Ctx, PortError, SealingAlgorithm,
        authenticator::{Caller, PresentedKey},
        e_id::IdentityPorts,
        keys::{SealCertificates, SealKey},
        validation::AnchorFiles,
    },
    validation::anchors::Anchors,
};
use segl_domain::{
    account::organisation::{OrganisationNumber, Sector, Sender},
    audit::{self, AuditEvent},
    id::{ApiKeyId, JobId},
    identity::principal::{Actor, Organisation, Permissions, Principal},
    job::SignatureJob,
    text::SenderName,
};
use segl_pki::test_pki::{TestKey, TestRoot};

pub use actors::{Invitation, new_signer, pdf};
pub use authorities::{AUTHORITY_DAYS, FakeTrustServices};

/// Whether these are all events of one job in an unbroken chain, as whoever is handed its audit trail verifies it.
#[must_use]
pub fn is_unbroken(events: &[AuditEvent]) -> bool {
    events.first().is_some_and(|first| {
        audit::verify_audit_trail(audit::audit_trail_json(first.job, events).as_bytes()).is_ok()
    })
}

/// Everything behind every port. One fault runs through them all.
pub struct World {
    /// The clock that the test moves.
    pub clock: TestClock,
    /// Randomness that is the same in every run.
    pub entropy: SeededEntropy,
    /// The table.
    pub table: MemoryTable,
    /// The stores of bytes.
    pub store: MemoryDocumentStore,
    /// The e-mails and text messages that were sent.
    pub outbox: FakeOutbox,
    /// The workflows.
    pub executions: FakeExecutions,
    /// What breaks the n-th call.
    pub fault: Fault,
    /// The key that codes are hashed with.
    pub code_key: FakeCodeKey,
    /// The keys that numbers are hashed and encrypted with.
    pub person_keys: FakePersonKeys,
    /// The register of where people are reached.
    pub contacts: FakeContactRegister,
    /// The seal's key and its certificates.
    pub seal: Seal,
    /// Those who give timestamps.
    pub authorities: FakeTrustServices,
    /// Names for nothing but themselves.
    pub renderer: PlainTexts,
}

/// The seal's key and certificates, of the test PKI.
pub struct Seal {
    key: TestKey,
    chain: String,
    fault: Fault,
}

impl Seal {
    /// The root that vouches for the key, in PEM.
    #[must_use]
    pub fn root(&self) -> String {
        let start = self.chain.rfind("-----BEGIN").unwrap_or_default();
        self.chain[start..].to_owned()
    }

    /// What the operator says of whom to believe: this chain and nobody else.
    #[must_use]
    pub fn anchor_files(&self) -> AnchorFiles {
        AnchorFiles {
            seal_chain: self.chain.clone(),
            ..AnchorFiles::default()
        }
    }

    /// Whom validations believe.
    #[must_use]
    pub fn anchors(&self) -> Anchors {
        Anchors::read(&self.anchor_files()).0
    }
}

impl SealKey for Seal {
    async fn sign(&self, _: SealingAlgorithm, digest: &[u8]) -> Result<Vec<u8>, PortError> {
        self.fault.check("keys")?;
        self.key
            .sign(digest)
            .map_err(|error| PortError::new("keys", error))
    }
}

impl SealCertificates for Seal {
    async fn chain(&self) -> Result<String, PortError> {
        self.fault.check("store")?;
        Ok(self.chain.clone())
    }
}

/// The API key of the world's sender.
pub const API_KEY: &str = "segl_test_0123456789012345678901234567890123456789";

impl World {
    /// Its time and randomness, as use cases take them.
    #[must_use]
    pub fn ctx(&self) -> Ctx<'_> {
        Ctx {
            clock: &self.clock,
            entropy: &self.entropy,
        }
    }

    /// A world at noon of a Tuesday in Norway, with one sender.
    #[must_use]
    pub fn new() -> Self {
        let noon: Timestamp = "2026-11-24T11:00:00Z".parse().expect("a time");
        let (clock, fault) = (TestClock::at(noon), Fault::default());
        let root = TestRoot::new([7; 32], noon).expect("a root");
        let key = TestKey::new([9; 32]).expect("a key");
        let chain = root
            .issue_seal(&key.spki().expect("a public key"), [1; 8], noon)
            .expect("a certificate");
        let world = Self {
            entropy: SeededEntropy::default(),
            table: MemoryTable::new(clock.clone(), fault.clone()),
            store: MemoryDocumentStore::new(fault.clone()),
            outbox: FakeOutbox::new(fault.clone()),
            executions: FakeExecutions::new(fault.clone()),
            code_key: FakeCodeKey,
            person_keys: FakePersonKeys::new(fault.clone()),
            contacts: FakeContactRegister::new(),
            authorities: FakeTrustServices::new(&root, clock.clone(), fault.clone()),
            seal: Seal {
                key,
                chain,
                fault: fault.clone(),
            },
            renderer: PlainTexts,
            clock,
            fault,
        };
        world.store.believe(world.seal.anchor_files());
        let digest = PresentedKey::parse(API_KEY).expect("a key").digest();
        world.table.add_key(
            digest,
            Caller {
                principal: principal(),
                credential: "test".to_owned(),
            },
        );
        world
    }

    /// What the world's clock shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        segl_app::ports::Clock::now(&self.clock)
    }

    /// The ports that national identity numbers need; synthetic persons are taken.
    #[must_use]
    pub const fn persons(
        &self,
    ) -> IdentityPorts<'_, FakePersonKeys, FakeContactRegister, FakeEIds> {
        IdentityPorts {
            keys: &self.person_keys,
            contacts: &self.contacts,
            e_ids: &FakeEIds,
            takes_synthetic: true,
        }
    }

    /// The job as it is stored.
    #[must_use]
    pub fn job(&self, id: JobId) -> SignatureJob {
        self.table.peek(id).expect("the job is there")
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// The world's sender's system, which may do everything.
#[must_use]
pub fn principal() -> Principal {
    Principal {
        organisation: Organisation {
            sender: sender(),
            sector: Sector::Public,
        },
        actor: Actor::SenderSystem {
            api_key: ApiKeyId::new(1, [1; 10]),
        },
        permissions: Permissions::all(),
    }
}

/// The world's sender.
#[must_use]
pub fn sender() -> Sender {
    Sender {
        organisation: OrganisationNumber::try_from("991825827".to_owned()).expect("a number"),
        name: SenderName::try_from("Eksempel AS".to_owned()).expect("a name"),
    }
}
