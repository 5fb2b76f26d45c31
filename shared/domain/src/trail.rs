//! The audit trail as others have it: whether the JSON that was handed out is one unbroken chain.
//!
//! It is checked as JSON and not as facts that are known here, so that a trail that tells of things this version has
//! never heard of can be checked all the same: the procedure needs SHA-256 and RFC 8785 and nothing of ours.

use serde_json::Value;
use thiserror::Error;

use crate::{
    Digest,
    fact::{GENESIS, canonical_json},
};

/// A trail whose chain is unbroken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedTrail {
    /// The job that it is of.
    pub job: String,
    /// The hash of each fact, the first one's first.
    hashes: Vec<Digest>,
}

/// Why a trail is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TrailBroken {
    /// It is not JSON of the form `segl-audit-trail-v1`.
    #[error("this is not an audit trail of the form segl-audit-trail-v1")]
    NotTrail,
    /// It holds more values than any trail does.
    #[error("the audit trail holds more than is read here")]
    TooLarge,
    /// A fact was changed, dropped, added or moved.
    #[error("the chain of hashes breaks at fact {at}")]
    Broken {
        /// Which, from 1.
        at: u64,
    },
}

/// Checks a trail from its beginning: every fact in its place, of the one job, tied to the one before, with the hash that
/// its fields give.
///
/// # Errors
/// [`TrailBroken`] says where it breaks.
pub fn check_audit_trail(json: &[u8]) -> Result<CheckedTrail, TrailBroken> {
    if !is_of_readable_size(json) {
        return Err(TrailBroken::TooLarge);
    }
    let trail: Value = serde_json::from_slice(json).map_err(|_| TrailBroken::NotTrail)?;
    if trail["format"] != "segl-audit-trail-v1" {
        return Err(TrailBroken::NotTrail);
    }
    let job = trail["job"].as_str().ok_or(TrailBroken::NotTrail)?;
    let facts = trail["facts"].as_array().ok_or(TrailBroken::NotTrail)?;
    let mut hashes = Vec::with_capacity(facts.len());
    let mut previous = GENESIS;
    for (fact, at) in facts.iter().zip(1..) {
        let hash = link(fact, job, at, previous).ok_or(TrailBroken::Broken { at })?;
        hashes.push(hash);
        previous = hash;
    }
    Ok(CheckedTrail { job: job.to_owned(), hashes })
}

/// The most values that JSON of strangers may hold: an audit trail of the largest job has some thousands.
const MAX_VALUES: usize = 200_000;

/// Whether JSON can be read without taking many times the memory that its bytes take: a value of two bytes takes thirty
/// when it is read. Each value but the first stands behind one of these bytes; in texts they count too.
#[must_use]
pub fn is_of_readable_size(json: &[u8]) -> bool {
    json.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).take(MAX_VALUES + 1).count() <= MAX_VALUES
}

/// The hash of a fact that follows `previous`, if it does.
fn link(fact: &Value, job: &str, at: u64, previous: Digest) -> Option<Digest> {
    let mut fields = fact.as_object()?.clone();
    let hash = Digest::from_hex(fields.remove("hash")?.as_str()?)?;
    let fits = fields.get("job")?.as_str() == Some(job)
        && fields.get("seq")?.as_u64() == Some(at)
        && Digest::from_hex(fields.get("previous")?.as_str()?) == Some(previous);
    (fits && Digest::of(canonical_json(&Value::Object(fields)).as_bytes()) == hash).then_some(hash)
}

impl CheckedTrail {
    /// How many facts it has.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// Whether it is the trail that a seal signed, or one that goes on from it: at this length it has this head.
    #[must_use]
    pub fn goes_on_from(&self, length: u64, head: Digest) -> bool {
        let place = usize::try_from(length).ok().and_then(|length| length.checked_sub(1));
        place.and_then(|place| self.hashes.get(place)) == Some(&head)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::{Event, Fact, JobId, audit_trail_json};

    fn trail(length: u64) -> (String, Vec<Fact>) {
        let job = JobId::new(1, [1; 10]);
        let mut previous = GENESIS;
        let facts: Vec<Fact> = (1..=length)
            .map(|seq| {
                let fact = Fact::new(job, seq, Timestamp::UNIX_EPOCH, Event::Cancelled, previous);
                previous = fact.hash;
                fact
            })
            .collect();
        (audit_trail_json(job, &facts), facts)
    }

    #[test]
    fn a_trail_goes_on_from_what_was_sealed_and_not_from_another() {
        let (json, facts) = trail(5);
        let checked = check_audit_trail(json.as_bytes()).expect("unbroken");
        assert_eq!((checked.length(), checked.job.as_str()), (5, facts[0].job.to_string().as_str()));
        assert!(checked.goes_on_from(3, facts[2].hash));
        assert!(checked.goes_on_from(5, facts[4].hash));
        assert!(!checked.goes_on_from(3, facts[3].hash));
        assert!(!checked.goes_on_from(6, facts[4].hash) && !checked.goes_on_from(0, GENESIS));
    }

    #[test]
    fn a_fact_of_a_kind_not_known_here_is_checked_like_any_other() {
        let mut fact = json!({
            "job": "job_x", "seq": 1, "at": "2030-01-01T00:00:00Z", "previous": GENESIS,
            "event": { "type": "SOMETHING_NEW", "detail": { "b": 1, "a": "ø" } },
        });
        fact["hash"] = json!(Digest::of(canonical_json(&fact).as_bytes()));
        let trail =
            |fact: &Value| json!({ "format": "segl-audit-trail-v1", "job": "job_x", "facts": [fact] }).to_string();
        check_audit_trail(trail(&fact).as_bytes()).expect("unbroken");
        fact["event"]["detail"]["b"] = json!(2);
        assert_eq!(check_audit_trail(trail(&fact).as_bytes()), Err(TrailBroken::Broken { at: 1 }));
    }

    #[test]
    fn what_was_tampered_with_is_told_with_its_place() {
        let (json, _) = trail(4);
        let good: Value = serde_json::from_str(&json).expect("JSON");
        let broken = |change: &dyn Fn(&mut Value)| {
            let mut trail = good.clone();
            change(&mut trail);
            check_audit_trail(trail.to_string().as_bytes()).expect_err("tampered with")
        };
        let facts = |trail: &mut Value| trail["facts"].as_array_mut().expect("facts").clone();
        assert_eq!(broken(&|trail| trail["facts"][1]["at"] = json!("x")), TrailBroken::Broken { at: 2 });
        assert_eq!(broken(&|trail| trail["facts"][2]["more"] = json!(1)), TrailBroken::Broken { at: 3 });
        assert_eq!(broken(&|trail| trail["job"] = json!("job_other")), TrailBroken::Broken { at: 1 });
        assert_eq!(broken(&|trail| trail["facts"] = facts(trail)[1..].into()), TrailBroken::Broken { at: 1 });
        assert_eq!(broken(&|trail| trail["format"] = json!("other")), TrailBroken::NotTrail);
        assert_eq!(check_audit_trail(b"[]"), Err(TrailBroken::NotTrail));
    }
}
