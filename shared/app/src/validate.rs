//! Validates a sealed document or a container of evidence for anybody. Nothing of it is kept.

use jiff::Timestamp;
use segl_asic::Container;
use segl_domain::{Digest, check_audit_trail, is_of_readable_size};
use segl_front_page::embedded::{Embedded, embedded};
use segl_validation::{Check, Indication, Kind, Report, Sealer, Unreadable, validate_container, validate_file};
use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use crate::{
    anchors::{Anchors, load},
    ports::{Clock, TrustAnchors, Unavailable},
};

/// What is said of a file: its signatures and, of a document that Segl sealed, what it carries.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Validated {
    /// Its signatures. They decide upon the file; a seal covers all that it carries.
    #[serde(flatten)]
    pub report: Report,
    /// Whether it is valid and was sealed by who seals here. Only then the evidence in it is told of as what happened.
    pub sealed_here: bool,
    /// The audit trail that it carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit_trail: Option<TrailReport>,
    /// The evidence that it carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Report>,
    /// Who signed, as the statements in the evidence say; nobody unless seal and evidence are valid and made here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<StatedSigner>,
}

/// A signer, as a statement of the evidence says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedSigner {
    /// The name.
    pub name: String,
    /// When he or she signed.
    pub signed_at: Timestamp,
}

/// What is said of an audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrailReport {
    /// Whether it is an unbroken chain that ends in, or goes on from, the head in the seal.
    pub check: Check,
    /// The job that it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// How many facts it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// How many it had when the document was sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_length: Option<u64>,
    /// Why it is not in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Looks at a file, as at this time.
///
/// # Errors
/// [`Unreadable`] when nothing can be said about it.
pub fn examine(file: &[u8], anchors: &Anchors, at: Timestamp) -> Result<Validated, Unreadable> {
    let Anchors { trust, sealer } = anchors;
    let report = validate_file(file, trust, at)?;
    let carried = embedded(file).unwrap_or_default();
    let is_sealed = report.indication == Indication::TotalPassed;
    // A container that cannot be read is no evidence; the seal's own verdict stands.
    let evidence = carried.evidence.as_ref().and_then(|container| validate_container(container, trust, at).ok());
    let audit_trail = carried.audit_trail.as_ref().map(|trail| examine_trail(trail, &carried, is_sealed));
    let sealed_here = is_sealed && made_here(&report, sealer);
    // Real evidence in a document that nobody sealed would say that somebody signed what he or she never saw; and whom
    // others trust to seal for themselves is not trusted to say who signed here.
    let holds = sealed_here && evidence.as_ref().is_none_or(|report| made_here(report, sealer));
    let container = carried.evidence.as_deref().unwrap_or(file);
    let signers = if holds { signers_in(container) } else { Vec::new() };
    Ok(Validated { report, sealed_here, audit_trail, evidence, signers })
}

/// Whether a report is of nothing but valid signatures that were made here.
fn made_here(report: &Report, sealer: &Sealer) -> bool {
    let mut signatures = report.signatures.iter().filter(|one| one.kind == Kind::Signature).peekable();
    report.indication == Indication::TotalPassed
        && signatures.peek().is_some()
        && signatures.all(|one| sealer.made(one))
}

/// Who the statements in a container say has signed.
fn signers_in(container: &[u8]) -> Vec<StatedSigner> {
    let files = Container::unpack(container).map(|container| container.files).unwrap_or_default();
    let stated = files.iter().filter_map(|file| {
        let bytes = Some(&file.bytes).filter(|bytes| is_of_readable_size(bytes))?;
        let statement: Value = serde_json::from_slice(bytes).ok()?;
        Some(StatedSigner {
            name: statement["signer"]["name"].as_str()?.to_owned(),
            signed_at: statement["signedAt"].as_str()?.parse().ok()?,
        })
    });
    stated.collect()
}

/// Holds an audit trail against the head that a document's seal signed. It may be the one in the document, or one that
/// was fetched later and goes on from it. `is_sealed` says whether the seal is valid: the head of another proves nothing.
#[must_use]
pub fn examine_trail(trail: &[u8], sealed: &Embedded, is_sealed: bool) -> TrailReport {
    let mut report = TrailReport {
        check: Check::Failed,
        job: None,
        length: None,
        sealed_length: sealed.trail_head.map(|head| head.length),
        reason: None,
    };
    match check_audit_trail(trail) {
        Err(broken) => report.reason = Some(broken.to_string()),
        Ok(checked) => {
            report.length = Some(checked.length());
            match sealed.trail_head {
                Some(_) if !is_sealed => {
                    report.check = Check::NotChecked;
                    report.reason =
                        Some("the chain is unbroken, but the seal that holds its head is not valid".to_owned());
                }
                Some(head) if checked.goes_on_from(head.length, Digest::from_bytes(head.head)) => {
                    report.check = Check::Passed;
                }
                Some(_) => report.reason = Some("the chain is not the one whose head is in the seal".to_owned()),
                None => {
                    report.check = Check::NotChecked;
                    report.reason = Some("the chain is unbroken, but no seal holds its head".to_owned());
                }
            }
            report.job = Some(checked.job);
        }
    }
    report
}

/// Why there is no report.
#[derive(Debug, Error)]
pub enum ValidateError {
    /// The file cannot be read; the reason says what to change.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The infrastructure failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Validates the signatures in a file and what it carries, as at this moment.
///
/// # Errors
/// [`ValidateError`] when nothing can be said about it.
pub async fn validate_document(
    file: &[u8],
    anchors: &impl TrustAnchors,
    clock: &impl Clock,
) -> Result<Validated, ValidateError> {
    Ok(examine(file, &load(anchors).await?, clock.now())?)
}
