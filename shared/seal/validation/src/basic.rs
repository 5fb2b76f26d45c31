//! What one signature is worth, whatever carries it: the processes for basic signatures and for those with time (EN 319
//! 102-1 clauses 5.3 and 5.5).

use jiff::{SignedDuration, Timestamp};

use crate::{
    checks::{Check, Kind, Modifications},
    path::{Outcome, Paths, Purpose, SignatureTime},
    signature::Signature,
    signature_report::{PathEnds, SignatureReport},
    timestamps::{EXHAUSTED, OUTDATED, best_timestamp, earliest_possible, stamped_time},
    verdict::{FailureReason as F, IndeterminateReason as I},
};

/// The level whose answers a later timestamp protects.
pub(super) const ARCHIVED: &str = "B-LTA";

/// Weighs a signature that stands where it should. `is_baseline` says whether its kind knows levels (B-B to B-LTA).
pub(super) fn validate_cms(
    mut report: SignatureReport,
    signature: &Signature,
    is_baseline: bool,
    paths: &Paths<'_>,
    poe_time: Timestamp,
    is_archived: bool,
) -> SignatureReport {
    report.checks.digest = Check::of(signature.digest_matches);
    if !signature.digest_matches {
        return report.failed(
            F::HashFailure,
            "The document is not what was signed: bytes were changed.",
        );
    }
    let Some(certificate) = &signature.certificate else {
        return report.undecided(
            I::NoSigningCertificateFound,
            "The signer's certificate is not in the signature.",
        );
    };
    let Some(verifies) = signature.verifies else {
        return report.undecided(
            I::CryptoConstraintsFailureNoPoe,
            "The signer's key is of a kind that is not known here.",
        );
    };
    report.checks.signature = Check::of(verifies);
    if signature.is_unsorted {
        // Neither a signature as it must be nor one by somebody else: other validators disagree.
        return report.undecided(
            I::SigConstraintsFailure,
            "The signature was made over its attributes in another order than they must have.",
        );
    }
    if !verifies {
        return report.failed(
            F::SigCryptoFailure,
            "The signature was not made by the key of its certificate.",
        );
    }
    match signature.names_certificate {
        Some(names) => {
            report.checks.signing_certificate = Check::of(names);
            if !names {
                // EN 319 102-1 clause 5.2.3.4: then the certificate that is there is not the signer's.
                return report.undecided(
                    I::NoSigningCertificateFound,
                    "The signature was made for another certificate.",
                );
            }
        }
        None if is_baseline => {
            return report.undecided(
                I::SigConstraintsFailure,
                "The signature does not name its certificate, as a signature of its kind must.",
            );
        }
        None => {}
    }
    report.checks.modifications = report.modifications.check();
    match report.modifications {
        Modifications::Other => {
            let mut report = report.failed(
                F::FormatFailure,
                "The document was changed after it was signed, in a way that the signature does not allow.",
            );
            let changes = std::mem::take(&mut report.changes);
            report.reasons.extend(changes);
            return report;
        }
        Modifications::Unknown => {
            const REASON: &str = "What came after the signature cannot be judged.";
            let mut report = report.undecided(I::Generic, REASON);
            let changes = std::mem::take(&mut report.changes);
            report.reasons.extend(changes);
            return report;
        }
        Modifications::None
        | Modifications::LtaUpdates
        | Modifications::MetadataUpdates
        | Modifications::FormFilling => {}
    }

    let is_timestamp = report.kind == Kind::DocumentTimestamp;
    let mut time = SignatureTime::by(poe_time);
    let mut level = is_baseline.then_some("B-B");
    let policy = paths.policy();
    if is_timestamp {
        // Until it is found valid, its time is what it says and no more.
        report.claimed_signing_time = signature.stamped_at;
        if signature.names_certificate != Some(true) {
            return report.undecided(
                I::SigConstraintsFailure,
                "The timestamp does not name its certificate, as a timestamp must (RFC 3161).",
            );
        }
        if let Some(stamped) = signature.stamped_at
            && !policy.was_there(stamped, poe_time)
        {
            return report.undecided(
                I::TimestampOrderFailure,
                "The timestamp says a time after the one by which it was there.",
            );
        }
        time = stamped_time(signature.stamped_at, paths, poe_time);
    } else if let Some(stamped) =
        best_timestamp(&signature.timestamps, paths, poe_time, &mut report)
    {
        let before = earliest_possible(&signature.content_timestamps, paths, poe_time);
        if before.is_some_and(|before| !policy.was_there(before, stamped.time)) {
            return report.undecided(
                I::TimestampOrderFailure,
                "A timestamp of what was signed is later than one of the signature.",
            );
        }
        report.checks.timestamp = Check::Passed;
        report.best_signature_time = Some(stamped.time);
        // What happened within the time that the timestamp may be wrong by may have happened before.
        let latest = latest(stamped.time, stamped.accuracy, poe_time);
        report.there_by = Some(latest);
        time = SignatureTime::proven(latest, poe_time);
        level = level.map(|_| "B-T");
    }
    if !policy.believes(&signature.strength, time.best) {
        report.level = level;
        return report.undecided(
            I::CryptoConstraintsFailureNoPoe,
            "The signature's algorithm or key was too weak to prove anything at the time that is known.",
        );
    }
    let purpose = if is_timestamp {
        Purpose::Timestamps
    } else {
        Purpose::Signatures
    };
    match paths.validate(certificate, time, purpose) {
        Ok(_) if paths.is_exhausted() => {
            report.level = level;
            return report.undecided(I::Generic, EXHAUSTED);
        }
        Ok(Outcome {
            anchor,
            revocation,
            sources,
            is_outdated,
        }) => {
            report.path_ends = Some(PathEnds {
                holder: certificate.subject_name().clone(),
                anchor,
            });
            report.checks.certificate_chain = Check::Passed;
            report.checks.revocation = revocation;
            if revocation == Check::NotChecked {
                if sources {
                    report.level = level;
                    return report.undecided(I::TryLater, unanswered(is_outdated));
                }
                report.reasons.push(
                    "Revocation is not checked: the certificates name nobody who could be asked about it.".to_owned(),
                );
            } else if is_outdated {
                report.reasons.push(OUTDATED.to_owned());
            }
            if revocation != Check::NotChecked && level == Some("B-T") {
                level = Some(if is_archived { ARCHIVED } else { "B-LT" });
            }
        }
        Err(problem) => {
            report.level = level;
            let is_of_revocation = problem.why.is_of_revocation();
            report.checks.certificate_chain = Check::of(is_of_revocation);
            if is_of_revocation {
                report.checks.revocation = Check::Failed;
            }
            let before = earliest_possible(&signature.content_timestamps, paths, poe_time);
            return report.with(problem.finding(before));
        }
    }
    if is_timestamp {
        report.best_signature_time = report.claimed_signing_time.take();
        report.there_by = report
            .best_signature_time
            .map(|time| latest(time, signature.accuracy, poe_time));
    }
    report.level = level;
    report.passed()
}

/// The latest that a proven time may have been.
fn latest(time: Timestamp, accuracy: SignedDuration, poe_time: Timestamp) -> Timestamp {
    let latest = time.checked_add(accuracy);
    latest.map_or(poe_time, |latest| latest.min(poe_time))
}

const fn unanswered(is_outdated: bool) -> &'static str {
    if is_outdated {
        "Whether a certificate was revoked is not checked: what the file holds about it is out of date."
    } else {
        "Whether a certificate was revoked is not checked: the file holds no answer about it."
    }
}
