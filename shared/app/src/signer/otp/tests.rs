//! Links and codes: who gets in, and that nobody learns anything from how long it takes.

use segl_domain::job::status::SignerStatus;

use super::*;
use crate::{
    fakes::{FakeCodeKey, TestClock},
    signer::session::SESSION_IDLE_TIMEOUT,
    testing::*,
};

/// A code key whose answer takes a while: only who has a link that is known comes as far as asking it.
struct SlowKey(TestClock);

impl HmacKey for SlowKey {
    async fn mac(&self, message: &[u8; 32]) -> Result<[u8; 32], PortError> {
        self.0.advance(SignedDuration::from_millis(300));
        FakeCodeKey.mac(message).await
    }
}

async fn enter(
    world: &World,
    link: Option<LinkToken>,
    code: Option<OneTimeCode>,
) -> Result<Option<Authenticated>, PortError> {
    let (table, ctx, key) = (&world.table, world.ctx(), SlowKey(world.clock.clone()));
    verify_code(link, code, None, table, &key, ctx).await
}

async fn ask(world: &World, link: Option<LinkToken>) -> Result<(), PortError> {
    let (table, ctx, key) = (&world.table, world.ctx(), SlowKey(world.clock.clone()));
    issue_code(link, table, &key, &world.messengers(), ctx).await
}

/// How long the answer was made to take that was asked for at this time.
fn taken(world: &World, asked_at: jiff::Timestamp) -> SignedDuration {
    let waits = world.clock.take_waits();
    waits
        .into_iter()
        .fold(world.now(), jiff::Timestamp::max)
        .duration_since(asked_at)
}

#[tokio::test]
async fn a_code_is_answered_after_the_same_time_whether_it_is_right_or_not() {
    let world = World::new();
    world.invited().await;
    let (link, code) = (world.link(KARI), world.code(KARI));
    let unknown = LinkToken::new([9; 32]);
    for (link, code, is_right) in [
        (None, None, false),
        (None, Some(code.clone()), false),
        (Some(link.clone()), None, false),
        (Some(unknown), Some(code.clone()), false),
        (Some(link.clone()), Some(wrong_code(&code)), false),
        (Some(link.clone()), Some(code.clone()), true),
        // It is used up.
        (Some(link), Some(code), false),
    ] {
        let asked_at = world.now();
        let entered = enter(&world, link, code).await.expect(ANSWERS);
        assert_eq!(entered.is_some(), is_right);
        assert_eq!(taken(&world, asked_at), ANSWER_TIME);
    }
}

#[tokio::test]
async fn a_code_is_answered_after_the_same_time_when_a_port_breaks() {
    let world = World::new();
    world.invited().await;
    let (link, code) = (world.link(KARI), world.code(KARI));
    world.fault.after(0);
    let asked_at = world.now();
    let broken = enter(&world, Some(link), Some(code)).await;
    assert!(broken.is_err());
    assert_eq!(taken(&world, asked_at), ANSWER_TIME);
}

#[tokio::test]
async fn who_asks_for_a_code_is_answered_after_the_same_time_whether_one_is_sent_or_not() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let link = world.link(KARI);
    for (link, sends) in [
        (None, 0),
        (Some(LinkToken::new([9; 32])), 0),
        (Some(link.clone()), 1),
    ] {
        let (before, asked_at) = (world.outbox.emails().len(), world.now());
        ask(&world, link).await.expect(ANSWERS);
        assert_eq!(world.outbox.emails().len() - before, sends);
        assert_eq!(taken(&world, asked_at), ANSWER_TIME);
    }
    // Nor when the message could not be sent: find, load, commit, and then the outbox.
    let asked_at = world.now();
    world.fault.after(3);
    assert!(
        ask(&world, Some(link.clone())).await.is_err(),
        "the person is told to try again"
    );
    assert!(world.fault.heal());
    assert_eq!(taken(&world, asked_at), ANSWER_TIME);
    // Nor for a signer who is blocked.
    world.block(KARI).await;
    let status = world
        .job(job)
        .signer(signer)
        .map(segl_domain::job::signer::Signer::status);
    assert_eq!(status, Some(SignerStatus::Blocked));
    world.clock.advance(minutes(61));
    drop(world.clock.take_waits());
    let (before, asked_at) = (world.outbox.emails().len(), world.now());
    ask(&world, Some(link)).await.expect(ANSWERS);
    assert_eq!(world.outbox.emails().len(), before);
    assert_eq!(taken(&world, asked_at), ANSWER_TIME);
}

#[tokio::test]
async fn a_code_opens_the_task_of_its_link_once() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let (link, code) = (world.link(KARI), world.code(KARI));
    let entered = enter(&world, Some(link.clone()), Some(code.clone())).await;
    let entered = entered.expect(ANSWERS).expect("the code is right");
    assert_eq!((entered.job, entered.signer), (job, signer));
    let again = enter(&world, Some(link), Some(code)).await.expect(ANSWERS);
    assert!(again.is_none());
}

#[tokio::test]
async fn a_code_opens_nothing_with_the_link_of_another_signer() {
    let world = World::new();
    let signers = vec![by_email(KARI, 0), by_email(OLA, 0)];
    let (job, signers) = world.job_for(signers).await;
    for signer in signers {
        world.notify(job, signer).await;
    }
    let (link, code) = (world.link(OLA), world.code(KARI));
    let entered = enter(&world, Some(link), Some(code)).await.expect(ANSWERS);
    assert!(entered.is_none());
}

#[tokio::test]
async fn a_new_code_replaces_one_that_was_tried_in_vain_and_no_other() {
    let world = World::new();
    world.invited().await;
    let (link, first) = (world.link(KARI), world.code(KARI));
    ask(&world, Some(link.clone())).await.expect(ANSWERS);
    let second = world.code(KARI);
    let opens = async |code: &OneTimeCode| {
        let entered = enter(&world, Some(link.clone()), Some(code.clone())).await;
        entered.expect(ANSWERS).is_some()
    };
    assert!(opens(&first).await, "nobody had tried it");
    assert!(!opens(&first).await && opens(&second).await);
    ask(&world, Some(link.clone())).await.expect(ANSWERS);
    let third = world.code(KARI);
    assert!(!opens(&first).await);
    ask(&world, Some(link.clone())).await.expect(ANSWERS);
    assert!(
        !opens(&third).await,
        "a wrong code was tried while it was the one that opens"
    );
    assert!(opens(&world.code(KARI)).await);
}

#[tokio::test]
async fn a_code_goes_by_text_message_to_who_has_a_mobile_number_and_is_sent_no_link() {
    let world = World::new();
    let contact = email_and_mobile(KARI, "91234567");
    let signers = vec![signer(
        crate::sender::creation::NewAddressee::Contact(contact),
        0,
    )];
    let (job, signers) = world.job_for(signers).await;
    world.notify(job, signers[0]).await;
    let (emails, texts) = (world.outbox.emails().len(), world.outbox.texts().len());
    ask(&world, Some(world.link(KARI))).await.expect(ANSWERS);
    assert_eq!(world.outbox.emails().len(), emails);
    let texts = &world.outbox.texts()[texts..];
    assert_eq!(texts.len(), 1);
    assert!(texts[0].text.contains("AskedCode") && texts[0].text.contains("code="));
    assert!(!texts[0].text.contains("link="));
}

#[tokio::test]
async fn who_got_in_by_a_link_is_inside_while_the_session_lasts_and_by_that_link_alone() {
    let world = World::new();
    let signers = vec![by_email(KARI, 0), by_email(OLA, 0)];
    let (job, signers) = world.job_for(signers).await;
    for signer in &signers {
        world.notify(job, *signer).await;
    }
    let session = world.enter(KARI).await;
    let (table, ctx) = (&world.table, world.ctx());
    let inside = |link: LinkToken| {
        let session = &session;
        async move { is_inside(session, &link, table, ctx).await.expect(ANSWERS) }
    };
    assert_eq!(inside(world.link(KARI)).await, Some((job, signers[0])));
    assert_eq!(inside(world.link(OLA)).await, None);
    assert_eq!(inside(LinkToken::new([9; 32])).await, None);
    world.clock.advance(SESSION_IDLE_TIMEOUT);
    assert_eq!(inside(world.link(KARI)).await, None);
}
