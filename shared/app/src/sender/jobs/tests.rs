//! What a sender does with a job: with its own, and with nobody else's.

use segl_domain::{
    audit::AuditEventData,
    id::SignerId,
    identity::policy::Forbidden,
    identity::principal::{Permission, Permissions},
    job::{
        Retention,
        status::{JobStatus, SignerStatus},
    },
};

use super::*;
use crate::{
    change_set::ChangeSet,
    fakes::MemoryTable,
    ports::{
        PortError,
        jobs::{CommitError, ReadJob},
    },
    sender::signers,
    testing::*,
};

/// Whether this was answered as for another organisation's job.
fn is_foreign<T, R>(answer: &Result<T, UpdateJobError<R>>) -> bool {
    matches!(
        answer,
        Err(UpdateJobError::Forbidden(Forbidden::OtherOrganisation))
    )
}

/// Whether this was answered as for who lacks a permission.
fn is_powerless<T, R>(answer: &Result<T, UpdateJobError<R>>) -> bool {
    matches!(
        answer,
        Err(UpdateJobError::Forbidden(Forbidden::PermissionMissing(
            Permission::JobsWrite
        )))
    )
}

#[tokio::test]
async fn another_organisation_neither_reads_a_job_nor_its_audit_trail() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let table = &world.table;
    let own_job = find(&own(), Action::ReadJob, job, table).await;
    assert_eq!(own_job.expect("it is the sender's own").id(), job);
    let foreign = find(&other(), Action::ReadJob, job, table).await;
    assert!(matches!(
        foreign,
        Err(AccessError::Forbidden(Forbidden::OtherOrganisation))
    ));
    let foreign = audit_trail(&other(), job, table).await;
    assert!(matches!(
        foreign,
        Err(AccessError::Forbidden(Forbidden::OtherOrganisation))
    ));
    let powerless = find(&powerless(), Action::ReadJob, job, table).await;
    assert!(matches!(
        powerless,
        Err(AccessError::Forbidden(Forbidden::PermissionMissing(
            Permission::JobsRead
        )))
    ));
    let missing = find(&own(), Action::ReadJob, JobId::new(9, [9; 10]), table).await;
    assert!(matches!(missing, Err(AccessError::NotFound)));
}

#[tokio::test]
async fn another_organisation_changes_nothing_of_a_job() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let before = world.job(job);
    let (other, table, ctx) = (&other(), &world.table, world.ctx());
    let deadline = world.now() + days(60);
    assert!(is_foreign(&cancel(other, job, table, ctx).await));
    assert!(is_foreign(&extend(other, job, deadline, table, ctx).await));
    assert!(is_foreign(
        &signers::unblock(other, job, signer, table, ctx).await
    ));
    assert!(is_foreign(&delete_documents(other, job, table, ctx).await));
    assert_eq!(world.job(job), before);
}

#[tokio::test]
async fn who_may_not_change_jobs_changes_none() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let before = world.job(job);
    let (table, ctx) = (&world.table, world.ctx());
    let reader = &Principal {
        permissions: Permissions::from_iter([Permission::JobsRead, Permission::DocumentsRead]),
        ..own()
    };
    let deadline = world.now() + days(60);
    assert!(is_powerless(&cancel(reader, job, table, ctx).await));
    assert!(is_powerless(
        &extend(reader, job, deadline, table, ctx).await
    ));
    assert!(is_powerless(
        &signers::unblock(reader, job, signer, table, ctx).await
    ));
    assert!(is_powerless(
        &delete_documents(reader, job, table, ctx).await
    ));
    assert_eq!(world.job(job), before);
    // The answer is the same where there is no job.
    let missing = JobId::new(9, [9; 10]);
    assert!(is_powerless(&cancel(reader, missing, table, ctx).await));
    let answer = cancel(&own(), missing, table, ctx).await;
    assert!(matches!(answer, Err(UpdateJobError::NotFound)));
}

#[tokio::test]
async fn a_sender_cancels_its_job_once() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let cancelled = cancel(&own(), job, &world.table, world.ctx()).await;
    assert_eq!(cancelled.expect("it goes on").status(), JobStatus::Failed);
    let events = world.table.peek_events(job);
    assert_eq!(
        events.last().map(|event| (event.actor, event.data.clone())),
        Some((own().actor, AuditEventData::Cancelled))
    );
    cancel(&own(), job, &world.table, world.ctx())
        .await
        .expect("it is cancelled");
    assert_eq!(world.table.peek_events(job).len(), events.len());
}

#[tokio::test]
async fn a_job_that_all_have_signed_is_not_cancelled() {
    let world = World::new();
    let (job, _) = world.signed().await;
    let refused = cancel(&own(), job, &world.table, world.ctx()).await;
    assert!(matches!(
        refused,
        Err(UpdateJobError::Refused(CancelRefused::AllSigned))
    ));
}

#[tokio::test]
async fn a_deadline_is_moved_once_however_often_it_is_asked_for() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let deadline = world.now() + days(60);
    let extend = |deadline| {
        let world = &world;
        async move { extend(&own(), job, deadline, &world.table, world.ctx()).await }
    };
    for _ in 0..2 {
        let extended = extend(deadline).await.expect("it is later");
        assert_eq!(
            extended.active_group().map(|group| group.deadline),
            Some(deadline)
        );
    }
    let events = world.table.peek_events(job);
    let moved = events
        .iter()
        .filter(|event| matches!(event.data, AuditEventData::DeadlineExtended { .. }));
    assert_eq!(moved.count(), 1);
    let earlier = extend(deadline - minutes(1)).await;
    assert!(matches!(
        earlier,
        Err(UpdateJobError::Refused(ExtendRefused::NotLater))
    ));
}

#[tokio::test]
async fn only_a_signer_of_the_job_is_unblocked_and_only_while_it_goes_on() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let (table, ctx) = (&world.table, world.ctx());
    let unknown = SignerId::new(9, [9; 10]);
    let refused = signers::unblock(&own(), job, unknown, table, ctx).await;
    assert!(matches!(
        refused,
        Err(UpdateJobError::Refused(
            signers::UnblockRefused::NoSuchSigner
        ))
    ));
    world.block(KARI).await;
    let status = |job: &SignatureJob| {
        job.signer(signer)
            .map(segl_domain::job::signer::Signer::status)
    };
    assert_eq!(status(&world.job(job)), Some(SignerStatus::Blocked));
    let unblocked = signers::unblock(&own(), job, signer, table, ctx).await;
    assert_eq!(
        status(&unblocked.expect("it goes on")),
        Some(SignerStatus::Waiting)
    );
    world.clock.advance(minutes(61));
    world.block(KARI).await;
    world.clock.advance(days(30));
    let expired = crate::workflow::evaluation::evaluate_job(job, 1, table, ctx).await;
    expired.expect(ANSWERS);
    let refused = signers::unblock(&own(), job, signer, table, ctx).await;
    assert!(matches!(
        refused,
        Err(UpdateJobError::Refused(signers::UnblockRefused::Over))
    ));
}

#[tokio::test]
async fn the_documents_of_an_ended_job_are_released_and_those_of_another_are_not() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let refused = delete_documents(&own(), job, &world.table, world.ctx()).await;
    assert!(matches!(refused, Err(UpdateJobError::Refused(_))));
    cancel(&own(), job, &world.table, world.ctx())
        .await
        .expect("it goes on");
    let released = delete_documents(&own(), job, &world.table, world.ctx()).await;
    let released = released.expect("it has ended");
    assert_eq!(
        released.retention(),
        Some(Retention::Until { time: world.now() })
    );
}

#[tokio::test]
async fn a_sender_lists_its_own_jobs_and_nobody_else_s() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let filter = JobFilter::default();
    let list = async |principal: &Principal, cursor: Option<&str>| {
        list(principal, &filter, cursor, 10, &world.table).await
    };
    let page = list(&own(), None)
        .await
        .expect(ANSWERS)
        .expect("the first page");
    assert_eq!(
        page.items.iter().map(|one| one.job).collect::<Vec<_>>(),
        [job]
    );
    let page = list(&other(), None)
        .await
        .expect(ANSWERS)
        .expect("the first page");
    assert!(page.items.is_empty());
    assert_eq!(list(&own(), Some("no cursor")).await.expect(ANSWERS), None);
    assert!(matches!(
        list(&powerless(), None).await,
        Err(AccessError::Forbidden(Forbidden::PermissionMissing(
            Permission::JobsRead
        )))
    ));
}

#[tokio::test]
async fn an_audit_trail_ends_where_the_job_that_was_read_does() {
    /// A log that tells of more than the job that was read knows.
    struct Ahead<'w>(&'w MemoryTable, Vec<AuditEvent>);
    impl Jobs for Ahead<'_> {
        async fn load(&self, job: JobId) -> Result<Option<ReadJob>, PortError> {
            self.0.load(job).await
        }
        async fn commit(&self, changes: &ChangeSet) -> Result<(), CommitError> {
            self.0.commit(changes).await
        }
    }
    impl AuditLog for Ahead<'_> {
        async fn events(&self, _: JobId) -> Result<Vec<AuditEvent>, PortError> {
            Ok(self.1.clone())
        }
    }
    let world = World::new();
    let (job, _) = world.invited().await;
    let known = world.table.peek_events(job);
    let (at_first, events) = audit_trail(&own(), job, &world.table)
        .await
        .expect("it is the sender's own");
    assert_eq!((at_first.events(), &events), (known.len() as u64, &known));
    let later = world
        .job(job)
        .cancel(own().actor, world.now())
        .expect("it goes on");
    let ahead = Ahead(&world.table, [known.clone(), later.events].concat());
    let (_, events) = audit_trail(&own(), job, &ahead)
        .await
        .expect("it is the sender's own");
    assert_eq!(events, known);
}
