//! The list of tasks: those of who is logged in, and no others.

use jiff::Timestamp;
use segl_domain::{
    id::JobId,
    identity::{authentication::SecurityLevel, person::PersonKey},
    secret::SessionDigest,
};

use super::*;
use crate::{
    change_set::ChangeSet,
    fakes::MemoryTable,
    ports::{
        jobs::{CommitError, ReadJob},
        lists::Page,
        sessions::Session,
    },
    sender::creation::{NewAddressee, NewNotifications, NewSigner},
    testing::*,
};

fn numbered(day: u8, order: u8) -> NewSigner {
    let given = NewNotifications::Given(email(KARI));
    signer(NewAddressee::Person(person(day), given), order)
}

async fn listed(world: &World, token: Option<&SessionToken>) -> Result<Vec<JobId>, ListError> {
    let (table, ctx) = (&world.table, world.ctx());
    let list = list(token, None, table, ctx).await?;
    Ok(list.tasks.iter().map(|(job, _)| job.id()).collect())
}

#[tokio::test]
async fn who_is_logged_in_sees_the_own_tasks_newest_first_and_no_other_s() {
    let world = World::new();
    let (first, _) = world.job_for(vec![numbered(1, 0)]).await;
    world.clock.advance(minutes(1));
    let (second, _) = world.job_for(vec![numbered(2, 0), numbered(1, 0)]).await;
    world.job_for(vec![numbered(2, 0)]).await;
    let token = world
        .log_in(1, SecurityLevel::Substantial, None)
        .await
        .expect("logged in");
    assert_eq!(
        listed(&world, Some(&token)).await.expect("a list"),
        [second, first]
    );
}

#[tokio::test]
async fn a_task_whose_turn_has_not_come_is_not_listed_and_neither_is_one_of_the_direct_flow() {
    let world = World::new();
    world.job_for(vec![numbered(2, 0), numbered(1, 1)]).await;
    let nowhere = signer(
        NewAddressee::Person(person(1), NewNotifications::Nowhere),
        0,
    );
    let command = world.command(vec![nowhere]).await;
    world
        .create(crate::sender::creation::CreateJob {
            flow: direct(),
            ..command
        })
        .await
        .expect(IS_FIT);
    let token = world
        .log_in(1, SecurityLevel::High, None)
        .await
        .expect("logged in");
    assert_eq!(listed(&world, Some(&token)).await.expect("a list"), []);
}

#[tokio::test]
async fn a_pointer_to_somebody_else_s_task_or_to_none_lists_nothing() {
    /// Points every person at these.
    struct Astray<'w>(&'w MemoryTable, Vec<(JobId, SignerId)>);
    impl Jobs for Astray<'_> {
        async fn load(&self, job: JobId) -> Result<Option<ReadJob>, PortError> {
            self.0.load(job).await
        }
        async fn commit(&self, changes: &ChangeSet) -> Result<(), CommitError> {
            self.0.commit(changes).await
        }
    }
    impl Sessions for Astray<'_> {
        async fn keep(&self, digest: &SessionDigest, session: &Session) -> Result<(), PortError> {
            self.0.keep(digest, session).await
        }
        async fn renew(&self, digest: &SessionDigest, until: Timestamp) -> Result<bool, PortError> {
            self.0.renew(digest, until).await
        }
        async fn find(&self, digest: &SessionDigest) -> Result<Option<Session>, PortError> {
            Sessions::find(self.0, digest).await
        }
        async fn forget(&self, digest: &SessionDigest) -> Result<(), PortError> {
            self.0.forget(digest).await
        }
    }
    impl Tasks for Astray<'_> {
        async fn tasks(
            &self,
            _: &PersonKey,
            _: Option<&str>,
            limit: u32,
        ) -> Result<Page<(JobId, SignerId)>, PortError> {
            assert_eq!(limit, 25);
            Ok(Page {
                items: self.1.clone(),
                next: Some("older".to_owned()),
            })
        }
    }
    let world = World::new();
    let (job, signers) = world.job_for(vec![numbered(2, 0), by_email(KARI, 0)]).await;
    let astray = Astray(
        &world.table,
        vec![
            (job, signers[0]),
            (job, signers[1]),
            (job, SignerId::new(9, [9; 10])),
            (JobId::new(9, [9; 10]), signers[0]),
        ],
    );
    let token = world
        .log_in(1, SecurityLevel::High, None)
        .await
        .expect("logged in");
    let ctx = world.ctx();
    let list = list(Some(&token), None, &astray, ctx).await;
    let list = list.expect("a list");
    assert!(list.tasks.is_empty());
    assert_eq!(list.older.as_deref(), Some("older"));
}

#[tokio::test]
async fn whoever_is_not_logged_in_sees_no_list() {
    let world = World::new();
    world.invited().await;
    let by_code = world.enter(KARI).await;
    let unknown = SessionToken::new([9; 32]);
    for token in [None, Some(&by_code), Some(&unknown)] {
        assert!(matches!(
            listed(&world, token).await,
            Err(ListError::NotLoggedIn)
        ));
    }
}
