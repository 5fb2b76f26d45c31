//! Why a signature is not valid, in a sentence: the code says it to machines (EN 319 102-1 table 6).

use segl_text::catalogue::ValidationWords;

use super::answer::{CheckedSignature, Verdict};

/// What the standard calls a verdict.
pub(super) const fn indication(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "TOTAL-PASSED",
        Verdict::Invalid => "TOTAL-FAILED",
        Verdict::Undecided | Verdict::Unsigned => "INDETERMINATE",
    }
}

/// The sentence for a signature that is not valid. There always is one: a red verdict without its cause tells nobody what
/// to ask for.
pub(super) fn of(w: &'static ValidationWords, one: &CheckedSignature) -> Option<&'static str> {
    if one.verdict == Verdict::Valid {
        return None;
    }
    let changed_afterwards = one.checks[5] == Some(false);
    Some(match one.code.as_deref().unwrap_or_default() {
        // The standard has one word for a file that is put together wrongly and for one that was changed by an update.
        "FORMAT_FAILURE" if changed_afterwards => w.cause_modifications,
        "FORMAT_FAILURE" => w.cause_format,
        "HASH_FAILURE" => w.cause_digest,
        "SIG_CRYPTO_FAILURE" => w.cause_signature,
        "REVOKED" => w.cause_revoked,
        "SIG_CONSTRAINTS_FAILURE"
        | "POLICY_PROCESSING_ERROR"
        | "SIGNATURE_POLICY_NOT_AVAILABLE" => w.cause_rules,
        "CHAIN_CONSTRAINTS_FAILURE" | "CERTIFICATE_CHAIN_GENERAL_FAILURE" => w.cause_chain_rules,
        "CRYPTO_CONSTRAINTS_FAILURE" | "CRYPTO_CONSTRAINTS_FAILURE_NO_POE" => w.cause_weak,
        "EXPIRED" | "NOT_YET_VALID" | "OUT_OF_BOUNDS_NO_POE" | "OUT_OF_BOUNDS_NOT_REVOKED" => {
            w.cause_not_in_force
        }
        "TIMESTAMP_ORDER_FAILURE" => w.cause_order,
        "NO_SIGNING_CERTIFICATE_FOUND" => w.cause_no_certificate,
        "NO_CERTIFICATE_CHAIN_FOUND" => w.cause_unknown_issuer,
        "REVOKED_NO_POE" | "REVOKED_CA_NO_POE" => w.cause_revoked_unproven,
        "NO_POE" => w.cause_no_proof,
        "TRY_LATER" => w.cause_try_later,
        "SIGNED_DATA_NOT_FOUND" => w.cause_data_missing,
        "GENERIC" if one.is_of_no_file => w.cause_no_file,
        "GENERIC" if one.is_cut_or_grown => w.cause_cut_or_grown,
        _ => by_check(w, one),
    })
}

/// The sentence for a code that is not known here: that of the first check that failed.
fn by_check(w: &'static ValidationWords, one: &CheckedSignature) -> &'static str {
    let [
        digest,
        signature,
        path,
        revocation,
        timestamp,
        modifications,
    ] = one.checks;
    let failed = [
        (digest, w.cause_digest),
        (signature, w.cause_signature),
        (modifications, w.cause_modifications),
        (path, w.cause_unknown_issuer),
        (revocation, w.cause_revoked_unproven),
        (timestamp, w.cause_timestamp),
    ];
    let first = failed.into_iter().find(|(check, _)| *check == Some(false));
    first.map_or(w.cause_other, |(_, cause)| cause)
}

#[cfg(test)]
mod tests {
    use segl_domain::language::Language;

    use super::*;

    use segl_text::catalogue::words;

    use crate::CheckedKind;

    fn signature(
        verdict: Verdict,
        code: Option<&str>,
        checks: [Option<bool>; 6],
    ) -> CheckedSignature {
        CheckedSignature {
            kind: CheckedKind::Signature,
            verdict,
            signer: String::new(),
            level: String::new(),
            code: code.map(str::to_owned),
            best_signature_time: None,
            claimed_signing_time: None,
            is_vouched_for: true,
            is_cut_or_grown: false,
            is_of_no_file: false,
            files: Vec::new(),
            changed_files: Vec::new(),
            missing_files: Vec::new(),
            has_no_timestamp: false,
            reasons: Vec::new(),
            checks,
        }
    }

    #[test]
    fn a_verdict_that_is_not_green_always_has_its_cause() {
        let none = [None; 6];
        for language in Language::ALL {
            let w = &words(language).validation;
            for code in [
                None,
                Some("A_CODE_TO_COME"),
                Some("HASH_FAILURE"),
                Some("TRY_LATER"),
            ] {
                for verdict in [Verdict::Invalid, Verdict::Undecided] {
                    assert!(
                        of(w, &signature(verdict, code, none))
                            .is_some_and(|cause| !cause.is_empty()),
                        "{code:?}"
                    );
                }
                assert_eq!(of(w, &signature(Verdict::Valid, code, none)), None);
            }
            let mut changed = none;
            changed[5] = Some(false);
            let format = Some("FORMAT_FAILURE");
            assert_eq!(
                of(w, &signature(Verdict::Invalid, format, changed)),
                Some(w.cause_modifications)
            );
            assert_eq!(
                of(w, &signature(Verdict::Invalid, format, none)),
                Some(w.cause_format)
            );
            assert_eq!(
                of(w, &signature(Verdict::Invalid, None, changed)),
                Some(w.cause_modifications)
            );
        }
    }
}
