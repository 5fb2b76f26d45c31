//! Validation on the deployed stack: what Segl hands out is valid, what was done to it afterwards is not, and whoever
//! asks learns why.

use serde_json::{Value, json};

use crate::{
    http::{Answer, send, variable},
    people::{Sender, Signer, string},
};

fn validated(pdf: &[u8]) -> Answer {
    let key = format!("Bearer {}", variable("SEGL_API_KEY"));
    let headers = [("authorization", key.as_str()), ("content-type", "application/pdf")];
    send("POST", "/v1/validations", &headers, Some(pdf))
}

/// The page, with the file sent as a browser sends it.
fn page(pdf: &[u8]) -> Answer {
    let head = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n";
    let body = [head.as_slice(), pdf, b"\r\n--b--\r\n"].concat();
    send("POST", "/validate?lang=en", &[("content-type", "multipart/form-data; boundary=b")], Some(&body))
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
    let there = sender.get(&format!("/v1/signature-jobs/{id}/signed-document")).expect(307);
    let sealed = send("GET", there.header("location"), &[], None).expect(200).bytes;

    let report: Value = validated(&sealed).expect(200).json();
    assert_eq!(report["indication"], "TOTAL-PASSED", "{report}");
    assert_eq!(report["signatures"][0]["level"], "B-LTA");
    assert!(page(&sealed).expect(200).text().contains("All signatures in the document are valid"));

    let mut flipped = sealed.clone();
    flipped[sealed.len() / 3] ^= 1;
    assert_ne!(validated(&flipped).expect(200).json()["indication"], "TOTAL-PASSED");
    let grown = [sealed.as_slice(), b"\n% and more\n"].concat();
    assert_eq!(validated(&grown).expect(200).json()["indication"], "TOTAL-FAILED");
    assert!(page(&grown).expect(200).text().contains("Do not rely on it"));
}

#[test]
fn what_cannot_be_validated_is_refused_with_what_to_change() {
    assert_eq!(validated(b"Dear sir").problem(422), "document-not-pdf");
    assert!(page(b"Dear sir").expect(422).text().contains("could not be read"));
    assert!(page(b"").expect(400).text().contains("Choose a PDF document first"));
    let headers = [("content-type", "application/pdf")];
    assert_eq!(send("POST", "/v1/validations", &headers, Some(b"%PDF-1.7")).problem(401), "credentials-missing");
    let unsigned = validated(&crate::pdf::pdf(&["hello"])).expect(200).json();
    assert_eq!(
        (&unsigned["indication"], unsigned["signatures"].as_array().map(Vec::len)),
        (&json!("INDETERMINATE"), Some(0))
    );
}
