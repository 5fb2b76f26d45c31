//! How many events of a trail are proven.

use jiff::Timestamp;
use segl_domain::{
    audit::{self, AuditEvent, AuditEventData},
    id::JobId,
    identity::principal::Actor,
};
use segl_front_page::embedded::TrailHead;
use serde_json::json;

use crate::validation::trail::*;

/// The trail of a job, and its events.
fn trail(length: u64) -> (String, Vec<AuditEvent>) {
    let job = JobId::new(1, [1; 10]);
    let mut events: Vec<AuditEvent> = Vec::new();
    for sequence in 1..=length {
        let previous = events
            .last()
            .map_or(Digest::from_bytes([0; 32]), |event| event.hash);
        events.push(AuditEvent::new(
            job,
            sequence,
            Timestamp::UNIX_EPOCH,
            Actor::Segl,
            AuditEventData::Cancelled,
            previous,
        ));
    }
    (audit::audit_trail_json(job, &events), events)
}

fn is_told(said: &TrailReport, check: Check, proven: Option<u64>) -> bool {
    (said.check, said.proven_length) == (check, proven)
        && said.reason.is_none() == (check == Check::Passed)
}

#[test]
fn a_trail_that_goes_on_from_the_seal_is_vouched_for_as_far_as_the_seal_goes() {
    let (whole, events) = trail(3);
    let sealed = Embedded {
        trail_head: Some(TrailHead {
            length: 3,
            head: *events[2].hash.as_bytes(),
        }),
        ..Embedded::default()
    };
    let said = |trail: &str, is_sealed| examine_trail(trail.as_bytes(), &sealed, is_sealed);
    assert!(is_told(&said(&whole, true), Check::Passed, Some(3)));
    assert!(is_told(&said(&whole, false), Check::NotChecked, None));
    // Whoever has the sealed trail can write on behind it.
    let longer = said(&trail(5).0, true);
    assert!(is_told(&longer, Check::NotChecked, Some(3)), "{longer:?}");
    let reason = longer.reason.expect("a reason");
    assert!(
        reason.contains("first 3 of its 5 events") && reason.contains("nobody vouches"),
        "{reason}"
    );
    assert!(is_told(&said(&trail(2).0, true), Check::Failed, None));
    // What says more than its events is no trail, though its chain is unbroken.
    for more in ["{\"a\":1,\"events\":", "{\"events\":[],\"events\":"] {
        let changed = whole.replacen("{\"events\":", more, 1);
        assert_ne!(changed, whole);
        assert!(
            is_told(&said(&changed, true), Check::Failed, None),
            "{more}"
        );
    }
}

#[test]
fn a_trail_beside_statements_is_vouched_for_up_to_the_last_event_that_they_name() {
    let (json, events) = trail(4);
    let statement = |event: &AuditEvent| {
        json!({
            "job": { "id": event.job },
            "auditTrail": { "sequence": event.sequence, "hash": event.hash },
        })
    };
    let said = |statements: &[Value]| examine_trail_of(json.as_bytes(), statements, true);
    let named: Vec<Value> = [&events[2], &events[1]].map(statement).to_vec();
    assert!(is_told(&said(&named), Check::NotChecked, Some(3)));
    assert!(is_told(
        &said(&[statement(&events[3])]),
        Check::Passed,
        Some(4)
    ));
    assert!(is_told(&said(&[]), Check::NotChecked, None));
    let mut other = statement(&events[3]);
    other["job"]["id"] = json!("job_other");
    assert!(is_told(
        &said(&[named[0].clone(), other]),
        Check::Failed,
        None
    ));
    let closed = examine_trail_of(json.as_bytes(), &named, false);
    assert!(is_told(&closed, Check::NotChecked, None));
}
