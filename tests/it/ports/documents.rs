//! The stores of bytes, whatever they are made of.

use bytes::Bytes;
use segl_app::{
    fakes::MemoryDocumentStore,
    ports::{
        documents::{
            DocumentEraser, OriginalStore, SealedDocuments, SealedKind, SealedStore, StoreError,
        },
        validation::{Arrival, ValidationFiles, ValidationPlace},
    },
};
use segl_domain::{digest::Digest, id::JobId};

use super::people::id;

fn memory() -> MemoryDocumentStore {
    MemoryDocumentStore::default()
}

super::held! { super::memory, super::super::emulator::store:
    a_version_keeps_its_bytes_whatever_comes_after
    every_version_is_shredded
    what_was_never_stored_is_missing
    what_was_shredded_is_missing_and_may_be_shredded_again
    a_place_that_nobody_filled_is_awaited_and_may_be_erased
}

async fn a_version_keeps_its_bytes_whatever_comes_after(store: &impl OriginalStore) {
    let document = id("2026-11-24T11:00:00Z".parse().expect("a time"));
    let first = store
        .store(document, b"first".to_vec())
        .await
        .expect("stored");
    let second = store
        .store(document, b"second".to_vec())
        .await
        .expect("stored");
    assert_ne!(first, second);
    assert_eq!(
        store.fetch(document, Some(&first)).await.expect("there"),
        (b"first".to_vec().into(), first)
    );
    assert_eq!(
        store.fetch(document, None).await.expect("there"),
        (b"second".to_vec().into(), second)
    );
}

async fn every_version_is_shredded<V: OriginalStore + DocumentEraser>(store: &V) {
    let document = id("2026-11-24T11:00:00Z".parse().expect("a time"));
    let first = store
        .store(document, b"first".to_vec())
        .await
        .expect("stored");
    let second = store
        .store(document, b"first".to_vec())
        .await
        .expect("stored");
    store
        .delete_original(document, &first)
        .await
        .expect("deleted");
    for version in [first, second] {
        assert!(
            matches!(
                store.fetch(document, Some(&version)).await,
                Err(StoreError::Missing)
            ),
            "{version}"
        );
    }
}

async fn a_place_that_nobody_filled_is_awaited_and_may_be_erased(store: &impl ValidationFiles) {
    let at = "2026-11-24T11:00:00Z".parse().expect("a time");
    let place =
        ValidationPlace::Sender("991825827".to_owned().try_into().expect("a number"), id(at));
    for _ in 0..2 {
        assert_eq!(store.find(&place).await.expect("listed"), Arrival::Awaited);
        store.erase(&place).await.expect("nothing to erase");
    }
}

async fn what_was_never_stored_is_missing(store: &impl OriginalStore) {
    let document = id("2026-11-24T11:00:00Z".parse().expect("a time"));
    assert!(matches!(
        store.fetch(document, None).await,
        Err(StoreError::Missing)
    ));
}

async fn store_parts(
    store: &impl SealedDocuments,
    job: JobId,
    kind: SealedKind,
    parts: &[&'static [u8]],
) -> String {
    let parts: Vec<Bytes> = parts.iter().copied().map(Bytes::from_static).collect();
    let sha256 = Digest::of_parts(&parts);
    store
        .store(job, kind, parts, &sha256)
        .await
        .expect("stored")
}

async fn what_was_shredded_is_missing_and_may_be_shredded_again<
    V: OriginalStore + SealedStore + SealedDocuments + DocumentEraser,
>(
    store: &V,
) {
    let at = "2026-11-24T11:00:00Z".parse().expect("a time");
    let (document, job) = (id(at), id(at));
    let version = OriginalStore::store(store, document, b"bytes".to_vec())
        .await
        .expect("stored");
    let sealed = store_parts(store, job, SealedKind::Document, &[b"sealed"]).await;
    let evidence = store_parts(store, job, SealedKind::Evidence, &[b"evi", b"", b"dence"]).await;
    let there = SealedStore::fetch(store, job, SealedKind::Evidence, &evidence).await;
    assert_eq!(there.expect("there"), &b"evidence"[..]);
    for (len, beginning) in [(3, &b"evi"[..]), (100, b"evidence")] {
        let there = store
            .fetch_beginning(job, SealedKind::Evidence, &evidence, len)
            .await;
        assert_eq!(there.expect("there"), beginning);
    }
    let (bytes, announced) = (vec![Bytes::from_static(b"x")], Digest::of(b"y"));
    let other = SealedDocuments::store(store, job, SealedKind::Evidence, bytes, &announced);
    other
        .await
        .expect_err("bytes of another digest are not stored");
    for _ in 0..2 {
        store
            .delete_original(document, &version)
            .await
            .expect("deleted");
        store
            .delete_sealed(job, SealedKind::Document, &sealed)
            .await
            .expect("deleted");
        store
            .delete_sealed(job, SealedKind::Evidence, &evidence)
            .await
            .expect("deleted");
    }
    let gone = SealedStore::fetch(store, job, SealedKind::Evidence, &evidence).await;
    assert!(matches!(gone, Err(StoreError::Missing)));
    assert!(matches!(
        OriginalStore::fetch(store, document, Some(&version)).await,
        Err(StoreError::Missing)
    ));
    assert!(matches!(
        OriginalStore::fetch(store, document, None).await,
        Err(StoreError::Missing)
    ));
}
