//! Facts: what happened, each chained by hash to the one before it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Authentication, Channel, Digest, Document, DocumentId, JobId, Notice, Order, PersonName, RejectionReason, SignerId,
    Unreachable,
};

/// What happened. No secret and no address ever stands in a fact: a job's facts go to its sender and into its seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", tag = "type")]
pub enum Event {
    /// The sender created the job.
    JobCreated {
        /// The documents to sign.
        documents: Vec<DocumentFact>,
        /// The signers, with their order.
        signers: Vec<SignerFact>,
    },
    /// A group of signers may now sign.
    GroupActivated {
        /// Their order.
        order: Order,
        /// Until when.
        deadline: Timestamp,
    },
    /// The sender moved the active group's deadline.
    DeadlineExtended {
        /// What it was.
        from: Timestamp,
        /// What it is.
        to: Timestamp,
    },
    /// A link was issued, and older ones died.
    LinkIssued {
        /// To whom.
        signer: SignerId,
        /// How it is sent.
        channel: Channel,
    },
    /// A one-time code was issued, and an older one died.
    CodeIssued {
        /// To whom.
        signer: SignerId,
        /// How it is sent.
        channel: Channel,
        /// Until when it opens.
        expires_at: Timestamp,
    },
    /// A one-time address was handed to the sender, and an older one died.
    RedirectIssued {
        /// For whom.
        signer: SignerId,
        /// Until when it opens.
        expires_at: Timestamp,
    },
    /// A one-time address was opened, and is used up.
    RedirectUsed {
        /// Whose it was.
        signer: SignerId,
    },
    /// The sender changed what a signer is called, spoken to in or reached by; of a new address links and visits died.
    SignerMended {
        /// Of whom.
        signer: SignerId,
    },
    /// The sender asked for a new link; the older one and its visits died.
    LinkRevoked {
        /// Of whom.
        signer: SignerId,
    },
    /// The sender asked for a reminder at once.
    ReminderAsked {
        /// To whom.
        signer: SignerId,
    },
    /// The contact register was asked, and knows no way to the signer.
    NotReached {
        /// Whom.
        signer: SignerId,
        /// Why not.
        why: Unreachable,
    },
    /// A reminder was left out, since the contact register knows no way to the signer any more.
    NoticeLeftOut {
        /// Which.
        notice: Notice,
    },
    /// A signer's e-ID gave no name, which ended the job.
    NameNotAvailable {
        /// Whose.
        signer: SignerId,
    },
    /// A wrong code was entered.
    CodeRefused {
        /// By the holder of this signer's link.
        signer: SignerId,
        /// Wrong tries so far.
        wrong_tries: u8,
    },
    /// The right code was entered, and is used up.
    CodeAccepted {
        /// By the holder of this signer's link.
        signer: SignerId,
        /// The channel the code went by.
        channel: Channel,
    },
    /// A code was not used in time.
    CodeExpired {
        /// Whose it was.
        signer: SignerId,
    },
    /// Too many wrong codes were entered.
    SignerBlocked {
        /// On whose link.
        signer: SignerId,
    },
    /// The sender lifted a blocking.
    SignerUnblocked {
        /// Of whom.
        signer: SignerId,
    },
    /// A signer signed.
    Signed {
        /// Who.
        signer: SignerId,
        /// The name that was stated.
        name: PersonName,
        /// The consent text that was accepted.
        consent: String,
        /// The digest of the documents that were shown.
        documents: Digest,
        /// What let the signer in.
        authentication: Authentication,
        /// SHA-256 of the canonical JSON of what is kept of the signature (the address and browser too), but for the date
        /// of birth.
        evidence: Digest,
    },
    /// A signer would not sign, which ended the job.
    Rejected {
        /// Who.
        signer: SignerId,
        /// Why.
        reason: RejectionReason,
    },
    /// The sender cancelled the job.
    Cancelled,
    /// The deadline passed, which ended the job.
    Expired {
        /// The group whose deadline it was.
        order: Order,
    },
    /// Somebody set out to send a message.
    NoticeIntended {
        /// Which.
        notice: Notice,
        /// The how-manieth attempt.
        attempt: u8,
    },
    /// The provider took a message.
    NoticeSent {
        /// Which.
        notice: Notice,
        /// The provider's name for it.
        message_id: String,
    },
    /// The provider would not take a message.
    NoticeFailed {
        /// Which.
        notice: Notice,
        /// The how-manieth attempt.
        attempt: u8,
        /// Whether it was given up.
        parked: bool,
    },
    /// All have signed, and the key is about to be asked to sign what is known of each signer.
    EvidenceIntended {
        /// SHA-256 of the digests that the key is asked to sign, one after the other.
        digest: Digest,
    },
    /// All have signed, and the key is about to be asked to seal.
    SealIntended {
        /// SHA-256 of the signed attributes that the key is asked to sign.
        digest: Digest,
    },
    /// Sealing was stopped: something in the store is not what was checked. It is tried again after a day, or as soon as
    /// somebody starts it.
    SealingHalted,
    /// The sealed document is stored.
    Sealed {
        /// SHA-256 of the sealed document.
        sha256: Digest,
        /// The PAdES level that was reached.
        level: String,
        /// SHA-256 of the container of evidence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Digest>,
    },
    /// The sealed document got a new timestamp, and is stored anew.
    SealRenewed {
        /// SHA-256 of the sealed document as it is now.
        sha256: Digest,
    },
    /// The sender asked that the documents be deleted before their time.
    DeletionRequested,
    /// The documents are gone from the store.
    DocumentsDeleted,
}

/// What a fact says of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentFact {
    /// Names it.
    pub id: DocumentId,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
}

impl From<&Document> for DocumentFact {
    fn from(document: &Document) -> Self {
        Self { id: document.id, sha256: document.sha256 }
    }
}

/// What a fact says of a signer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerFact {
    /// Names the signer.
    pub id: SignerId,
    /// The place in the order.
    pub order: Order,
}

/// One link of a job's chain: the event, where it stands, and the hash that ties it to all before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// The job it is about.
    pub job: JobId,
    /// Its place in the chain, from 1, without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
    /// The hash of the fact before it; 32 zero bytes for the first.
    pub previous: Digest,
    /// SHA-256 of the canonical JSON (RFC 8785) of all the fields above.
    pub hash: Digest,
}

/// What precedes the first fact.
pub(crate) const GENESIS: Digest = Digest::from_bytes([0; 32]);

impl Fact {
    /// The fact that follows `previous`, the hash of the one before it.
    #[must_use]
    pub fn new(job: JobId, seq: u64, at: Timestamp, event: Event, previous: Digest) -> Self {
        let mut fact = Self { job, seq, at, event, previous, hash: GENESIS };
        fact.hash = fact.recount();
        fact
    }

    /// The hash that the fields give.
    fn recount(&self) -> Digest {
        let mut value = serde_json::to_value(self).expect("a fact has string keys and no map that fails");
        value.as_object_mut().expect("a fact is an object").remove("hash");
        Digest::of(canonical_json(&value).as_bytes())
    }
}

/// Whether these facts are one unbroken chain from its beginning: every number in place, every hash right.
#[must_use]
pub fn is_unbroken(facts: &[Fact]) -> bool {
    let mut previous = GENESIS;
    facts.iter().zip(1..).all(|(fact, seq)| {
        let fits = fact.seq == seq && fact.previous == previous && fact.hash == fact.recount();
        previous = fact.hash;
        fits
    })
}

/// The audit trail as it is embedded in the sealed document and handed out: canonical JSON of the facts in order.
#[must_use]
pub fn audit_trail_json(job: JobId, facts: &[Fact]) -> String {
    let trail = serde_json::json!({ "job": job, "format": "segl-audit-trail-v1", "facts": facts });
    canonical_json(&trail)
}

/// The JSON Canonicalization Scheme (RFC 8785): one text for one value, whatever the order of its keys in memory.
///
/// # Panics
/// Never: every number in a [`Value`] is finite, and every key is text.
#[must_use]
pub fn canonical_json(value: &Value) -> String {
    serde_json_canonicalizer::to_string(value).expect("a JSON value can be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: u64) -> Vec<Fact> {
        let job = JobId::new(1, [1; 10]);
        let mut previous = GENESIS;
        (1..=length)
            .map(|seq| {
                let fact = Fact::new(job, seq, Timestamp::UNIX_EPOCH, Event::Cancelled, previous);
                previous = fact.hash;
                fact
            })
            .collect()
    }

    #[test]
    fn a_chain_breaks_where_a_fact_is_changed_dropped_or_moved() {
        let good = chain(4);
        assert!(is_unbroken(&good));
        let mut changed = good.clone();
        changed[1].event = Event::DocumentsDeleted;
        assert!(!is_unbroken(&changed));
        let mut dropped = good.clone();
        dropped.remove(1);
        assert!(!is_unbroken(&dropped));
        let mut moved = good;
        moved.swap(1, 2);
        assert!(!is_unbroken(&moved));
    }

    #[test]
    fn a_fact_reads_back_from_json_with_the_same_hash() {
        let fact = chain(1).remove(0);
        let text = serde_json::to_string(&fact).expect("a fact is JSON");
        let read: Fact = serde_json::from_str(&text).expect("and reads back");
        assert!(is_unbroken(&[read]));
    }

    #[test]
    fn canonical_json_is_that_of_rfc_8785_sections_3_2_2_and_3_2_3() {
        let of = |text: &str| canonical_json(&serde_json::from_str(text).expect("JSON"));
        let numbers = r#"{"b":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"a":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"#;
        let expected = r#"{"a":"€$\u000f\nA'B\"\\\\\"/","b":[333333333.3333333,1e+30,4.5,0.002,1e-27]}"#;
        assert_eq!(of(numbers), expected);
        // By UTF-16 code units: what is beyond the first plane comes before U+FB33.
        let keys = "{\"\u{20ac}\":1,\"\\r\":2,\"\u{fb33}\":3,\"1\":4,\"\u{1f600}\":5,\"\u{80}\":6,\"\u{f6}\":7}";
        let sorted = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(of(keys), sorted);
        // The largest whole number that every reader has (RFC 7493 section 2.2).
        assert_eq!(of("[9007199254740991,-9007199254740991]"), "[9007199254740991,-9007199254740991]");
    }

    #[test]
    fn canonical_json_sorts_keys_and_drops_space() {
        let value = serde_json::json!({"b": [1, "\u{8}ø"], "a": {"d": null, "c": true}});
        assert_eq!(canonical_json(&value), r#"{"a":{"c":true,"d":null},"b":[1,"\bø"]}"#);
    }
}
