//! Two requests with one `Idempotency-Key`, the other always a little faster.

use std::sync::atomic::{AtomicBool, Ordering};

use segl_app::{
    change_set::ChangeSet,
    document::{Settled, StoredDocument},
    ports::{
        PortError,
        document_index::DocumentIndex,
        jobs::{CommitError, Creation, IdempotencyClaim, Jobs, NewJobs, ReadJob, Recalled},
    },
    sender::creation::{self, CreateError, CreateJob, NewAddressee, NewSigner},
};
use segl_domain::{
    account::organisation::OrganisationNumber,
    contact::{ContactAddress, EmailAddress},
    digest::Digest,
    id::{DocumentId, JobId},
    identity::authentication::SecurityLevel,
    job::{
        Flow, RetentionPolicy,
        signer::{Asked, Order},
        transitions::create::DEFAULT_AVAILABILITY,
    },
    language::Language,
    text::Title,
};
use segl_tests::{World, principal};

/// A register that is asked only after the twin's request was answered.
struct Slow<'w> {
    world: &'w World,
    twin: CreateJob,
    asked: AtomicBool,
}

impl Jobs for Slow<'_> {
    async fn load(&self, job: JobId) -> Result<Option<ReadJob>, PortError> {
        self.world.table.load(job).await
    }
    async fn commit(&self, changes: &ChangeSet) -> Result<(), CommitError> {
        self.world.table.commit(changes).await
    }
}

impl NewJobs for Slow<'_> {
    async fn recall(
        &self,
        sender: &OrganisationNumber,
        key: &str,
    ) -> Result<Option<Recalled>, PortError> {
        self.world.table.recall(sender, key).await
    }
    async fn create(
        &self,
        changes: &ChangeSet,
        claim: Option<IdempotencyClaim>,
    ) -> Result<Creation, PortError> {
        self.world.table.create(changes, claim).await
    }
}

impl DocumentIndex for Slow<'_> {
    async fn enter(&self, document: &StoredDocument) -> Result<(), PortError> {
        self.world.table.enter(document).await
    }
    async fn find(&self, document: DocumentId) -> Result<Option<StoredDocument>, PortError> {
        if !self.asked.swap(true, Ordering::SeqCst) {
            let World { table, .. } = self.world;
            let ctx = self.world.ctx();
            creation::create_job(self.twin.clone(), table, self.world.persons(), ctx)
                .await
                .expect("the twin's job");
        }
        DocumentIndex::find(&self.world.table, document).await
    }
    async fn settle(&self, document: DocumentId, settled: &Settled) -> Result<(), PortError> {
        self.world.table.settle(document, settled).await
    }
}

fn request(document: DocumentId, key: &str, body: &str) -> CreateJob {
    let email = EmailAddress::try_from("kari@example.com".to_owned()).expect("an address");
    CreateJob {
        principal: principal(),
        flow: Flow::Portal,
        level: SecurityLevel::High,
        identifier: None,
        queue: None,
        title: Title::try_from("Avtale".to_owned()).expect("a title"),
        non_sensitive_title: None,
        description: None,
        reference: None,
        documents: vec![document],
        signers: vec![NewSigner {
            addressee: NewAddressee::Contact(
                ContactAddress::new(Some(email), None).expect("an address"),
            ),
            asked: Asked::default(),
            name: None,
            language: Language::Nb,
            order: Order::default(),
        }],
        activation: None,
        available_for: DEFAULT_AVAILABILITY,
        retention: RetentionPolicy::Standard,
        idempotency: Some((key.to_owned(), Digest::of(body.as_bytes()))),
    }
}

/// What a request is answered when this twin wins between its look at the key and its look at the document.
async fn behind(twin: impl Fn(DocumentId) -> CreateJob) -> Result<bool, CreateError> {
    let world = World::new();
    let document = world.document().await;
    let slow = Slow {
        world: &world,
        twin: twin(document),
        asked: AtomicBool::new(false),
    };
    let ctx = world.ctx();
    creation::create_job(request(document, "one", "a"), &slow, world.persons(), ctx)
        .await
        .map(|created| created.repeated)
}

#[tokio::test]
async fn a_request_that_comes_second_to_its_twin_gets_the_twin_s_job() {
    assert!(
        behind(|document| request(document, "one", "a"))
            .await
            .expect("the same job")
    );
}

#[tokio::test]
async fn a_document_that_another_request_took_is_taken() {
    let other = behind(|document| request(document, "two", "a")).await;
    assert!(
        matches!(other, Err(CreateError::DocumentTaken(_))),
        "{other:?}"
    );
    let reused = behind(|document| request(document, "one", "b")).await;
    assert!(matches!(reused, Err(CreateError::KeyReused)), "{reused:?}");
}
