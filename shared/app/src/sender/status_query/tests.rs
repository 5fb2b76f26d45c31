//! The token that a sender asks for the status with.

use segl_domain::identity::policy::Forbidden;

use super::*;
use crate::{fakes::FakeCodeKey, testing::*};

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
