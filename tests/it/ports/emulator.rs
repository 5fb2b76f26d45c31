//! The real ports, over a table and buckets of this run's own on the emulator.

use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};
use segl_app::ports::{
    Clock as _,
    documents::{OriginalStore as _, UploadSlot, Uploads as _},
    workflow::{DueJobs as _, Halt, Halts as _},
};
use segl_aws::{Aws, DocumentStore, SystemClock, Table};
use segl_domain::digest::Digest;
use serde_json::{Value, json};

use super::{
    people::id,
    table::{Ports, stored},
};

/// Makes one call of a service that speaks JSON, or makes a bucket.
fn ask(method: &str, path: &str, target: Option<&str>, body: &str) {
    try_ask(method, path, target, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
}

/// [`ask`], of what may be refused.
fn try_ask(method: &str, path: &str, target: Option<&str>, body: &str) -> Result<(), ureq::Error> {
    let endpoint =
        std::env::var("AWS_ENDPOINT_URL").expect("AWS_ENDPOINT_URL says where the emulator is");
    let service = if target.is_some() { "dynamodb" } else { "s3" };
    let scope = format!("20261124/eu-north-1/{service}/aws4_request");
    let mut request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{endpoint}{path}"))
        .header(
            "Authorization",
            format!("AWS4-HMAC-SHA256 Credential=test/{scope}, SignedHeaders=host, Signature=0"),
        );
    if let Some(target) = target {
        request = request
            .header("X-Amz-Target", target)
            .header("Content-Type", "application/x-amz-json-1.0");
    }
    let request = request.body(body.to_owned()).expect("a request");
    ureq::run(request).map(drop)
}

/// This run's name for what it makes.
fn run() -> &'static str {
    static RUN: OnceLock<String> = OnceLock::new();
    RUN.get_or_init(|| {
        let name = format!("ports-{}", SystemClock.now().as_millisecond());
        let template = crate::contracts::workspace::resources("AWS::DynamoDB::Table");
        let table = &template["Table"]["Properties"];
        let mut definition = json!({ "TableName": name });
        for property in [
            "AttributeDefinitions",
            "BillingMode",
            "GlobalSecondaryIndexes",
            "KeySchema",
        ] {
            definition[property] = table[property].clone();
        }
        ask(
            "POST",
            "/",
            Some("DynamoDB_20120810.CreateTable"),
            &Value::to_string(&definition),
        );
        for bucket in ["documents", "sealed"] {
            let place = "<LocationConstraint>eu-north-1</LocationConstraint>";
            let place = format!("<CreateBucketConfiguration>{place}</CreateBucketConfiguration>");
            ask("PUT", &format!("/{name}-{bucket}"), None, &place);
            let versions =
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
            ask(
                "PUT",
                &format!("/{name}-{bucket}?versioning"),
                None,
                versions,
            );
        }
        name
    })
}

/// The table, made as the template says.
pub(super) async fn table() -> (impl Ports, Timestamp) {
    let name = run();
    (
        Table::new(&Aws::from_env().await, name.to_owned()),
        SystemClock.now(),
    )
}

/// The stores of bytes.
pub(super) async fn store() -> DocumentStore {
    let name = run();
    DocumentStore::new(
        &Aws::from_env().await,
        format!("{name}-documents"),
        format!("{name}-sealed"),
    )
}

/// Sends a slot's form with these bytes; the status of the answer.
fn upload(slot: &UploadSlot, bytes: &[u8]) -> u16 {
    let mut form = Vec::new();
    for (name, value) in &slot.fields {
        let field =
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        form.extend_from_slice(field.as_bytes());
    }
    form.extend_from_slice(
        b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n",
    );
    form.extend_from_slice(bytes);
    form.extend_from_slice(b"\r\n--edge--\r\n");
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let sent = agent
        .post(&slot.url)
        .header("Content-Type", "multipart/form-data; boundary=edge")
        .send(&form[..]);
    sent.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_slot_takes_its_size_under_its_key_in_its_time() {
    let (store, now) = (store().await, SystemClock.now());
    let (document, other) = (id(now), id(now));
    let (bytes, until) = (
        b"%PDF-1.7 of a kind".as_slice(),
        now + SignedDuration::from_mins(5),
    );
    let slot = store
        .slot(document, &Digest::of(bytes), bytes.len() as u64, until)
        .await
        .expect("a slot");
    // Other bytes of the same size are S3's to refuse; the emulator does not look at their checksum.
    assert_eq!(upload(&slot, b"%PDF"), 400, "fewer bytes");
    assert_eq!(upload(&slot, &[bytes, b"!"].concat()), 400, "more bytes");
    let mut elsewhere = slot.clone();
    elsewhere
        .fields
        .iter_mut()
        .filter(|(name, _)| name == "key")
        .for_each(|(_, key)| *key = format!("uploads/{other}"));
    assert_eq!(upload(&elsewhere, bytes), 403, "under another key");
    assert_eq!(upload(&slot, bytes), 204);
    assert_eq!(store.fetch(document, None).await.expect("there").0, bytes);

    let late = store
        .slot(
            other,
            &Digest::of(bytes),
            bytes.len() as u64,
            now - SignedDuration::from_secs(1),
        )
        .await;
    assert_eq!(upload(&late.expect("a slot"), bytes), 403, "after its time");
}

#[tokio::test]
async fn the_command_that_lifts_a_halt_takes_it_away_and_makes_the_job_the_first_that_is_due() {
    let (table, now) = table().await;
    let job = stored(&table, 0, "r", now).await;
    let halt = Halt {
        at: now,
        step: "step-seal-job".to_owned(),
    };
    table.halt(job, &halt).await.expect("halted");
    let day = SignedDuration::from_hours(24);
    table.postpone(job, now + day).await.expect("postponed");
    let lifted = crate::contracts::workspace::lift_of_halt(run(), &job.to_string());
    let transaction = Some("DynamoDB_20120810.TransactWriteItems");
    ask("POST", "/", transaction, &lifted.to_string());
    assert_eq!(table.halted(job).await.expect("an answer"), None);
    let due = table.due(now - day, 1000).await.expect("an answer");
    assert!(due.contains(&job));
    // A second time it is refused, and changes nothing.
    table.postpone(job, now + day).await.expect("postponed");
    assert!(try_ask("POST", "/", transaction, &lifted.to_string()).is_err());
    let due = table.due(now, 1000).await.expect("an answer");
    assert!(!due.contains(&job));
}
