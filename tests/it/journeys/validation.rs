//! Files that are uploaded to be validated: an answer once, and nothing left behind, whatever breaks.

use jiff::SignedDuration;
use segl_app::{
    document::UPLOAD_URL_TTL,
    ports::{
        documents::UploadSlot,
        validation::{AnchorFiles, ValidationPlace},
    },
    validation::{
        document::Validated,
        signatures::{Check, Indication},
        upload::{self, MAX_VALIDATED, OpenedValidation, ValidateUploadError},
    },
};
use segl_domain::{
    account::organisation::OrganisationNumber, digest::Digest, id::ValidationId,
    secret::ValidationToken,
};
use segl_pki::test_pki::TestRoot;
use segl_tests::{World, principal};

use super::evidence::{document, sealed};

async fn open(world: &World, bytes: &[u8]) -> OpenedValidation {
    let (size, sha256) = (bytes.len() as u64, Digest::of(bytes));
    let principal = principal();
    let opened = upload::open_validation(&principal, sha256, size, &world.store, world.ctx());
    opened.await.expect("the ports answer")
}

async fn ask(world: &World, id: ValidationId) -> Result<Validated, ValidateUploadError> {
    upload::validate_slot(&principal(), id, &world.store, world.ctx()).await
}

/// A browser's form, and where its result is.
async fn form(world: &World) -> (UploadSlot, ValidationPlace) {
    let slot = upload::open_validation_form(ValidationToken::expose, &world.store, world.ctx());
    let slot = slot.await.expect("the ports answer");
    let then = slot
        .fields
        .iter()
        .find(|(name, _)| name == "success_action_redirect")
        .map(|(_, value)| value);
    let token = ValidationToken::parse(then.expect("a way back")).expect("a token");
    (slot, ValidationPlace::Anybody(token.digest()))
}

async fn ask_of_form(world: &World, bytes: &[u8]) -> Result<Validated, ValidateUploadError> {
    let (slot, place) = form(world).await;
    world.store.upload_to(&slot, bytes);
    upload::validate_upload(&place, &world.store, world.ctx()).await
}

#[tokio::test]
async fn what_came_through_a_slot_is_answered_once_and_is_gone() {
    let world = World::new();
    let job = sealed(&world).await;
    let pdf = document(&world, job).await;
    let before = world.store.count();
    let OpenedValidation { id, slot, .. } = open(&world, &pdf).await;
    assert!(matches!(
        ask(&world, id).await,
        Err(ValidateUploadError::Awaited)
    ));
    world.store.upload_to(&slot, &pdf);
    world.store.upload_to(&slot, &pdf);
    let told = ask(&world, id).await.expect("a report");
    assert_eq!(
        (told.report.indication, told.sealed_here, told.signers.len()),
        (Indication::TotalPassed, true, 2)
    );
    // What was signed and by whom it was sent, as the job has it.
    let stated = told.job.expect("a job that is told of");
    let terms = world.job(job);
    let terms = terms.terms();
    assert_eq!(
        (stated.title.as_str(), stated.sender.name.as_str()),
        (terms.title.as_ref(), terms.sender.name.as_ref())
    );
    let digests: Vec<String> = terms
        .documents
        .iter()
        .map(|document| document.sha256.to_string())
        .collect();
    assert_eq!(
        stated
            .documents
            .into_iter()
            .map(|document| document.sha256)
            .collect::<Vec<_>>(),
        digests
    );
    assert_eq!(
        told.audit_trail.map(|trail| trail.check),
        Some(Check::Passed)
    );
    assert_eq!(world.store.count(), before);
    assert!(matches!(
        ask(&world, id).await,
        Err(ValidateUploadError::Answered)
    ));
}

#[tokio::test]
async fn an_answer_that_breaks_half_way_is_given_to_the_next_who_asks() {
    let world = World::new();
    let job = sealed(&world).await;
    let pdf = document(&world, job).await;
    let before = world.store.count();
    for calls in 0.. {
        let OpenedValidation { id, slot, .. } = open(&world, &pdf).await;
        world.store.upload_to(&slot, &pdf);
        world.fault.after(calls);
        let told = ask(&world, id).await;
        let broke = world.fault.heal();
        if broke {
            assert!(
                matches!(told, Err(ValidateUploadError::PortError(_))),
                "{calls}: {told:?}"
            );
            ask(&world, id).await.expect("it is still there");
        } else {
            told.expect("a report");
        }
        assert_eq!(world.store.count(), before, "{calls}");
        if !broke {
            assert!(calls >= 4, "find, fetch, anchors, erase");
            return;
        }
    }
}

#[tokio::test]
async fn another_organisation_finds_nothing_and_a_slot_that_nobody_opened_is_none() {
    let world = World::new();
    let pdf = segl_tests::pdf();
    let OpenedValidation { id, slot, .. } = open(&world, &pdf).await;
    world.store.upload_to(&slot, &pdf);
    let mut other = principal();
    other.organisation.sender.organisation =
        OrganisationNumber::try_from("889640782".to_owned()).expect("a number");
    let theirs = || upload::validate_slot(&other, id, &world.store, world.ctx());
    assert!(matches!(theirs().await, Err(ValidateUploadError::Awaited)));
    world
        .clock
        .advance(UPLOAD_URL_TTL + SignedDuration::from_secs(1));
    assert!(matches!(theirs().await, Err(ValidateUploadError::Unknown)));
    // What has come in time is answered whenever it is asked for.
    assert_eq!(
        ask(&world, id)
            .await
            .expect("a report")
            .report
            .signatures
            .len(),
        0
    );
}

#[tokio::test]
async fn a_size_that_is_nothing_or_too_much_gets_no_slot() {
    let world = World::new();
    for size in [0, MAX_VALIDATED + 1] {
        let principal = principal();
        let sha256 = Digest::of(b"");
        upload::open_validation(&principal, sha256, size, &world.store, world.ctx())
            .await
            .expect_err("no slot");
    }
}

#[tokio::test]
async fn what_has_no_report_is_told_why_and_deleted_too() {
    let world = World::new();
    let before = world.store.count();
    assert!(matches!(
        ask_of_form(&world, b"").await,
        Err(ValidateUploadError::Empty)
    ));
    let larger = vec![0; usize::try_from(MAX_VALIDATED).expect("it fits") + 1];
    assert!(matches!(
        ask_of_form(&world, &larger).await,
        Err(ValidateUploadError::TooLarge)
    ));
    assert!(matches!(
        ask_of_form(&world, b"Dear sir").await,
        Err(ValidateUploadError::Unreadable(_))
    ));
    let OpenedValidation { id, slot, .. } = open(&world, b"announced").await;
    world.store.upload_to(&slot, b"something");
    assert!(matches!(
        ask(&world, id).await,
        Err(ValidateUploadError::DigestMismatch)
    ));
    assert_eq!(world.store.count(), before);
}

#[tokio::test]
async fn a_form_that_is_used_again_has_its_own_result() {
    let world = World::new();
    let (slot, place) = form(&world).await;
    for _ in 0..2 {
        world.store.upload_to(&slot, &segl_tests::pdf());
        upload::validate_upload(&place, &world.store, world.ctx())
            .await
            .expect("a report");
        let again = upload::validate_upload(&place, &world.store, world.ctx()).await;
        assert!(matches!(again, Err(ValidateUploadError::Answered)));
    }
}

#[tokio::test]
async fn who_signed_is_told_of_what_was_sealed_here_and_not_of_all_that_is_trusted() {
    let world = World::new();
    let job = sealed(&world).await;
    let pdf = document(&world, job).await;
    let own = world.seal.anchor_files();
    let stranger = TestRoot::new([8; 32], world.now())
        .expect("a root")
        .certificate_pem()
        .to_owned();
    let told = async |files: AnchorFiles| {
        world.store.believe(files);
        let told = ask_of_form(&world, &pdf).await.expect("a report");
        assert_eq!(told.report.indication, Indication::TotalPassed);
        (told.sealed_here, told.signers.len())
    };
    assert_eq!(told(own.clone()).await, (true, 2));
    let root = world.seal.root();
    let trusted = AnchorFiles {
        seal_chain: stranger.clone(),
        trust_anchors: Some(format!("# Somebody whom we trust\n{root}")),
        ..AnchorFiles::default()
    };
    assert_eq!(told(trusted).await, (false, 0));
    let former = AnchorFiles {
        seal_chain: stranger,
        former_seal_chains: Some(own.seal_chain),
        ..AnchorFiles::default()
    };
    assert_eq!(told(former).await, (true, 2));
    // The same root, and another holder: a root of the public vouches for the seals of many.
    assert_eq!(
        told(AnchorFiles {
            seal_chain: root,
            ..AnchorFiles::default()
        })
        .await,
        (false, 0)
    );
}

#[tokio::test]
async fn without_one_certificate_to_believe_nothing_is_answered_and_nothing_lost() {
    let world = World::new();
    let (slot, place) = form(&world).await;
    world.store.upload_to(&slot, &segl_tests::pdf());
    let files = world.seal.anchor_files();
    world.store.believe(AnchorFiles {
        seal_chain: files.seal_chain.replace("MII", "M!!"),
        ..AnchorFiles::default()
    });
    let told = upload::validate_upload(&place, &world.store, world.ctx()).await;
    assert!(matches!(told, Err(ValidateUploadError::PortError(_))));
    world.store.believe(files);
    upload::validate_upload(&place, &world.store, world.ctx())
        .await
        .expect("a report");
}
