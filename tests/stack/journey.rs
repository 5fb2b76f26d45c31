//! From upload to sealed file, judged by programs that others wrote.

use std::{fs, path::PathBuf, process::Command};

use serde_json::json;

use crate::{
    http::{send, variable, wait},
    people::{Sender, Signer, string},
};

/// Runs a judge, which must say this.
#[track_caller]
fn judged(program: &str, arguments: &[&str], wanted: &str) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains(wanted),
        "{program} does not say \"{wanted}\":\n{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

fn keep(name: &str, bytes: &[u8]) -> String {
    let file = PathBuf::from(variable("SEGL_ARTEFACTS")).join(name);
    fs::write(&file, bytes).expect("the artefacts' folder can be written to");
    file.display().to_string()
}

/// Downloads the sealed document and has it judged.
pub(crate) fn sealed_and_judged(sender: &Sender, job: &str, names: &[&str]) -> Vec<u8> {
    let there = sender
        .get(&format!("/v1/signature-jobs/{job}/signed-document"))
        .expect(307);
    let bytes = send("GET", there.header("location"), &[], None)
        .expect(200)
        .bytes;
    let file = keep(&format!("{job}.pdf"), &bytes);
    judged("pdfsig", &["-nocert", &file], "Signature is Valid.");
    judged(
        "qpdf",
        &["--check", &file],
        "No syntax or stream encoding errors found",
    );
    let root = variable("SEGL_ROOT_PEM");
    judged(
        &variable("SEGL_PYHANKO"),
        &[
            "sign",
            "validate",
            "--pretty-print",
            "--trust",
            &root,
            &file,
        ],
        "The signature is judged VALID.",
    );
    // The whole of EN 319 102-1, by what the file holds itself.
    let python = PathBuf::from(variable("SEGL_PYHANKO"))
        .with_file_name("python")
        .display()
        .to_string();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/judges/pyhanko_level.py");
    judged(&python, &[script, "B-LTA", &root, &file], "ACCEPTED");
    for name in names {
        judged("pdftotext", &["-l", "1", &file, "-"], name);
    }
    bytes
}

#[test]
fn two_signers_sign_and_the_sealed_document_is_valid_for_every_judge() {
    let sender = Sender::new();
    let (kari, ola) = (
        Signer::new("Kari Nordmann"),
        Signer::with_mobile("Ola Nordmann"),
    );
    let job = sender.job(&json!([kari.as_json(), ola.as_json()]), &json!({}));
    let id = string(&job, "id");

    let visit = kari.enter();
    let page = visit.get("").expect(200).text();
    let document = page
        .split("/documents/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a document to read");
    let read = visit.get(&format!("/documents/{document}")).expect(303);
    let shown = send("GET", read.header("location"), &[], None).expect(200);
    assert!(shown.bytes.starts_with(b"%PDF-"));
    // How it is to be shown is in what is signed; the emulator does not act on it for a named version.
    assert!(
        read.header("location")
            .contains("response-content-disposition=inline")
    );
    visit.sign("Kari Nordmann").expect(303);
    visit.sign_again_is_signing_once();
    ola.enter().sign("Ola Nordmann").expect(303);

    let done = sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
    assert_eq!(done["signedDocument"]["level"], "B-LTA");
    let bytes = sealed_and_judged(&sender, &id, &["Kari Nordmann", "Ola Nordmann"]);
    assert_eq!(
        segl_domain::digest::Digest::of(&bytes).to_string(),
        string(&done["signedDocument"], "sha256")
    );

    // Each is told once, and can download with a new link and code.
    kari.is_told("lastes ned");
    let visit = kari.enter();
    let there = visit.get("/signed-document").expect(303);
    assert_eq!(
        send("GET", there.header("location"), &[], None)
            .expect(200)
            .bytes,
        bytes
    );
    assert!(kari.messages().len() + ola.messages().len() >= 4);

    let trail = sender
        .get(&format!("/v1/signature-jobs/{id}/audit-trail"))
        .expect(200)
        .json();
    segl_domain::audit::verify_audit_trail(trail.to_string().as_bytes())
        .expect("one unbroken chain");
    let events: Vec<segl_domain::audit::AuditEvent> =
        serde_json::from_value(trail["events"].clone()).expect("events");
    assert!(!events.is_empty());
    let text = trail.to_string();
    assert!(
        !text.contains(&kari.email) && !text.contains("+479"),
        "no address stands in the audit trail"
    );
    wait("one notification for each person", || {
        let told = |signer: &Signer| {
            sender.read(&id)["signers"]
                .as_array()
                .is_some_and(|signers| {
                    signers.iter().any(|s| {
                        s["email"] == *signer.email
                            && s["notifications"].as_array().is_some_and(|n| {
                                n.iter()
                                    .filter(|n| n["kind"] == "COMPLETED" && n["status"] == "SENT")
                                    .count()
                                    == 1
                            })
                    })
                })
        };
        (told(&kari) && told(&ola)).then_some(())
    });
}

impl crate::people::TaskSession {
    /// The second press of the button is the first one's answer.
    fn sign_again_is_signing_once(&self) {
        let page = self.get("").expect(200).text();
        assert!(
            !page.contains("/sign?lang="),
            "who has signed is not asked to sign"
        );
    }
}

#[test]
fn eight_sign_in_the_same_instant_and_all_count() {
    let sender = Sender::new();
    let signers: Vec<Signer> = (0..8)
        .map(|number| Signer::new(&format!("Signer {number}")))
        .collect();
    let all: Vec<_> = signers.iter().map(Signer::as_json).collect();
    let id = string(&sender.job(&json!(all), &json!({})), "id");
    let visits: Vec<_> = signers
        .iter()
        .map(|signer| (signer.enter(), &signer.name))
        .collect();
    std::thread::scope(|scope| {
        for (visit, name) in &visits {
            scope.spawn(move || visit.sign(name).expect(303));
        }
    });
    let done = sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
    assert!(
        done["signers"]
            .as_array()
            .is_some_and(|signers| signers.iter().all(|signer| signer["status"] == "SIGNED"))
    );
    let trail = sender
        .get(&format!("/v1/signature-jobs/{id}/audit-trail"))
        .expect(200)
        .text();
    assert_eq!(
        trail.matches("\"type\":\"SEALED\"").count(),
        1,
        "sealed once"
    );
    sealed_and_judged(&sender, &id, &["Signer 0", "Signer 7"]);
}

#[test]
fn the_second_group_is_asked_when_the_first_has_signed() {
    let sender = Sender::new();
    let (first, second) = (Signer::new("First"), Signer::new("Second"));
    let mut later = second.as_json();
    later["order"] = json!(5);
    let id = string(
        &sender.job(&json!([first.as_json(), later]), &json!({})),
        "id",
    );
    let visit = first.enter();
    assert!(second.messages().is_empty(), "it is not the second's turn");
    visit.sign("First").expect(303);
    second.enter().sign("Second").expect(303);
    sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
}
