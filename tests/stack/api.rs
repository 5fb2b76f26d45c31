//! The sender API: keys, idempotency, uploads, lists, and problems that say what to change.

use serde_json::json;

use crate::{
    http::{send, upload_to, wait},
    pdf::{pdf, pdf_with},
    people::{Sender, Signer, string},
};

#[test]
fn the_same_key_makes_one_job() {
    let sender = Sender::new();
    let signer = Signer::new("Once");
    let body = json!({ "title": "Avtale", "documents": [sender.document()], "signers": [signer.as_json()] });
    let key = format!("key-{}", signer.email);
    let create = |body| sender.post_with("/v1/signature-jobs", body, &[("idempotency-key", &key)]);
    let first = create(&body).expect(201).json();
    let second = create(&body).expect(201);
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(second.json()["id"], first["id"]);
    let mut other = body.clone();
    other["title"] = json!("Noe annet");
    assert_eq!(create(&other).problem(422), "idempotency-key-reused");
}

#[test]
fn two_at_once_with_the_same_key_make_one_job() {
    let sender = Sender::new();
    let signer = Signer::new("Race");
    let body = json!({ "title": "Avtale", "documents": [sender.document()], "signers": [signer.as_json()] });
    let key = format!("key-{}", signer.email);
    let ids: Vec<String> = std::thread::scope(|scope| {
        let ask = || {
            let answer = wait("the job should be created", || {
                let answer =
                    sender.post_with("/v1/signature-jobs", &body, &[("idempotency-key", &key)]);
                (answer.status != 503).then_some(answer)
            });
            string(&answer.expect(201).json(), "id")
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("an answer"))
            .collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn a_document_comes_through_a_slot_and_is_checked() {
    let sender = Sender::new();
    let bytes = pdf(&["Gjennom luken"]);
    let digest = segl_domain::digest::Digest::of(&bytes).to_string();
    let slot =
        json!({ "title": "Stor", "fileName": "stor.pdf", "sha256": digest, "size": bytes.len() });
    let document = sender.post("/v1/documents", &slot).expect(201).json();
    assert_eq!(document["status"], "AWAITING_UPLOAD");
    let early = json!({ "title": "T", "documents": [document["id"]], "signers": [Signer::new("X").as_json()] });
    assert_eq!(
        sender.post("/v1/signature-jobs", &early).problem(409),
        "document-not-ready"
    );

    let upload = |bytes: &[u8]| upload_to(&document["upload"], bytes).status;
    assert!(
        upload(&pdf(&[
            "Noe ganske annet, som er lengre enn det som ble meldt"
        ])) >= 400,
        "other bytes are refused by the store"
    );
    assert!(upload(&bytes) < 300);
    let id = string(&document, "id");
    let ready = wait("the document should be READY", || {
        let read = sender
            .get(&format!("/v1/documents/{id}"))
            .expect(200)
            .json();
        (read["status"] != "AWAITING_UPLOAD").then_some(read)
    });
    assert_eq!(
        (string(&ready, "status"), ready["pages"].as_u64()),
        ("READY".to_owned(), Some(1))
    );
}

#[test]
fn what_cannot_be_signed_is_refused_with_its_reason() {
    let sender = Sender::new();
    let refused = |bytes: &[u8]| sender.upload(bytes).problem(422);
    assert_eq!(refused(b"not a pdf"), "document-not-pdf");
    assert_eq!(
        refused(&pdf_with(
            &["x"],
            "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
            ""
        )),
        "document-javascript"
    );
    assert_eq!(
        refused(&pdf_with(&["x"], "/AcroForm<</XFA[(template)9 0 R]>>", "")),
        "document-xfa"
    );
    assert_eq!(
        refused(&pdf_with(
            &["x"],
            "",
            "/Encrypt<</Filter/Standard/V 1/R 2/O()/U()/P -4>>"
        )),
        "document-encrypted"
    );
    assert_eq!(refused(&pdf(&[])), "document-no-pages");
}

#[test]
fn problems_say_what_to_change() {
    let sender = Sender::new();
    assert_eq!(
        send("GET", "/v1/whoami", &[], None).problem(401),
        "credentials-missing"
    );
    assert_eq!(
        send(
            "GET",
            "/v1/whoami",
            &[(
                "authorization",
                "Bearer segl_local_no-such-key-but-long-enough-to-be-one"
            )],
            None
        )
        .problem(401),
        "credentials-invalid"
    );
    assert_eq!(
        sender.get("/v1/whoami").expect(200).json()["organisation"],
        "991825827"
    );
    assert_eq!(
        sender.get("/v1/signature-jobs/job_1").problem(404),
        "not-found"
    );
    assert_eq!(
        sender
            .get("/v1/signature-jobs?cursor=nonsense")
            .problem(400),
        "cursor-invalid"
    );
    assert_eq!(
        sender.get("/v1/signature-jobs?limit=1000").problem(400),
        "request-invalid"
    );
    assert_eq!(
        sender
            .post("/v1/signature-jobs", &json!({ "tittel": "T" }))
            .problem(400),
        "request-invalid"
    );
    let many = json!({ "title": "", "documents": ["x"], "signers": [{ "email": "ikke en adresse", "language": "sv" }, {}] });
    let answer = sender.post("/v1/signature-jobs", &many).expect(400);
    let pointers: Vec<String> = answer.json()["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| string(error, "pointer"))
        .collect();
    for pointer in [
        "#/title",
        "#/documents/0",
        "#/signers/0/email",
        "#/signers/0/language",
        "#/signers/1",
    ] {
        assert!(
            pointers.iter().any(|known| known == pointer),
            "{pointer} is not in {pointers:?}"
        );
    }
    assert!(
        !answer.text().contains("ikke en adresse"),
        "what was sent is not said back"
    );
    let wrong = send(
        "POST",
        "/v1/signature-jobs",
        &[("authorization", "Bearer x")],
        Some(b"{}"),
    );
    assert_eq!(wrong.problem(401), "credentials-invalid");
}

#[test]
fn jobs_are_listed_newest_first_page_by_page() {
    let sender = Sender::new();
    let signer = Signer::new("Listed");
    let reference = format!("ref-{}", std::process::id());
    let ids: Vec<String> = (0..3)
        .map(|_| {
            string(
                &sender.job(
                    &json!([signer.as_json()]),
                    &json!({ "reference": reference }),
                ),
                "id",
            )
        })
        .collect();
    let mut listed = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = sender
            .get(&format!(
                "/v1/signature-jobs?reference={reference}&limit=2{cursor}"
            ))
            .expect(200)
            .json();
        listed.extend(
            page["items"]
                .as_array()
                .expect("items")
                .iter()
                .map(|line| string(line, "id")),
        );
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let newest_first: Vec<String> = ids.iter().rev().cloned().collect();
    assert_eq!(listed, newest_first);
    let job = sender.read(&ids[0]);
    let signer = string(&job["signers"][0], "id");
    let found = sender
        .get(&format!("/v1/signature-jobs?signer={signer}"))
        .expect(200)
        .json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    assert!(
        sender
            .get("/v1/signature-jobs?status=FAILED&limit=100")
            .expect(200)
            .json()["items"]
            .as_array()
            .expect("items")
            .iter()
            .all(|line| line["status"] == "FAILED")
    );
}

#[test]
fn an_unchanged_job_is_not_sent_again() {
    let sender = Sender::new();
    let id = string(
        &sender.job(
            &json!([Signer::new("Cached").as_json()]),
            &json!({ "availability": { "activationTime": "2027-06-01T00:00:00Z" } }),
        ),
        "id",
    );
    let path = format!("/v1/signature-jobs/{id}");
    let tag = sender.get(&path).expect(200).header("etag").to_owned();
    let key = format!("Bearer {}", crate::http::variable("SEGL_API_KEY"));
    send(
        "GET",
        &path,
        &[("authorization", &key), ("if-none-match", &tag)],
        None,
    )
    .expect(304);
}

#[test]
fn a_key_does_what_its_scopes_allow_and_the_audit_trail_names_it() {
    let (sender, reader) = (Sender::new(), Sender::reader());
    let signer = Signer::new("Scope");
    let body = json!({ "title": "Avtale", "documents": [sender.document()], "signers": [signer.as_json()] });
    let job = string(
        &sender.post("/v1/signature-jobs", &body).expect(201).json(),
        "id",
    );
    let path = format!("/v1/signature-jobs/{job}");
    assert_eq!(string(&reader.get(&path).expect(200).json(), "id"), job);
    assert_eq!(
        reader.get("/v1/whoami").expect(200).json()["scopes"],
        json!(["jobs:read"])
    );
    assert_eq!(
        reader
            .post(&format!("{path}/cancel"), &json!({}))
            .problem(403),
        "permission-missing"
    );
    assert_eq!(
        reader.get(&format!("{path}/signed-document")).problem(403),
        "permission-missing"
    );
    sender
        .post(&format!("{path}/cancel"), &json!({}))
        .expect(200);
    let me = sender.get("/v1/whoami").expect(200).json()["actor"].clone();
    let trail = sender
        .get(&format!("{path}/audit-trail"))
        .expect(200)
        .json();
    let by = |kind: &str| {
        let events = trail["events"].as_array().expect("events").iter();
        events
            .filter(|event| event["type"] == kind)
            .map(|event| event["actor"].clone())
            .next()
            .unwrap_or_default()
    };
    assert_eq!(me["type"], "SENDER_SYSTEM");
    assert_eq!((by("JOB_CREATED"), by("CANCELLED")), (me.clone(), me));
    assert_eq!(by("GROUP_ACTIVATED"), json!({ "type": "SEGL" }));
}
