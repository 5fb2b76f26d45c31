//! What a statement says, and that the parts of the evidence hold each other.

use segl_domain::identity::authentication::SecurityLevel;
use segl_pki::chain::CertificateChain;

use super::*;
use crate::{
    fakes::SeededEntropy,
    sender::creation::{CreateJob, NewAddressee, NewNotifications},
    testing::*,
};

async fn stated(world: &World, job: segl_domain::id::JobId) -> Vec<Value> {
    let events = world.table.peek_events(job);
    let statements = statements(&world.job(job), &events, &world.keys, &world.entropy).await;
    let read = |(signer, file): (SignerId, DataFile)| {
        assert_eq!(
            (file.name, file.media_type),
            (format!("{signer}.json"), "application/json".to_owned())
        );
        serde_json::from_slice(&file.bytes).expect("JSON")
    };
    statements.expect(ANSWERS).into_iter().map(read).collect()
}

#[tokio::test]
async fn a_statement_names_the_event_that_tells_of_its_signature_and_what_was_signed() {
    let world = World::new();
    let (job, signer) = world.signed().await;
    let [statement] = &stated(&world, job).await[..] else {
        panic!("one has signed")
    };
    let events = world.table.peek_events(job);
    let (told, evidence) = events
        .iter()
        .find_map(|event| match &event.data {
            AuditEventData::Signed { evidence, .. } => Some((event, *evidence)),
            _ => None,
        })
        .expect("it is on record");
    assert_eq!(
        statement["auditTrail"],
        json!({ "sequence": told.sequence, "hash": told.hash })
    );
    assert_eq!(statement["signatureSha256"], json!(evidence));
    let signature = canonical_json(&statement["signature"]);
    assert_eq!(
        Digest::of(signature.as_bytes()),
        evidence,
        "whoever has the statement can check it"
    );
    assert_eq!(statement["format"], FORMAT);
    assert_eq!(statement["job"]["id"], json!(job));
    assert_eq!(statement["signer"]["id"], json!(signer));
    assert_eq!(
        statement["documents"][0]["sha256"],
        json!(Digest::of(&pdf()))
    );
    assert_eq!(statement["signedAt"], json!(world.now()));
    assert_eq!(statement["sender"]["organisation"], "991825827");
}

#[tokio::test]
async fn an_address_is_told_masked_and_by_a_salted_digest() {
    let world = World::new();
    let (job, _) = world.signed().await;
    let statement = stated(&world, job).await.remove(0);
    assert!(!statement.to_string().contains(KARI));
    assert_eq!(statement["signer"]["address"], json!(email(KARI).masked()));
    let told = &statement["signer"]["addressDigests"][0];
    let salt = told["salt"]
        .as_str()
        .and_then(Digest::from_hex)
        .expect("a salt");
    let expected = Digest::of(&[&salt.as_bytes()[..], KARI.as_bytes()].concat());
    assert_eq!(told["sha256"], json!(expected));
    assert_eq!(told["channel"], "EMAIL");
    let again = stated(&world, job).await.remove(0);
    assert_ne!(
        again["signer"]["addressDigests"][0]["salt"], told["salt"],
        "no two are compared"
    );
}

#[tokio::test]
async fn of_who_proved_a_number_the_address_is_not_told() {
    let world = World::new();
    let given = NewNotifications::Given(email(KARI));
    let command = world
        .command(vec![signer(NewAddressee::Person(person(1), given), 0)])
        .await;
    let created = world.create(CreateJob { ..command }).await.expect(IS_FIT);
    let (job, id) = (created.job.id(), created.job.signers()[0].id());
    let session = world
        .log_in(1, SecurityLevel::High, None)
        .await
        .expect("logged in");
    world
        .sign(job, id, &session)
        .await
        .expect("it is their turn");
    let statement = stated(&world, job).await.remove(0);
    assert_eq!(statement["signer"]["address"], Value::Null);
    assert_eq!(statement["signer"]["addressDigests"], Value::Null);
    assert_eq!(
        statement["signer"]["nationalIdentityNumber"],
        json!(person(1).expose())
    );
    assert_eq!(statement["signer"]["dateOfBirth"], Value::Null);
}

#[tokio::test]
async fn only_who_signed_has_a_statement_in_the_order_of_the_job() {
    let world = World::new();
    let (job, signers) = world
        .job_for(vec![by_email(KARI, 0), by_email(OLA, 0)])
        .await;
    assert!(stated(&world, job).await.is_empty());
    for (signer, address) in signers.iter().zip([KARI, OLA]).rev() {
        world.notify(job, *signer).await;
        let session = world.enter(address).await;
        world
            .sign(job, *signer, &session)
            .await
            .expect("it is their turn");
    }
    let told: Vec<Value> = stated(&world, job)
        .await
        .iter()
        .map(|one| one["signer"]["id"].clone())
        .collect();
    assert_eq!(
        told,
        signers
            .iter()
            .map(|signer| json!(signer))
            .collect::<Vec<_>>()
    );
}

#[test]
fn only_a_file_that_is_called_as_a_signer_is_a_statement() {
    let signer = SignerId::new(1, [1; 10]);
    assert!(is_statement_name(&statement_name(signer)));
    for name in [
        "sgn_1.json",
        ".json",
        &signer.to_string(),
        &format!("documents/{signer}.json"),
    ] {
        assert!(!is_statement_name(name), "{name}");
    }
    let job = segl_domain::id::JobId::new(1, [1; 10]);
    assert!(!is_statement_name(&format!("{job}.json")));
}

#[tokio::test]
async fn documents_are_numbered_as_the_front_page_lists_them() {
    let world = World::new();
    let command = world.command(vec![by_email(KARI, 0)]).await;
    let documents_of = vec![
        world.document_of(&own()).await,
        world.document_of(&own()).await,
    ];
    let created = world
        .create(CreateJob {
            documents: documents_of,
            ..command
        })
        .await;
    let names: Vec<String> = documents(&created.expect(IS_FIT).job)
        .into_iter()
        .map(|file| file.name)
        .collect();
    assert_eq!(
        names,
        ["documents/01 avtale.pdf", "documents/02 avtale.pdf"]
    );
}

#[tokio::test]
async fn what_the_key_signs_for_all_covers_statements_signatures_and_documents() {
    let world = World::new();
    let (job, _) = world.signed().await;
    let chain = CertificateChain::from_pem(&Seal::new().chain).expect("a chain");
    let events = world.table.peek_events(job);
    // With the same entropy, statements are the same each time.
    let made = async |xml: &str, documents: &[FileDigest]| {
        let entropy = SeededEntropy::default();
        let statements = statements(&world.job(job), &events, &world.keys, &entropy).await;
        let evidence = Evidence::new(statements.expect(ANSWERS), vec![xml.to_owned()]);
        evidence
            .prepare_all(documents, &chain, time(NOON))
            .digest()
            .to_vec()
    };
    let all = documents(&world.job(job));
    let whole = made("<a/>", &all).await;
    assert_eq!(made("<a/>", &all).await, whole);
    assert_ne!(made("<b/>", &all).await, whole, "another signature");
    assert_ne!(made("<a/>", &[]).await, whole, "no documents");
}

#[tokio::test]
async fn each_statement_is_signed_by_itself() {
    let world = World::new();
    let (job, signers) = world
        .job_for(vec![by_email(KARI, 0), by_email(OLA, 0)])
        .await;
    for (signer, address) in signers.iter().zip([KARI, OLA]) {
        world.notify(job, *signer).await;
        let session = world.enter(address).await;
        world
            .sign(job, *signer, &session)
            .await
            .expect("it is their turn");
    }
    let chain = CertificateChain::from_pem(&Seal::new().chain).expect("a chain");
    let events = world.table.peek_events(job);
    let statements = statements(&world.job(job), &events, &world.keys, &world.entropy).await;
    let prepared = prepare_each(&statements.expect(ANSWERS), &chain, time(NOON));
    assert_eq!(prepared.len(), 2);
    assert_ne!(prepared[0].digest(), prepared[1].digest());
}
