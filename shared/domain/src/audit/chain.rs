//! The chain of audit events: each holds the hash of the one before it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{canonical_json, event::AuditEventData};
use crate::{digest::Digest, id::JobId, identity::principal::Actor};

/// The form of the audit trail as JSON. Another form is another name, so that readers know which they have.
pub const AUDIT_TRAIL_FORMAT: &str = "segl-audit-trail-v2";

/// Something that happened to a job: when, by whom, what, and its place in the job's hash chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    /// The job.
    pub job: JobId,
    /// The place in the chain, from 1, without gaps.
    pub sequence: u64,
    /// The time at which it happened.
    pub time: Timestamp,
    /// Who caused it.
    pub actor: Actor,
    /// What happened: `type`, and the fields that belong to it.
    #[serde(flatten)]
    pub data: AuditEventData,
    /// The hash of the event before it; 32 zero bytes for the first.
    pub previous: Digest,
    /// SHA-256 of the canonical JSON (RFC 8785) of all the fields above.
    pub hash: Digest,
}

/// The hash before the first event.
pub(crate) const GENESIS: Digest = Digest::from_bytes([0; 32]);

impl AuditEvent {
    /// The event that follows the one with the hash `previous`.
    #[must_use]
    pub fn new(
        job: JobId,
        sequence: u64,
        time: Timestamp,
        actor: Actor,
        data: AuditEventData,
        previous: Digest,
    ) -> Self {
        let mut event = Self {
            job,
            sequence,
            time,
            actor,
            data,
            previous,
            hash: GENESIS,
        };
        let mut value =
            serde_json::to_value(&event).expect("an event has string keys and no map that fails");
        value
            .as_object_mut()
            .expect("an event is an object")
            .remove("hash");
        event.hash = Digest::of(canonical_json(&value).as_bytes());
        event
    }
}

/// The audit trail as it is embedded in the sealed document and handed out: canonical JSON of the events in order.
#[must_use]
pub fn audit_trail_json(job: JobId, events: &[AuditEvent]) -> String {
    canonical_json(
        &serde_json::json!({ "job": job, "format": AUDIT_TRAIL_FORMAT, "events": events }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::verify_audit_trail;

    fn chain(length: u64) -> Vec<AuditEvent> {
        let job = JobId::new(1, [1; 10]);
        let mut previous = GENESIS;
        let event = |sequence| {
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
        };
        (1..=length).map(event).collect()
    }

    fn is_unbroken(events: &[AuditEvent]) -> bool {
        verify_audit_trail(audit_trail_json(JobId::new(1, [1; 10]), events).as_bytes()).is_ok()
    }

    #[test]
    fn a_chain_breaks_where_an_event_is_changed_dropped_or_moved() {
        let good = chain(4);
        assert!(is_unbroken(&good));
        let mut changed = good.clone();
        changed[1].data = AuditEventData::DocumentsDeleted;
        assert!(!is_unbroken(&changed));
        let mut dropped = good.clone();
        dropped.remove(1);
        assert!(!is_unbroken(&dropped));
        let mut relinked = good.clone();
        relinked[2].previous = GENESIS;
        assert!(!is_unbroken(&relinked));
        let mut moved = good;
        moved.swap(1, 2);
        assert!(!is_unbroken(&moved));
    }

    #[test]
    fn an_event_whose_hash_is_right_and_whose_previous_is_not_breaks_the_chain() {
        let mut events = chain(2);
        let AuditEvent {
            job,
            sequence,
            time,
            actor,
            data,
            ..
        } = events[1].clone();
        events[1] = AuditEvent::new(job, sequence, time, actor, data, GENESIS);
        assert!(!is_unbroken(&events));
    }

    #[test]
    fn an_event_reads_back_from_json_with_the_same_hash() {
        let event = chain(1).remove(0);
        let text = serde_json::to_string(&event).expect("an event is JSON");
        let read: AuditEvent = serde_json::from_str(&text).expect("and reads back");
        assert_eq!(read, event);
        assert!(is_unbroken(&[read]));
    }

    #[test]
    fn an_event_is_one_level_of_json() {
        let value = serde_json::to_value(chain(1).remove(0)).expect("JSON");
        let keys: Vec<&str> = value
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            [
                "actor", "hash", "job", "previous", "sequence", "time", "type"
            ]
        );
    }
}
