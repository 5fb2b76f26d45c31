//! The chain as others check it: with SHA-256 and RFC 8785, and nothing of ours.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{chain::GENESIS, *};
use crate::{
    digest::Digest,
    id::{ApiKeyId, JobId, SignerId},
    identity::principal::Actor,
    text::RejectionReason,
};

/// Made by a few lines of Python's `hashlib` and `json`, event by event.
const TRAIL: &str = concat!(
    r#"{"events":[{"actor":{"apiKey":"key_00000000000272028202020202020202","type":"SENDER_SYSTEM"},"#,
    r#""from":"2026-11-24T11:00:00Z","hash":"97defdc09f0faf2c7148d1e1ce43a06e04e788265e0999d481a640648dec7ec0","#,
    r#""job":"job_00000000000171018101010101010101","previous":"0000000000000000000000000000000000000000000000000000000000000000","#,
    r#""sequence":1,"time":"2026-11-24T11:00:01Z","to":"2026-12-24T11:00:00Z","type":"DEADLINE_EXTENDED"},"#,
    r#"{"actor":{"signer":"sgn_00000000000373038303030303030303","type":"SIGNER"},"#,
    r#""hash":"60247d40a3eb42e6e7bf8d8a1c996243eb6f7797af24fc8b7ae98d47316c079d","#,
    r#""job":"job_00000000000171018101010101010101","previous":"97defdc09f0faf2c7148d1e1ce43a06e04e788265e0999d481a640648dec7ec0","#,
    r#""reason":"Æ \"nei\"","sequence":2,"signer":"sgn_00000000000373038303030303030303","time":"2026-11-24T11:00:02Z","type":"REJECTED"},"#,
    r#"{"actor":{"type":"SEGL"},"hash":"f77d7b43e80aa561d840bfbafc999ccd24c5ad74f35b4f13a4a89de193dd6315","#,
    r#""job":"job_00000000000171018101010101010101","previous":"60247d40a3eb42e6e7bf8d8a1c996243eb6f7797af24fc8b7ae98d47316c079d","#,
    r#""sequence":3,"time":"2026-11-24T11:00:03Z","type":"DOCUMENTS_DELETED"}],"#,
    r#""format":"segl-audit-trail-v2","job":"job_00000000000171018101010101010101"}"#,
);

fn job() -> JobId {
    JobId::new(1, [1; 10])
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// The events that [`TRAIL`] tells of.
fn events() -> Vec<AuditEvent> {
    let (api_key, signer) = (ApiKeyId::new(2, [2; 10]), SignerId::new(3, [3; 10]));
    let reason = RejectionReason::try_from("Æ \"nei\"".to_owned()).expect("a reason");
    let extended = AuditEventData::DeadlineExtended {
        from: time("2026-11-24T11:00:00Z"),
        to: time("2026-12-24T11:00:00Z"),
    };
    let happened = [
        (Actor::SenderSystem { api_key }, extended),
        (
            Actor::Signer { signer },
            AuditEventData::Rejected { signer, reason },
        ),
        (Actor::Segl, AuditEventData::DocumentsDeleted),
    ];
    let mut previous = GENESIS;
    let numbered = happened.into_iter().zip(1..);
    let event = numbered.map(|((actor, data), sequence)| {
        let at = time(&format!("2026-11-24T11:00:0{sequence}Z"));
        let event = AuditEvent::new(job(), sequence, at, actor, data, previous);
        previous = event.hash;
        event
    });
    event.collect()
}

/// The JSON of a trail, with the hash of this event made anew after the change; those behind it stay.
fn changed(event: usize, change: impl FnOnce(&mut Value)) -> Result<VerifiedTrail, TrailError> {
    let mut trail: Value = serde_json::from_str(TRAIL).expect("JSON");
    let event = &mut trail["events"][event];
    change(event);
    let mut hashed = event.clone();
    hashed.as_object_mut().expect("an object").remove("hash");
    event["hash"] = json!(Digest::of(canonical_json(&hashed).as_bytes()));
    verify_audit_trail(trail.to_string().as_bytes())
}

#[test]
fn a_trail_is_the_one_that_another_program_makes() {
    assert_eq!(audit_trail_json(job(), &events()), TRAIL);
    let verified = verify_audit_trail(TRAIL.as_bytes()).expect("unbroken");
    assert_eq!(
        (verified.length(), verified.job),
        (3, "job_00000000000171018101010101010101".to_owned())
    );
}

#[test]
fn the_first_event_follows_thirty_two_zero_bytes_and_each_other_one_the_hash_before_it() {
    let events = events();
    assert_eq!(events[0].previous, Digest::from_bytes([0; 32]));
    for pair in events.windows(2) {
        assert_eq!(pair[1].previous, pair[0].hash);
        assert_ne!(pair[1].hash, pair[0].hash);
    }
}

#[test]
fn every_field_of_an_event_is_in_its_hash() {
    let AuditEvent {
        job,
        sequence,
        time: at,
        actor,
        data,
        previous,
        hash,
    } = events().remove(2);
    let again = AuditEvent::new(job, sequence, at, actor, data.clone(), previous);
    assert_eq!(again.hash, hash);
    let later = at + jiff::SignedDuration::from_secs(1);
    let signer = SignerId::new(3, [3; 10]);
    let others = [
        AuditEvent::new(
            JobId::new(9, [9; 10]),
            sequence,
            at,
            actor,
            data.clone(),
            previous,
        ),
        AuditEvent::new(job, sequence + 1, at, actor, data.clone(), previous),
        AuditEvent::new(job, sequence, later, actor, data.clone(), previous),
        AuditEvent::new(
            job,
            sequence,
            at,
            Actor::Signer { signer },
            data.clone(),
            previous,
        ),
        AuditEvent::new(
            job,
            sequence,
            at,
            actor,
            AuditEventData::Cancelled,
            previous,
        ),
        AuditEvent::new(job, sequence, at, actor, data, GENESIS),
    ];
    for other in others {
        assert_ne!(other.hash, hash, "{other:?}");
    }
}

#[test]
fn a_chain_breaks_where_previous_is_not_the_hash_before_it_though_its_own_hash_is_right() {
    let broken = |at| Err(TrailError::Broken { at });
    let hash = |event: usize| json!(events()[event].hash);
    // The last one, so that no event behind it gives the change away.
    assert_eq!(
        changed(2, |event| event["previous"] = json!(GENESIS)),
        broken(3)
    );
    assert_eq!(
        changed(2, |event| event["previous"] = hash(0)),
        broken(3),
        "an event is left out"
    );
    assert_eq!(changed(2, |event| event["previous"] = hash(2)), broken(3));
    assert_eq!(changed(2, |event| event["previous"] = json!("")), broken(3));
    assert_eq!(
        changed(2, |event| {
            event.as_object_mut().expect("an object").remove("previous");
        }),
        broken(3)
    );
    assert_eq!(
        changed(0, |event| event["previous"] = hash(0)),
        broken(1),
        "nothing is before the first"
    );
}

#[test]
fn a_chain_breaks_where_a_place_or_a_job_is_another_though_the_hash_is_right() {
    for sequence in [json!(2), json!(4), json!(0), json!("3"), json!(null)] {
        assert_eq!(
            changed(2, |event| event["sequence"] = sequence),
            Err(TrailError::Broken { at: 3 })
        );
    }
    assert_eq!(
        changed(2, |event| event["job"] = json!("job_other")),
        Err(TrailError::Broken { at: 3 })
    );
    // Where nothing is changed, what is hashed anew has the same hash.
    assert_eq!(changed(2, |_| {}).map(|trail| trail.length()), Ok(3));
}

#[test]
fn a_chain_breaks_where_a_hash_is_not_that_of_its_event() {
    let mut trail: Value = serde_json::from_str(TRAIL).expect("JSON");
    for hash in [json!(GENESIS), json!(events()[1].hash), json!("no digest")] {
        trail["events"][2]["hash"] = hash;
        assert_eq!(
            verify_audit_trail(trail.to_string().as_bytes()),
            Err(TrailError::Broken { at: 3 })
        );
    }
}

#[test]
fn a_trail_of_more_values_than_any_job_has_is_not_read() {
    let json = |values: usize| format!("[{}1]", "1,".repeat(values - 1));
    assert!(is_of_readable_size(json(200_000).as_bytes()));
    assert!(!is_of_readable_size(json(200_001).as_bytes()));
    assert_eq!(
        verify_audit_trail(json(200_001).as_bytes()),
        Err(TrailError::TooLarge)
    );
    let objects = |objects: usize| "{".repeat(objects);
    assert!(is_of_readable_size(objects(200_000).as_bytes()));
    assert!(!is_of_readable_size(objects(200_001).as_bytes()));
}
