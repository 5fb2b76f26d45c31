//! An audit trail held against what was signed: the head in a seal, or the events that statements name.

use segl_domain::{Digest, VerifiedTrail, verify_audit_trail};
use segl_front_page::embedded::Embedded;
use segl_validation::Check;
use serde::Serialize;
use serde_json::Value;

/// What is said of an audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrailReport {
    /// Whether it is an unbroken chain that ends in, or goes on from, the head in the seal.
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
        Some(_) if !is_sealed => (
            Check::NotChecked,
            Some(
                "the chain is unbroken, but not all signatures of the file are valid, so its head proves nothing",
            ),
        ),
        Some(head) if trail.goes_on_from(head.length, Digest::from_bytes(head.head)) => {
            (Check::Passed, None)
        }
        Some(_) => (
            Check::Failed,
            Some("the chain is not the one whose head is in the seal"),
        ),
        None => (
            Check::NotChecked,
            Some("the chain is unbroken, but no seal holds its head"),
        ),
    })
}

/// Holds an audit trail against the statements of signers, each of which names the event that tells of its signature.
/// `are_valid` says whether all of them are validly signed and belong together: others prove nothing.
#[must_use]
pub(super) fn examine_trail_of(trail: &[u8], statements: &[Value], are_valid: bool) -> TrailReport {
    report_of(trail, None, |trail| {
        if statements.is_empty() {
            (
                Check::NotChecked,
                Some("the chain is unbroken, but the container holds no statement that names it"),
            )
        } else if !are_valid {
            (
                Check::NotChecked,
                Some(
                    "the chain is unbroken, but the container is not valid, so its statements prove nothing",
                ),
            )
        } else if statements
            .iter()
            .all(|statement| is_named(trail, statement))
        {
            (Check::Passed, None)
        } else {
            (
                Check::Failed,
                Some("the chain is not the one that the statements name"),
            )
        }
    })
}

/// What is said of a trail: that its chain is broken, or what an unbroken one is judged to be, and why.
fn report_of(
    trail: &[u8],
    sealed_length: Option<u64>,
    judge: impl FnOnce(&VerifiedTrail) -> (Check, Option<&'static str>),
) -> TrailReport {
    match verify_audit_trail(trail) {
        Err(broken) => TrailReport {
            check: Check::Failed,
            job: None,
            length: None,
            sealed_length,
            reason: Some(broken.to_string()),
        },
        Ok(checked) => {
            let (check, reason) = judge(&checked);
            let length = Some(checked.length());
            TrailReport {
                check,
                job: Some(checked.job),
                length,
                sealed_length,
                reason: reason.map(str::to_owned),
            }
        }
    }
}

/// Whether a statement names this trail, and an event of it.
fn is_named(trail: &VerifiedTrail, statement: &Value) -> bool {
    let named = &statement["auditTrail"];
    let place = named["sequence"]
        .as_u64()
        .zip(named["hash"].as_str().and_then(Digest::from_hex));
    statement["job"]["id"].as_str() == Some(&trail.job)
        && place.is_some_and(|(sequence, hash)| trail.goes_on_from(sequence, hash))
}

#[cfg(test)]
mod tests;
