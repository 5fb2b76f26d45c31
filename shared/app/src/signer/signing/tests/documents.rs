//! Which documents a signer is handed, and until when.

use super::*;

#[tokio::test]
async fn a_document_is_read_by_a_signer_whose_turn_has_come_and_by_no_other() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let token = world.enter(KARI).await;
    let url = read(&world, &token, (job, signer), document(&world, job))
        .await
        .expect("their turn");
    assert_eq!(world.store.open(&url).expect("it is there"), pdf());
    let (other_job, _) = world.job_for(vec![by_email(OLA, 0)]).await;
    let others = read(&world, &token, (job, signer), document(&world, other_job)).await;
    assert!(
        matches!(others, Err(VisitError::Gone)),
        "a document of another job"
    );

    // Whoever got in by a redirect URL and was not reached when the job ended before.
    let word = |text: &str, order| {
        let word = segl_domain::text::SignerIdentifier::try_from(text.to_owned()).expect("a word");
        signer_at(word, order)
    };
    let command = world
        .command(vec![word("first", 0), word("second", 1)])
        .await;
    let created = world
        .create(crate::sender::creation::CreateJob {
            flow: direct(),
            ..command
        })
        .await
        .expect(IS_FIT);
    let job = created.job.id();
    let signers = world.signers(job);
    let first = world.redirected(job, signers[0]).await;
    let seen = inside(&world, Some(&first), (job, signers[0]))
        .await
        .expect("their turn");
    assert!(matches!(
        seen.entry,
        Some(AuthenticationMethod::SenderRedirect { .. })
    ));
    let visit = crate::ports::sessions::OpenVisit {
        job,
        signer: signers[1],
        entry: AuthenticationMethod::SenderRedirect { at: world.now() },
    };
    let early = crate::signer::session::grow(
        None,
        crate::signer::session::SessionGrant::TaskSession(visit),
        &world.table,
        world.ctx(),
    );
    let early = early.await.expect(ANSWERS);
    let refused = read(&world, &early, (job, signers[1]), document(&world, job)).await;
    assert!(
        matches!(refused, Err(VisitError::Gone)),
        "their turn has not come: {refused:?}"
    );
}

fn signer_at(
    word: segl_domain::text::SignerIdentifier,
    order: u8,
) -> crate::sender::creation::NewSigner {
    signer(NewAddressee::Custom(word), order)
}

#[tokio::test]
async fn deleted_documents_are_not_handed_out_to_signers() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let (task, token) = ((job, signer), world.enter_again(KARI).await);
    for kind in [SealedKind::Document, SealedKind::Evidence] {
        let url = fetch(&world, Some(&token), task, kind)
            .await
            .expect("it is kept");
        assert!(world.store.open(&url).is_some());
    }
    delete_documents(&own(), job, &world.table, world.ctx())
        .await
        .expect("it has ended");
    for kind in [SealedKind::Document, SealedKind::Evidence] {
        // They are still in the store, and nobody gets them any more.
        assert!(matches!(
            fetch(&world, Some(&token), task, kind).await,
            Err(VisitError::Gone)
        ));
    }
    let original = document(&world, job);
    assert!(matches!(
        read(&world, &token, task, original).await,
        Err(VisitError::Gone)
    ));
    delete_expired_documents(job, &world.table, &world.store, world.ctx())
        .await
        .expect(ANSWERS);
    assert!(matches!(
        world.job(job).retention(),
        Some(Retention::Deleted { .. })
    ));
    assert_eq!(world.store.count(), 0);
    assert!(matches!(
        read(&world, &token, task, original).await,
        Err(VisitError::Gone)
    ));
    let gone = OriginalStore::fetch(&world.store, original, None).await;
    assert!(matches!(gone, Err(StoreError::Missing)));
    let deleted = world.store.delete_original(original, "0").await;
    deleted.expect("deleted twice is deleted once");
}

#[tokio::test]
async fn documents_of_a_job_that_failed_are_read_until_their_keeping_ends() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let task = (job, signer);
    let token = world.enter(KARI).await;
    cancel(&own(), job, &world.table, world.ctx())
        .await
        .expect("it goes on");
    read(&world, &token, task, document(&world, job))
        .await
        .expect("it is kept");
    let sealed = fetch(&world, Some(&token), task, SealedKind::Document).await;
    assert!(
        matches!(sealed, Err(VisitError::Gone)),
        "it was never sealed"
    );
    delete_documents(&own(), job, &world.table, world.ctx())
        .await
        .expect("it has ended");
    assert!(matches!(
        read(&world, &token, task, document(&world, job)).await,
        Err(VisitError::Gone)
    ));
}
