//! A small world in memory for the tests beside the use cases: the ports, two organisations, and who acts in them.

mod seals;
mod signers;
mod values;

use jiff::Timestamp;
use segl_domain::{
    id::{DocumentId, JobId, SignerId},
    identity::{authentication::SecurityLevel, principal::Principal},
    job::{
        Flow, RetentionPolicy, SignatureJob, signer::Signer,
        transitions::create::DEFAULT_AVAILABILITY,
    },
    text::{SignerIdentifier, Title},
};

use crate::{
    fakes::{
        FakeCodeKey, FakeContactRegister, FakeEIds, FakeExecutions, FakeOutbox, FakePersonKeys,
        Fault, MemoryDocumentStore, MemoryTable, PlainTexts, SeededEntropy, TestClock,
    },
    ports::{Clock as _, Ctx, e_id::IdentityPorts},
    sender::{
        creation::{CreateError, CreateJob, CreatedJob, NewAddressee, NewSigner, create_job},
        documents::add,
    },
    signer::otp::Messengers,
    workflow::notify::send_due_notifications,
};

pub(crate) use self::{
    seals::{Authority, Nobody, Seal},
    values::*,
};

/// Everything behind every port. One fault runs through them all.
pub(crate) struct World {
    pub(crate) clock: TestClock,
    pub(crate) entropy: SeededEntropy,
    pub(crate) table: MemoryTable,
    pub(crate) store: MemoryDocumentStore,
    pub(crate) outbox: FakeOutbox,
    pub(crate) executions: FakeExecutions,
    pub(crate) contacts: FakeContactRegister,
    pub(crate) keys: FakePersonKeys,
    pub(crate) fault: Fault,
}

impl World {
    pub(crate) fn new() -> Self {
        let (clock, fault) = (TestClock::at(time(NOON)), Fault::default());
        Self {
            entropy: SeededEntropy::default(),
            table: MemoryTable::new(clock.clone(), fault.clone()),
            store: MemoryDocumentStore::new(fault.clone()),
            outbox: FakeOutbox::new(fault.clone()),
            executions: FakeExecutions::new(fault.clone()),
            contacts: FakeContactRegister::new(),
            keys: FakePersonKeys::new(fault.clone()),
            clock,
            fault,
        }
    }

    pub(crate) fn ctx(&self) -> Ctx<'_> {
        Ctx {
            clock: &self.clock,
            entropy: &self.entropy,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn job(&self, job: JobId) -> SignatureJob {
        self.table.peek(job).expect("the job is there")
    }

    pub(crate) fn signers(&self, job: JobId) -> Vec<SignerId> {
        self.job(job).signers().iter().map(Signer::id).collect()
    }

    pub(crate) const fn persons(
        &self,
    ) -> IdentityPorts<'_, FakePersonKeys, FakeContactRegister, FakeEIds> {
        IdentityPorts {
            keys: &self.keys,
            contacts: &self.contacts,
            e_ids: &FakeEIds,
            takes_synthetic: true,
        }
    }

    pub(crate) const fn messengers(&self) -> Messengers<'_, FakeOutbox, FakeOutbox, PlainTexts> {
        Messengers {
            mail: &self.outbox,
            texts: &self.outbox,
            renderer: &PlainTexts,
        }
    }

    /// A document of this principal's, checked.
    pub(crate) async fn document_of(&self, principal: &Principal) -> DocumentId {
        let (store, table) = (&self.store, &self.table);
        add(principal, naming(), pdf(), store, table, self.ctx())
            .await
            .expect(IS_FIT)
            .id
    }

    /// What the sender asks of these signers, in the portal flow, with a document of its own.
    pub(crate) async fn command(&self, signers: Vec<NewSigner>) -> CreateJob {
        CreateJob {
            principal: own(),
            flow: Flow::Portal,
            level: SecurityLevel::High,
            identifier: None,
            queue: None,
            title: Title::try_from("Avtale".to_owned()).expect("a title"),
            non_sensitive_title: None,
            description: None,
            reference: None,
            documents: vec![self.document_of(&own()).await],
            signers,
            activation: None,
            available_for: DEFAULT_AVAILABILITY,
            retention: RetentionPolicy::Standard,
            idempotency: None,
        }
    }

    pub(crate) async fn create(&self, command: CreateJob) -> Result<CreatedJob, CreateError> {
        let (table, persons) = (&self.table, self.persons());
        create_job(command, table, persons, self.ctx()).await
    }

    /// A job for these signers, and who they are.
    pub(crate) async fn job_for(&self, signers: Vec<NewSigner>) -> (JobId, Vec<SignerId>) {
        let created = self.create(self.command(signers).await).await;
        let job = created.expect(IS_FIT).job.id();
        (job, self.signers(job))
    }

    /// A job for one signer with an e-mail address, who was invited.
    pub(crate) async fn invited(&self) -> (JobId, SignerId) {
        let (job, signers) = self.job_for(vec![by_email(KARI, 0)]).await;
        assert_eq!(self.notify(job, signers[0]).await, 1);
        (job, signers[0])
    }

    /// A job of the direct flow for one signer, who is called `customer`.
    pub(crate) async fn direct_job(&self) -> (JobId, SignerId) {
        let word = SignerIdentifier::try_from("customer".to_owned()).expect("a word");
        let command = self
            .command(vec![signer(NewAddressee::Custom(word), 0)])
            .await;
        let created = self
            .create(CreateJob {
                flow: direct(),
                ..command
            })
            .await;
        let job = created.expect(IS_FIT).job.id();
        (job, self.signers(job)[0])
    }

    /// Sends a signer what is due, and counts it.
    pub(crate) async fn notify(&self, job: JobId, signer: SignerId) -> u32 {
        let (table, messengers) = (&self.table, self.messengers());
        let (keys, contacts) = (&self.keys, &self.contacts);
        let ctx = self.ctx();
        send_due_notifications(
            job,
            signer,
            table,
            &FakeCodeKey,
            &messengers,
            keys,
            contacts,
            ctx,
        )
        .await
        .expect(ANSWERS)
    }
}
