//! What is said of a file: in the words of EN 319 102-1 for machines, in sentences for people.

use jiff::Timestamp;
use segl_pki::names::{ComparableName, display_name};
use serde::Serialize;

use segl_asic::PackageNote;

use super::{
    checks::{Check, Checks, Coverage, Kind, Modifications},
    difference::Difference,
    signature::Signature,
    structure::Found,
    verdict::{FailureReason, Finding, IndeterminateReason, Indication, Verdict},
};

/// What is said of one signature.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureReport {
    /// The name of its field; in a container, of its file.
    pub field: String,
    /// What it is.
    pub kind: Kind,
    /// The verdict: `indication` and `subIndication`.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The PAdES or XAdES level that is reached; none for signatures of another kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<&'static str>,
    /// Who signed, as the certificate says (RFC 4514).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// What the certificate calls who signed, for people: its common name, or what stands for one.
    #[serde(skip)]
    pub signer_name: Option<String>,
    /// Who issued the certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When it was made, as the signer says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_signing_time: Option<Timestamp>,
    /// When it was there at the latest, as a timestamp proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_signature_time: Option<Timestamp>,
    /// By when it was there for certain: the proven time, and by how much that may be wrong (RFC 3161 section 2.4.2,
    /// `accuracy`).
    #[serde(skip)]
    pub there_by: Option<Timestamp>,
    /// How much of the file is signed.
    pub coverage: Coverage,
    /// The files of a container that are signed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Those of them whose bytes are not what was signed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed_files: Vec<String>,
    /// The files that were signed and are not there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_files: Vec<String>,
    /// Whether it stands in a container and is of none of its files.
    #[serde(skip)]
    pub is_of_no_file: bool,
    /// What came after.
    pub modifications: Modifications,
    /// What changed, or why that is not known: told where it decides.
    #[serde(skip)]
    pub(super) changes: Vec<String>,
    /// Whether form fields were filled in afterwards.
    #[serde(skip)]
    pub(super) was_filled: bool,
    /// Whether it was signed again afterwards.
    #[serde(skip)]
    pub(super) was_signed: bool,
    /// Whether it brings no timestamp of its own.
    #[serde(skip)]
    pub has_no_timestamp: bool,
    /// Each check.
    pub checks: Checks,
    /// The reasons, in sentences.
    pub reasons: Vec<String>,
    /// The ends of the path that was believed.
    #[serde(skip)]
    pub path_ends: Option<PathEnds>,
}

/// The ends of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathEnds {
    /// Whom the signer's certificate names.
    pub holder: ComparableName,
    /// The SHA-256 of the anchor that it leads to.
    pub anchor: [u8; 32],
}

impl SignatureReport {
    pub(super) fn new(found: &Found, difference: Difference) -> Self {
        Self {
            field: found.field.clone(),
            kind: found.kind,
            verdict: Verdict::Indeterminate(IndeterminateReason::Generic),
            level: None,
            signer: None,
            signer_name: None,
            issuer: None,
            claimed_signing_time: found.claimed_signing_time,
            best_signature_time: None,
            there_by: None,
            coverage: found.coverage,
            files: Vec::new(),
            changed_files: Vec::new(),
            missing_files: Vec::new(),
            is_of_no_file: false,
            modifications: difference.modifications,
            changes: difference.reasons,
            was_filled: difference.was_filled,
            was_signed: difference.was_signed,
            has_no_timestamp: false,
            checks: Checks::default(),
            reasons: Vec::new(),
            path_ends: None,
        }
    }

    /// Of a signature in a container: named by its file, and nothing can come after it.
    pub(super) fn of_container(
        name: &str,
        files: Vec<String>,
        claimed_signing_time: Option<Timestamp>,
    ) -> Self {
        Self {
            field: name.to_owned(),
            kind: Kind::Signature,
            verdict: Verdict::Indeterminate(IndeterminateReason::Generic),
            level: None,
            signer: None,
            signer_name: None,
            issuer: None,
            claimed_signing_time,
            best_signature_time: None,
            there_by: None,
            // Of none that is known: what it covers is not known either.
            coverage: if files.is_empty() {
                Coverage::Unclear
            } else {
                Coverage::Files
            },
            files,
            changed_files: Vec::new(),
            missing_files: Vec::new(),
            is_of_no_file: false,
            modifications: Modifications::None,
            changes: Vec::new(),
            was_filled: false,
            was_signed: false,
            has_no_timestamp: false,
            checks: Checks::default(),
            reasons: Vec::new(),
            path_ends: None,
        }
    }

    pub(super) fn describe(&mut self, signature: &Signature) {
        self.has_no_timestamp = self.kind == Kind::Signature && signature.timestamps.is_empty();
        if let Some(certificate) = &signature.certificate {
            self.signer = Some(certificate.subject.to_string());
            self.signer_name = display_name(&certificate.subject);
            self.issuer = Some(certificate.issuer.to_string());
        }
    }

    /// Concludes with what was found.
    pub(super) fn with(mut self, finding: Finding) -> Self {
        self.verdict = finding.verdict;
        if finding.verdict == Verdict::TotalFailed(FailureReason::FormatFailure)
            && self.checks.digest == Check::NotChecked
        {
            self.checks.byte_range = Check::Failed;
        }
        self.reasons.push(finding.reason.to_owned());
        self
    }

    pub(super) fn failed(self, why: FailureReason, reason: &'static str) -> Self {
        self.with(Finding::failed(why, reason))
    }

    pub(super) fn undecided(self, why: IndeterminateReason, reason: &'static str) -> Self {
        self.with(Finding::indeterminate(why, reason))
    }

    pub(super) fn passed(mut self) -> Self {
        self.verdict = Verdict::TotalPassed;
        self
    }
}

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
