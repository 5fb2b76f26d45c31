//! Verification of an audit trail: whether the JSON that was handed out is one unbroken chain of events.
//!
//! It is verified as JSON and not as events that are known here, so that a trail with kinds of events that this version
//! does not know can be verified all the same: the procedure needs SHA-256 and RFC 8785 and nothing of ours.

use serde_json::{Value, json};
use thiserror::Error;

use super::{
    canonical_json,
    chain::{AUDIT_TRAIL_FORMAT, GENESIS},
};
use crate::digest::Digest;

/// A trail whose chain is unbroken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedTrail {
    /// The job that it is of.
    pub job: String,
    /// The hash of each event, the first one's first.
    hashes: Vec<Digest>,
}

/// Why a trail is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TrailError {
    /// It is not JSON of the form `segl-audit-trail-v2`.
    #[error("this is not an audit trail of the form segl-audit-trail-v2")]
    NotTrail,
    /// It holds more values than any trail does.
    #[error("the audit trail holds more than is read here")]
    TooLarge,
    /// It holds more than its events, a key twice, or is written in another way than trails are.
    #[error(
        "the audit trail is not written as audit trails are: it says something twice or more than a trail does, or is \
         no canonical JSON (RFC 8785)"
    )]
    NotCanonical,
    /// An event was changed, dropped, added or moved.
    #[error("the chain of hashes breaks at event {at}")]
    Broken {
        /// Which, from 1.
        at: u64,
    },
}

/// Checks a trail from its beginning: every event in its place, of the one job, tied to the one before, with the hash that
/// its fields give. Byte for byte it is what those events are written as: of a key that stands twice readers take the one
/// or the other, and beside the events nothing is hashed.
///
/// # Errors
/// [`TrailError`] says where it breaks.
pub fn verify_audit_trail(text: &[u8]) -> Result<VerifiedTrail, TrailError> {
    if !is_of_readable_size(text) {
        return Err(TrailError::TooLarge);
    }
    let trail: Value = serde_json::from_slice(text).map_err(|_| TrailError::NotTrail)?;
    if trail["format"] != AUDIT_TRAIL_FORMAT {
        return Err(TrailError::NotTrail);
    }
    let job = trail["job"].as_str().ok_or(TrailError::NotTrail)?;
    let events = trail["events"].as_array().ok_or(TrailError::NotTrail)?;
    let mut hashes = Vec::with_capacity(events.len());
    let mut previous = GENESIS;
    for (event, at) in events.iter().zip(1..) {
        let hash = link(event, job, at, previous).ok_or(TrailError::Broken { at })?;
        hashes.push(hash);
        previous = hash;
    }
    let alone = json!({ "job": job, "format": AUDIT_TRAIL_FORMAT, "events": events });
    if canonical_json(&alone).as_bytes() != text {
        return Err(TrailError::NotCanonical);
    }
    Ok(VerifiedTrail {
        job: job.to_owned(),
        hashes,
    })
}

/// The most values that JSON of strangers may hold: an audit trail of the largest job has some thousands.
const MAX_VALUES: usize = 200_000;

/// Whether JSON can be read without taking many times the memory that its bytes take: a value of two bytes takes thirty
/// when it is read. Each value but the first stands behind one of these bytes; in texts they count too.
#[must_use]
pub fn is_of_readable_size(json: &[u8]) -> bool {
    json.iter()
        .filter(|byte| matches!(byte, b',' | b'[' | b'{'))
        .take(MAX_VALUES + 1)
        .count()
        <= MAX_VALUES
}

/// The hash of an event that follows `previous`, if it does.
fn link(event: &Value, job: &str, at: u64, previous: Digest) -> Option<Digest> {
    let mut fields = event.as_object()?.clone();
    let hash = Digest::from_hex(fields.remove("hash")?.as_str()?)?;
    let fits = fields.get("job")?.as_str() == Some(job)
        && fields.get("sequence")?.as_u64() == Some(at)
        && Digest::from_hex(fields.get("previous")?.as_str()?) == Some(previous);
    (fits && Digest::of(canonical_json(&Value::Object(fields)).as_bytes()) == hash).then_some(hash)
}

impl VerifiedTrail {
    /// The number of its events.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// Whether it is the trail that a seal signed, or one that goes on from it: at this length it has this head.
    #[must_use]
    pub fn goes_on_from(&self, length: u64, head_hash: Digest) -> bool {
        let place = usize::try_from(length)
            .ok()
            .and_then(|length| length.checked_sub(1));
        place.and_then(|place| self.hashes.get(place)) == Some(&head_hash)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        audit::{AuditEvent, AuditEventData, audit_trail_json},
        id::JobId,
        identity::principal::Actor,
    };

    fn trail(length: u64) -> (String, Vec<AuditEvent>) {
        let job = JobId::new(1, [1; 10]);
        let mut previous = GENESIS;
        let events: Vec<AuditEvent> = (1..=length)
            .map(|sequence| {
                let event = AuditEvent::new(
                    job,
                    sequence,
                    Timestamp::UNIX_EPOCH,
                    Actor::Segl,
                    AuditEventData::Cancelled,
                    previous,
                );
                previous = event.hash;
                event
            })
            .collect();
        (audit_trail_json(job, &events), events)
    }

    #[test]
    fn a_trail_goes_on_from_what_was_sealed_and_not_from_another() {
        let (json, events) = trail(5);
        let checked = verify_audit_trail(json.as_bytes()).expect("unbroken");
        assert_eq!(
            (checked.length(), checked.job.as_str()),
            (5, events[0].job.to_string().as_str())
        );
        assert!(checked.goes_on_from(3, events[2].hash));
        assert!(checked.goes_on_from(5, events[4].hash));
        assert!(!checked.goes_on_from(3, events[3].hash));
        assert!(!checked.goes_on_from(6, events[4].hash) && !checked.goes_on_from(0, GENESIS));
    }

    #[test]
    fn a_fact_of_a_kind_not_known_here_is_checked_like_any_other() {
        let mut event = json!({
            "job": "job_x", "sequence": 1, "time": "2030-01-01T00:00:00Z", "previous": GENESIS,
            "type": "SOMETHING_NEW", "detail": { "b": 1, "a": "ø" },
        });
        event["hash"] = json!(Digest::of(canonical_json(&event).as_bytes()));
        let trail = |event: &Value| {
            canonical_json(
                &json!({ "format": "segl-audit-trail-v2", "job": "job_x", "events": [event] }),
            )
        };
        verify_audit_trail(trail(&event).as_bytes()).expect("unbroken");
        event["detail"]["b"] = json!(2);
        assert_eq!(
            verify_audit_trail(trail(&event).as_bytes()),
            Err(TrailError::Broken { at: 1 })
        );
    }

    #[test]
    fn what_was_tampered_with_is_told_with_its_place() {
        let (json, _) = trail(4);
        let good: Value = serde_json::from_str(&json).expect("JSON");
        let broken = |change: &dyn Fn(&mut Value)| {
            let mut trail = good.clone();
            change(&mut trail);
            verify_audit_trail(trail.to_string().as_bytes()).expect_err("tampered with")
        };
        let events = |trail: &mut Value| trail["events"].as_array_mut().expect("events").clone();
        assert_eq!(
            broken(&|trail| trail["events"][1]["time"] = json!("x")),
            TrailError::Broken { at: 2 }
        );
        assert_eq!(
            broken(&|trail| trail["events"][2]["more"] = json!(1)),
            TrailError::Broken { at: 3 }
        );
        assert_eq!(
            broken(&|trail| trail["job"] = json!("job_other")),
            TrailError::Broken { at: 1 }
        );
        assert_eq!(
            broken(&|trail| trail["events"] = events(trail)[1..].into()),
            TrailError::Broken { at: 1 }
        );
        assert_eq!(
            broken(&|trail| trail["format"] = json!("other")),
            TrailError::NotTrail
        );
        assert_eq!(verify_audit_trail(b"[]"), Err(TrailError::NotTrail));
    }

    #[test]
    fn a_trail_that_says_more_than_its_events_or_says_it_twice_is_none() {
        let (good, _) = trail(2);
        verify_audit_trail(good.as_bytes()).expect("unbroken");
        let change = |from: &str, to: &str| {
            assert!(good.contains(from), "{from}");
            good.replacen(from, to, 1)
        };
        for (why, changed) in [
            (
                "other events before",
                change("{\"events\":", "{\"events\":[],\"events\":"),
            ),
            (
                "a key twice",
                change("\"type\":", "\"type\":\"SIGNED\",\"type\":"),
            ),
            (
                "something more",
                change("{\"events\":", "{\"a\":1,\"events\":"),
            ),
            ("space between", change("{\"events\":", "{ \"events\":")),
            ("a line at the end", format!("{good}\n")),
            (
                "a letter spelled by its number",
                change("CANCELLED", "\\u0043ANCELLED"),
            ),
        ] {
            assert_eq!(
                verify_audit_trail(changed.as_bytes()),
                Err(TrailError::NotCanonical),
                "{why}"
            );
        }
    }
}
