//! Jobs that end without all signatures, and documents that are deleted.

use std::time::Duration;

use serde_json::json;

use crate::{
    http::{wait, wait_for},
    people::{Sender, Signer, string},
};

fn statuses(job: &serde_json::Value) -> Vec<String> {
    job["signers"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|signer| string(signer, "status"))
        .collect()
}

#[test]
fn a_rejection_ends_the_job_and_the_others_are_told() {
    let sender = Sender::new();
    let (one, other) = (Signer::new("One"), Signer::new("Other"));
    let id = string(
        &sender.job(&json!([one.as_json(), other.as_json()]), &json!({})),
        "id",
    );
    let visit = one.enter();
    let back = visit
        .post("/reject", &[("reason", "  ")])
        .expect(422)
        .text();
    assert!(
        back.contains("role=\"alert\"") || back.contains("error"),
        "an empty reason comes back with its mistake"
    );
    visit
        .post("/reject", &[("reason", "Prisen er feil")])
        .expect(303);
    let job = sender.wait_for(&id, "FAILED");
    assert_eq!(statuses(&job), ["REJECTED", "NOT_APPLICABLE"]);
    assert_eq!(job["failure"], "REJECTED");
    assert_eq!(job["signers"][0]["rejectionReason"], "Prisen er feil");
    wait("the other should be told", || {
        let told = &sender.read(&id)["signers"][1]["notifications"];
        told.as_array()?
            .iter()
            .any(|notification| {
                notification["kind"] == "REJECTED" && notification["status"] == "SENT"
            })
            .then_some(())
    });
    assert!(
        other
            .messages()
            .iter()
            .all(|message| !message.to_string().contains("Prisen")),
        "the reason is the sender's"
    );
    visit.sign_is_over();
}

impl crate::people::TaskSession {
    fn sign_is_over(&self) {
        let page = self.get("").expect(200).text();
        assert!(!page.contains("/sign?lang="));
    }
}

#[test]
fn a_job_whose_time_is_over_expires_and_the_signers_are_told() {
    let sender = Sender::new();
    let signer = Signer::new("Late");
    let job = sender.job(
        &json!([signer.as_json()]),
        &json!({ "availability": { "availableSeconds": 6 } }),
    );
    let id = string(&job, "id");
    let visit = signer.enter();
    let job = sender.wait_for(&id, "FAILED");
    assert_eq!(
        (statuses(&job), string(&job, "failure")),
        (vec!["EXPIRED".to_owned()], "EXPIRED".to_owned())
    );
    wait("the signer should be told", || {
        let told = &sender.read(&id)["signers"][0]["notifications"];
        told.as_array()?
            .iter()
            .any(|notification| {
                notification["kind"] == "EXPIRED" && notification["status"] == "SENT"
            })
            .then_some(())
    });
    visit.sign_is_over();
}

#[test]
fn the_sender_cancels_and_cancels_again() {
    let sender = Sender::new();
    let signer = Signer::new("Spared");
    let id = string(&sender.job(&json!([signer.as_json()]), &json!({})), "id");
    let visit = signer.enter();
    let path = format!("/v1/signature-jobs/{id}/cancel");
    for _ in 0..2 {
        let job = sender.post(&path, &json!({})).expect(200).json();
        assert_eq!(
            (string(&job, "status"), statuses(&job)),
            ("FAILED".to_owned(), vec!["CANCELLED".to_owned()])
        );
    }
    visit.sign_is_over();
    assert_eq!(
        sender
            .get(&format!("/v1/signature-jobs/{id}/signed-document"))
            .problem(409),
        "signed-document-not-ready"
    );
}

#[test]
fn the_sender_gives_more_time() {
    let sender = Sender::new();
    let signer = Signer::new("Slow");
    let job = sender.job(
        &json!([signer.as_json()]),
        &json!({ "availability": { "availableSeconds": 30 } }),
    );
    let id = string(&job, "id");
    let deadline: jiff::Timestamp = string(&job, "deadline").parse().expect("a time");
    let path = format!("/v1/signature-jobs/{id}/extend");
    let later = deadline + jiff::SignedDuration::from_hours(48);
    for _ in 0..2 {
        let job = sender
            .post(&path, &json!({ "deadline": later.to_string() }))
            .expect(200)
            .json();
        assert_eq!(
            string(&job, "deadline")
                .parse::<jiff::Timestamp>()
                .expect("a time"),
            later
        );
    }
    assert_eq!(
        sender
            .post(&path, &json!({ "deadline": deadline.to_string() }))
            .problem(422),
        "deadline-invalid"
    );
    let too_late = deadline + jiff::SignedDuration::from_hours(24 * 91);
    assert_eq!(
        sender
            .post(&path, &json!({ "deadline": too_late.to_string() }))
            .problem(422),
        "deadline-invalid"
    );
}

#[test]
fn documents_are_deleted_when_the_sender_says_so() {
    let sender = Sender::new();
    let signer = Signer::new("Done");
    let id = string(&sender.job(&json!([signer.as_json()]), &json!({})), "id");
    let documents = format!("/v1/signature-jobs/{id}/documents");
    assert_eq!(sender.delete(&documents).problem(409), "job-not-ended");
    let visit = signer.enter();
    visit.sign("Done").expect(303);
    sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
    sender.delete(&documents).expect(202);
    assert_eq!(
        sender
            .get(&format!("/v1/signature-jobs/{id}/signed-document"))
            .problem(410),
        "documents-deleted"
    );
    visit.get("/signed-document").expect(410);
    wait_for(
        "the documents should be gone",
        Duration::from_secs(60),
        &mut || {
            sender.read(&id)["documentsDeletedAt"]
                .as_str()
                .map(str::to_owned)
        },
    );
}
