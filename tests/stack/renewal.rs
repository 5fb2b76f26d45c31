//! The renewal of a seal on the deployed stack, with a job that is made to think its timestamps will end soon.

use serde_json::{Value, json};

use crate::{
    abuse::aws,
    http::{send, variable, wait},
    people::{Sender, Signer, string},
};

#[test]
fn an_archived_seal_gets_a_new_timestamp_when_its_last_one_nears_its_end() {
    let sender = Sender::new();
    let signer = Signer::new("Arkiv Arkivsen");
    let job = sender.job(
        &json!([signer.as_json()]),
        &json!({ "retention": "LONG_TERM" }),
    );
    let id = string(&job, "id");
    signer.enter().sign("Arkiv Arkivsen").expect(303);
    let done = sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
    assert_eq!(done["retention"], "LONG_TERM");
    assert!(string(&done, "retainUntil").as_str() > "2046", "{done}");
    let document = || {
        let there = sender
            .get(&format!("/v1/signature-jobs/{id}/signed-document"))
            .expect(307);
        send("GET", there.header("location"), &[], None)
            .expect(200)
            .bytes
    };
    let first = document();
    wait("the signer should be told", || {
        (sender.read(&id)["signers"][0]["notifications"][1]["status"] == "SENT").then_some(())
    });

    // Years cannot be waited for: the renewal that is planned is made a year older.
    let (table, key) = (
        variable("SEGL_TABLE"),
        json!({ "pk": { "S": format!("JOB#{id}") }, "sk": { "S": "JOB" } }),
    );
    let read = aws(
        "dynamodb",
        "DynamoDB_20120810.GetItem",
        &json!({ "TableName": table, "Key": key }),
    );
    let mut stored: Value =
        serde_json::from_str(read["Item"]["job"]["S"].as_str().expect("a job")).expect("JSON");
    assert!(
        stored["state"]["sealed"]["renewAt"].is_string(),
        "the job knows when its seal is to be renewed"
    );
    stored["state"]["sealed"]["renewAt"] = json!("2026-01-01T00:00:00Z");
    let update = json!({
        "TableName": table, "Key": key, "UpdateExpression": "SET job = :job",
        "ExpressionAttributeValues": { ":job": { "S": stored.to_string() } },
    });
    aws("dynamodb", "DynamoDB_20120810.UpdateItem", &update);
    // What the reconciler would start; twice, and it is renewed once.
    for name in ["again", "and-again"] {
        let input = json!({ "job": id, "epoch": 1 }).to_string();
        let machine = variable("SEGL_JOB_MACHINE");
        let start =
            json!({ "stateMachineArn": machine, "name": format!("{id}-{name}"), "input": input });
        aws("states", "AWSStepFunctions.StartExecution", &start);
    }
    let trail = wait("the seal should be renewed", || {
        let trail = sender
            .get(&format!("/v1/signature-jobs/{id}/audit-trail"))
            .expect(200)
            .text();
        trail.contains("\"type\":\"SEAL_RENEWED\"").then_some(trail)
    });
    let renewed = document();
    assert!(
        renewed.len() > first.len() && renewed.starts_with(&first),
        "it goes on from what was there"
    );
    assert_eq!(
        segl_domain::digest::Digest::of(&renewed).to_string(),
        string(&sender.read(&id)["signedDocument"], "sha256")
    );
    let key = format!("Bearer {}", variable("SEGL_API_KEY"));
    let headers = [
        ("authorization", key.as_str()),
        ("content-type", "application/pdf"),
    ];
    let report = send("POST", "/v1/validations", &headers, Some(&renewed))
        .expect(200)
        .json();
    assert_eq!(report["indication"], "TOTAL-PASSED", "{report}");
    let kinds = report["signatures"]
        .as_array()
        .expect("signatures")
        .iter()
        .map(|one| one["kind"].clone());
    assert_eq!(kinds.filter(|kind| kind == "DOCUMENT_TIMESTAMP").count(), 2);
    std::thread::sleep(std::time::Duration::from_secs(3));
    let later = sender
        .get(&format!("/v1/signature-jobs/{id}/audit-trail"))
        .expect(200)
        .text();
    assert_eq!(
        (
            trail.matches("SEAL_RENEWED").count(),
            later.matches("SEAL_RENEWED").count()
        ),
        (1, 1)
    );
}
