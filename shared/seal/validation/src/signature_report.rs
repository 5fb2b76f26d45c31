//! What is said of one signature.

use jiff::Timestamp;
use segl_pki::names::{ComparableName, display_name};
use serde::Serialize;

use super::{
    checks::{Check, Checks, Coverage, Kind, Modifications},
    difference::Difference,
    signature::Signature,
    structure::Found,
    verdict::{FailureReason, Finding, IndeterminateReason, Verdict},
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
