//! An audit trail held against what was signed: the head in a seal, or the events that statements name.

use segl_domain::{
    audit::{self, VerifiedTrail},
    digest::Digest,
};
use segl_front_page::embedded::Embedded;
use segl_validation::Check;
use serde::Serialize;
use serde_json::Value;

/// What is said of an audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrailReport {
    /// Whether it is an unbroken chain, and all of it was sealed. One that goes on from what was sealed is not checked: who
    /// has what was sealed can write more behind it.
    pub check: Check,
    /// The job that it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// How many events it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// How many it had when the document was sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_length: Option<u64>,
    /// How many of its events, from the first on, a valid signature vouches for. `None` where nothing is proven of any.
    #[serde(skip)]
    pub proven_length: Option<u64>,
    /// Why it is not in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Holds an audit trail against the head that a document's seal signed. It may be the one in the document, or one that
/// was fetched later and goes on from it. `is_sealed` says whether the seal is valid: the head of another proves nothing.
#[must_use]
pub fn examine_trail(trail: &[u8], sealed: &Embedded, is_sealed: bool) -> TrailReport {
    let sealed_length = sealed.trail_head.map(|head| head.length);
    report_of(trail, sealed_length, |trail| match sealed.trail_head {
        Some(_) if !is_sealed => Judged::Open(
            "the chain is unbroken, but not all signatures of the file are valid, so its head proves nothing",
        ),
        Some(head) if trail.goes_on_from(head.length, Digest::from_bytes(head.head)) => {
            Judged::Proven(head.length)
        }
        Some(_) => Judged::Other("the chain is not the one whose head is in the seal"),
        None => Judged::Open("the chain is unbroken, but no seal holds its head"),
    })
}

/// Holds an audit trail against the statements of signers, each of which names the event that tells of its signature.
/// `are_valid` says whether all of them are validly signed and belong together: others prove nothing.
#[must_use]
pub(super) fn examine_trail_of(trail: &[u8], statements: &[Value], are_valid: bool) -> TrailReport {
    report_of(trail, None, |trail| {
        if statements.is_empty() {
            return Judged::Open(
                "the chain is unbroken, but the container holds no statement that names it",
            );
        }
        if !are_valid {
            return Judged::Open(
                "the chain is unbroken, but the container is not valid, so its statements prove nothing",
            );
        }
        let named = statements
            .iter()
            .map(|statement| named_place(trail, statement));
        // Each proves all events up to the one that it names.
        match named.collect::<Option<Vec<u64>>>() {
            Some(places) => Judged::Proven(places.into_iter().max().unwrap_or_default()),
            None => Judged::Other("the chain is not the one that the statements name"),
        }
    })
}

/// What an unbroken chain is judged to be.
enum Judged {
    /// So many of its events, from the first on, are what was signed.
    Proven(u64),
    /// It is not what was signed.
    Other(&'static str),
    /// Nothing says what it is.
    Open(&'static str),
}

/// What is said of a trail: that its chain is broken, or what an unbroken one is judged to be, and why.
fn report_of(
    trail: &[u8],
    sealed_length: Option<u64>,
    judge: impl FnOnce(&VerifiedTrail) -> Judged,
) -> TrailReport {
    let checked = match audit::verify_audit_trail(trail) {
        Ok(checked) => checked,
        Err(broken) => {
            return TrailReport {
                check: Check::Failed,
                job: None,
                length: None,
                sealed_length,
                proven_length: None,
                reason: Some(broken.to_string()),
            };
        }
    };
    let length = checked.length();
    let (check, proven_length, reason) = match judge(&checked) {
        Judged::Proven(proven) if proven == length => (Check::Passed, Some(proven), None),
        Judged::Proven(proven) => (
            Check::NotChecked,
            Some(proven),
            Some(format!(
                "the first {proven} of its {length} events are what was sealed; those after them are in no seal, and \
                 nobody vouches for them"
            )),
        ),
        Judged::Other(why) => (Check::Failed, None, Some(why.to_owned())),
        Judged::Open(why) => (Check::NotChecked, None, Some(why.to_owned())),
    };
    TrailReport {
        check,
        job: Some(checked.job),
        length: Some(length),
        sealed_length,
        proven_length,
        reason,
    }
}

/// The place of the event of this trail that a statement names. `None` when it names another trail, or no event of it.
fn named_place(trail: &VerifiedTrail, statement: &Value) -> Option<u64> {
    let named = &statement["auditTrail"];
    let (sequence, hash) = named["sequence"]
        .as_u64()
        .zip(named["hash"].as_str().and_then(Digest::from_hex))?;
    let is_of_job = statement["job"]["id"].as_str() == Some(&trail.job);
    (is_of_job && trail.goes_on_from(sequence, hash)).then_some(sequence)
}

#[cfg(test)]
mod tests;
