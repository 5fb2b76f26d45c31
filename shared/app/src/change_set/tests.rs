//! What each kind of transition writes, and what it leaves alone.

use segl_domain::{
    id::JobId,
    identity::{national_id::NationalIdentityNumber, principal::Actor},
    job::{
        AUDIT_RETENTION,
        document::Documents,
        status::JobStatus,
        transitions::{create::MAX_SIGNERS, notify::NewSecrets},
    },
    secret::{LinkToken, RedirectToken},
    text::RejectionReason,
};

use super::*;
use crate::{
    sender::creation::{CreateJob, NewAddressee, NewNotifications, NewSigner},
    testing::*,
};

/// How much is written beside the job and its events.
#[derive(Debug, Default, PartialEq, Eq)]
struct Beside {
    documents: usize,
    links: usize,
    revoked_links: usize,
    redirects: usize,
    tasks: usize,
    status_changes: usize,
}

fn beside(changes: &ChangeSet) -> Beside {
    Beside {
        documents: changes.documents.len(),
        links: changes.links.len(),
        revoked_links: changes.revoked_links.len(),
        redirects: changes.redirects.len(),
        tasks: changes.tasks.len(),
        status_changes: usize::from(changes.status_change.is_some()),
    }
}

/// What a transition of a job at version 4 writes.
fn changes(
    world: &World,
    job: JobId,
    make: impl FnOnce(SignatureJob) -> Transition,
) -> Option<ChangeSet> {
    let job = world.job(job);
    ChangeSet::of_transition(&job, 4, make(job.clone()), world.now())
}

/// A job for these signers that tells a queue of its changes.
async fn queued(world: &World, signers: Vec<NewSigner>) -> JobId {
    let command = CreateJob {
        queue: Some(QueueName::default()),
        ..world.command(signers).await
    };
    world.create(command).await.expect(IS_FIT).job.id()
}

fn by_number(day: u8, notifications: NewNotifications) -> NewSigner {
    signer(NewAddressee::Person(person(day), notifications), 0)
}

/// What creating the same job anew writes.
fn created(world: &World, job: JobId) -> ChangeSet {
    let job = world.job(job);
    let (terms, signers) = (job.terms().clone(), job.signers().to_vec());
    let (now, principal) = (world.now(), own());
    let step = SignatureJob::create(
        JobId::new(7, [7; 10]),
        terms,
        principal.organisation.sector,
        signers,
        &[],
        None,
        principal.actor,
        now,
    );
    ChangeSet::of_creation(step.expect(IS_FIT), now)
}

#[tokio::test]
async fn a_creation_takes_the_documents_and_leads_persons_to_their_tasks() {
    let world = World::new();
    let signers = vec![
        by_number(1, NewNotifications::Given(email(KARI))),
        by_email(KARI, 0),
        by_number(2, NewNotifications::Given(email(OLA))),
    ];
    let job = queued(&world, signers).await;
    let new = created(&world, job);
    assert_eq!((new.based_on, new.version()), (None, 1));
    let (kept, signers) = (new.job.audit_retained_until(world.now()), new.job.signers());
    let led_to: Vec<SignerId> = new.tasks.iter().map(|task| task.signer).collect();
    assert_eq!(led_to, [signers[0].id(), signers[2].id()]);
    for (task, signer) in new.tasks.iter().zip([&signers[0], &signers[2]]) {
        let person = signer.addressee().person().expect("a person");
        assert_eq!((task.key, task.expires_at), (person.key, kept));
    }
    let taken = new.job.terms().documents.iter().map(|document| document.id);
    let taken = taken.map(|id| TakenDocument {
        id,
        expires_at: kept,
    });
    assert_eq!(new.documents, taken.collect::<Vec<_>>());
    // Nobody polls for a job that begins.
    let told = Beside {
        documents: 1,
        tasks: 2,
        ..Beside::default()
    };
    assert_eq!(beside(&new), told);
    assert_eq!((new.due_at, new.expires_at), (Some(world.now()), None));
    assert_eq!(new.events.len() as u64, new.job.events());
}

/// This many persons, each with a number of their own.
fn persons(count: usize) -> Vec<NewSigner> {
    let days = (1..=12).flat_map(|month| (1..=28).map(move |day| (day, month)));
    let numbers = days.filter_map(|(day, month)| {
        let mut texts = (0..1000).map(|end| format!("{day:02}{:02}9001{end:03}", 80 + month));
        texts.find_map(|text| NationalIdentityNumber::parse(&text).ok())
    });
    let signers = numbers.map(|number| {
        let told = NewNotifications::Given(email(KARI));
        signer(NewAddressee::Person(number, told), 0)
    });
    signers.take(count).collect()
}

#[tokio::test]
async fn the_largest_job_there_is_fits_one_transaction() {
    /// What DynamoDB takes: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>.
    const MAX_ITEMS: usize = 100;
    let world = World::new();
    let mut command = world.command(persons(MAX_SIGNERS)).await;
    command.queue = Some(QueueName::default());
    while command.documents.len() < Documents::MOST {
        command.documents.push(world.document_of(&own()).await);
    }
    let job = world.create(command).await.expect(IS_FIT).job.id();
    let new = created(&world, job);
    let largest = Beside {
        documents: Documents::MOST,
        tasks: MAX_SIGNERS,
        ..Beside::default()
    };
    assert_eq!(beside(&new), largest);
    // The job itself, and the claim of an idempotency key.
    let items = 2 + new.events.len() + new.documents.len() + new.tasks.len();
    assert!(items <= MAX_ITEMS, "{items} items");
}

#[tokio::test]
async fn in_the_direct_flow_no_task_is_listed() {
    let world = World::new();
    let command = CreateJob {
        flow: direct(),
        ..world
            .command(vec![by_number(1, NewNotifications::Nowhere)])
            .await
    };
    let job = world.create(command).await.expect(IS_FIT).job.id();
    assert_eq!(created(&world, job).tasks, []);
}

#[tokio::test]
async fn what_changes_nothing_writes_nothing() {
    let world = World::new();
    let (job, _) = world.invited().await;
    assert_eq!(changes(&world, job, Transition::unchanged), None);
    let now = world.now();
    assert_eq!(changes(&world, job, |job| job.expire(now)), None);
}

#[tokio::test]
async fn a_message_writes_its_link_and_a_new_link_revokes_the_old_one() {
    let world = World::new();
    let (job, signers) = world.job_for(vec![by_email(KARI, 0)]).await;
    let (now, link) = (world.now(), LinkToken::new([7; 32]).digest());
    let sent = changes(&world, job, |job| {
        let due = job.due_notification(signers[0], now).expect("it is due");
        let secrets = NewSecrets {
            link: Some(link),
            code: None,
        };
        job.attempt_notification(due, secrets, now).expect(IS_FIT)
    });
    let sent = sent.expect("a link is new");
    assert_eq!((sent.based_on, sent.version()), (Some(4), 5));
    let pointer = Pointer {
        key: link,
        signer: signers[0],
        expires_at: now + LINK_TTL,
    };
    assert_eq!(sent.links, [pointer]);
    let one_link = Beside {
        links: 1,
        ..Beside::default()
    };
    assert_eq!(beside(&sent), one_link);

    let (job, signer) = world.invited().await;
    let old = world.job(job).links().map(|(_, link)| *link).next();
    let (now, actor) = (world.now(), own().actor);
    let renewed = changes(&world, job, |job| {
        job.renew_link(signer, actor, now).expect(IS_FIT)
    });
    let renewed = renewed.expect("the link is revoked");
    assert_eq!(Some(&old.expect("a link")), renewed.revoked_links.first());
    let one_revoked = Beside {
        revoked_links: 1,
        ..Beside::default()
    };
    assert_eq!(beside(&renewed), one_revoked);
}

#[tokio::test]
async fn a_redirect_url_is_looked_up_though_it_was_used() {
    let world = World::new();
    let (job, signer) = world.direct_job().await;
    let (now, digest) = (world.now(), RedirectToken::new([7; 32]).digest());
    let read = world.job(job);
    let step = read
        .clone()
        .issue_redirect(signer, digest, own().actor, now);
    let issued = ChangeSet::of_transition(&read, 1, step.expect(IS_FIT), now).expect("it is new");
    let pointer = Pointer {
        key: digest,
        signer,
        expires_at: now + REDIRECT_LOOKUP_TTL,
    };
    assert_eq!(issued.redirects, [pointer]);
    let one = Beside {
        redirects: 1,
        ..Beside::default()
    };
    assert_eq!(beside(&issued), one);

    let before = issued.job;
    let used = before.clone().use_redirect(signer, &digest, now);
    let (step, _) = used.expect("it is new");
    let used = ChangeSet::of_transition(&before, 2, step, now).expect("it is used");
    assert_eq!(beside(&used), Beside::default());
}

#[tokio::test]
async fn an_end_is_told_to_the_queue_and_says_how_long_the_job_is_kept() {
    let world = World::new();
    let job = queued(&world, vec![by_email(KARI, 0)]).await;
    let now = world.now();
    let ended = changes(&world, job, |job| {
        job.cancel(Actor::Segl, now).expect(IS_FIT)
    });
    let ended = ended.expect("it has ended");
    assert_eq!(ended.expires_at, Some(now + AUDIT_RETENTION));
    let told = ended.status_change.expect("a status changed");
    assert_eq!(
        (told.queue, told.change.status, told.at, told.expires_at),
        (
            QueueName::default(),
            JobStatus::Failed,
            now,
            now + STATUS_CHANGE_TTL
        )
    );
    for new in &ended.events {
        assert_eq!(new.expires_at, now + AUDIT_RETENTION);
    }
    assert_eq!(ended.due_at, ended.job.due_at(now));
    // Without a queue nobody is told.
    let (quiet, _) = world.invited().await;
    let ended = changes(&world, quiet, |job| {
        job.cancel(Actor::Segl, now).expect(IS_FIT)
    });
    assert_eq!(ended.expect("it has ended").status_change, None);
}

#[tokio::test]
async fn a_signer_who_acts_is_told_to_the_queue_and_no_link_dies_of_it() {
    let world = World::new();
    let signers = vec![by_email(KARI, 0), by_email(OLA, 0)];
    let job = queued(&world, signers).await;
    let kari = world.signers(job)[0];
    assert_eq!(world.notify(job, kari).await, 1);
    let (now, links) = (world.now(), world.job(job).links().count());
    let reason = RejectionReason::try_from("Nei".to_owned()).expect("a reason");
    let rejected = changes(&world, job, |job| {
        job.reject(kari, reason, now).expect(IS_FIT)
    });
    let rejected = rejected.expect("it has ended");
    let told = Beside {
        status_changes: 1,
        ..Beside::default()
    };
    assert_eq!(beside(&rejected), told);
    assert_eq!(rejected.job.links().count(), links);
}

#[tokio::test]
async fn documents_that_are_deleted_leave_nothing_due() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let now = world.now();
    let cancelled = world.job(job).cancel(Actor::Segl, now).expect(IS_FIT).job;
    let step = cancelled.clone().release_documents(Actor::Segl, now);
    let released = ChangeSet::of_transition(&cancelled, 2, step.expect(IS_FIT), now);
    let released = released.expect("their retention has ended");
    assert_eq!(released.due_at, Some(now));
    let deleted = released.job.clone().documents_deleted(now);
    let deleted = ChangeSet::of_transition(&released.job, 3, deleted, now).expect("they are gone");
    assert_eq!(beside(&deleted), Beside::default());
    assert_eq!(deleted.due_at, deleted.job.due_at(now));
    assert_eq!(deleted.expires_at, Some(now + AUDIT_RETENTION));
}
