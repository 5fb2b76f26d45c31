//! How long a session lasts, and what it takes along.

use segl_domain::{
    contact::Channel,
    identity::authentication::{LinkAndCode, SecurityLevel},
};

use super::*;
use crate::{fakes::SeededEntropy, testing::*};

fn visit(number: u8, entry: AuthenticationMethod) -> OpenVisit {
    OpenVisit {
        job: JobId::new(u64::from(number), [number; 10]),
        signer: SignerId::new(u64::from(number), [number; 10]),
        entry,
    }
}

fn by_code(number: u8) -> OpenVisit {
    let entry = LinkAndCode {
        link_channel: Channel::Email,
        code_channel: Channel::Email,
        at: time(NOON),
    };
    visit(number, AuthenticationMethod::LinkAndCode(entry))
}

async fn grown(world: &World, older: Option<&SessionToken>, visit: OpenVisit) -> SessionToken {
    let grant = SessionGrant::TaskSession(visit);
    grow(older, grant, &world.table, world.ctx())
        .await
        .expect(ANSWERS)
}

async fn resumed(world: &World, token: &SessionToken) -> Option<Session> {
    resume(token, &world.table, world.ctx())
        .await
        .expect(ANSWERS)
}

fn jobs(session: &Session) -> Vec<JobId> {
    session.visits.iter().map(|visit| visit.job).collect()
}

#[tokio::test]
async fn a_session_ends_when_nothing_is_done_for_half_an_hour() {
    let world = World::new();
    let token = grown(&world, None, by_code(1)).await;
    world
        .clock
        .advance(minutes(30) - SignedDuration::from_millis(1));
    let still = live(&token, &world.table, world.now())
        .await
        .expect(ANSWERS);
    assert!(still.is_some());
    world.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(resumed(&world, &token).await, None);
    let task = (by_code(1).job, by_code(1).signer);
    let inside = has_visit(&token, task, &world.table, world.ctx()).await;
    assert!(!inside.expect(ANSWERS));
}

#[tokio::test]
async fn a_session_that_is_used_goes_on_and_ends_after_twelve_hours_all_the_same() {
    let world = World::new();
    let token = grown(&world, None, by_code(1)).await;
    let begun = world.now();
    let mut used = 0;
    while resumed(&world, &token).await.is_some() {
        world.clock.advance(minutes(20));
        used += 1;
        assert!(used < 100, "it never ends");
    }
    assert_eq!(world.now(), begun + SESSION_MAX_TTL);
}

#[tokio::test]
async fn a_session_that_is_resumed_says_when_it_ends_and_so_does_what_is_stored() {
    let world = World::new();
    let token = grown(&world, None, by_code(1)).await;
    let first = world.now() + SESSION_IDLE_TIMEOUT;
    // Within five minutes nothing is written.
    world.clock.advance(minutes(5));
    assert_eq!(
        resumed(&world, &token)
            .await
            .map(|session| session.expires_at),
        Some(first)
    );
    world.clock.advance(SignedDuration::from_millis(1));
    let later = world.now() + SESSION_IDLE_TIMEOUT;
    assert_eq!(
        resumed(&world, &token)
            .await
            .map(|session| session.expires_at),
        Some(later)
    );
    let stored = world.table.find(&token.digest()).await.expect(ANSWERS);
    assert_eq!(stored.map(|session| session.expires_at), Some(later));
}

#[tokio::test]
async fn a_session_that_was_ended_meanwhile_is_not_brought_back() {
    /// Ends every session between the reading and the writing.
    struct Ending<'w>(&'w World);
    impl Sessions for Ending<'_> {
        async fn keep(
            &self,
            digest: &segl_domain::secret::SessionDigest,
            session: &Session,
        ) -> Result<(), PortError> {
            self.0.table.keep(digest, session).await
        }
        async fn find(
            &self,
            digest: &segl_domain::secret::SessionDigest,
        ) -> Result<Option<Session>, PortError> {
            let found = Sessions::find(&self.0.table, digest).await;
            self.0.table.forget(digest).await?;
            found
        }
        async fn renew(
            &self,
            digest: &segl_domain::secret::SessionDigest,
            until: Timestamp,
        ) -> Result<bool, PortError> {
            self.0.table.renew(digest, until).await
        }
        async fn forget(
            &self,
            digest: &segl_domain::secret::SessionDigest,
        ) -> Result<(), PortError> {
            self.0.table.forget(digest).await
        }
    }
    let world = World::new();
    let token = grown(&world, None, by_code(1)).await;
    world.clock.advance(minutes(10));
    let resumed = resume(&token, &Ending(&world), world.ctx()).await;
    assert_eq!(resumed.expect(ANSWERS), None);
}

#[tokio::test]
async fn what_is_gained_comes_under_a_new_token_and_the_older_one_opens_nothing() {
    let world = World::new();
    let older = grown(&world, None, by_code(1)).await;
    let newer = grown(&world, Some(&older), by_code(2)).await;
    assert_eq!(resumed(&world, &older).await, None);
    let session = resumed(&world, &newer).await.expect("it lasts");
    assert_eq!(jobs(&session), [by_code(1).job, by_code(2).job]);
    for (number, is_inside) in [(1, true), (2, true), (3, false)] {
        let task = (by_code(number).job, by_code(number).signer);
        let inside = has_visit(&newer, task, &world.table, world.ctx()).await;
        assert_eq!(inside.expect(ANSWERS), is_inside);
    }
    let another_signer = (by_code(1).job, by_code(2).signer);
    let inside = has_visit(&newer, another_signer, &world.table, world.ctx()).await;
    assert!(!inside.expect(ANSWERS));
}

#[tokio::test]
async fn what_is_gained_makes_the_session_last_anew() {
    let world = World::new();
    let older = grown(&world, None, by_code(1)).await;
    world.clock.advance(minutes(20));
    let newer = grown(&world, Some(&older), by_code(2)).await;
    let session = resumed(&world, &newer).await.expect("it lasts");
    assert_eq!(
        (session.begun_at, session.expires_at),
        (world.now(), world.now() + SESSION_IDLE_TIMEOUT)
    );
}

#[tokio::test]
async fn of_a_session_that_is_over_nothing_is_carried_over() {
    let world = World::new();
    let older = grown(&world, None, by_code(1)).await;
    world.clock.advance(SESSION_IDLE_TIMEOUT);
    let newer = grown(&world, Some(&older), by_code(2)).await;
    let session = resumed(&world, &newer).await.expect("it lasts");
    assert_eq!(jobs(&session), [by_code(2).job]);
}

#[tokio::test]
async fn a_session_remembers_the_last_twenty_tasks_each_once() {
    let world = World::new();
    let mut token = grown(&world, None, by_code(1)).await;
    for number in (2..=20).chain([1]) {
        token = grown(&world, Some(&token), by_code(number)).await;
    }
    let session = resumed(&world, &token).await.expect("it lasts");
    assert_eq!(
        jobs(&session),
        (2..=20)
            .chain([1])
            .map(|number| by_code(number).job)
            .collect::<Vec<_>>()
    );
    token = grown(&world, Some(&token), by_code(21)).await;
    let session = resumed(&world, &token).await.expect("it lasts");
    assert_eq!(
        jobs(&session),
        (3..=20)
            .chain([1, 21])
            .map(|number| by_code(number).job)
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn another_person_who_logs_in_keeps_what_the_sender_sent_and_no_link_and_code() {
    let world = World::new();
    let redirect = AuthenticationMethod::SenderRedirect { at: time(NOON) };
    let first = grown(&world, None, by_code(1)).await;
    let first = grown(&world, Some(&first), visit(2, redirect)).await;
    let level = SecurityLevel::High;
    let one = world
        .log_in(1, level, Some(&first))
        .await
        .expect("logged in");
    let session = resumed(&world, &one).await.expect("it lasts");
    assert_eq!(session.visits.len(), 2, "the first who logs in keeps all");
    let same = world.log_in(1, level, Some(&one)).await.expect("logged in");
    let session = resumed(&world, &same).await.expect("it lasts");
    assert_eq!(session.visits.len(), 2, "the same person too");
    let two = world
        .log_in(2, level, Some(&same))
        .await
        .expect("logged in");
    let session = resumed(&world, &two).await.expect("it lasts");
    assert_eq!(
        jobs(&session),
        [visit(2, AuthenticationMethod::SenderRedirect { at: time(NOON) }).job]
    );
}

#[tokio::test]
async fn a_session_that_was_ended_opens_nothing_and_is_told_once() {
    let world = World::new();
    let token = grown(&world, None, by_code(1)).await;
    let ended = end(&token, &world.table).await.expect(ANSWERS);
    assert_eq!(
        ended.map(|session| jobs(&session)),
        Some(vec![by_code(1).job])
    );
    assert_eq!(resumed(&world, &token).await, None);
    assert_eq!(end(&token, &world.table).await.expect(ANSWERS), None);
}

#[tokio::test]
async fn a_token_that_nobody_was_given_opens_nothing() {
    let world = World::new();
    grown(&world, None, by_code(1)).await;
    let foreign = tokens::session(&SeededEntropy::default()).expect("entropy");
    let foreign =
        SessionToken::new(*segl_domain::digest::Digest::of(foreign.expose().as_bytes()).as_bytes());
    assert_eq!(resumed(&world, &foreign).await, None);
}
