//! What is said of a file: in the words of EN 319 102-1 for machines, in sentences for people.

use jiff::Timestamp;
use segl_pki::names::ComparableName;
use serde::Serialize;

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
    /// Who issued the certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When it was made, as the signer says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_signing_time: Option<Timestamp>,
    /// When it was there at the latest, as a timestamp proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_signature_time: Option<Timestamp>,
    /// How much of the file is signed.
    pub coverage: Coverage,
    /// The files of a container that are signed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
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
            issuer: None,
            claimed_signing_time: found.claimed_signing_time,
            best_signature_time: None,
            coverage: found.coverage,
            files: Vec::new(),
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
    pub(super) fn of_container(name: &str, files: Vec<String>, claimed_signing_time: Option<Timestamp>) -> Self {
        Self {
            field: name.to_owned(),
            kind: Kind::Signature,
            verdict: Verdict::Indeterminate(IndeterminateReason::Generic),
            level: None,
            signer: None,
            issuer: None,
            claimed_signing_time,
            best_signature_time: None,
            coverage: Coverage::Files,
            files,
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
    /// What is odd about the file and does not decide, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<&'static str>,
}

impl Report {
    pub(super) fn of(signatures: Vec<SignatureReport>, size: usize) -> Self {
        let any = |indication| signatures.iter().any(|signature| signature.verdict.indication() == indication);
        let signed = signatures.iter().any(|signature| signature.kind == Kind::Signature);
        let (indication, summary) = if any(Indication::TotalFailed) {
            (
                Indication::TotalFailed,
                "A signature in this document is not valid, or the document was changed after it.",
            )
        } else if !signed {
            (Indication::Indeterminate, "Nobody has signed this document.")
        } else if any(Indication::Indeterminate) {
            (Indication::Indeterminate, "A signature in this document could not be decided upon.")
        } else {
            (Indication::TotalPassed, summary_of_what_came_after(&signatures))
        };
        Self { indication, summary, size, signatures, notes: Vec::new() }
    }
}

/// The sentence for valid signatures: it follows what came after them.
fn summary_of_what_came_after(signatures: &[SignatureReport]) -> &'static str {
    let any = |is: fn(&SignatureReport) -> bool| signatures.iter().any(is);
    let worst = signatures.iter().map(|signature| signature.modifications).max().unwrap_or(Modifications::None);
    match (any(|one| one.was_signed), any(|one| one.was_filled), worst) {
        (_, _, Modifications::None | Modifications::LtaUpdates) => {
            "All signatures in this document are valid, and nothing was changed after them."
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
