//! Redirect URLs, ways back, and the token that a sender asks for the status with.

use segl_domain::{
    identity::policy::Forbidden, job::credentials::REDIRECT_URL_TTL, text::RejectionReason,
};

use super::*;
use crate::{fakes::FakeCodeKey, testing::*};

async fn issue(
    world: &World,
    principal: &Principal,
    job: JobId,
    signer: SignerId,
) -> Result<RedirectToken, UpdateJobError<RedirectRefused>> {
    let (table, clock, entropy) = (&world.table, &world.clock, &world.entropy);
    issue_redirect(principal, job, signer, table, clock, entropy)
        .await
        .map(|(_, token)| token)
}

async fn open(
    world: &World,
    token: &RedirectToken,
    older: Option<&SessionToken>,
) -> Option<Authenticated> {
    let (table, clock, entropy) = (&world.table, &world.clock, &world.entropy);
    show_redirect(
        Some(token.clone()),
        older,
        table,
        table,
        table,
        clock,
        entropy,
    )
    .await
    .expect(ANSWERS)
}

#[tokio::test]
async fn a_redirect_url_opens_once_and_again_in_the_browser_that_used_it() {
    let world = World::new();
    let (job, signer) = world.direct_job().await;
    let token = issue(&world, &own(), job, signer)
        .await
        .expect("it is their turn");
    let first = open(&world, &token, None).await.expect("it opens");
    assert_eq!((first.job, first.signer), (job, signer));
    assert!(open(&world, &token, None).await.is_none());
    let again = open(&world, &token, Some(&first.token))
        .await
        .expect("a reload works");
    assert_eq!((again.job, again.signer), (job, signer));
    assert_eq!(again.token.digest(), first.token.digest());
    // Not in one that got in to something else.
    let (other_job, other_signer) = world.direct_job().await;
    let other = world.redirected(other_job, other_signer).await;
    assert!(open(&world, &token, Some(&other)).await.is_none());
}

#[tokio::test]
async fn a_redirect_url_opens_nothing_when_it_is_too_old_replaced_or_made_up() {
    let world = World::new();
    let (job, signer) = world.direct_job().await;
    let old = issue(&world, &own(), job, signer)
        .await
        .expect("it is their turn");
    world.clock.advance(REDIRECT_URL_TTL);
    assert!(open(&world, &old, None).await.is_none());
    let first = issue(&world, &own(), job, signer)
        .await
        .expect("it is their turn");
    let second = issue(&world, &own(), job, signer)
        .await
        .expect("it is their turn");
    assert!(open(&world, &first, None).await.is_none());
    assert!(
        open(&world, &RedirectToken::new([9; 32]), None)
            .await
            .is_none()
    );
    assert!(open(&world, &second, None).await.is_some());
    let (table, clock, entropy) = (&world.table, &world.clock, &world.entropy);
    let nothing = show_redirect(None, None, table, table, table, clock, entropy).await;
    assert!(nothing.expect(ANSWERS).is_none());
}

#[tokio::test]
async fn another_organisation_issues_no_redirect_url() {
    let world = World::new();
    let (job, signer) = world.direct_job().await;
    let foreign = issue(&world, &other(), job, signer).await;
    assert!(matches!(
        foreign,
        Err(UpdateJobError::Forbidden(Forbidden::OtherOrganisation))
    ));
    let (job, signer) = world.invited().await;
    let refused = issue(&world, &own(), job, signer).await;
    assert!(matches!(
        refused,
        Err(UpdateJobError::Refused(RedirectRefused::NotDirect))
    ));
}

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
    let (table, clock) = (&world.table, &world.clock);
    crate::signer::signing::reject(Some(&session), (job, signer), reason, table, table, clock)
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
    let (table, clock) = (&world.table, &world.clock);
    crate::signer::signing::reject(
        Some(&session),
        (job, signers[1]),
        reason,
        table,
        table,
        clock,
    )
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

async fn status(
    world: &World,
    principal: &Principal,
    job: JobId,
    token: &str,
) -> Result<SignatureJob, StatusError> {
    status_by_token(principal, job, token, &world.table, &FakeCodeKey).await
}

#[tokio::test]
async fn a_status_is_told_to_the_sender_who_shows_the_job_s_own_token() {
    let world = World::new();
    let (job, signer) = world.direct_job().await;
    let (other_job, _) = world.direct_job().await;
    let token = status_query_token(job, &FakeCodeKey).await.expect(ANSWERS);
    assert_eq!(
        token,
        status_query_token(job, &FakeCodeKey).await.expect(ANSWERS)
    );
    assert!(matches!(
        status(&world, &own(), job, &token).await,
        Err(StatusError::NotCompleted)
    ));
    let session = world.redirected(job, signer).await;
    world
        .sign(job, signer, &session)
        .await
        .expect("it is their turn");
    assert_eq!(
        status(&world, &own(), job, &token)
            .await
            .expect("a status")
            .id(),
        job
    );
    let others = status_query_token(other_job, &FakeCodeKey)
        .await
        .expect(ANSWERS);
    for wrong in ["", "wrong", &token[1..], &others] {
        assert!(matches!(
            status(&world, &own(), job, wrong).await,
            Err(StatusError::WrongToken)
        ));
    }
    assert!(matches!(
        status(&world, &other(), job, &token).await,
        Err(StatusError::Access(AccessError::Forbidden(
            Forbidden::OtherOrganisation
        )))
    ));
    let (portal, _) = world.signed().await;
    let token = status_query_token(portal, &FakeCodeKey)
        .await
        .expect(ANSWERS);
    assert!(matches!(
        status(&world, &own(), portal, &token).await,
        Err(StatusError::Access(AccessError::NotFound))
    ));
}
