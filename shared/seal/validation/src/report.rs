//! What is said of a file: in the words of EN 319 102-1 for machines, in sentences for people.

use segl_asic::PackageNote;
use serde::Serialize;

use super::{
    checks::{Kind, Modifications},
    signature_report::SignatureReport,
    verdict::Indication,
};

/// What is odd about a file and does not decide; on the wire a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// About how a container is packed.
    Package(PackageNote),
    /// `META-INF` holds a file that nobody has signed (EN 319 162-1 clause 4.4.3.1).
    UnsignedMetadata,
}

impl Note {
    /// The note as a sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Package(note) => note.text(),
            Self::UnsignedMetadata => {
                "The folder META-INF holds a file that nobody has signed. It is not part of what was signed."
            }
        }
    }
}

impl Serialize for Note {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

/// What is said of a file.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The worst of the signatures' verdicts; `INDETERMINATE` without a signature.
    pub indication: Indication,
    /// The sentence that sums it up.
    pub summary: &'static str,
    /// Size of the file in bytes.
    pub size: usize,
    /// Each signature, in the order of the file.
    pub signatures: Vec<SignatureReport>,
    /// The files of a container that no signature which could be read is of. With one that could not be read beside them they may
    /// be signed all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsigned_files: Vec<String>,
    /// What is odd about the file and does not decide, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl Report {
    pub(super) fn of(signatures: Vec<SignatureReport>, size: usize) -> Self {
        let any = |indication| {
            signatures
                .iter()
                .any(|signature| signature.verdict.indication() == indication)
        };
        let signed = signatures
            .iter()
            .any(|signature| signature.kind == Kind::Signature);
        let (indication, summary) = if any(Indication::TotalFailed) {
            (
                Indication::TotalFailed,
                "A signature in this document is not valid, or the document was changed after it.",
            )
        } else if !signed {
            (
                Indication::Indeterminate,
                "Nobody has signed this document.",
            )
        } else if any(Indication::Indeterminate) {
            (
                Indication::Indeterminate,
                "A signature in this document could not be decided upon.",
            )
        } else {
            (
                Indication::TotalPassed,
                summary_of_what_came_after(&signatures),
            )
        };
        Self {
            indication,
            summary,
            size,
            signatures,
            unsigned_files: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// The sentence for valid signatures: it follows what came after them.
fn summary_of_what_came_after(signatures: &[SignatureReport]) -> &'static str {
    let any = |is: fn(&SignatureReport) -> bool| signatures.iter().any(is);
    let worst = signatures
        .iter()
        .map(|signature| signature.modifications)
        .max()
        .unwrap_or(Modifications::None);
    match (any(|one| one.was_signed), any(|one| one.was_filled), worst) {
        (_, _, Modifications::None | Modifications::LtaUpdates) => {
            "All signatures in this document are valid, and nothing was changed after them."
        }
        (_, _, Modifications::MetadataUpdates) => {
            "All signatures in this document are valid. What the file says about itself, such as its title, was changed \
             after them; what its pages show was not."
        }
        (true, true, _) => {
            "All signatures in this document are valid. It was signed again afterwards, and its form filled in, as the \
             signatures before allow."
        }
        (true, false, _) => {
            "All signatures in this document are valid. It was signed again afterwards, as the signatures before allow."
        }
        (false, true, _) => {
            "All signatures in this document are valid. Its form was filled in afterwards, as the signatures allow."
        }
        (false, false, _) => {
            "All signatures in this document are valid. Its form was prepared for more afterwards, as the signatures \
             allow."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, FailureReason, IndeterminateReason, Verdict};

    fn one(kind: Kind, verdict: Verdict) -> SignatureReport {
        let mut report = SignatureReport::of_container("a", Vec::new(), None);
        (report.kind, report.verdict) = (kind, verdict);
        report
    }

    #[test]
    fn a_file_is_worth_what_its_worst_signature_is_and_nothing_without_one() {
        let passed = || one(Kind::Signature, Verdict::TotalPassed);
        let stamp = || one(Kind::DocumentTimestamp, Verdict::TotalPassed);
        let failed = |kind| one(kind, Verdict::TotalFailed(FailureReason::HashFailure));
        let open = |kind| one(kind, Verdict::Indeterminate(IndeterminateReason::Generic));
        for (signatures, expected) in [
            (vec![], Indication::Indeterminate),
            (vec![stamp()], Indication::Indeterminate),
            (vec![passed()], Indication::TotalPassed),
            (vec![passed(), stamp()], Indication::TotalPassed),
            (
                vec![passed(), open(Kind::DocumentTimestamp)],
                Indication::Indeterminate,
            ),
            (
                vec![passed(), failed(Kind::DocumentTimestamp)],
                Indication::TotalFailed,
            ),
            (
                vec![failed(Kind::Signature), open(Kind::Signature)],
                Indication::TotalFailed,
            ),
            (
                vec![passed(), open(Kind::Signature)],
                Indication::Indeterminate,
            ),
        ] {
            assert_eq!(
                Report::of(signatures.clone(), 7).indication,
                expected,
                "{signatures:?}"
            );
        }
        assert_eq!(
            Report::of(vec![stamp()], 7).summary,
            "Nobody has signed this document."
        );
        assert_eq!(
            (
                Report::of(vec![], 7).size,
                Report::of(vec![passed()], 7).signatures.len()
            ),
            (7, 1)
        );
    }

    #[test]
    fn the_summary_says_what_came_after_valid_signatures() {
        let of = |modifications, was_signed, was_filled| {
            let mut report = one(Kind::Signature, Verdict::TotalPassed);
            (report.modifications, report.was_signed, report.was_filled) =
                (modifications, was_signed, was_filled);
            Report::of(vec![report, one(Kind::Signature, Verdict::TotalPassed)], 1).summary
        };
        let nothing = of(Modifications::None, false, false);
        assert!(nothing.contains("nothing was changed"));
        assert_eq!(of(Modifications::LtaUpdates, false, false), nothing);
        assert!(of(Modifications::MetadataUpdates, false, false).contains("such as its title"));
        let all = [(true, true), (true, false), (false, true), (false, false)]
            .map(|(signed, filled)| of(Modifications::FormFilling, signed, filled));
        for (summary, signed, filled) in [
            (all[0], true, true),
            (all[1], true, false),
            (all[2], false, true),
        ] {
            assert_eq!(
                (
                    summary.contains("signed again"),
                    summary.contains("filled in")
                ),
                (signed, filled),
                "{summary}"
            );
        }
        assert!(all[3].contains("prepared for more"));
    }

    #[test]
    fn a_failure_of_form_is_one_of_the_range_unless_the_digest_was_already_looked_at() {
        let range = |digest, why| {
            let mut report = one(Kind::Signature, Verdict::TotalPassed);
            report.checks.digest = digest;
            let report = report.failed(why, "A reason.");
            assert_eq!(
                (report.verdict, report.reasons),
                (Verdict::TotalFailed(why), vec!["A reason.".to_owned()])
            );
            report.checks.byte_range
        };
        assert_eq!(
            range(Check::NotChecked, FailureReason::FormatFailure),
            Check::Failed
        );
        assert_eq!(
            range(Check::Passed, FailureReason::FormatFailure),
            Check::NotChecked
        );
        assert_eq!(
            range(Check::NotChecked, FailureReason::HashFailure),
            Check::NotChecked
        );
        let open = one(Kind::Signature, Verdict::TotalPassed)
            .undecided(IndeterminateReason::NoPoe, "A reason.");
        assert_eq!(
            open.verdict,
            Verdict::Indeterminate(IndeterminateReason::NoPoe)
        );
        assert_eq!(open.passed().verdict, Verdict::TotalPassed);
    }
}
