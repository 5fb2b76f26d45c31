//! Redirect URLs: who gets one, and in which browser it opens.

use segl_domain::{
    identity::policy::Forbidden, job::credentials::REDIRECT_URL_TTL, secret::SessionToken,
};

use super::*;
use crate::{signer::otp::Authenticated, testing::*};

async fn issue(
    world: &World,
    principal: &Principal,
    job: JobId,
    signer: SignerId,
) -> Result<RedirectToken, UpdateJobError<RedirectRefused>> {
    let (table, ctx) = (&world.table, world.ctx());
    super::issue(principal, job, signer, table, ctx)
        .await
        .map(|(_, token)| token)
}

async fn open(
    world: &World,
    token: &RedirectToken,
    older: Option<&SessionToken>,
) -> Option<Authenticated> {
    let (table, ctx) = (&world.table, world.ctx());
    crate::signer::direct::open_redirect(Some(token.clone()), older, table, ctx)
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
    let (table, ctx) = (&world.table, world.ctx());
    let nothing = crate::signer::direct::open_redirect(None, None, table, ctx).await;
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
