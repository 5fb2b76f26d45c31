//! The ways back to the sender.

use segl_domain::{id::JobId, text::RejectionReason};

use super::*;
use crate::testing::*;

async fn exit(world: &World, job: JobId, signer: SignerId) -> Option<String> {
    exit_url(&world.job(job), signer).map(|url| url.with_token("t"))
}

#[tokio::test]
async fn each_end_of_a_visit_has_its_way_back() {
    let at = |end: &str| Some(format!("https://example.no/{end}?status_query_token=t"));
    let world = World::new();
    let (job, signer) = world.direct_job().await;
    assert_eq!(
        exit(&world, job, signer).await,
        at("error"),
        "nothing was done"
    );
    let session = world.redirected(job, signer).await;
    world
        .sign(job, signer, &session)
        .await
        .expect("it is their turn");
    assert_eq!(exit(&world, job, signer).await, at("done"));

    let (job, signer) = world.direct_job().await;
    let session = world.redirected(job, signer).await;
    let reason = RejectionReason::try_from("Nei".to_owned()).expect("a reason");
    let (table, ctx) = (&world.table, world.ctx());
    crate::signer::signing::reject(Some(&session), (job, signer), reason, table, ctx)
        .await
        .expect("it is their turn");
    assert_eq!(exit(&world, job, signer).await, at("rejected"));

    let (job, signer) = world.invited().await;
    assert_eq!(
        exit(&world, job, signer).await,
        None,
        "outside the direct flow"
    );
}

#[tokio::test]
async fn who_signed_a_job_that_another_rejected_goes_back_as_after_a_rejection() {
    let world = World::new();
    let word = |text: &str| {
        let word = segl_domain::text::SignerIdentifier::try_from(text.to_owned()).expect("a word");
        signer(crate::sender::creation::NewAddressee::Custom(word), 0)
    };
    let command = world.command(vec![word("one"), word("two")]).await;
    let created = world
        .create(crate::sender::creation::CreateJob {
            flow: direct(),
            ..command
        })
        .await;
    let job = created.expect(IS_FIT).job.id();
    let signers = world.signers(job);
    let session = world.redirected(job, signers[0]).await;
    world
        .sign(job, signers[0], &session)
        .await
        .expect("it is their turn");
    let session = world.redirected(job, signers[1]).await;
    let reason = RejectionReason::try_from("Nei".to_owned()).expect("a reason");
    let (table, ctx) = (&world.table, world.ctx());
    crate::signer::signing::reject(Some(&session), (job, signers[1]), reason, table, ctx)
        .await
        .expect("it is their turn");
    for signer in signers {
        let back = exit(&world, job, signer).await;
        assert_eq!(
            back.as_deref(),
            Some("https://example.no/rejected?status_query_token=t")
        );
    }
}
