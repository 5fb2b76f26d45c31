//! What a sealed job leaves behind to be checked by others: evidence, audit trail, and how they hold each other.

use bytes::Bytes;
use segl_app::{
    ports::{
        Level,
        documents::SealedKind,
        keys::{SealCertificates as _, SealKey as _},
    },
    sender::{downloads, jobs},
    validation::{
        anchors::Anchors,
        document,
        signatures::{self, Check, Indication, Trust},
        trail,
    },
};
use segl_asic::{Container, DataFile, SignatureFile, augment_signatures, prepare_signature};
use segl_domain::{
    audit::{self, AuditEventData},
    digest::Digest,
    id::JobId,
};
use segl_front_page::embedded::embedded;
use segl_pki::chain::CertificateChain;
use segl_tests::{World, principal};
use serde_json::Value;

use super::signers;

pub(super) async fn sealed(world: &World) -> JobId {
    let job = world
        .create(
            &[
                ("kari@example.com", None, 0),
                ("ola@example.com", Some("91234567"), 0),
            ],
            None,
        )
        .await;
    world.walk(job, 1).await.expect("the ports answer");
    for signer in signers(world, job) {
        world.sign(job, signer).await;
    }
    world.walk(job, 1).await.expect("the ports answer");
    job
}

pub(super) async fn document(world: &World, job: JobId) -> Bytes {
    let principal = &principal();
    let url = downloads::sealed_url(
        principal,
        job,
        SealedKind::Document,
        &world.table,
        &world.store,
        world.ctx(),
    )
    .await
    .expect("sealed");
    world.store.open(&url).expect("it is there")
}

/// The files of a ZIP container, as whoever has one unpacks them.
fn files(container: &Bytes) -> Vec<(String, Bytes)> {
    let container = Container::unpack(container).expect("a container");
    container
        .files
        .into_iter()
        .map(|file| (file.name, file.bytes))
        .collect()
}

#[tokio::test]
async fn the_evidence_says_who_signed_what_and_holds_the_documents_byte_for_byte() {
    let world = World::new();
    let job = sealed(&world).await;
    let principal = &principal();
    let url = downloads::sealed_url(
        principal,
        job,
        SealedKind::Evidence,
        &world.table,
        &world.store,
        world.ctx(),
    )
    .await
    .expect("evidence");
    let evidence = world.store.open(&url).expect("it is there");
    let pdf = document(&world, job).await;

    let trust = Trust::from_pem(&world.seal.root()).expect("the root");
    let report =
        signatures::validate_container(&evidence, &trust, world.now()).expect("a container");
    // One of each statement, and one of all that is timestamped.
    assert_eq!(
        (report.indication, report.signatures.len()),
        (Indication::TotalPassed, 3)
    );
    // Also when the answers about the certificate are out of date: the timestamp proves when the others were there.
    let later = world.now() + jiff::SignedDuration::from_hours(24 * 30);
    let old = signatures::validate_container(&evidence, &trust, later).expect("a container");
    assert_eq!(old.indication, Indication::TotalPassed, "{old:#?}");
    let kept = document::examine(&pdf, &world.seal.anchors(), later).expect("a PDF");
    assert_eq!(
        kept.evidence.as_ref().map(|report| report.indication),
        Some(Indication::TotalPassed),
        "{kept:#?}"
    );
    assert_eq!(
        kept.signers.len(),
        2,
        "they are told of for as long as the seal is valid"
    );
    // The sealed document embeds the same but for the documents, which would be in it twice.
    let handed_out = Container::unpack(&evidence).expect("a container");
    let carried = embedded(&pdf)
        .expect("a PDF")
        .evidence
        .expect("it carries evidence");
    let carried = Container::unpack(&carried.into()).expect("a container");
    assert_eq!(handed_out.signatures[..2], carried.signatures);
    assert_eq!(handed_out.files[..2], carried.files);
    let terms = world.job(job);
    let document = terms.terms().documents.iter().next().expect("a document");
    let [.., last] = &handed_out.files[..] else {
        panic!("it holds files")
    };
    assert_eq!(
        last.name,
        format!("documents/01 {}", document.file_name.as_ref())
    );
    assert_eq!(
        (Digest::of(&last.bytes), last.bytes.len() as u64),
        (document.sha256, document.size)
    );
    let validated =
        document::examine(&evidence, &world.seal.anchors(), world.now()).expect("a container");
    assert_eq!(
        validated.statements.expect("it holds statements").check,
        Check::Passed
    );
    assert_eq!(validated.signers.len(), 2);

    let events = world.table.peek_events(job);
    let all = signers(&world, job);
    for ((name, statement), signer) in files(&evidence).into_iter().zip(&all) {
        assert_eq!(name, format!("{signer}.json"));
        let said: Value = serde_json::from_slice(&statement).expect("JSON");
        assert_eq!(said["job"]["id"], job.to_string());
        assert_eq!(said["signer"]["name"], "Kari Nordmann");
        assert_eq!(said["signature"]["consentText"], "I sign.");
        let documents = world
            .job(job)
            .terms()
            .documents
            .iter()
            .next()
            .map(|one| one.sha256)
            .expect("a document");
        assert_eq!(said["documents"][0]["sha256"], documents.to_string());
        // The audit trail names what stands here, and what stands here names the audit trail.
        let event = events
            .iter()
            .find(|event| matches!(event.data, AuditEventData::Signed { signer: of, .. } if of == *signer));
        let event = event.expect("the trail tells of it");
        let AuditEventData::Signed { evidence, .. } = &event.data else {
            panic!("it is the signature's")
        };
        let canonical = audit::canonical_json(&said["signature"]);
        assert_eq!(Digest::of(canonical.as_bytes()), *evidence);
        assert_eq!(said["auditTrail"]["hash"], event.hash.to_string());
        // Who knows the address can tell that it was this one.
        let digest = &said["signer"]["addressDigests"][0];
        assert_eq!(digest["channel"], "EMAIL");
        let hex = |value: &Value| {
            let text = value.as_str().expect("hexadecimal");
            (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&text[at..at + 2], 16))
                .collect::<Result<Vec<_>, _>>()
        };
        let salt = hex(&digest["salt"]).expect("hexadecimal");
        let is_of = |address: &str| {
            Digest::of(&[&salt, address.as_bytes()].concat()).to_string()
                == digest["sha256"].as_str().expect("text")
        };
        assert!(
            ["kari@example.com", "ola@example.com"]
                .into_iter()
                .filter(|address| is_of(address))
                .count()
                == 1
        );
        // No address stands in it but one that is masked.
        let text = String::from_utf8(statement.into()).expect("text");
        assert!(
            !text.contains("@example.com\"") || text.contains('•'),
            "{text}"
        );
        assert!(!text.contains("kari@example.com") && !text.contains("91234567"));
    }
}

#[tokio::test]
async fn a_signer_s_own_evidence_is_a_container_that_passes_alone() {
    let world = World::new();
    let job = sealed(&world).await;
    let trust = Trust::from_pem(&world.seal.root()).expect("the root");
    for signer in signers(&world, job) {
        let (bytes, name) = downloads::signer_evidence(
            &principal(),
            job,
            signer,
            &world.table,
            &world.store,
            world.ctx(),
        )
        .await
        .expect("evidence");
        assert_eq!(name, format!("{signer}.asice"));
        let report =
            signatures::validate_container(&bytes, &trust, world.now()).expect("a container");
        assert_eq!(
            (report.indication, report.signatures.len()),
            (Indication::TotalPassed, 1)
        );
        assert_eq!(files(&bytes).len(), 1);
    }
}

#[tokio::test]
async fn a_trail_that_is_fetched_later_goes_on_from_the_one_in_the_seal() {
    let world = World::new();
    let job = sealed(&world).await;
    let pdf = document(&world, job).await;
    let trust = world.seal.anchors();
    let validated = document::examine(&pdf, &trust, world.now()).expect("a PDF");
    assert_eq!(validated.report.indication, Indication::TotalPassed);
    let trail = validated.audit_trail.expect("it carries its trail");
    assert_eq!(
        (trail.check, trail.length),
        (Check::Passed, trail.sealed_length)
    );
    assert_eq!(validated.signers.len(), 2);

    let (_, events) = jobs::audit_trail(&principal(), job, &world.table)
        .await
        .expect("a job");
    let later = audit::audit_trail_json(job, &events);
    let carried = embedded(&pdf).expect("a PDF");
    let longer = trail::examine_trail(later.as_bytes(), &carried, true);
    // The seal itself is told of after it, and by nothing that the seal holds.
    assert_eq!(longer.check, Check::NotChecked);
    assert_eq!(longer.proven_length, longer.sealed_length);
    assert!(longer.length > longer.sealed_length);

    let other = sealed(&world).await;
    let events = world.table.peek_events(other);
    let strange = trail::examine_trail(
        audit::audit_trail_json(other, &events).as_bytes(),
        &carried,
        true,
    );
    assert_eq!(strange.check, Check::Failed);
    let changed = later.replace("Kari Nordmann", "Kari Normann");
    assert_eq!(
        trail::examine_trail(changed.as_bytes(), &carried, true).check,
        Check::Failed
    );
}

#[tokio::test]
async fn real_evidence_in_a_document_that_is_not_sealed_says_of_nobody_that_he_or_she_signed() {
    let world = World::new();
    let job = sealed(&world).await;
    let pdf = document(&world, job).await;
    let trust = world.seal.anchors();
    let mut changed = pdf.to_vec();
    let at = pdf
        .windows(9)
        .position(|bytes| bytes == b"/Producer")
        .unwrap_or(pdf.len() / 3);
    changed[at + 1] ^= 1;
    let changed = Bytes::from(changed);
    for (why, pdf, trust) in [
        ("changed", &changed, trust),
        ("sealed by a stranger", &pdf, Anchors::default()),
    ] {
        let validated = document::examine(pdf, &trust, world.now()).expect("a PDF");
        assert_ne!(
            validated.report.indication,
            Indication::TotalPassed,
            "{why}"
        );
        assert!(validated.signers.is_empty(), "{why}");
        assert_ne!(
            validated.audit_trail.map(|trail| trail.check),
            Some(Check::Passed),
            "{why}"
        );
    }
}

/// A container of one file, signed by the key that seals.
async fn signed_by_the_seal(world: &World, name: &str, bytes: &'static [u8]) -> Container {
    let chain = world.seal.chain().await.expect("the chain");
    let chain = CertificateChain::from_pem(&chain).expect("certificates");
    let file = DataFile {
        name: name.to_owned(),
        media_type: String::new(),
        bytes: bytes.into(),
    };
    let prepared = prepare_signature(std::slice::from_ref(&file), &chain, world.now());
    let signature = world
        .seal
        .sign(chain.algorithm(), prepared.digest())
        .await
        .expect("the key signs");
    let signed = prepared.signed(&signature).expect("the key's own");
    let xml = augment_signatures(vec![signed], Level::BB, &world.authorities)
        .await
        .expect("B-B")
        .remove(0);
    let signature = SignatureFile {
        name: "signatures-other.xml".to_owned(),
        xml,
    };
    Container {
        files: vec![file],
        signatures: vec![signature],
        ..Container::default()
    }
}

#[tokio::test]
async fn files_of_several_jobs_in_one_container_say_of_nobody_that_he_or_she_signed() {
    let world = World::new();
    let principal = &principal();
    let mut containers = Vec::new();
    for job in [sealed(&world).await, sealed(&world).await] {
        let url = downloads::sealed_url(
            principal,
            job,
            SealedKind::Evidence,
            &world.table,
            &world.store,
            world.ctx(),
        )
        .await
        .expect("evidence");
        containers.push(
            Container::unpack(&world.store.open(&url).expect("it is there")).expect("unpacked"),
        );
    }
    let (own, other) = (&containers[0], &containers[1]);
    // Everything in it is signed, and every signature stays valid.
    let mut of_another = own.clone();
    of_another.files.push(other.files[0].clone());
    of_another.signatures.push(other.signatures[0].clone());
    let mut beside = own.clone();
    let document = signed_by_the_seal(&world, "documents/01 a.pdf", b"another agreement").await;
    beside.files.retain(|file| file.name.ends_with(".json"));
    beside
        .signatures
        .retain(|file| file.name != "signatures.xml");
    beside.files.extend(document.files);
    beside.signatures.extend(document.signatures);
    for (why, container) in [
        ("a statement of another job", of_another),
        ("a document of another", beside),
    ] {
        let packed = container.pack().expect("packed");
        let validated =
            document::examine(&packed, &world.seal.anchors(), world.now()).expect("a container");
        assert!(
            validated
                .report
                .signatures
                .iter()
                .all(|one| one.verdict.indication() == Indication::TotalPassed),
            "{why}"
        );
        assert_eq!(
            (validated.report.indication, validated.sealed_here),
            (Indication::Indeterminate, false),
            "{why}"
        );
        assert_eq!(
            validated.statements.expect("statements").check,
            Check::Failed,
            "{why}"
        );
        assert!(validated.signers.is_empty(), "{why}");
    }
}

#[tokio::test]
async fn a_seal_that_an_authority_keeps_waiting_says_so_and_is_made_when_it_answers() {
    let world = World::new();
    let job = world.create(&[("kari@example.com", None, 0)], None).await;
    world.walk(job, 1).await.expect("the ports answer");
    for signer in signers(&world, job) {
        world.sign(job, signer).await;
    }
    let view = |world: &World| segl_wire::JobView::from(&world.job(job));
    world.authorities.silence(true);
    for attempts in 1..=3 {
        world
            .walk(job, 1)
            .await
            .expect_err("nobody gives a timestamp");
        let sealing = view(&world).sealing.expect("all have signed");
        assert_eq!(
            (sealing.attempts, sealing.note.is_some()),
            (attempts, attempts > 1)
        );
    }
    world.authorities.silence(false);
    world.walk(job, 1).await.expect("the ports answer");
    let sealed = view(&world).signed_document.expect("it is sealed");
    assert_eq!(
        (sealed.level.as_str(), view(&world).sealing),
        ("B-LTA", None)
    );
}

#[tokio::test]
async fn fifty_signers_cost_as_many_timestamps_as_two() {
    let world = World::new();
    let addresses: Vec<String> = (0..50)
        .map(|number| format!("signer{number}@example.com"))
        .collect();
    let asked: Vec<(&str, Option<&str>, u8)> = addresses
        .iter()
        .map(|address| (address.as_str(), None, 0))
        .collect();
    let job = world.create(&asked, None).await;
    world.walk(job, 1).await.expect("the ports answer");
    for signer in signers(&world, job) {
        world.sign(job, signer).await;
    }
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(
        world.authorities.asked(),
        3,
        "of the evidence, of the seal, of the document"
    );
    let url = downloads::sealed_url(
        &principal(),
        job,
        SealedKind::Evidence,
        &world.table,
        &world.store,
        world.ctx(),
    )
    .await
    .expect("evidence");
    let trust = Trust::from_pem(&world.seal.root()).expect("the root");
    let report = signatures::validate_container(
        &world.store.open(&url).expect("it is there"),
        &trust,
        world.now(),
    );
    let report = report.expect("a container");
    assert_eq!(
        (report.indication, report.signatures.len()),
        (Indication::TotalPassed, 51)
    );
}
