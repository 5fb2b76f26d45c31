//! A job is made of the sender's own documents, once for each request.

use segl_domain::{
    identity::principal::{Permission, Permissions},
    job::{flow_rules::Choice, status::SignerStatus},
};

use super::*;
use crate::{
    document::StoredDocument,
    fakes::{FakeEIds, NoEIds},
    testing::*,
};

/// A request by one signer's e-mail, about these documents.
async fn about(world: &World, documents: Vec<DocumentId>) -> CreateJob {
    let command = world.command(vec![by_email(KARI, 0)]).await;
    CreateJob {
        documents,
        ..command
    }
}

fn by_number(day: u8, notifications: NewNotifications) -> NewSigner {
    signer(NewAddressee::Person(person(day), notifications), 0)
}

#[tokio::test]
async fn another_organisation_s_document_is_not_used_in_a_job() {
    let world = World::new();
    let foreign = world.document_of(&other()).await;
    let refused = world.create(about(&world, vec![foreign]).await).await;
    // In the words for one that is not there: nobody learns what others have.
    assert!(matches!(refused, Err(CreateError::DocumentUnknown(id)) if id == foreign));
    let missing = DocumentId::new(9, [9; 10]);
    let refused = world.create(about(&world, vec![missing]).await).await;
    assert!(matches!(refused, Err(CreateError::DocumentUnknown(id)) if id == missing));
    // Nor beside an own one.
    let own_one = world.document_of(&own()).await;
    let refused = world
        .create(about(&world, vec![own_one, foreign]).await)
        .await;
    assert!(matches!(refused, Err(CreateError::DocumentUnknown(id)) if id == foreign));
    let free = DocumentIndex::find(&world.table, foreign)
        .await
        .expect(ANSWERS);
    assert_eq!(free.and_then(|document| document.job), None);
}

#[tokio::test]
async fn a_document_is_in_one_job_only() {
    let world = World::new();
    let document = world.document_of(&own()).await;
    world
        .create(about(&world, vec![document]).await)
        .await
        .expect(IS_FIT);
    let refused = world.create(about(&world, vec![document]).await).await;
    assert!(matches!(refused, Err(CreateError::DocumentTaken(id)) if id == document));
}

#[tokio::test]
async fn a_document_that_was_not_checked_or_was_refused_is_not_used() {
    let world = World::new();
    let (table, store) = (&world.table, &world.store);
    let (principal, ctx) = (own(), world.ctx());
    let (document, _) = crate::sender::documents::open_slot(
        &principal,
        naming(),
        Digest::of(b"pdf"),
        3,
        store,
        table,
        ctx,
    )
    .await
    .expect(IS_FIT);
    let document = document.id;
    let refused = world.create(about(&world, vec![document]).await).await;
    assert!(matches!(refused, Err(CreateError::DocumentNotReady(id)) if id == document));
    store.upload(document, b"pdf");
    crate::sender::documents::check_upload(document, store, table)
        .await
        .expect(ANSWERS);
    let refused = world.create(about(&world, vec![document]).await).await;
    assert!(
        matches!(&refused, Err(CreateError::DocumentRefused(id, why)) if *id == document && !why.is_empty()),
        "{refused:?}"
    );
}

#[tokio::test]
async fn who_may_not_write_jobs_creates_none() {
    let world = World::new();
    let principal = Principal {
        permissions: Permissions::from_iter([Permission::JobsRead, Permission::DocumentsRead]),
        ..own()
    };
    let command = world.command(vec![by_email(KARI, 0)]).await;
    let refused = world
        .create(CreateJob {
            principal,
            ..command
        })
        .await;
    assert!(matches!(
        refused,
        Err(CreateError::Forbidden(Forbidden::PermissionMissing(
            Permission::JobsWrite
        )))
    ));
}

#[tokio::test]
async fn the_same_request_with_the_same_key_makes_one_job() {
    let world = World::new();
    let key = |body: &[u8]| Some(("a-key".to_owned(), Digest::of(body)));
    let command = CreateJob {
        idempotency: key(b"request"),
        ..world.command(vec![by_email(KARI, 0)]).await
    };
    let first = world.create(command.clone()).await.expect(IS_FIT);
    assert!(!first.repeated);
    let second = world.create(command.clone()).await.expect("it is the same");
    assert_eq!((second.job.id(), second.repeated), (first.job.id(), true));
    let other_request = CreateJob {
        idempotency: key(b"another"),
        ..command.clone()
    };
    assert!(matches!(
        world.create(other_request).await,
        Err(CreateError::KeyReused)
    ));
    // Another organisation's keys are its own.
    let theirs = CreateJob {
        principal: other(),
        documents: vec![world.document_of(&other()).await],
        ..command.clone()
    };
    assert!(!world.create(theirs).await.expect(IS_FIT).repeated);
    // And a key is remembered for a day.
    world.clock.advance(IDEMPOTENCY_KEY_TTL - minutes(1));
    assert!(
        world
            .create(command.clone())
            .await
            .expect("it is the same")
            .repeated
    );
    world.clock.advance(minutes(1));
    assert!(matches!(
        world.create(command).await,
        Err(CreateError::DocumentTaken(_))
    ));
}

#[tokio::test]
async fn a_document_that_becomes_another_job_s_in_the_meantime_makes_none() {
    /// A table that lets another request be faster between the look at the documents and the writing.
    struct Slow<'w>(&'w World, CreateJob);
    impl NewJobs for Slow<'_> {
        async fn recall(
            &self,
            sender: &segl_domain::account::organisation::OrganisationNumber,
            key: &str,
        ) -> Result<Option<crate::ports::jobs::Recalled>, PortError> {
            self.0.table.recall(sender, key).await
        }
        async fn create(
            &self,
            changes: &ChangeSet,
            claim: Option<IdempotencyClaim>,
        ) -> Result<Creation, PortError> {
            self.0
                .create(self.1.clone())
                .await
                .expect("the faster one's");
            NewJobs::create(&self.0.table, changes, claim).await
        }
    }
    impl DocumentIndex for Slow<'_> {
        async fn enter(&self, document: &StoredDocument) -> Result<(), PortError> {
            self.0.table.enter(document).await
        }
        async fn find(&self, document: DocumentId) -> Result<Option<StoredDocument>, PortError> {
            DocumentIndex::find(&self.0.table, document).await
        }
        async fn settle(&self, document: DocumentId, settled: &Settled) -> Result<(), PortError> {
            self.0.table.settle(document, settled).await
        }
    }
    impl Jobs for Slow<'_> {
        async fn load(
            &self,
            job: segl_domain::id::JobId,
        ) -> Result<Option<crate::ports::jobs::ReadJob>, PortError> {
            self.0.table.load(job).await
        }
        async fn commit(&self, changes: &ChangeSet) -> Result<(), crate::ports::jobs::CommitError> {
            self.0.table.commit(changes).await
        }
    }
    let world = World::new();
    let command = world.command(vec![by_email(KARI, 0)]).await;
    let slow = Slow(&world, command.clone());
    let ctx = world.ctx();
    let refused = create_job(command.clone(), &slow, world.persons(), ctx).await;
    assert!(
        matches!(refused, Err(CreateError::DocumentTaken(_))),
        "{refused:?}"
    );
    // With the same key it is the faster one's job.
    let command = CreateJob {
        idempotency: Some(("a-key".to_owned(), Digest::of(b"request"))),
        ..world.command(vec![by_email(KARI, 0)]).await
    };
    let slow = Slow(&world, command.clone());
    let repeated = create_job(command, &slow, world.persons(), ctx).await;
    assert!(repeated.expect("it is the same").repeated);
}

#[tokio::test]
async fn whom_nobody_could_log_in_is_not_addressed_by_number() {
    let world = World::new();
    let command = world
        .command(vec![
            by_email(OLA, 0),
            by_number(1, NewNotifications::Nowhere),
        ])
        .await;
    let (table, ctx) = (&world.table, world.ctx());
    let persons = IdentityPorts {
        keys: &world.keys,
        contacts: &world.contacts,
        e_ids: &NoEIds,
        takes_synthetic: true,
    };
    let refused = create_job(command.clone(), table, persons, ctx).await;
    assert!(
        matches!(refused, Err(CreateError::NumbersNotTaken(2))),
        "{refused:?}"
    );
    let persons = IdentityPorts {
        keys: &world.keys,
        contacts: &world.contacts,
        e_ids: &FakeEIds,
        takes_synthetic: false,
    };
    let refused = create_job(command, table, persons, ctx).await;
    assert!(
        matches!(refused, Err(CreateError::Synthetic(2))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_number_is_kept_hashed_and_encrypted_and_bound_to_its_signer() {
    let world = World::new();
    let given = NewNotifications::Given(email(KARI));
    let (job, signers) = world.job_for(vec![by_number(1, given)]).await;
    let job = world.job(job);
    let signer = job.signer(signers[0]).expect("the signer");
    let known = signer.addressee().person().expect("a person").clone();
    assert_eq!(
        known.key,
        world.keys.key_of(&person(1)).await.expect(ANSWERS)
    );
    let number = world
        .keys
        .decrypt(&known.number, &signers[0].to_string())
        .await;
    assert_eq!(number.expect(ANSWERS), person(1).expose());
    assert!(
        !serde_json::to_string(&job)
            .expect("JSON")
            .contains(&person(1).expose())
    );
    assert_eq!(signer.contact(), Some(&email(KARI)));
}

#[tokio::test]
async fn a_look_up_that_reaches_nobody_ends_the_job_and_one_that_finds_an_address_keeps_it() {
    let world = World::new();
    world.contacts.enter(&person(1), email(KARI));
    let look_up = |day| by_number(day, NewNotifications::LookUp { sms: false });
    let (job, signers) = world.job_for(vec![look_up(1)]).await;
    let found = world.job(job);
    assert_eq!(
        found.signer(signers[0]).and_then(Signer::contact),
        Some(&email(KARI))
    );
    world.contacts.reserve(&person(2));
    let (job, _) = world.job_for(vec![look_up(1), look_up(2)]).await;
    let statuses: Vec<SignerStatus> = world
        .job(job)
        .signers()
        .iter()
        .map(Signer::status)
        .collect();
    assert_eq!(
        statuses,
        [SignerStatus::NotApplicable, SignerStatus::Reserved]
    );
    // Nowhere is for who is sent by redirect URL.
    let command = world
        .command(vec![by_number(3, NewNotifications::Nowhere)])
        .await;
    let flow = direct();
    let created = world.create(CreateJob { flow, ..command }).await;
    assert_eq!(created.expect(IS_FIT).job.signers()[0].contact(), None);
}

#[tokio::test]
async fn a_private_sender_looks_nobody_up() {
    let world = World::new();
    let mut principal = own();
    principal.organisation.sector = Sector::Private;
    let command = world
        .command(vec![by_number(1, NewNotifications::LookUp { sms: true })])
        .await;
    let refused = world
        .create(CreateJob {
            principal,
            ..command
        })
        .await;
    assert!(
        matches!(
            refused,
            Err(CreateError::Refused(CreateRefused::Choice(
                1,
                Choice::LookUpByPrivate
            )))
        ),
        "{refused:?}"
    );
    assert_eq!(world.contacts.asked(), 0);
}

#[tokio::test]
async fn a_job_has_a_document_and_no_more_than_it_may() {
    let world = World::new();
    let refused = world.create(about(&world, Vec::new()).await).await;
    assert!(
        matches!(refused, Err(CreateError::Documents(_))),
        "{refused:?}"
    );
    let mut documents = Vec::new();
    for _ in 0..=Documents::MOST {
        documents.push(world.document_of(&own()).await);
    }
    let refused = world.create(about(&world, documents.clone()).await).await;
    assert!(
        matches!(refused, Err(CreateError::Documents(_))),
        "{refused:?}"
    );
    documents.pop();
    let created = world
        .create(about(&world, documents.clone()).await)
        .await
        .expect(IS_FIT);
    let ids: Vec<DocumentId> = created
        .job
        .terms()
        .documents
        .iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(ids, documents, "in reading order");
}
