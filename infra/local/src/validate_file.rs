//! `cargo local validate FILE`: the service's own validator, without a stack and asking nobody.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::Path,
};

use segl_app::{Anchors, Validated, examine, examine_later_trail, ports::AnchorFiles};
use segl_domain::OnBehalfOf;
use segl_validation::{Check, Indication, Report, SignatureReport};

use crate::{place::Place, system::now};

/// Validates a file, and holds a trail that was fetched later against its seal. Trusted are all
/// certificates in `trust`, or else the local test PKI's root beside the file or in the state.
///
/// # Errors
/// When the file cannot be read, or is not valid: whoever calls this from a script can tell.
pub(crate) fn run(
    place: &Place,
    file: &Path,
    named: Option<&Path>,
    trail: Option<&Path>,
    json: bool,
) -> Result<(), String> {
    let bytes = fs::read(file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?
        .into();
    let beside = file.with_added_extension("root.pem");
    let candidates = [
        named.map(Path::to_owned),
        Some(beside),
        Some(place.state.join("root.pem")),
    ];
    let pem = match candidates
        .into_iter()
        .flatten()
        .find(|candidate| candidate.exists() || Some(candidate.as_path()) == named)
    {
        Some(path) => {
            eprintln!("trusting {}", path.display());
            fs::read_to_string(&path)
                .map_err(|error| format!("{} cannot be read: {error}", path.display()))?
        }
        None => {
            eprintln!("trusting nobody: no certificate was given with --trust");
            String::new()
        }
    };
    // Of what the local stack sealed, and of nothing else, it is said who signed.
    let seal_chain = place.read_state("seal-chain.pem").unwrap_or_default();
    let (Anchors { sealer, .. }, _) = Anchors::read(&AnchorFiles {
        seal_chain,
        ..AnchorFiles::default()
    });
    let (Anchors { trust, .. }, broken) = Anchors::read(&AnchorFiles {
        trust_anchors: Some(pem),
        ..AnchorFiles::default()
    });
    for (_, one) in broken {
        let comment = if one.comment.is_empty() {
            String::new()
        } else {
            format!(" ({})", one.comment)
        };
        eprintln!(
            "certificate {} to trust cannot be read and is not believed{comment}",
            one.number
        );
    }
    if let Some(path) = named.filter(|_| trust.anchors.is_empty()) {
        return Err(format!(
            "{} holds no certificate in PEM that can be trusted",
            path.display()
        ));
    }
    let anchors = Anchors { trust, sealer };
    let mut validated = examine(&bytes, &anchors, now()).map_err(|error| error.to_string())?;
    if let Some(trail) = trail {
        let later = fs::read(trail)
            .map_err(|error| format!("{} cannot be read: {error}", trail.display()))?;
        validated.audit_trail = Some(examine_later_trail(&bytes, &validated, &later));
    }
    let text = if json {
        serde_json::to_string_pretty(&validated).map_err(|error| error.to_string())? + "\n"
    } else {
        told(&validated)
    };
    // Whoever reads no more than the first lines has read enough.
    let _ = io::stdout().write_all(text.as_bytes());
    match validated.audit_trail.as_ref().map(|trail| trail.check) {
        Some(Check::Failed) => {
            return Err("The audit trail does not belong to the file.".to_owned());
        }
        Some(Check::NotChecked) if trail.is_some() => {
            return Err("The audit trail could not be held against the file.".to_owned());
        }
        _ => {}
    }
    let report = validated.report;
    if report.indication == Indication::TotalPassed {
        Ok(())
    } else {
        Err(report.summary.to_owned())
    }
}

fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// What is said of a file, for people.
fn told(validated: &Validated) -> String {
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
        let _ = writeln!(out, "not signed: {}", unsigned_files.join(", "));
    }
    if let Some(job) = &validated.job {
        let documents: Vec<&str> = job
            .documents
            .iter()
            .map(|document| document.title.as_str())
            .collect();
        let (sender, organisation) = (&job.sender.name, &job.sender.organisation);
        let _ = writeln!(
            out,
            "sent by {sender} ({organisation}): {}, of {}",
            job.title,
            documents.join(", ")
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
            signer.name, signer.signed_at
        );
    }
    if let Some(said) = &validated.statements {
        let reason = said
            .reason
            .as_ref()
            .map(|reason| format!(", {reason}"))
            .unwrap_or_default();
        let _ = writeln!(out, "statements: {}{reason}", word(&said.check));
    }
    if let Some(evidence) = &validated.evidence {
        let count = evidence.signatures.len();
        let plural = if count == 1 { "" } else { "s" };
        let _ = writeln!(
            out,
            "evidence: {}, {count} signature{plural}",
            word(&evidence.indication)
        );
    }
    if !is_broken {
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

fn tell_trail(out: &mut String, validated: &Validated) {
    if let Some(trail) = &validated.audit_trail {
        let events = trail
            .length
            .map(|length| format!(", {length} audit events"))
            .unwrap_or_default();
        let sealed = trail
            .sealed_length
            .map(|length| format!(", {length} of them in the seal"))
            .unwrap_or_default();
        let _ = writeln!(out, "audit trail: {}{events}{sealed}", word(&trail.check));
        if let Some(reason) = &trail.reason {
            let _ = writeln!(out, "  {reason}");
        }
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
        one.field,
        word(&one.verdict.indication()),
        one.level.unwrap_or("no baseline level")
    );
    let _ = writeln!(
        out,
        "  by {}",
        one.signer.as_deref().unwrap_or("nobody who is known")
    );
    if let Some(time) = one.best_signature_time {
        let _ = writeln!(out, "  there at {time}, as a timestamp proves");
    } else if let Some(time) = one.claimed_signing_time {
        let _ = writeln!(out, "  made at {time}, as the signer says");
    }
    if !one.files.is_empty() {
        let _ = writeln!(out, "  of {}", one.files.join(", "));
    }
    if !one.missing_files.is_empty() {
        let _ = writeln!(out, "  missing: {}", one.missing_files.join(", "));
    }
    if !one.changed_files.is_empty() {
        let _ = writeln!(out, "  changed: {}", one.changed_files.join(", "));
    }
    let _ = writeln!(
        out,
        "  covers {}, then {}",
        word(&one.coverage),
        word(&one.modifications)
    );
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
        let _ = writeln!(out, "  {reason}");
    }
}
