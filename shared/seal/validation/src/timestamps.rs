//! What the timestamps of a signature prove (EN 319 102-1 clauses 5.2.6 and 5.4).

use jiff::{SignedDuration, Timestamp};

use crate::{
    checks::Check,
    path::{Outcome, Paths, Purpose, SignatureTime},
    signature::Token,
    signature_report::SignatureReport,
};

/// When a timestamp was used that says this time, and when answers about its certificate must be fresh.
pub(super) fn stamped_time(
    stamped: Option<Timestamp>,
    paths: &Paths<'_>,
    poe_time: Timestamp,
) -> SignatureTime {
    let time = SignatureTime::by(poe_time).stamped(stamped);
    match stamped {
        Some(stamped) if !paths.policy().fresh_answers_about_timestamps => {
            time.answered_for(stamped)
        }
        _ => time,
    }
}

/// What is told where answers about a timestamp's certificate were fresh when it was made, and are not any more.
pub(super) const OUTDATED: &str = "Whether the timestamp's certificate was revoked lately is not checked: what the file holds about \
                        it is of the time when the timestamp was made.";

const fn timestamp_unanswered(is_outdated: bool) -> &'static str {
    if is_outdated {
        "Whether the timestamp's certificate was revoked is not checked: what the file holds about it is out of date."
    } else {
        "Whether the timestamp's certificate was revoked is not checked: the file holds no answer about it."
    }
}

/// The earliest time that the signature's timestamps prove. Of those that prove nothing the report says why, if all do.
pub(super) fn best_timestamp(
    tokens: &[Token],
    paths: &Paths<'_>,
    poe_time: Timestamp,
    report: &mut SignatureReport,
) -> Option<Stamped> {
    let (mut best, mut failures) = (None, Vec::new());
    for token in tokens {
        match timestamp_time(token, paths, poe_time) {
            Ok(stamped) if best.is_none_or(|best: Stamped| stamped.time < best.time) => {
                best = Some(stamped)
            }
            Ok(_) => {}
            Err(failure) => failures.push(failure),
        }
    }
    if best.is_none() {
        for (check, why) in failures {
            report.checks.timestamp = check;
            report.reasons.push(why.to_owned());
        }
    }
    if best.is_some_and(|best| best.is_outdated) {
        report.reasons.push(OUTDATED.to_owned());
    }
    best
}

/// What a timestamp proves.
#[derive(Clone, Copy)]
pub(super) struct Stamped {
    /// The time that it says.
    pub(super) time: Timestamp,
    /// By how much that may be wrong.
    pub(super) accuracy: SignedDuration,
    /// Whether what is known of its certificate's revocation is of an earlier time.
    is_outdated: bool,
}

/// The time after which the signature was made, as a timestamp of what was signed proves (EN 319 102-1 clause 5.2.6).
pub(super) fn earliest_possible(
    tokens: &[Token],
    paths: &Paths<'_>,
    poe_time: Timestamp,
) -> Option<Timestamp> {
    tokens
        .iter()
        .filter_map(|token| timestamp_time(token, paths, poe_time).ok())
        .filter_map(|stamped| stamped.time.checked_sub(stamped.accuracy).ok())
        .max()
}

/// The time that a signature's timestamp proves, or what became of its check and why.
fn timestamp_time(
    token: &Token,
    paths: &Paths<'_>,
    poe_time: Timestamp,
) -> Result<Stamped, (Check, &'static str)> {
    let failed = |why| (Check::Failed, why);
    let time = token.time.ok_or(failed("The timestamp says no time."))?;
    if !token.matches || !token.verifies {
        return Err(failed(
            "The timestamp is not of this signature, or not by the key of its certificate.",
        ));
    }
    if !paths.policy().was_there(time, poe_time) {
        return Err(failed(
            "The timestamp says a time after the one by which it was there.",
        ));
    }
    let certificate = token
        .certificate
        .as_ref()
        .ok_or(failed("The timestamp lacks its certificate."))?;
    if !paths.policy().believes(&token.strength, poe_time) {
        return Err(failed(
            "The timestamp's algorithm or key is too weak to prove anything.",
        ));
    }
    match paths.validate(
        certificate,
        stamped_time(Some(time), paths, poe_time),
        Purpose::Timestamps,
    ) {
        Ok(Outcome {
            revocation: Check::NotChecked,
            sources: true,
            is_outdated,
            ..
        }) => Err((Check::NotChecked, timestamp_unanswered(is_outdated))),
        Ok(_) if paths.is_exhausted() => Err((Check::NotChecked, EXHAUSTED)),
        Ok(Outcome { is_outdated, .. }) => Ok(Stamped {
            time,
            accuracy: token.accuracy,
            is_outdated,
        }),
        Err(problem) if problem.why.is_of_revocation() => Err(failed(
            "A certificate of the timestamp was revoked or suspended.",
        )),
        Err(_) => Err(failed(
            "The timestamp's certificate leads to nobody who is trusted, or was not valid.",
        )),
    }
}

/// What is told where a limit was met: what was not looked at may be what says that a certificate was revoked.
pub(super) const EXHAUSTED: &str = "The file brings more certificates, lists and answers than are looked at, so that not all that it says of revocations is known.";
