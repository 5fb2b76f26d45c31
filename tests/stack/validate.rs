//! Validation on the deployed stack: what Segl hands out is valid, what was done to it afterwards is not, and whoever
//! asks learns why; what was uploaded is gone with the answer.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    http::{Answer, as_root, send, upload, upload_to, variable, wait_for},
    people::{Sender, Signer, string},
};

fn validated(pdf: &[u8]) -> Answer {
    let key = format!("Bearer {}", variable("SEGL_API_KEY"));
    let headers = [
        ("authorization", key.as_str()),
        ("content-type", "application/pdf"),
    ];
    send("POST", "/v1/validations", &headers, Some(pdf))
}

/// A slot for this file.
fn slot(sender: &Sender, file: &[u8]) -> Value {
    let announced =
        json!({ "sha256": segl_domain::digest::Digest::of(file).to_string(), "size": file.len() });
    sender
        .post("/v1/validations", &announced)
        .expect(201)
        .json()
}

/// What stands between two others, each time.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split(end).next())
        .collect()
}

/// The form of the page, as a browser reads it: where it goes, and what it sends before the file.
fn form() -> (String, Vec<(String, String)>, Answer) {
    let plain = |text: &str| {
        let named = [
            ("&#38;", "&"),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&amp;", "&"),
        ];
        named
            .iter()
            .fold(text.to_owned(), |text, (entity, letter)| {
                text.replace(entity, letter)
            })
    };
    let page = send("GET", "/validate?lang=en", &[], None).expect(200);
    let html = page.text();
    let action = between(
        &html,
        "<form class=\"card\" method=\"post\" action=\"",
        "\"",
    )[0];
    let hidden = between(&html, "<input type=\"hidden\" ", ">");
    let value = |input: &str, name: &str| plain(between(input, &format!("{name}=\""), "\"")[0]);
    let fields = hidden
        .iter()
        .map(|input| (value(input, "name"), value(input, "value")))
        .collect();
    (plain(action), fields, page)
}

/// Where the browser is sent after the form.
fn sent_to(file: &[u8]) -> String {
    let (url, fields, _) = form();
    let fields = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    upload(&url, fields, file)
        .expect(303)
        .header("location")
        .to_owned()
}

/// The page, with the file sent as a browser sends it.
fn page(pdf: &[u8]) -> Answer {
    send("GET", &sent_to(pdf), &[], None)
}

/// Whether any byte of what was uploaded to this store is there yet, under names that begin like this.
fn is_kept(store: &str, prefix: &str) -> bool {
    let listed = send(
        "GET",
        &format!("{store}?versions&prefix={prefix}"),
        &[("authorization", &as_root("s3"))],
        None,
    );
    listed.expect(200).text().contains("<Version>")
}

fn sealed(sender: &Sender, job: &str) -> Vec<u8> {
    let there = sender
        .get(&format!("/v1/signature-jobs/{job}/signed-document"))
        .expect(307);
    send("GET", there.header("location"), &[], None)
        .expect(200)
        .bytes
}

#[test]
fn what_is_handed_out_is_valid_and_what_was_changed_is_not() {
    let sender = Sender::new();
    let signer = Signer::new("Vidar Validert");
    let job = sender.job(&json!([signer.as_json()]), &json!({}));
    signer.enter().sign("Vidar Validert").expect(303);
    let id = string(&job, "id");
    let done = sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
    assert_eq!(done["signedDocument"]["level"], "B-LTA");
    assert!(done["signedDocument"].get("warning").is_none());
    let sealed = sealed(&sender, &id);

    let report: Value = validated(&sealed).expect(200).json();
    assert_eq!(
        (&report["indication"], &report["sealedHere"]),
        (&json!("TOTAL-PASSED"), &json!(true)),
        "{report}"
    );
    assert_eq!(report["signatures"][0]["level"], "B-LTA");
    assert_eq!(report["signers"][0]["name"], "Vidar Validert");
    let shown = page(&sealed).expect(200).text();
    assert!(
        shown.contains("All signatures in the file are valid") && shown.contains("Vidar Validert")
    );
    // By whom it was sent, what it is about, and how far it is known who the signers are.
    let (title, sender) = (&report["job"]["title"], &report["job"]["sender"]["name"]);
    for said in [
        title,
        sender,
        &json!("verify that the intended persons have signed"),
    ] {
        let said = said.as_str().expect("text");
        assert!(shown.contains(said), "{said}: {shown}");
    }

    let mut flipped = sealed.clone();
    flipped[sealed.len() / 3] ^= 1;
    assert_eq!(
        validated(&flipped).expect(200).json()["indication"],
        "TOTAL-FAILED"
    );
    let grown = [sealed.as_slice(), b"\n% and more\n"].concat();
    assert_eq!(
        validated(&grown).expect(200).json()["indication"],
        "INDETERMINATE",
        "bytes that are no revision"
    );
    let shown = page(&flipped).expect(200).text();
    assert!(shown.contains("Do not rely on it") && !shown.contains("Vidar Validert"));
    // The red verdict has its cause, and the code comes behind it.
    let (cause, code) = (shown.find("class=\"cause\""), shown.find("TOTAL-FAILED"));
    assert!(
        cause.zip(code).is_some_and(|(cause, code)| cause < code),
        "{shown}"
    );
}

#[test]
fn a_result_is_shown_once_and_the_form_goes_to_the_store_and_nowhere_else() {
    let (url, _, page) = form();
    let store = url
        .rsplit_once('/')
        .map(|(origin, _)| origin)
        .expect("an origin and a bucket");
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains(&format!("form-action 'self' {store};")),
        "{policy}"
    );
    let result = sent_to(&crate::pdf::pdf(&["hello"]));
    let token = between(&result, "/validate/", "?")[0];
    assert!(
        send("GET", &result, &[], None)
            .expect(200)
            .text()
            .contains("There is no signature")
    );
    let again = send("GET", &result, &[], None).expect(410);
    assert!(again.text().contains("only once"));
    assert_eq!(
        again
            .header("content-security-policy")
            .matches("http")
            .count(),
        0,
        "only the form's page needs it"
    );
    assert!(!result.contains("uploads/") && token.len() == 43);
    assert!(!is_kept(&url, between(&result, "key=", "&")[0]));
    assert!(
        send("GET", "/validate/none-of-ours?lang=en", &[], None)
            .expect(410)
            .text()
            .contains("only once")
    );
}

#[test]
fn a_file_comes_through_a_slot_and_is_answered_once_to_its_own_organisation() {
    let (sender, file) = (Sender::new(), crate::pdf::pdf(&["Gjennom luken"]));
    let opened = slot(&sender, &file);
    let path = format!("/v1/validations/{}", string(&opened, "id"));
    assert_eq!(sender.get(&path).problem(409), "validation-awaiting-upload");
    let mut other = file.clone();
    other[20] ^= 1;
    // AWS refuses other bytes by their checksum; the emulator only by their number, and so they are told of here.
    if upload_to(&opened["upload"], &other).status < 300 {
        assert_eq!(sender.get(&path).problem(422), "document-digest-mismatch");
        assert_eq!(sender.get(&path).problem(410), "validation-answered");
    }
    assert!(
        upload_to(&opened["upload"], b"%PDF").status >= 400,
        "fewer bytes are refused by the store"
    );
    assert!(upload_to(&opened["upload"], &file).status < 300);
    assert_eq!(
        Sender::other().get(&path).problem(409),
        "validation-awaiting-upload",
        "whose it is nobody is told"
    );
    assert_eq!(
        sender.get(&path).expect(200).json()["indication"],
        "INDETERMINATE"
    );
    assert_eq!(sender.get(&path).problem(410), "validation-answered");
    assert!(!is_kept(
        &string(&opened["upload"], "url"),
        &string(&opened["upload"]["fields"], "key")
    ));
    let announced = json!({ "sha256": "00".repeat(32), "size": 121 << 20 });
    assert_eq!(
        sender.post("/v1/validations", &announced).problem(400),
        "request-invalid"
    );
    assert_eq!(
        sender.get("/v1/validations/val_1").problem(404),
        "not-found"
    );
}

/// How long what is large may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

fn has_status(sender: &Sender, path: &str, status: &str) -> Option<()> {
    (sender.get(path).expect(200).json()["status"] == status).then_some(())
}

/// A document of these bytes, uploaded through a slot and checked.
fn document(sender: &Sender, bytes: &[u8]) -> String {
    let digest = segl_domain::digest::Digest::of(bytes).to_string();
    let new =
        json!({ "title": "Størst", "fileName": "stor.pdf", "sha256": digest, "size": bytes.len() });
    let document = sender.post("/v1/documents", &new).expect(201).json();
    assert!(upload_to(&document["upload"], bytes).status < 300);
    let id = string(&document, "id");
    let path = format!("/v1/documents/{id}");
    wait_for("the document should be READY", PATIENCE, &mut || {
        has_status(sender, &path, "READY")
    });
    id
}

/// A job with these documents that its one signer has signed and that is sealed.
fn completed(sender: &Sender, documents: &[String], signer: &Signer) -> String {
    let new = json!({ "title": "Størst", "documents": documents, "signers": [signer.as_json()] });
    let job = string(
        &sender.post("/v1/signature-jobs", &new).expect(201).json(),
        "id",
    );
    signer.enter().sign(&signer.name).expect(303);
    let path = format!("/v1/signature-jobs/{job}");
    wait_for(
        "the job should be COMPLETED_SUCCESSFULLY",
        PATIENCE,
        &mut || has_status(sender, &path, "COMPLETED_SUCCESSFULLY"),
    );
    job
}

#[test]
fn the_largest_document_that_is_sealed_is_validated_and_gone_afterwards() {
    let (sender, signer) = (Sender::new(), Signer::new("Stor Størrelse"));
    let largest = document(&sender, &crate::pdf::pdf_of(100 << 20));
    let job = completed(&sender, &[largest], &signer);
    let sealed = sealed(&sender, &job);
    assert!(sealed.len() > 100 << 20);

    let opened = slot(&sender, &sealed);
    assert!(upload_to(&opened["upload"], &sealed).status < 300);
    let report = sender
        .get(&format!("/v1/validations/{}", string(&opened, "id")))
        .expect(200)
        .json();
    assert_eq!(
        (&report["indication"], &report["sealedHere"]),
        (&json!("TOTAL-PASSED"), &json!(true)),
        "{report}"
    );
    assert_eq!(report["signers"][0]["name"], "Stor Størrelse");
    assert!(!is_kept(
        &string(&opened["upload"], "url"),
        &string(&opened["upload"]["fields"], "key")
    ));
    assert!(page(&sealed).expect(200).text().contains("Stor Størrelse"));
}

#[test]
fn the_most_and_largest_documents_are_sealed_in_their_size_and_handed_out_byte_for_byte() {
    let (sender, signer) = (Sender::new(), Signer::new("Tjue Vedlegg"));
    let bytes = crate::pdf::pdf_of((100 << 20) / 20);
    let documents: Vec<String> = (0..20).map(|_| document(&sender, &bytes)).collect();
    let job = completed(&sender, &documents, &signer);
    assert!(sealed(&sender, &job).len() <= 110 << 20);

    let there = sender
        .get(&format!("/v1/signature-jobs/{job}/evidence"))
        .expect(307);
    let evidence = bytes::Bytes::from(
        send("GET", there.header("location"), &[], None)
            .expect(200)
            .bytes,
    );
    let container = segl_asic::Container::unpack(&evidence).expect("a container");
    let originals = container
        .files
        .iter()
        .filter(|file| file.name.starts_with("documents/") && file.bytes == bytes);
    assert_eq!(originals.count(), 20);
    let signature = sender
        .get(&format!("/v1/signature-jobs/{job}"))
        .expect(200)
        .json()["signers"][0]["href"]
        .clone();
    let own = sender
        .get(&format!(
            "{}/signature",
            signature.as_str().expect("an address")
        ))
        .expect(200);
    assert!(
        own.bytes.len() < 100_000,
        "a signer's own evidence is found without the documents"
    );

    let opened = slot(&sender, &evidence);
    assert!(upload_to(&opened["upload"], &evidence).status < 300);
    let report = sender
        .get(&format!("/v1/validations/{}", string(&opened, "id")))
        .expect(200)
        .json();
    assert_eq!(
        (&report["indication"], &report["sealedHere"]),
        (&json!("TOTAL-PASSED"), &json!(true)),
        "{report}"
    );
    assert_eq!(report["signers"][0]["name"], "Tjue Vedlegg");
}

#[test]
fn what_cannot_be_validated_is_refused_with_what_to_change() {
    assert_eq!(validated(b"Dear sir").problem(422), "document-not-pdf");
    assert!(
        page(b"Dear sir")
            .expect(422)
            .text()
            .contains("The file is not a PDF")
    );
    assert!(page(b"").expect(400).text().contains("Choose a file first"));
    assert!(
        page(&vec![b' '; (120 << 20) + 1])
            .expect(413)
            .text()
            .contains("larger than 120 MB")
    );
    let headers = [("content-type", "application/pdf")];
    assert_eq!(
        send("POST", "/v1/validations", &headers, Some(b"%PDF-1.7")).problem(401),
        "credentials-missing"
    );
    let unsigned = validated(&crate::pdf::pdf(&["hello"])).expect(200).json();
    assert_eq!(
        (
            &unsigned["indication"],
            unsigned["signatures"].as_array().map(Vec::len)
        ),
        (&json!("INDETERMINATE"), Some(0))
    );
}
