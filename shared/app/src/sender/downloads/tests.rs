//! What a sealed job hands out: to its sender, while it is kept, and to nobody else.

use std::sync::Mutex;

use segl_asic::Container;
use segl_domain::{
    id::{DocumentId, SignerId},
    identity::{
        policy::Forbidden,
        principal::{Permission, Permissions},
    },
};

use super::*;
use crate::{sender::jobs::delete_documents, testing::*};

async fn url(
    world: &World,
    principal: &Principal,
    job: JobId,
    kind: SealedKind,
) -> Result<String, DownloadError> {
    sealed_url(
        principal,
        job,
        kind,
        &world.table,
        &world.store,
        world.ctx(),
    )
    .await
}

async fn evidence(
    world: &World,
    principal: &Principal,
    job: JobId,
    signer: SignerId,
) -> Result<(Bytes, String), DownloadError> {
    signer_evidence(
        principal,
        job,
        signer,
        &world.table,
        &world.store,
        world.ctx(),
    )
    .await
}

const KINDS: [SealedKind; 2] = [SealedKind::Document, SealedKind::Evidence];

#[tokio::test]
async fn what_was_sealed_is_handed_out_byte_for_byte() {
    let world = World::new();
    let (job, _) = world.sealed().await;
    let JobState::Completed { sealed, .. } = world.job(job).state().clone() else {
        panic!("it is sealed")
    };
    let stored = sealed.evidence.expect("there is evidence");
    for (kind, sha256) in KINDS.into_iter().zip([sealed.sha256, stored.sha256]) {
        let url = url(&world, &own(), job, kind).await.expect("it is kept");
        let bytes = world.store.open(&url).expect("it is there");
        assert_eq!(segl_domain::digest::Digest::of(&bytes), sha256);
    }
}

#[tokio::test]
async fn a_file_is_called_as_the_job_is() {
    /// Remembers how files are to be called.
    #[derive(Default)]
    struct Names(Mutex<Vec<String>>);
    impl Downloads for Names {
        async fn original(&self, _: DocumentId, _: &str, name: &str) -> Result<String, PortError> {
            self.0.lock().expect("nobody panics").push(name.to_owned());
            Ok(String::new())
        }
        async fn sealed(
            &self,
            _: JobId,
            _: SealedKind,
            _: &str,
            name: &str,
        ) -> Result<String, PortError> {
            self.0.lock().expect("nobody panics").push(name.to_owned());
            Ok(String::new())
        }
    }
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let names = Names::default();
    for kind in KINDS {
        sealed_url(&own(), job, kind, &world.table, &names, world.ctx())
            .await
            .expect("it is kept");
    }
    assert_eq!(
        *names.0.lock().expect("nobody panics"),
        ["Avtale.pdf", "Avtale.asice"]
    );
    let (_, name) = evidence(&world, &own(), job, signer)
        .await
        .expect("it is kept");
    assert_eq!(name, format!("{signer}.asice"));
}

#[tokio::test]
async fn another_organisation_is_handed_nothing() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let foreign = |answer: DownloadError| {
        matches!(
            answer,
            DownloadError::Access(AccessError::Forbidden(Forbidden::OtherOrganisation))
        )
    };
    for kind in KINDS {
        assert!(foreign(
            url(&world, &other(), job, kind)
                .await
                .expect_err("it is another's")
        ));
    }
    let answer = evidence(&world, &other(), job, signer).await;
    assert!(foreign(answer.expect_err("it is another's")));
}

#[tokio::test]
async fn who_may_not_read_documents_is_handed_none() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let principal = Principal {
        permissions: Permissions::from_iter([Permission::JobsRead, Permission::JobsWrite]),
        ..own()
    };
    let lacks = |answer: DownloadError| {
        let needed = Forbidden::PermissionMissing(Permission::DocumentsRead);
        matches!(answer, DownloadError::Access(AccessError::Forbidden(why)) if why == needed)
    };
    for kind in KINDS {
        assert!(lacks(
            url(&world, &principal, job, kind)
                .await
                .expect_err("it may not")
        ));
    }
    let answer = evidence(&world, &principal, job, signer).await;
    assert!(lacks(answer.expect_err("it may not")));
}

#[tokio::test]
async fn documents_whose_keeping_has_ended_are_not_handed_out_though_they_are_still_there() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let stored = world.store.count();
    delete_documents(&own(), job, &world.table, world.ctx())
        .await
        .expect("it has ended");
    assert_eq!(
        world.store.count(),
        stored,
        "the workflow deletes them right after"
    );
    for kind in KINDS {
        assert!(matches!(
            url(&world, &own(), job, kind).await,
            Err(DownloadError::Deleted)
        ));
    }
    assert!(matches!(
        evidence(&world, &own(), job, signer).await,
        Err(DownloadError::Deleted)
    ));
}

#[tokio::test]
async fn documents_are_handed_out_until_their_keeping_ends_by_itself() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let end = match world.job(job).retention() {
        Some(segl_domain::job::Retention::Until { time }) => time,
        other => panic!("it is kept: {other:?}"),
    };
    world
        .clock
        .advance_to(end - jiff::SignedDuration::from_millis(1));
    for kind in KINDS {
        url(&world, &own(), job, kind).await.expect("it is kept");
    }
    evidence(&world, &own(), job, signer)
        .await
        .expect("it is kept");
    world.clock.advance_to(end);
    for kind in KINDS {
        assert!(matches!(
            url(&world, &own(), job, kind).await,
            Err(DownloadError::Deleted)
        ));
    }
    assert!(matches!(
        evidence(&world, &own(), job, signer).await,
        Err(DownloadError::Deleted)
    ));
}

#[tokio::test]
async fn what_is_not_sealed_yet_is_not_handed_out() {
    let world = World::new();
    let (job, signer) = world.signed().await;
    for kind in KINDS {
        assert!(matches!(
            url(&world, &own(), job, kind).await,
            Err(DownloadError::NotSealed)
        ));
    }
    assert!(matches!(
        evidence(&world, &own(), job, signer).await,
        Err(DownloadError::NotSealed)
    ));
}

#[tokio::test]
async fn the_evidence_of_one_signer_holds_that_signer_s_statement_and_no_other() {
    let world = World::new();
    let signers = vec![by_email(KARI, 0), by_email(OLA, 0)];
    let (job, signers) = world.job_for(signers).await;
    for (signer, address) in signers.iter().zip([KARI, OLA]) {
        world.notify(job, *signer).await;
        let session = world.enter(address).await;
        world
            .sign(job, *signer, &session)
            .await
            .expect("it is their turn");
    }
    world.seal(job).await.expect("it is signed by all");
    for signer in signers {
        let (bytes, _) = evidence(&world, &own(), job, signer)
            .await
            .expect("it is kept");
        let container = Container::unpack(&bytes).expect("a container");
        let names: Vec<&str> = container
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        assert_eq!(names, [format!("{signer}.json")]);
        assert_eq!(container.signatures.len(), 1);
    }
    let unknown = SignerId::new(9, [9; 10]);
    assert!(matches!(
        evidence(&world, &own(), job, unknown).await,
        Err(DownloadError::Access(AccessError::NotFound))
    ));
}

#[tokio::test]
async fn evidence_that_is_gone_from_the_store_is_deleted_and_evidence_that_is_spoilt_is_corrupt() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    world.store.spoil("sealed/");
    let corrupt = evidence(&world, &own(), job, signer).await;
    assert!(
        matches!(&corrupt, Err(DownloadError::PortError(error)) if error.is_corrupt()),
        "{corrupt:?}"
    );
    let deleted = crate::ports::documents::DocumentEraser::delete_sealed(
        &world.store,
        job,
        SealedKind::Evidence,
        "0",
    )
    .await;
    deleted.expect(ANSWERS);
    assert!(matches!(
        evidence(&world, &own(), job, signer).await,
        Err(DownloadError::Deleted)
    ));
}
