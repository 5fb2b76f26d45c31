//! The direct flow and the queue of status changes, over HTTP; and what a sender does for one signer.

use serde_json::{Value, json};

use crate::{
    http::{send, variable, wait},
    people::{Sender, Signer, TaskSession, string},
};

fn exit_urls() -> Value {
    let back = |how: &str| format!("https://sender.example.no/{how}?case=7");
    json!({ "completion": back("signed"), "rejection": back("rejected"), "error": back("error") })
}

fn direct_job(sender: &Sender, words: &[&str], more: &Value) -> Value {
    let signers: Vec<Value> = words
        .iter()
        .enumerate()
        .map(|(order, word)| json!({ "signerIdentifier": word, "order": order }))
        .collect();
    let mut fields = json!({ "flow": "direct", "exitUrls": exit_urls() });
    for (name, value) in more.as_object().into_iter().flatten() {
        fields[name] = value.clone();
    }
    sender.job(&json!(signers), &fields)
}

/// The address that a new one-time token makes, without the origin.
fn redirect(sender: &Sender, job: &Value, place: usize) -> String {
    let href = string(&job["signers"][place], "href");
    let issued = sender
        .post(&format!("{href}/redirect-url"), &json!({}))
        .expect(201)
        .json();
    let url = string(&issued, "redirectUrl");
    url.strip_prefix(&variable("SEGL_URL"))
        .unwrap_or_else(|| panic!("{url} is elsewhere"))
        .to_owned()
}

fn open(path: &str) -> TaskSession {
    TaskSession::begun(&send("GET", path, &[], None).expect(303)).expect("a visit")
}

#[test]
fn signers_are_sent_here_sign_and_go_back_with_a_token() {
    let sender = Sender::new();
    let job = direct_job(&sender, &["customer 1", "customer 2"], &json!({}));
    let id = string(&job, "id");
    let status = |token: &str| {
        sender.get(&format!(
            "/v1/signature-jobs/{id}/status?status_query_token={token}"
        ))
    };
    assert_eq!(status("wrong").problem(403), "status-query-token-invalid");
    let second = string(&job["signers"][1], "href");
    let early = sender.post(&format!("{second}/redirect-url"), &json!({}));
    assert_eq!(
        early.problem(409),
        "signer-not-changeable",
        "the second signs second"
    );

    let address = redirect(&sender, &job, 0);
    // Fetched ahead by a browser it is not used up.
    let ahead = [("sec-purpose", "prefetch;prerender")];
    send("GET", &address, &ahead, None).expect(503);
    let visit = open(&address);
    send("GET", &address, &[], None).expect(410);
    send("GET", &address, &[("cookie", &visit.cookie)], None).expect(303);
    let page = visit.get("").expect(200);
    assert!(
        page.header("content-security-policy")
            .contains("https://sender.example.no"),
        "the form may end there"
    );
    // Not yet done, and so the way back is the error URL.
    assert!(
        visit
            .get("/exit")
            .expect(303)
            .header("location")
            .starts_with("https://sender.example.no/error?case=7&")
    );
    let signed = visit.sign("Kari Nordmann").expect(303);
    assert_eq!(
        signed.header("location"),
        format!("{}/exit", visit.task),
        "the way leads back at once"
    );
    let back = visit.get("/exit").expect(303);
    let back = back.header("location");
    let token = back
        .strip_prefix("https://sender.example.no/signed?case=7&status_query_token=")
        .expect("a way back");
    assert_eq!(
        status(token).expect(200).json()["signers"][0]["status"],
        "SIGNED"
    );

    // A newer address kills the older.
    let (older, newer) = (redirect(&sender, &job, 1), redirect(&sender, &job, 1));
    send("GET", &older, &[], None).expect(410);
    let other = open(&newer);
    TaskSession {
        task: visit.task.clone(),
        ..other.clone()
    }
    .get("")
    .expect(401);
    other.sign("Ola Nordmann").expect(303);
    let done = sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
    assert_eq!(done["flow"], "direct");
    crate::journey::sealed_and_judged(&sender, &id, &["Kari Nordmann", "Ola Nordmann"]);
    assert!(
        visit.get("").expect(200).text().contains("/exit"),
        "the page at the end leads back"
    );
}

#[test]
fn what_does_not_fit_the_direct_flow_is_refused_with_what_to_change() {
    let sender = Sender::new();
    let document = sender.document();
    let make = |flow: &str, signer: Value, urls: Value| {
        let mut body =
            json!({ "title": "T", "documents": [document], "signers": [signer], "flow": flow });
        if !urls.is_null() {
            body["exitUrls"] = urls;
        }
        sender.post("/v1/signature-jobs", &body)
    };
    let word = || json!({ "signerIdentifier": "7" });
    let pointer =
        |answer: crate::http::Answer| string(&answer.expect(400).json()["errors"][0], "pointer");
    assert_eq!(pointer(make("direct", word(), Value::Null)), "#/exitUrls");
    assert_eq!(
        pointer(make(
            "portal",
            json!({ "email": "a@example.com" }),
            exit_urls()
        )),
        "#/exitUrls"
    );
    let mut open = exit_urls();
    open["error"] = json!("http://sender.example.no/");
    assert_eq!(pointer(make("direct", word(), open)), "#/exitUrls/error");
    assert_eq!(pointer(make("sideways", word(), Value::Null)), "#/flow");
    assert_eq!(
        pointer(make("direct", json!({}), exit_urls())),
        "#/signers/0"
    );
    let number = json!({ "nationalIdentityNumber": "12345678901", "email": "a@example.com" });
    let answer = make("portal", number, Value::Null).expect(400);
    assert!(
        !answer.text().contains("12345678901"),
        "a number is never quoted"
    );
    let by_mail = make("direct", json!({ "email": "a@example.com" }), exit_urls());
    assert_eq!(by_mail.problem(422), "job-invalid");
}

#[test]
fn a_direct_job_can_be_cancelled_extended_and_rejected() {
    let sender = Sender::new();
    let job = direct_job(
        &sender,
        &["a"],
        &json!({ "availability": { "availableSeconds": 86400 } }),
    );
    let path = format!("/v1/signature-jobs/{}", string(&job, "id"));
    let deadline: jiff::Timestamp = string(&job, "deadline").parse().expect("a time");
    let later = deadline + jiff::SignedDuration::from_hours(48);
    let moved = sender
        .post(
            &format!("{path}/extend"),
            &json!({ "deadline": later.to_string() }),
        )
        .expect(200)
        .json();
    assert_ne!(moved["deadline"], job["deadline"]);
    let visit = open(&redirect(&sender, &job, 0));
    visit.post("/reject", &[("reason", "Nei")]).expect(303);
    assert!(
        visit
            .get("/exit")
            .expect(303)
            .header("location")
            .starts_with("https://sender.example.no/rejected?")
    );
    sender.wait_for(&string(&job, "id"), "FAILED");
    let href = string(&job["signers"][0], "href");
    assert_eq!(
        sender
            .post(&format!("{href}/redirect-url"), &json!({}))
            .problem(409),
        "job-ended"
    );

    let job = direct_job(&sender, &["a"], &json!({}));
    let path = format!("/v1/signature-jobs/{}", string(&job, "id"));
    sender
        .post(&format!("{path}/cancel"), &json!({}))
        .expect(200);
    assert_eq!(
        sender.read(&string(&job, "id"))["signers"][0]["status"],
        "CANCELLED"
    );
}

#[test]
fn status_changes_are_fetched_one_by_one_and_confirmed() {
    let sender = Sender::new();
    let queue = format!("test-{}", std::process::id());
    let job = direct_job(
        &sender,
        &["a", "b"],
        &json!({ "statusQueue": queue, "reference": "case 7" }),
    );
    let id = string(&job, "id");
    let poll = |wait: u8| sender.get(&format!("/v1/status-changes?queue={queue}&wait={wait}"));
    poll(0).expect(204);
    let long = std::thread::spawn({
        let (sender, queue) = (sender.clone(), queue.clone());
        move || {
            sender
                .get(&format!("/v1/status-changes?queue={queue}&wait=20"))
                .expect(200)
                .json()
        }
    });
    open(&redirect(&sender, &job, 0)).sign("Kari").expect(303);
    let first = long.join().expect("the poll that waited is answered");
    assert_eq!(
        (string(&first, "job"), string(&first, "reference")),
        (id.clone(), "case 7".to_owned())
    );
    assert_eq!(first["signers"][0]["status"], "SIGNED");
    assert_eq!(first["status"], "IN_PROGRESS");

    open(&redirect(&sender, &job, 1)).sign("Ola").expect(303);
    sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
    poll(0).expect(204);
    assert_eq!(
        Sender::other()
            .get(&format!("/v1/status-changes?queue={queue}"))
            .status,
        204,
        "another's queue"
    );
    for _ in 0..2 {
        sender
            .post(
                &format!("/v1/status-changes/{}/confirm", string(&first, "id")),
                &json!({}),
            )
            .expect(204);
    }
    let mut seen = Vec::new();
    while let Some(change) = wait("the next change", || {
        let answer = poll(1);
        (answer.status == 200).then(|| Some(answer.json()))
    }) {
        seen.push(string(&change, "status"));
        sender
            .post(
                &format!("/v1/status-changes/{}/confirm", string(&change, "id")),
                &json!({}),
            )
            .expect(204);
        if seen
            .last()
            .is_some_and(|status| status == "COMPLETED_SUCCESSFULLY")
        {
            break;
        }
    }
    assert_eq!(
        seen,
        ["IN_PROGRESS", "COMPLETED_SUCCESSFULLY"],
        "in order, each once"
    );
    poll(0).expect(204);
    assert_eq!(
        sender
            .post("/v1/status-changes/nonsense/confirm", &json!({}))
            .problem(404),
        "not-found"
    );
    assert_eq!(
        sender.get("/v1/status-changes?queue=a%20b").problem(400),
        "request-invalid"
    );
}

#[test]
fn a_sender_mends_reminds_and_sends_a_new_link() {
    let sender = Sender::new();
    let (wrong, right) = (Signer::new("Wrong"), Signer::new("Right"));
    let job = sender.job(&json!([wrong.as_json()]), &json!({}));
    let href = string(&job["signers"][0], "href");
    let old = wrong.enter();
    let patch = |body: &Value| sender.patch(&href, body);
    assert_eq!(
        patch(&json!({ "email": "nonsense" })).problem(400),
        "request-invalid"
    );
    let update = patch(&json!({ "email": right.email })).expect(200).json();
    assert_eq!(update["signers"][0]["email"], *right.email);
    old.get("").expect(401);
    let visit = right.enter();
    visit.get("").expect(200);

    let link = right.link();
    sender
        .post(&format!("{href}/new-link"), &json!({}))
        .expect(202);
    visit.get("").expect(401);
    wait("a newer link should come", || {
        (right.link() != link).then_some(())
    });
    sender
        .post(&format!("{href}/remind"), &json!({}))
        .expect(202);
    right.is_told("venter");
    assert_eq!(
        sender
            .post(&format!("{href}/remind"), &json!({}))
            .problem(409),
        "reminder-too-soon"
    );
    wait("the reminder should be sent", || {
        let read = sender.read(&string(&job, "id"));
        let notifications = read["signers"][0]["notifications"].as_array()?.clone();
        notifications
            .iter()
            .any(|n| n["kind"] == "REMINDER_REQUESTED" && n["status"] == "SENT")
            .then_some(())
    });
    right.enter().sign("Right").expect(303);
    sender.wait_for(&string(&job, "id"), "COMPLETED_SUCCESSFULLY");
    assert_eq!(
        sender
            .post(&format!("{href}/remind"), &json!({}))
            .problem(409),
        "signer-not-changeable"
    );
}
