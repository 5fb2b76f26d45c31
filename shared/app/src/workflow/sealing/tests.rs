//! A seal is of what was checked and signed, or there is none.

use segl_domain::{
    audit::AuditEventData,
    id::DocumentId,
    job::{next_action::NextAction, status::JobStatus},
};

use super::*;
use crate::testing::*;

#[tokio::test]
async fn an_original_whose_bytes_no_longer_have_their_digest_is_not_sealed() {
    let world = World::new();
    let (job, _) = world.signed().await;
    let stored = world.store.count();
    world.store.spoil("uploads/");
    let refused = world.seal(job).await;
    assert!(
        matches!(refused, Err(SealError::OriginalCorrupt)),
        "{refused:?}"
    );
    assert_eq!(world.job(job).status(), JobStatus::InProgress);
    assert_eq!(world.store.count(), stored, "nothing is stored");
    let events = world.table.peek_events(job);
    let last = events.last().map(|event| &event.data);
    assert_eq!(last, Some(&AuditEventData::SealingHalted));
    assert!(
        matches!(world.job(job).next(world.now()), NextAction::Wait(_)),
        "it rests"
    );
    // Once it has been put back, nothing is lost.
    world.store.spoil("uploads/");
    let sealed = world.seal(job).await.expect("it is as it was");
    assert_eq!(sealed.status(), JobStatus::CompletedSuccessfully);
}

#[tokio::test]
async fn an_original_that_is_gone_from_the_store_is_not_sealed() {
    let world = World::new();
    let (job, _) = world.signed().await;
    let document = world
        .job(job)
        .terms()
        .documents
        .iter()
        .next()
        .expect("one")
        .clone();
    crate::ports::documents::DocumentEraser::delete_original(
        &world.store,
        document.id,
        &document.version,
    )
    .await
    .expect(ANSWERS);
    let refused = world.seal(job).await;
    assert!(
        matches!(refused, Err(SealError::OriginalMissing)),
        "{refused:?}"
    );
    assert_eq!(world.job(job).status(), JobStatus::InProgress);
}

#[tokio::test]
async fn what_not_all_have_signed_is_not_sealed() {
    let world = World::new();
    let (job, _) = world.invited().await;
    let stored = world.store.count();
    let refused = world.seal(job).await;
    assert!(
        matches!(refused, Err(SealError::Refused(SealRefused::NotAllSigned))),
        "{refused:?}"
    );
    assert_eq!(world.store.count(), stored);
    let missing = world.seal(JobId::new(9, [9; 10])).await;
    assert!(matches!(missing, Err(SealError::NotFound)));
}

#[tokio::test]
async fn a_job_names_what_its_seal_stored_and_each_intention_stands_before_it() {
    let world = World::new();
    let (job, _) = world.signed().await;
    let known = world.table.peek_events(job).len();
    let sealed_job = world.seal(job).await.expect("it is signed by all");
    assert_eq!(sealed_job, world.job(job));
    let JobState::Completed { sealed, .. } = sealed_job.state() else {
        panic!("it is sealed")
    };
    assert_eq!(sealed.level, "B-B");
    assert_eq!(
        sealed.renew_at, None,
        "a seal without timestamps is not renewed"
    );
    let stored = sealed.evidence.as_ref().expect("there is evidence");
    for (extension, version, sha256, size) in [
        ("pdf", &sealed.version, sealed.sha256, sealed.size),
        ("asice", &stored.version, stored.sha256, stored.size),
    ] {
        let url = format!("memory:sealed/{job}.{extension}#{version}");
        let bytes = world.store.open(&url).expect("it is there");
        assert_eq!((Digest::of(&bytes), bytes.len() as u64), (sha256, size));
    }
    let told: Vec<String> = world.table.peek_events(job)[known..]
        .iter()
        .map(|event| serde_json::to_value(event).expect("JSON")["type"].to_string())
        .collect();
    assert_eq!(
        told,
        [
            "EVIDENCE_SIGNING_STARTED",
            "EVIDENCE_SIGNING_STARTED",
            "SEALING_STARTED",
            "SEALED"
        ]
        .map(|name| format!("\"{name}\""))
    );
}

#[tokio::test]
async fn a_job_that_is_sealed_is_not_sealed_again() {
    let world = World::new();
    let (job, _) = world.sealed().await;
    let (before, stored) = (world.job(job), world.store.count());
    assert_eq!(world.seal(job).await.expect("it is sealed"), before);
    assert_eq!((world.job(job), world.store.count()), (before, stored));
}

#[tokio::test]
async fn whoever_named_no_level_seals_as_high_as_those_who_are_known_allow() {
    let world = World::new();
    let (seal, authority) = (Seal::new(), Authority::new(&world.clock));
    assert_eq!(Sealing::new(&seal, None, &Nobody).level, Level::BB);
    assert_eq!(Sealing::new(&seal, None, &authority).level, Level::BLTA);
    assert_eq!(
        Sealing::new(&seal, Some(Level::BT), &authority).level,
        Level::BT
    );
    let fonts = Fonts::compiled_in();
    let front = Sealing::new(&seal, None, &Nobody).with_front(&fonts, Some("https://example.no/v"));
    assert_eq!(front.validation_address, Some("https://example.no/v"));
    assert!(std::ptr::eq(front.fonts, &fonts));
    let (job, _) = world.signed().await;
    let sealed = world
        .seal_with(job, &seal, Sealing::new(&seal, None, &authority))
        .await;
    let sealed = sealed.expect("the authority answers");
    assert!(matches!(
        sealed.state(),
        JobState::Completed { sealed, .. } if sealed.level == "B-LTA" && sealed.renew_at.is_some()
    ));
}

#[tokio::test]
async fn a_seal_that_breaks_at_any_call_can_be_made_again() {
    for calls in 0.. {
        let world = World::new();
        let (job, _) = world.signed().await;
        world.fault.after(calls);
        let sealed = world.seal(job).await;
        if !world.fault.heal() {
            sealed.expect("nothing broke");
            assert!(calls > 10, "load, fetch, log, commit, store: {calls}");
            return;
        }
        assert!(
            matches!(sealed, Err(SealError::PortError(_))),
            "{calls}: {sealed:?}"
        );
        assert_eq!(world.job(job).status(), JobStatus::InProgress);
        let sealed = world.seal(job).await.expect("nothing breaks");
        assert_eq!(sealed.status(), JobStatus::CompletedSuccessfully);
    }
}

#[tokio::test]
async fn a_job_that_another_sealed_in_between_is_that_one_s() {
    /// A store that lets another execution seal before it stores the first time.
    struct Slow<'w>(&'w World, JobId, std::sync::atomic::AtomicBool, &'w Seal);
    impl SealCertificates for Slow<'_> {
        async fn chain(&self) -> Result<String, PortError> {
            self.3.chain().await
        }
    }
    impl OriginalStore for Slow<'_> {
        async fn store(&self, document: DocumentId, bytes: Vec<u8>) -> Result<String, PortError> {
            OriginalStore::store(&self.0.store, document, bytes).await
        }
        async fn fetch(
            &self,
            document: DocumentId,
            version: Option<&str>,
        ) -> Result<(Bytes, String), StoreError> {
            OriginalStore::fetch(&self.0.store, document, version).await
        }
    }
    impl SealedDocuments for Slow<'_> {
        async fn store(
            &self,
            job: JobId,
            kind: SealedKind,
            parts: Vec<Bytes>,
            sha256: &Digest,
        ) -> Result<String, PortError> {
            if !self.2.swap(true, std::sync::atomic::Ordering::SeqCst) {
                self.0.seal(self.1).await.expect("it is signed by all");
            }
            SealedDocuments::store(&self.0.store, job, kind, parts, sha256).await
        }
    }
    let world = World::new();
    let (job, _) = world.signed().await;
    let seal = Seal::new();
    let slow = Slow(&world, job, false.into(), &seal);
    let sealing = Sealing::new(&seal, Some(Level::BB), &Nobody);
    let table = &world.table;
    let ctx = world.ctx();
    let sealed = seal_job(job, table, &slow, sealing, &world.keys, ctx).await;
    assert_eq!(sealed.expect("it is sealed"), world.job(job));
    let events = world.table.peek_events(job);
    let sealed = events
        .iter()
        .filter(|event| matches!(event.data, AuditEventData::Sealed { .. }));
    assert_eq!(sealed.count(), 1);
}
