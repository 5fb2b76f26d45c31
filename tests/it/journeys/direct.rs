//! The direct flow, told in memory.

use segl_app::{
    ports::status_changes::StatusChanges,
    sender::{
        creation::{CreateJob, NewAddressee},
        redirects,
        status_query::{self, StatusError},
    },
    signer::{direct, otp::Authenticated},
};
use segl_domain::{
    id::{JobId, SignerId},
    job::{
        Flow,
        exit_urls::{ExitUrl, ExitUrls},
        next_action::NextAction,
        signer::Asked,
        status::{JobStatus, SignerStatus},
    },
    secret::{RedirectToken, SessionToken},
    text::{QueueName, RejectionReason, SignerIdentifier},
};
use segl_tests::{World, new_signer, principal};

use super::signers;

fn url(text: &str) -> ExitUrl {
    ExitUrl::try_from(text.to_owned()).expect("an address")
}

async fn job(world: &World, words: &[&str]) -> JobId {
    let signers = words.iter().zip(0..).map(|(word, order)| {
        let word = SignerIdentifier::try_from((*word).to_owned()).expect("a word");
        new_signer(NewAddressee::Custom(word), Asked::default(), order)
    });
    let exit_urls = ExitUrls {
        completion: url("https://example.no/done?case=1"),
        rejection: url("https://example.no/no"),
        error: url("https://example.no/error"),
    };
    let flow = Flow::Direct { exit_urls };
    let command = CreateJob {
        flow,
        queue: None,
        ..world.command(signers.collect()).await
    };
    world.create_as(command).await.expect("the job is fit")
}

async fn redirect(world: &World, job: JobId, signer: SignerId) -> RedirectToken {
    let principal = principal();
    let issued = redirects::issue(&principal, job, signer, &world.table, world.ctx());
    issued.await.expect("it is the signer's turn").1
}

async fn open(
    world: &World,
    token: &RedirectToken,
    older: Option<&SessionToken>,
) -> Option<Authenticated> {
    let World { table, .. } = world;
    let ctx = world.ctx();
    direct::open_redirect(Some(token.clone()), older, table, ctx)
        .await
        .expect("the ports answer")
}

#[tokio::test]
async fn two_browsers_with_one_address_and_the_first_keeps_it() {
    let world = World::new();
    let job = job(&world, &["customer 7"]).await;
    let signer = signers(&world, job)[0];
    let token = redirect(&world, job, signer).await;
    let first = open(&world, &token, None).await.expect("it opens");
    assert!(
        open(&world, &token, None).await.is_none(),
        "a second browser is turned away"
    );
    let again = open(&world, &token, Some(&first.token))
        .await
        .expect("a reload in the first browser works");
    assert_eq!((again.job, again.signer), (job, signer));
    world
        .clock
        .advance(segl_domain::job::credentials::REDIRECT_URL_TTL);
    let late = redirect(&world, job, signer).await;
    world
        .clock
        .advance(segl_domain::job::credentials::REDIRECT_URL_TTL);
    assert!(
        open(&world, &late, None).await.is_none(),
        "after five minutes it opens nothing"
    );
}

#[tokio::test]
async fn signers_come_one_after_the_other_and_go_back_with_a_token() {
    let world = World::new();
    let job = job(&world, &["first", "second"]).await;
    let principal = principal();
    let all = signers(&world, job);
    let token = status_query::status_query_token(job, &world.code_key)
        .await
        .expect("a token");
    let status = |token: &str| {
        let token = token.to_owned();
        let (world, principal) = (&world, &principal);
        async move {
            status_query::status_by_token(principal, job, &token, &world.table, &world.code_key)
                .await
        }
    };
    assert!(
        matches!(status(&token).await, Err(StatusError::NotCompleted)),
        "nobody is done"
    );
    assert!(matches!(
        status("wrong").await,
        Err(StatusError::WrongToken)
    ));
    let early = redirects::issue(&principal, job, all[1], &world.table, world.ctx()).await;
    assert!(early.is_err(), "the second signs second");

    for signer in &all {
        let inside = open(&world, &redirect(&world, job, *signer).await, None)
            .await
            .expect("it opens");
        world
            .sign_inside(job, *signer, &inside.token)
            .await
            .expect("the ports answer");
        let exit = direct::exit_url(&world.job(job), *signer)
            .expect("a way back")
            .with_token(&token);
        assert!(
            exit.starts_with("https://example.no/done?case=1&status_query_token="),
            "{exit}"
        );
    }
    assert_eq!(
        status(&token).await.expect("a status").status(),
        JobStatus::InProgress,
        "the seal is due"
    );
    assert!(matches!(
        world.walk(job, 1).await.expect("the ports answer"),
        Some(NextAction::Wait(_))
    ));
    assert_eq!(
        status(&token).await.expect("a status").status(),
        JobStatus::CompletedSuccessfully
    );
    assert!(
        world.outbox.emails().is_empty() && world.outbox.texts().is_empty(),
        "nobody is sent anything"
    );
    let none = world
        .table
        .receive(
            principal.organisation_number(),
            &QueueName::default(),
            world.now(),
            world.now(),
        )
        .await;
    assert_eq!(
        none.expect("an answer"),
        None,
        "a direct job without a queue tells none"
    );
}

#[tokio::test]
async fn one_signer_s_session_opens_no_other_task_and_a_rejection_goes_back_too() {
    let world = World::new();
    let (one, other) = (job(&world, &["a"]).await, job(&world, &["b"]).await);
    let (mine, theirs) = (signers(&world, one)[0], signers(&world, other)[0]);
    let inside = open(&world, &redirect(&world, one, mine).await, None)
        .await
        .expect("it opens");
    assert!(world.try_sign(other, theirs, &inside.token).await.is_err());
    let reason = RejectionReason::try_from("Nei".to_owned()).expect("a reason");
    let task = (one, mine);
    segl_app::signer::signing::reject(Some(&inside.token), task, reason, &world.table, world.ctx())
        .await
        .expect("it is the signer's turn");
    assert_eq!(world.job(one).signers()[0].status(), SignerStatus::Rejected);
    assert_eq!(
        direct::exit_url(&world.job(one), mine),
        Some(&url("https://example.no/no"))
    );
    assert_eq!(
        direct::exit_url(&world.job(other), theirs),
        Some(&url("https://example.no/error")),
        "who has done nothing"
    );
}
