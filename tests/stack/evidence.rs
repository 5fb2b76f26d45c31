//! Evidence and audit trail on the deployed stack, checked with nothing of ours: pyHanko's reader, xmlsec1 and SHA-256.

use std::{path::PathBuf, process::Command};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    http::{send, variable},
    people::{Sender, Signer, string},
};

const CONTAINER: &str = "application/vnd.etsi.asic-e+zip";

fn kept(name: &str, bytes: &[u8]) -> PathBuf {
    let file = PathBuf::from(variable("SEGL_ARTEFACTS")).join(name);
    std::fs::write(&file, bytes).expect("the artefacts can be written");
    file
}

fn validated(container: &[u8]) -> Value {
    let key = format!("Bearer {}", variable("SEGL_API_KEY"));
    let headers = [("authorization", key.as_str()), ("content-type", CONTAINER)];
    send("POST", "/v1/validations", &headers, Some(container))
        .expect(200)
        .json()
}

#[test]
fn what_a_job_leaves_behind_can_be_checked_by_anybody() {
    let sender = Sender::new();
    let (kari, ola) = (Signer::new("Kari Bevis"), Signer::new("Ola Bevis"));
    let job = sender.job(&json!([kari.as_json(), ola.as_json()]), &json!({}));
    let id = string(&job, "id");
    let early = sender.get(&format!("/v1/signature-jobs/{id}/evidence"));
    assert_eq!(early.problem(409), "signed-document-not-ready");
    kari.enter().sign("Kari Bevis").expect(303);
    ola.enter().sign("Ola Bevis").expect(303);
    let done = sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");

    let fetch = |what: &str| {
        let there = sender
            .get(&format!("/v1/signature-jobs/{id}/{what}"))
            .expect(307);
        send("GET", there.header("location"), &[], None)
            .expect(200)
            .bytes
    };
    let (sealed, evidence) = (fetch("signed-document"), fetch("evidence"));
    let told = &done["signedDocument"]["evidence"];
    assert_eq!(
        segl_domain::digest::Digest::of(&evidence).to_string(),
        string(told, "sha256")
    );
    let trail = sender
        .get(&format!("/v1/signature-jobs/{id}/audit-trail"))
        .expect(200);
    // The time of each event is when it happened, also of those that one function brings about.
    let sealing: Vec<Timestamp> = trail.json()["events"]
        .as_array()
        .expect("events")
        .iter()
        .filter(|event| {
            event["actor"]["type"] == "SEGL"
                && ["EVIDENCE_SIGNING_STARTED", "SEALING_STARTED", "SEALED"]
                    .contains(&string(event, "type").as_str())
        })
        .map(|event| string(event, "time").parse().expect("a time"))
        .collect();
    assert!(sealing.len() >= 2 && sealing.is_sorted(), "{sealing:?}");
    let files = [
        PathBuf::from(variable("SEGL_ROOT_PEM")),
        kept("evidence-sealed.pdf", &sealed),
        kept("evidence.asice", &evidence),
        kept("evidence-trail.json", trail.text().as_bytes()),
    ];
    let python = PathBuf::from(variable("SEGL_PYHANKO")).with_file_name("python");
    let procedure = concat!(env!("CARGO_MANIFEST_DIR"), "/judges/evidence.py");
    let judged = Command::new(python)
        .arg(procedure)
        .args(files)
        .output()
        .expect("the judges are installed");
    let said = String::from_utf8_lossy(&judged.stdout).into_owned()
        + &String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "{said}");
    assert!(
        said.contains("2 statements") && said.contains("all in order"),
        "{said}"
    );

    let report = validated(&evidence);
    assert_eq!(report["indication"], "TOTAL-PASSED", "{report}");
    // One is of both statements, their signatures and the documents, and timestamped; each statement's own is not.
    let levels: Vec<&str> = report["signatures"]
        .as_array()
        .expect("signatures")
        .iter()
        .filter_map(|one| one["level"].as_str())
        .collect();
    assert_eq!(levels, ["B-B", "B-B", "B-LT"]);
    assert_eq!(report["statements"]["check"], "PASSED", "{report}");
    assert_eq!(
        report["signers"].as_array().map(Vec::len),
        Some(2),
        "{report}"
    );
    // A signer gets the same.
    let there = kari.enter().get("/evidence").expect(303);
    assert_eq!(
        send("GET", there.header("location"), &[], None)
            .expect(200)
            .bytes,
        evidence
    );
    for (signer, name) in done["signers"]
        .as_array()
        .expect("signers")
        .iter()
        .zip(["Kari Bevis", "Ola Bevis"])
    {
        let own = sender
            .get(&format!("{}/signature", string(signer, "href")))
            .expect(200);
        assert_eq!(own.header("content-type"), CONTAINER);
        let report = validated(&own.bytes);
        // Its own signature has no answers about revocation with it: those are with the one that is of all statements.
        let signature = &report["signatures"][0];
        assert_eq!(
            (&signature["indication"], &signature["subIndication"]),
            (&json!("INDETERMINATE"), &json!("TRY_LATER"))
        );
        assert_eq!(
            (
                &signature["checks"]["digest"],
                &signature["checks"]["signature"]
            ),
            (&json!("PASSED"), &json!("PASSED"))
        );
        let statement = segl_asic::Container::unpack(&own.bytes.clone().into())
            .expect("a container")
            .files
            .remove(0)
            .bytes;
        let statement: Value = serde_json::from_slice(&statement).expect("JSON");
        assert_eq!(&statement["signer"]["name"], name);
    }
    let nobody = format!(
        "/v1/signature-jobs/{id}/signers/sgn_{}/signature",
        "0".repeat(32)
    );
    assert_eq!(sender.get(&nobody).status, 404);
}
