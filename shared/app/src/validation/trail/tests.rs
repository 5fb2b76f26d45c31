//! A trail is in order only where something that is signed says so.

mod proven;

use jiff::Timestamp;
use segl_domain::{
    audit::{self, AuditEvent, AuditEventData},
    id::JobId,
    identity::principal::Actor,
};
use segl_front_page::embedded::TrailHead;
use serde_json::json;

use super::*;

/// A trail of two events, and their hashes.
fn trail() -> (String, Vec<Digest>) {
    let job = JobId::new(1, [1; 10]);
    let mut previous = Digest::from_bytes([0; 32]);
    let event = |sequence| {
        let (at, data) = (Timestamp::UNIX_EPOCH, AuditEventData::Cancelled);
        let event = AuditEvent::new(job, sequence, at, Actor::Segl, data, previous);
        previous = event.hash;
        event
    };
    let events: Vec<AuditEvent> = (1..=2).map(event).collect();
    let hashes = events.iter().map(|event| event.hash).collect();
    (audit::audit_trail_json(job, &events), hashes)
}

fn sealed(length: u64, head: Digest) -> Embedded {
    Embedded {
        trail_head: Some(TrailHead {
            length,
            head: *head.as_bytes(),
        }),
        ..Embedded::default()
    }
}

#[test]
fn a_trail_that_ends_in_the_head_of_a_valid_seal_is_in_order_and_one_that_goes_on_is_so_up_to_there()
 {
    let (json, hashes) = trail();
    for (length, head, check) in [
        (1, hashes[0], Check::NotChecked),
        (2, hashes[1], Check::Passed),
    ] {
        let report = examine_trail(json.as_bytes(), &sealed(length, head), true);
        assert_eq!((report.check, report.proven_length), (check, Some(length)));
        assert_eq!(
            (report.length, report.sealed_length),
            (Some(2), Some(length))
        );
        assert_eq!(report.job, Some(JobId::new(1, [1; 10]).to_string()));
    }
}

#[test]
fn a_trail_with_another_head_is_not_the_one_that_was_sealed() {
    let (json, hashes) = trail();
    for (length, head) in [
        (1, hashes[1]),
        (2, hashes[0]),
        (3, hashes[1]),
        (0, hashes[0]),
    ] {
        let report = examine_trail(json.as_bytes(), &sealed(length, head), true);
        assert_eq!(report.check, Check::Failed, "{length}");
        assert!(report.reason.is_some());
    }
}

#[test]
fn a_seal_that_is_not_valid_and_a_document_without_a_head_prove_nothing() {
    let (json, hashes) = trail();
    let report = examine_trail(json.as_bytes(), &sealed(2, hashes[1]), false);
    assert_eq!(report.check, Check::NotChecked);
    let report = examine_trail(json.as_bytes(), &Embedded::default(), true);
    assert_eq!(
        (report.check, report.sealed_length),
        (Check::NotChecked, None)
    );
}

#[test]
fn a_broken_chain_fails_whoever_signed_its_head() {
    let (json, hashes) = trail();
    let broken = json.replace("CANCELLED", "DOCUMENTS_DELETED");
    for is_sealed in [true, false] {
        let report = examine_trail(broken.as_bytes(), &sealed(2, hashes[1]), is_sealed);
        assert_eq!(
            (report.check, report.job, report.length),
            (Check::Failed, None, None)
        );
        assert_eq!(report.sealed_length, Some(2));
        assert!(
            report
                .reason
                .is_some_and(|reason| reason.contains("event 1"))
        );
    }
    let report = examine_trail_of(broken.as_bytes(), &[], true);
    assert_eq!(report.check, Check::Failed);
}

#[test]
fn every_statement_must_name_the_trail_and_an_event_of_it() {
    let (json, hashes) = trail();
    let statement = |job: JobId, sequence: u64, hash: Digest| json!({ "job": { "id": job }, "auditTrail": { "sequence": sequence, "hash": hash } });
    let (job, other) = (JobId::new(1, [1; 10]), JobId::new(9, [9; 10]));
    let check = |statements: &[Value], are_valid| {
        examine_trail_of(json.as_bytes(), statements, are_valid).check
    };
    let (first, second) = (statement(job, 1, hashes[0]), statement(job, 2, hashes[1]));
    assert_eq!(check(&[first.clone(), second.clone()], true), Check::Passed);
    assert_eq!(check(&[first.clone(), second], false), Check::NotChecked);
    assert_eq!(check(&[], true), Check::NotChecked);
    for astray in [
        statement(other, 1, hashes[0]),
        statement(job, 1, hashes[1]),
        statement(job, 3, hashes[1]),
        json!({ "job": { "id": job } }),
    ] {
        assert_eq!(
            check(&[first.clone(), astray.clone()], true),
            Check::Failed,
            "{astray}"
        );
    }
}
