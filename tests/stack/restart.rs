//! The stack is stopped between the last signature and the seal, and started again: one sealed document, one notification for
//! each person. The emulator calls every execution that ran failed, so this is the reconciler's case.

use std::{process::Command, time::Duration};

use serde_json::json;

use crate::{
    http::{as_root, send, variable, wait, wait_for},
    journey::sealed_and_judged,
    people::{Sender, Signer, string},
};

fn local(arguments: &[&str]) {
    let status = Command::new(variable("SEGL_LOCAL"))
        .args(arguments)
        .status()
        .expect("the local tool can be run");
    assert!(status.success(), "cargo local {arguments:?} failed");
}

#[test]
#[ignore = "stops the stack that the other tests use; `cargo local test` runs it last, alone"]
fn a_stop_between_signed_and_sealed_loses_nothing() {
    let sender = Sender::new();
    let (kari, ola) = (Signer::new("Kari"), Signer::new("Ola"));
    let id = string(
        &sender.job(&json!([kari.as_json(), ola.as_json()]), &json!({})),
        "id",
    );
    kari.enter().sign("Kari").expect(303);
    let visit = ola.enter();
    // Without its certificates no seal can be made; `up` puts them back.
    let bucket = variable("SEGL_SEALED_BUCKET");
    let certificates = format!(
        "{}/{bucket}/certificates/seal-chain.pem",
        variable("SEGL_EMULATOR")
    );
    send(
        "DELETE",
        &certificates,
        &[("authorization", &as_root("s3"))],
        None,
    )
    .expect(204);
    visit.sign("Ola").expect(303);
    let job = sender.read(&id);
    assert_eq!(job["status"], "IN_PROGRESS");
    wait("the seal should have been tried", || {
        let logs = std::fs::read_to_string(variable("SEGL_EMULATOR_LOG")).unwrap_or_default();
        logs.contains("segl-step-seal-job").then_some(())
    });
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(
        sender.read(&id)["status"],
        "IN_PROGRESS",
        "signed by all, and not sealed"
    );
    local(&["down"]);
    local(&["up", "--detach"]);
    wait_for(
        "the job should be sealed",
        Duration::from_secs(240),
        &mut || (sender.read(&id)["status"] == "COMPLETED_SUCCESSFULLY").then_some(()),
    );
    sealed_and_judged(&sender, &id, &["Kari", "Ola"]);
    let trail = sender
        .get(&format!("/v1/signature-jobs/{id}/audit-trail"))
        .expect(200)
        .text();
    assert_eq!(trail.matches("\"type\":\"SEALED\"").count(), 1);
    wait("each should be told once", || {
        let job = sender.read(&id);
        let told = |signer: &serde_json::Value| {
            let notifications = signer["notifications"]
                .as_array()
                .expect("notifications")
                .iter();
            notifications
                .filter(|notification| {
                    notification["kind"] == "COMPLETED" && notification["status"] == "SENT"
                })
                .count()
        };
        job["signers"]
            .as_array()
            .expect("signers")
            .iter()
            .all(|signer| told(signer) == 1)
            .then_some(())
    });
    let completed = |signer: &Signer| {
        signer
            .messages()
            .iter()
            .filter(|message| message.to_string().contains("/s/"))
            .count()
    };
    assert_eq!(
        (completed(&kari), completed(&ola)),
        (2, 2),
        "an invitation and the news that it is done, once each"
    );
}
