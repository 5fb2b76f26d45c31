//! Sealed documents that carry what belongs to another job, or that somebody else has sealed.

use segl_asic::{DataFile, SignatureFile, augment_signatures, prepare_signature};
use segl_domain::{
    audit::{self, AuditEvent, AuditEventData},
    id::JobId,
    identity::principal::Actor,
};
use segl_front_page::{
    samples::{request, seal},
    seal::{Attachment, AuditTrail},
};
use segl_pades::levels::{Level, NoResponse, TrustServices};
use segl_pdf::samples::plain_with;
use segl_pki::test_pki::samples::{NOW, key_and_chain, root_pem};
use segl_validation::Bundle;
use serde_json::{Value, json};

use crate::{validation::document::*, workflow::evidence::FORMAT};

/// Nobody outside: the level B-B asks nobody.
struct Nobody;

impl TrustServices for Nobody {
    fn timestamp_authorities(&self) -> usize {
        0
    }
    async fn timestamp(&self, _: usize, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn ocsp(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn certificate(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn crl(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
}

fn job(number: u8) -> JobId {
    JobId::new(1, [number; 10])
}

fn attachment(name: &str, bytes: impl Into<Bytes>) -> Attachment {
    Attachment {
        file_name: name.to_owned(),
        media_type: "application/octet-stream".to_owned(),
        bytes: bytes.into(),
    }
}

/// A container with one file, signed by the key that seals.
async fn evidence(name: &str, statement: &Value) -> Attachment {
    let file = DataFile {
        name: name.to_owned(),
        media_type: "application/json".to_owned(),
        bytes: statement.to_string().into(),
    };
    let (key, chain) = key_and_chain();
    let prepared = prepare_signature(std::slice::from_ref(&file), &chain, NOW);
    let value = key.sign(prepared.digest()).expect("a signature");
    let signed = prepared.signed(&value).expect("the key's own");
    let xml = augment_signatures(vec![signed], Level::BB, &Nobody)
        .await
        .expect("B-B")
        .remove(0);
    let container = Container {
        files: vec![file],
        signatures: vec![SignatureFile {
            name: "signatures.xml".to_owned(),
            xml,
        }],
        ..Container::default()
    };
    attachment("evidence.asice", container.pack().expect("packed"))
}

/// A document sealed with the trail of the first job and this evidence.
fn sealed(evidence: Attachment) -> Bytes {
    let event = AuditEvent::new(
        job(1),
        1,
        NOW,
        Actor::Segl,
        AuditEventData::Cancelled,
        Digest::from_bytes([0; 32]),
    );
    let mut asked = request(&[("a", &plain_with(&[]))]);
    asked.audit_trail = Some(AuditTrail {
        length: 1,
        head: *event.hash.as_bytes(),
        file: attachment(
            "audit-trail.json",
            audit::audit_trail_json(job(1), &[event]),
        ),
    });
    asked.evidence = Some(evidence);
    seal(&asked).bytes.into()
}

/// Those who trust the root; with `is_own`, it is they who seal.
fn anchors(is_own: bool) -> Anchors {
    let own = Bundle::read(&key_and_chain().1.to_pem().expect("PEM"));
    Anchors {
        trust: Trust::from_pem(&root_pem()).expect("a root"),
        sealer: if is_own {
            Sealer::of(&own)
        } else {
            Sealer::default()
        },
    }
}

fn statement(of: JobId) -> Value {
    json!({ "format": FORMAT, "job": { "id": of, "title": "Avtale" }, "documents": [] })
}

const NAME: &str = "sgn_019363b1a5f87ec7b12a37c0d879cd45.json";

#[tokio::test]
async fn evidence_of_another_job_than_the_seal_is_of_is_a_failure_of_the_evidence() {
    let said = |pdf: Bytes| examine(&pdf, &anchors(true), NOW).expect("a PDF");
    let honest = said(sealed(evidence(NAME, &statement(job(1))).await));
    assert_eq!(honest.report.indication, Indication::TotalPassed);
    assert!(honest.sealed_here);
    assert_eq!(
        honest.statements.map(|said| said.check),
        Some(Check::Passed)
    );
    for (why, name, of) in [
        ("another job", NAME, job(2)),
        (
            "no statement that is known as one",
            "statement-x.json",
            job(1),
        ),
    ] {
        let forged = said(sealed(evidence(name, &statement(of)).await));
        assert_eq!(
            (
                forged.report.indication,
                forged.sealed_here,
                forged.is_own_seal,
            ),
            (Indication::Indeterminate, false, true),
            "{why}"
        );
        let statements = forged.statements.expect("they are told of");
        assert_eq!(statements.check, Check::Failed, "{why}");
        assert!(statements.reason.is_some() && forged.job.is_none(), "{why}");
    }
}

#[tokio::test]
async fn a_seal_of_somebody_else_s_is_not_sealed_here_whatever_it_carries() {
    let pdf = sealed(evidence(NAME, &statement(job(1))).await);
    let stranger = examine(&pdf, &anchors(false), NOW).expect("a PDF");
    assert_eq!(stranger.report.indication, Indication::TotalPassed);
    assert!(!stranger.sealed_here && stranger.job.is_none() && stranger.signers.is_empty());
}

#[test]
fn an_attachment_that_is_called_like_a_trail_and_is_none_is_no_trail_that_failed() {
    let names = "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(audit-trail.json)<</EF<</F 10 0 R>>>>]>>>>>>";
    let pdf = plain_with(&[(1, names), (10, "<</Length 2>>stream\n{}\nendstream")]);
    let said = examine(&pdf.into(), &anchors(true), NOW).expect("a PDF");
    assert_eq!(said.audit_trail, None);
}
