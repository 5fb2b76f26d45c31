//! What is said of a file: who signed is told only where the seal is ours and valid, and all of it belongs together.

mod carried;

use segl_asic::DataFile;
use segl_domain::{audit, id::JobId, job::JobState};

use super::*;
use crate::{
    ports::{
        documents::{SealedKind, SealedStore},
        validation::AnchorFiles,
    },
    testing::*,
};

/// What the seal of a job left behind.
async fn stored(world: &World, job: JobId, kind: SealedKind) -> Bytes {
    let JobState::Completed { sealed, .. } = world.job(job).state().clone() else {
        panic!("it is sealed")
    };
    let version = match kind {
        SealedKind::Document => sealed.version,
        SealedKind::Evidence => sealed.evidence.expect("there is evidence").version,
    };
    SealedStore::fetch(&world.store, job, kind, &version)
        .await
        .expect("it is there")
}

fn anchors() -> Anchors {
    Anchors::read(&Seal::new().anchors()).0
}

fn said(world: &World, file: &Bytes, anchors: &Anchors) -> Validated {
    examine(file, anchors, world.now()).expect("it can be read")
}

#[tokio::test]
async fn of_a_document_that_was_sealed_here_it_is_told_who_signed_and_what() {
    let world = World::new();
    let (job, _) = world.sealed().await;
    let file = stored(&world, job, SealedKind::Document).await;
    let told = said(&world, &file, &anchors());
    assert_eq!(told.report.indication, Indication::TotalPassed);
    assert!(told.sealed_here && !told.is_part);
    assert_eq!(
        (told.sha256, told.validated_at),
        (Digest::of(&file), world.now())
    );
    assert_eq!(
        told.audit_trail.as_ref().map(|trail| trail.check),
        Some(Check::Passed)
    );
    assert_eq!(
        told.evidence.as_ref().map(|report| report.indication),
        Some(Indication::TotalPassed)
    );
    let names: Vec<&str> = told
        .signers
        .iter()
        .map(|signer| signer.name.as_str())
        .collect();
    assert_eq!(names, ["Kari Nordmann"]);
    let stated = told.job.expect("a job that is told of");
    assert_eq!(stated.title, "Avtale");
    assert_eq!(stated.documents[0].sha256, Digest::of(&pdf()).to_string());
}

#[tokio::test]
async fn of_a_container_of_evidence_the_same_is_told_and_of_one_statement_that_it_is_a_part() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let file = stored(&world, job, SealedKind::Evidence).await;
    let told = said(&world, &file, &anchors());
    assert!(told.sealed_here && !told.is_part);
    assert_eq!((told.signers.len(), told.evidence.is_none()), (1, true));
    let part = crate::workflow::evidence::of_signer(&file, signer).expect("the signer's statement");
    let told = said(&world, &part, &anchors());
    assert!(told.sealed_here && told.is_part);
    assert_eq!(told.signers.len(), 1);
}

#[tokio::test]
async fn whoever_is_believed_and_does_not_seal_here_tells_of_no_signers() {
    let world = World::new();
    let (job, _) = world.sealed().await;
    let files = AnchorFiles {
        seal_chain: String::new(),
        trust_anchors: Some(Seal::new().chain),
        ..AnchorFiles::default()
    };
    let (others, _) = Anchors::read(&files);
    for kind in [SealedKind::Document, SealedKind::Evidence] {
        let told = said(&world, &stored(&world, job, kind).await, &others);
        assert_eq!(told.report.indication, Indication::TotalPassed);
        assert!(!told.sealed_here && told.signers.is_empty() && told.job.is_none());
    }
}

#[tokio::test]
async fn of_a_seal_that_nobody_believes_no_signers_are_told_and_its_head_proves_nothing() {
    let world = World::new();
    let (job, _) = world.sealed().await;
    let file = stored(&world, job, SealedKind::Document).await;
    let told = said(&world, &file, &Anchors::default());
    assert_ne!(told.report.indication, Indication::TotalPassed);
    assert!(!told.sealed_here && told.signers.is_empty() && told.job.is_none());
    assert_eq!(
        told.audit_trail.map(|trail| trail.check),
        Some(Check::NotChecked)
    );
}

#[tokio::test]
async fn statements_of_two_jobs_in_one_container_tell_of_nobody() {
    let world = World::new();
    let (first, _) = world.sealed().await;
    let (second, signer) = world.sealed().await;
    let mut container =
        Container::unpack(&stored(&world, first, SealedKind::Evidence).await).expect("a container");
    let other = stored(&world, second, SealedKind::Evidence).await;
    let part =
        crate::workflow::evidence::of_signer(&other, signer).expect("the signer's statement");
    let part = Container::unpack(&part).expect("a container");
    container.files.extend(part.files);
    container.signatures.extend(part.signatures);
    let told = said(&world, &container.pack().expect("a container"), &anchors());
    assert_eq!(told.report.indication, Indication::Indeterminate);
    assert_eq!(
        told.statements.map(|statements| statements.check),
        Some(Check::Failed)
    );
    assert!(!told.sealed_here && told.signers.is_empty() && told.job.is_none());
}

#[tokio::test]
async fn a_pdf_without_a_signature_and_what_is_no_pdf_say_nothing_of_anybody() {
    let world = World::new();
    let told = said(&world, &pdf().into(), &anchors());
    assert_ne!(told.report.indication, Indication::TotalPassed);
    assert!(!told.sealed_here && told.audit_trail.is_none() && told.statements.is_none());
    assert!(examine(&Bytes::from_static(b"no PDF"), &anchors(), world.now()).is_err());
    let empty = Container {
        files: vec![DataFile {
            name: "a.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            bytes: Bytes::from_static(b"a"),
        }],
        ..Container::default()
    };
    if let Ok(file) = empty.pack() {
        let told = examine(&file, &anchors(), world.now());
        assert!(told.is_err() || told.is_ok_and(|told| !told.sealed_here && !told.is_part));
    }
}

#[tokio::test]
async fn a_trail_that_was_fetched_later_is_held_against_the_file() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let (other, _) = world.sealed().await;
    let trail = |job| audit::audit_trail_json(job, &world.table.peek_events(job));
    let document = stored(&world, job, SealedKind::Document).await;
    let evidence = stored(&world, job, SealedKind::Evidence).await;
    let part =
        crate::workflow::evidence::of_signer(&evidence, signer).expect("the signer's statement");
    for file in [document, evidence, part] {
        let told = said(&world, &file, &anchors());
        let check = |told: &Validated, trail: String| {
            let said = examine_later_trail(&file, told, trail.as_bytes());
            (said.check, said.proven_length.is_some())
        };
        // The seal itself is told of behind what it holds, so not all of the trail is proven.
        assert_eq!(check(&told, trail(job)), (Check::NotChecked, true));
        assert_eq!(check(&told, trail(other)), (Check::Failed, false));
        let unknown = said(&world, &file, &Anchors::default());
        assert_eq!(check(&unknown, trail(job)), (Check::NotChecked, false));
    }
    let bare = Bytes::from(pdf());
    let told = said(&world, &bare, &anchors());
    let check = examine_later_trail(&bare, &told, trail(job).as_bytes()).check;
    assert_eq!(check, Check::NotChecked);
}

#[tokio::test]
async fn whoever_validates_is_answered_as_at_this_moment_by_whom_the_operator_believes() {
    let world = World::new();
    let (job, _) = world.sealed().await;
    let file = stored(&world, job, SealedKind::Document).await;
    let nobody = validate_document(&file, &world.store, world.ctx()).await;
    assert!(
        matches!(nobody, Err(ValidateError::PortError(_))),
        "{nobody:?}"
    );
    world.store.believe(Seal::new().anchors());
    let told = validate_document(&file, &world.store, world.ctx())
        .await
        .expect("it can be read");
    assert!(told.sealed_here);
    assert_eq!(told.validated_at, world.now());
    // Without a timestamp a seal says nothing once its certificate has ended.
    world.clock.advance(days(365 * 20));
    let told = validate_document(&file, &world.store, world.ctx())
        .await
        .expect("it can be read");
    assert!(!told.sealed_here && told.signers.is_empty());
}

#[tokio::test]
async fn what_a_timestamped_seal_carries_is_judged_as_of_the_seal_when_its_certificate_has_ended() {
    let world = World::new();
    let (job, _) = world.signed().await;
    let (seal, authority) = (Seal::new(), Authority::lasting(&world.clock, 3000));
    let sealing = crate::workflow::sealing::Sealing::new(&seal, None, &authority);
    world
        .seal_with(job, &seal, sealing)
        .await
        .expect("the authority answers");
    let file = stored(&world, job, SealedKind::Document).await;
    // The seal's own certificate is good for three years.
    world.clock.advance(days(1200));
    let told = said(&world, &file, &anchors());
    assert!(told.sealed_here);
    assert_eq!(
        told.evidence.map(|report| report.indication),
        Some(Indication::TotalPassed)
    );
    assert_eq!(told.signers.len(), 1);
}

#[tokio::test]
async fn the_date_of_birth_of_a_signer_is_told_where_the_e_id_gave_it() {
    use segl_domain::identity::authentication::{Identifier, SecurityLevel};
    let birth = |identifier| async move {
        let world = World::new();
        let given = crate::sender::creation::NewNotifications::Given(email(KARI));
        let addressee = crate::sender::creation::NewAddressee::Person(person(1), given);
        let command = world.command(vec![signer(addressee, 0)]).await;
        let command = crate::sender::creation::CreateJob {
            identifier,
            ..command
        };
        let created = world.create(command).await.expect(IS_FIT).job;
        let (job, id) = (created.id(), created.signers()[0].id());
        let session = world.log_in(1, SecurityLevel::High, None).await;
        let signed = world.sign(job, id, &session.expect("logged in")).await;
        signed.expect("it is their turn");
        world.seal(job).await.expect("it is signed by all");
        let file = stored(&world, job, SealedKind::Document).await;
        said(&world, &file, &anchors()).signers[0].date_of_birth
    };
    let born = Some(jiff::civil::date(1990, 1, 1));
    assert_eq!(birth(None).await, born, "the number tells it");
    assert_eq!(birth(Some(Identifier::DateOfBirthAndName)).await, born);
    assert_eq!(birth(Some(Identifier::Name)).await, None);
}

#[tokio::test]
async fn what_a_seal_carries_is_judged_as_of_the_seal_though_it_was_prolonged_years_later() {
    use segl_pades::{levels::extend_lta, signing::Sealed};
    let world = World::new();
    let (job, _) = world.signed().await;
    let (seal, authority) = (Seal::new(), Authority::lasting(&world.clock, 3000));
    let sealing =
        crate::workflow::sealing::Sealing::new(&seal, Some(crate::ports::Level::BT), &authority);
    world
        .seal_with(job, &seal, sealing)
        .await
        .expect("the authority answers");
    let file = stored(&world, job, SealedKind::Document).await;
    world.clock.advance(days(1100));
    let prolonged = extend_lta(Sealed::whole(file), world.now(), &authority);
    let prolonged = prolonged.await.expect("the authority answers").into_parts();
    let told = said(&world, &prolonged.concat().into(), &anchors());
    assert!(told.sealed_here, "{:?}", told.report);
    assert_eq!(told.signers.len(), 1);
}
