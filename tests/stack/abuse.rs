//! Wrong codes, old codes, other people's links and keys.

use serde_json::{Value, json};

use crate::{
    http::{as_root, send, variable, wait},
    people::{Sender, Signer, TaskSession, string, try_code},
};

/// A code that is not this one.
fn another(code: &str) -> String {
    format!(
        "{:06}",
        (code.parse::<u32>().expect("six digits") + 1) % 1_000_000
    )
}

#[test]
fn five_wrong_codes_kill_a_code_and_fifteen_block_until_the_sender_lifts_it() {
    let sender = Sender::new();
    let signer = Signer::new("Blocked");
    let job = sender.job(&json!([signer.as_json()]), &json!({}));
    let (id, signer_id) = (string(&job, "id"), string(&job["signers"][0], "id"));
    let link = signer.link();
    let mut code = signer.code(&link);
    let mut pages = Vec::new();
    for round in 0..3 {
        for _ in 0..5 {
            pages.push(try_code(&link, &another(&code)).expect(422).text());
        }
        assert!(
            TaskSession::enter(&link, &code).is_none(),
            "after five wrong tries the right code is dead too"
        );
        if round < 2 {
            let before = signer.messages().len();
            send("POST", &format!("{link}/code"), &[], Some(b"")).expect(303);
            wait("a new code should come", || {
                (signer.messages().len() > before).then_some(())
            });
            code = signer.code(&link);
        }
    }
    let unknown = try_code(
        &link.replace(&link[link.len() - 43..], &"A".repeat(43)),
        "123456",
    )
    .expect(422)
    .text();
    let masked = |page: &str, token: &str| page.replace(token, "TOKEN");
    let token = &link[link.len() - 43..];
    assert!(
        pages
            .iter()
            .all(|page| masked(page, token) == masked(&unknown, &"A".repeat(43))),
        "one answer for all"
    );
    let blocked = sender.read(&id);
    assert_eq!(
        (
            string(&blocked, "status"),
            string(&blocked["signers"][0], "status")
        ),
        ("IN_PROGRESS".into(), "BLOCKED".into())
    );

    sender
        .post(
            &format!("/v1/signature-jobs/{id}/signers/{signer_id}/unblock"),
            &json!({}),
        )
        .expect(200);
    let before = signer.messages().len();
    send("POST", &format!("{link}/code"), &[], Some(b"")).expect(303);
    wait("a new code should come", || {
        (signer.messages().len() > before).then_some(())
    });
    let visit = TaskSession::enter(&link, &signer.code(&link)).expect("who is unblocked gets in");
    visit.sign("Blocked").expect(303);
    sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
}

#[test]
fn a_new_code_kills_none_that_was_not_tried_and_no_code_opens_twice() {
    let sender = Sender::new();
    let signer = Signer::new("Twice");
    sender.job(&json!([signer.as_json()]), &json!({}));
    let link = signer.link();
    let old = signer.code(&link);
    let before = signer.messages().len();
    // As a program does that looks into mail and presses what it finds.
    let asked = send("POST", &format!("{link}/code"), &[], Some(b"")).expect(303);
    let page = send("GET", asked.header("location"), &[], None).expect(200);
    assert!(
        page.text().contains("role=\"status\""),
        "it says that a code was sent"
    );
    wait("a new code should come", || {
        (signer.messages().len() > before).then_some(())
    });
    let new = signer.code(&link);
    assert!(
        TaskSession::enter(&link, &old).is_some(),
        "nobody had tried it"
    );
    assert!(TaskSession::enter(&link, &old).is_none());
    assert!(old == new || TaskSession::enter(&link, &new).is_some());
    assert!(TaskSession::enter(&link, &new).is_none());
}

/// Asks the emulator, as its root.
pub(crate) fn aws(service: &str, target: &str, body: &Value) -> Value {
    let scope = as_root(service);
    let headers = [
        ("authorization", scope.as_str()),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", target),
    ];
    send(
        "POST",
        &variable("SEGL_EMULATOR"),
        &headers,
        Some(body.to_string().as_bytes()),
    )
    .expect(200)
    .json()
}

#[test]
fn a_code_whose_time_is_over_opens_nothing_and_is_cleared_away() {
    let sender = Sender::new();
    let signer = Signer::new("Tardy");
    let id = string(&sender.job(&json!([signer.as_json()]), &json!({})), "id");
    let link = signer.link();
    let code = signer.code(&link);
    let path = format!("/v1/signature-jobs/{id}");
    wait("the invitation should be on record", || {
        (sender.read(&id)["signers"][0]["notifications"][0]["status"] == "SENT").then_some(())
    });
    // A day cannot be waited for: the code on record is made a day older.
    let (table, key) = (
        variable("SEGL_TABLE"),
        json!({ "pk": { "S": format!("JOB#{id}") }, "sk": { "S": "JOB" } }),
    );
    let read = aws(
        "dynamodb",
        "DynamoDB_20120810.GetItem",
        &json!({ "TableName": table, "Key": key }),
    );
    let mut job: Value =
        serde_json::from_str(read["Item"]["job"]["S"].as_str().expect("a job")).expect("JSON");
    let old = "2026-01-01T00:00:00Z";
    let on_record = &mut job["signers"][0]["access"]["links"][0]["codes"][0];
    let known = on_record.clone();
    on_record["expiresAt"] = json!(old);
    let update = json!({
        "TableName": table, "Key": key, "UpdateExpression": "SET job = :job",
        "ExpressionAttributeValues": { ":job": { "S": job.to_string() } },
    });
    aws("dynamodb", "DynamoDB_20120810.UpdateItem", &update);
    assert!(
        TaskSession::enter(&link, &code).is_none(),
        "its time is over"
    );

    let input = json!({ "job": id, "signer": job["signers"][0]["id"], "code": known["id"], "expiresAt": old });
    let start = json!({
        "stateMachineArn": variable("SEGL_CODE_MACHINE"), "name": format!("{}-again", string(&known, "id")),
        "input": input.to_string(),
    });
    aws("states", "AWSStepFunctions.StartExecution", &start);
    wait("the code should be cleared away", || {
        let trail = sender
            .get(&format!("{path}/audit-trail"))
            .expect(200)
            .text();
        trail.contains("\"type\":\"OTP_EXPIRED\"").then_some(())
    });
    let before = signer.messages().len();
    send("POST", &format!("{link}/code"), &[], Some(b"")).expect(303);
    wait("a new code should come", || {
        (signer.messages().len() > before).then_some(())
    });
    assert!(TaskSession::enter(&link, &signer.code(&link)).is_some());
}

#[test]
fn at_most_five_codes_come_in_an_hour() {
    let sender = Sender::new();
    let signer = Signer::new("Eager");
    let job = sender.job(&json!([signer.as_json()]), &json!({}));
    let link = signer.link();
    for _ in 0..7 {
        send("POST", &format!("{link}/code"), &[], Some(b"")).expect(303);
    }
    let trail = sender
        .get(&format!(
            "/v1/signature-jobs/{}/audit-trail",
            string(&job, "id")
        ))
        .expect(200)
        .text();
    assert_eq!(
        trail.matches("\"type\":\"OTP_ISSUED\"").count(),
        6,
        "one in the invitation and five asked for"
    );
}

#[test]
fn opening_a_link_changes_nothing() {
    let sender = Sender::new();
    let signer = Signer::new("Scanned");
    let id = string(&sender.job(&json!([signer.as_json()]), &json!({})), "id");
    let link = signer.link();
    let path = format!("/v1/signature-jobs/{id}");
    let tag = wait("the invitation should be on record", || {
        let answer = sender.get(&path).expect(200);
        (answer.json()["signers"][0]["notifications"][0]["status"] == "SENT")
            .then(|| answer.header("etag").to_owned())
    });
    for method in ["GET", "HEAD", "GET"] {
        send(method, &link, &[], None);
    }
    assert_eq!(sender.get(&path).expect(200).header("etag"), tag);
}

#[test]
fn nobody_reaches_what_is_another_s() {
    let (sender, other) = (Sender::new(), Sender::other());
    let (kari, ola) = (Signer::new("Kari"), Signer::new("Ola"));
    let job = sender.job(&json!([kari.as_json()]), &json!({}));
    let (id, document) = (string(&job, "id"), string(&job["documents"][0], "id"));
    let theirs = other.job(&json!([ola.as_json()]), &json!({}));
    for path in ["", "/signed-document", "/audit-trail"] {
        assert_eq!(
            other
                .get(&format!("/v1/signature-jobs/{id}{path}"))
                .problem(404),
            "not-found"
        );
    }
    assert_eq!(
        other.get(&format!("/v1/documents/{document}")).problem(404),
        "not-found"
    );
    assert_eq!(
        other
            .post(&format!("/v1/signature-jobs/{id}/cancel"), &json!({}))
            .problem(404),
        "not-found"
    );
    assert_eq!(
        other
            .delete(&format!("/v1/signature-jobs/{id}/documents"))
            .problem(404),
        "not-found"
    );
    let stolen = json!({ "title": "T", "documents": [document], "signers": [ola.as_json()] });
    assert_eq!(
        other.post("/v1/signature-jobs", &stolen).problem(422),
        "document-unknown"
    );
    let listed = other.get("/v1/signature-jobs?limit=100").expect(200).text();
    assert!(!listed.contains(&id) && listed.contains(&string(&theirs, "id")));

    // One signer's code opens nobody else's link, and a visit shows nobody else's documents.
    let (karis, olas) = (kari.link(), ola.link());
    assert!(
        TaskSession::enter(&olas, &kari.code(&karis)).is_none()
            || kari.code(&karis) == ola.code(&olas)
    );
    let visit = ola.enter();
    visit.get(&format!("/documents/{document}")).expect(410);
    let theirs = kari.enter();
    TaskSession {
        task: theirs.task.clone(),
        ..visit.clone()
    }
    .get("")
    .expect(401);
    TaskSession {
        cookie: "__Host-segl-session=AAAA".to_owned(),
        ..visit.clone()
    }
    .get("")
    .expect(401);
    send("GET", &visit.task, &[], None).expect(401);
    send("POST", "/log-out", &[("cookie", &visit.cookie)], None).expect(200);
    visit.get("").expect(401);
}
