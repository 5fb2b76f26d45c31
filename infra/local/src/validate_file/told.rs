//! What is said of a file, for people.
//!
//! Whatever a stranger may have written goes through [`shown`], so that no text of a file can be taken for a line of the
//! report.

use std::fmt::Write as _;

use segl_app::validation::document::Validated;
use segl_asic::names::shown;
use segl_domain::identity::authentication::OnBehalfOf;
use segl_validation::{Check, Indication, Report, SignatureReport};

fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// A name that a stranger has given, where a line goes on behind it: in quotes when it could be taken for more than that.
fn name(text: &str) -> String {
    let text = shown(text);
    if text.contains([',', ':', '"']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\\\""))
    } else {
        text
    }
}

/// Several names of strangers, one behind the other.
fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(|text| name(text.as_ref())).collect();
    names.join(", ")
}

/// What is said of a file: `has_trail` when somebody holds a trail of their own against it.
pub(super) fn told(validated: &Validated, knows_sealer: bool, has_trail: bool) -> String {
    let mut out = String::new();
    let Report {
        indication,
        summary,
        signatures,
        unsigned_files,
        ..
    } = &validated.report;
    // Whoever reads one line reads what is wrong.
    let is_broken = validated
        .audit_trail
        .as_ref()
        .is_some_and(|trail| trail.check == Check::Failed);
    if is_broken {
        tell_trail(&mut out, validated);
    }
    let _ = writeln!(out, "{}: {summary}", word(indication));
    let _ = writeln!(
        out,
        "SHA-256 {}, as at {}",
        validated.sha256, validated.validated_at
    );
    if !unsigned_files.is_empty() {
        let _ = writeln!(out, "not signed: {}", listed(unsigned_files));
    }
    if validated.sealed_here {
        tell_sealed(&mut out, validated);
    } else {
        tell_unsealed(&mut out, validated, knows_sealer);
    }
    if !is_broken && (validated.sealed_here || has_trail) {
        tell_trail(&mut out, validated);
    }
    for note in &validated.report.notes {
        let _ = writeln!(out, "note: {}", note.text());
    }
    signatures
        .iter()
        .for_each(|one| tell_signature(&mut out, one));
    out
}

/// What a file carries that this service sealed.
fn tell_sealed(out: &mut String, validated: &Validated) {
    if let Some(job) = &validated.job {
        let documents: Vec<&str> = job
            .documents
            .iter()
            .map(|document| document.title.as_str())
            .collect();
        let (sender, organisation) = (&job.sender.name, &job.sender.organisation);
        let _ = writeln!(
            out,
            "sent by {} ({}): {}, of {}",
            name(sender),
            name(organisation),
            name(&job.title),
            listed(&documents)
        );
    }
    for signer in &validated.signers {
        let own = if signer.on_behalf_of == OnBehalfOf::Other {
            ", on behalf of somebody else"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "signed by {} at {}{own}",
            name(&signer.name),
            signer.signed_at
        );
    }
    tell_statements(out, validated);
    if let Some(evidence) = &validated.evidence {
        let count = evidence.signatures.len();
        let plural = if count == 1 { "" } else { "s" };
        let _ = writeln!(
            out,
            "evidence: {}, {count} signature{plural}",
            word(&evidence.indication)
        );
    }
}

/// That this service did not seal a file. What it carries is in order or not by the word of whoever made it, and told here
/// it would read as this service's.
fn tell_unsealed(out: &mut String, validated: &Validated, knows_sealer: bool) {
    // Another verdict may be on a seal of this service's that was tampered with, or on what else the file holds.
    let are_valid = validated
        .report
        .signatures
        .iter()
        .all(|one| one.verdict.indication() == Indication::TotalPassed);
    let whose = if validated.is_own_seal {
        "sealed by this service, around something that does not belong together"
    } else if !knows_sealer {
        "not known to be sealed by this service: its own certificates are not known here"
    } else if are_valid {
        "not sealed by this service"
    } else {
        "not validly sealed by this service"
    };
    let _ = writeln!(out, "{whose}");
    let carried: Vec<&str> = [
        validated.audit_trail.as_ref().map(|_| "an audit trail"),
        validated.evidence.as_ref().map(|_| "evidence"),
        validated
            .statements
            .as_ref()
            .filter(|_| validated.evidence.is_none())
            .map(|_| "statements of signers"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !carried.is_empty() {
        let _ = writeln!(
            out,
            "it holds {}, by the word of whoever made it: nobody vouches for that here",
            carried.join(" and ")
        );
    }
    if validated
        .statements
        .as_ref()
        .is_some_and(|said| said.check == Check::Failed)
    {
        tell_statements(out, validated);
    }
}

fn tell_statements(out: &mut String, validated: &Validated) {
    if let Some(said) = &validated.statements {
        let reason = said
            .reason
            .as_ref()
            .map(|reason| format!(", {}", shown(reason)))
            .unwrap_or_default();
        let _ = writeln!(out, "statements: {}{reason}", word(&said.check));
    }
}

fn tell_trail(out: &mut String, validated: &Validated) {
    let Some(trail) = &validated.audit_trail else {
        return;
    };
    // In order is what the seal says it is; whose seal that is was said before.
    let whose = if validated.sealed_here {
        ""
    } else {
        " with a seal that is not known to be this service's"
    };
    match (trail.proven_length, trail.length) {
        (Some(proven), Some(length)) if proven < length => {
            let _ = writeln!(
                out,
                "audit trail: events 1 to {proven} of {length} PASSED{whose}, events {} to {length} are vouched for by \
                 nobody",
                proven + 1
            );
        }
        _ => {
            let events = trail
                .length
                .map(|length| format!(", {length} audit events"))
                .unwrap_or_default();
            let sealed = trail
                .sealed_length
                .map(|length| format!(", {length} of them in the seal"))
                .unwrap_or_default();
            let whose = if trail.check == Check::Passed {
                whose
            } else {
                ""
            };
            let _ = writeln!(
                out,
                "audit trail: {}{whose}{events}{sealed}",
                word(&trail.check)
            );
        }
    }
    if let Some(reason) = &trail.reason {
        let _ = writeln!(out, "  {}", shown(reason));
    }
}

fn tell_signature(out: &mut String, one: &SignatureReport) {
    let why = one
        .verdict
        .sub_indication()
        .map(|why| format!(" ({why})"))
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "\n{}: {}{why}, {}",
        name(&one.field),
        word(&one.verdict.indication()),
        one.level.unwrap_or("no baseline level")
    );
    let _ = writeln!(
        out,
        "  by {}",
        shown(one.signer.as_deref().unwrap_or("nobody who is known"))
    );
    if let Some(time) = one.best_signature_time {
        let _ = writeln!(out, "  there at {time}, as a timestamp proves");
    } else if let Some(time) = one.claimed_signing_time {
        let _ = writeln!(out, "  made at {time}, as the signer says");
    }
    if one.files.is_empty() {
        let _ = writeln!(
            out,
            "  covers {}, then {}",
            word(&one.coverage),
            word(&one.modifications)
        );
    } else {
        let _ = writeln!(out, "  covers {}", listed(&one.files));
    }
    if !one.missing_files.is_empty() {
        let _ = writeln!(out, "  missing: {}", listed(&one.missing_files));
    }
    if !one.changed_files.is_empty() {
        let _ = writeln!(out, "  changed: {}", listed(&one.changed_files));
    }
    let checks = [
        ("byte range", one.checks.byte_range),
        ("digest", one.checks.digest),
        ("signature", one.checks.signature),
        ("certificate named", one.checks.signing_certificate),
        ("certificate chain", one.checks.certificate_chain),
        ("revocation", one.checks.revocation),
        ("timestamp", one.checks.timestamp),
        ("changes", one.checks.modifications),
    ];
    let said = |wanted: Check| {
        let names: Vec<&str> = checks
            .iter()
            .filter(|(_, check)| *check == wanted)
            .map(|(name, _)| *name)
            .collect();
        names.join(", ")
    };
    let _ = writeln!(out, "  passed: {}", said(Check::Passed));
    for (name, wanted) in [
        ("failed", Check::Failed),
        ("not checked", Check::NotChecked),
    ] {
        if !said(wanted).is_empty() {
            let _ = writeln!(out, "  {name}: {}", said(wanted));
        }
    }
    for reason in &one.reasons {
        let _ = writeln!(out, "  {}", shown(reason));
    }
}

#[cfg(test)]
mod tests;
