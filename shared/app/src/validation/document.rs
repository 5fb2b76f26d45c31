//! Validates a sealed document or a container of evidence for anybody. Nothing of it is kept.

use bytes::Bytes;
use jiff::Timestamp;
use segl_asic::Container;
use segl_domain::digest::Digest;
use segl_front_page::embedded::{Embedded, embedded};
use segl_pades::archive::ValidationData;
use segl_validation::{
    Check, Indication, Kind, Modifications, Report, Sealer, SignatureReport, Trust, Unreadable,
    is_container, validate, validate_unpacked,
};
use serde::Serialize;
use thiserror::Error;

use super::{
    anchors::{Anchors, load},
    statements::{StatedJob, StatedSigner, Statements, StatementsReport},
    trail::{TrailReport, examine_trail, examine_trail_of},
};
use crate::ports::{Ctx, PortError, validation::TrustAnchors};

/// What is said of a file: its signatures and, of a document that Segl sealed, what it carries.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Validated {
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// The time as at which it was validated.
    pub validated_at: Timestamp,
    /// Its signatures. They decide upon the file; a seal covers all that it carries.
    #[serde(flatten)]
    pub report: Report,
    /// Whether it is valid and was sealed by who seals here. Only then the evidence in it is told of as what happened.
    pub sealed_here: bool,
    /// Whether its signatures are valid and by who seals here, whatever the file carries.
    #[serde(skip)]
    pub is_own_seal: bool,
    /// The audit trail that it carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit_trail: Option<TrailReport>,
    /// The evidence that it carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Report>,
    /// Whether the statements in the evidence belong together and to the documents beside them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statements: Option<StatementsReport>,
    /// Whether it is a container of statements without the documents: a part of a job's evidence.
    #[serde(skip)]
    pub is_part: bool,
    /// The job that was sealed, as the statements in the evidence say; where signers are told of, and only there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<StatedJob>,
    /// Who signed, as the statements in the evidence say; nobody unless seal and evidence are valid and made here, and the
    /// statements belong together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<StatedSigner>,
}

/// Looks at a file, as at this time.
///
/// # Errors
/// [`Unreadable`] when nothing can be said about it.
pub fn examine(file: &Bytes, anchors: &Anchors, at: Timestamp) -> Result<Validated, Unreadable> {
    let Anchors { trust, sealer } = anchors;
    let Opened {
        mut report,
        carried,
        container,
        evidence,
    } = Opened::of(file, trust, at)?;
    let is_sealed = report.indication == Indication::TotalPassed;
    let audit_trail = carried
        .audit_trail
        .as_ref()
        .map(|trail| examine_trail(trail, &carried, is_sealed))
        // A file of that name which no seal speaks of, and which is no trail, is somebody's attachment.
        .filter(|said| carried.trail_head.is_some() || said.check != Check::Failed);
    let is_own_seal = is_sealed && made_here(&report, sealer);
    // Real evidence in a document that nobody sealed would say that somebody signed what he or she never saw; and whom
    // others trust to seal for themselves is not trusted to say who signed here.
    let holds = is_own_seal
        && evidence
            .as_ref()
            .is_none_or(|report| made_here(report, sealer));
    let statements = Statements::among(container.files);
    let is_part = is_container(file) && statements.are_alone();
    // The seal is of the job whose trail it names; evidence of another would say that somebody signed something else.
    let trail_job = audit_trail
        .as_ref()
        .filter(|_| carried.trail_head.is_some() && evidence.is_some())
        .and_then(|said| said.job.as_deref());
    let statements_check = match trail_job {
        Some(job) => Some(statements.check_beside(job)),
        None => statements.check(),
    };
    let (job, signers) = match &statements_check {
        Some(checked) if holds && checked.check == Check::Passed => {
            (statements.job(), statements.signers())
        }
        _ => (None, Vec::new()),
    };
    let belongs_together = statements_check
        .as_ref()
        .is_none_or(|said| said.check == Check::Passed);
    if is_sealed && !belongs_together {
        // Anybody can put valid signatures of several jobs into one container: each is in order, and the whole says nothing.
        report.indication = Indication::Indeterminate;
        report.summary = if is_container(file) {
            "Every signature is valid, but the files in the container do not belong together."
        } else {
            "Every signature is valid, but what the document carries does not belong together."
        };
    }
    let sealed_here = is_own_seal && belongs_together;
    Ok(Validated {
        sha256: Digest::of(file),
        validated_at: at,
        report,
        sealed_here,
        is_own_seal,
        audit_trail,
        evidence,
        statements: statements_check,
        is_part,
        job,
        signers,
    })
}

/// Holds an audit trail that was fetched by itself against a file that was looked at: against the head in a document's
/// seal, or against the events that the statements in a container name.
#[must_use]
pub fn examine_later_trail(file: &Bytes, validated: &Validated, trail: &[u8]) -> TrailReport {
    let is_valid = validated.report.indication == Indication::TotalPassed;
    if !is_container(file) {
        return examine_trail(trail, &embedded(file).unwrap_or_default(), is_valid);
    }
    let statements =
        Container::unpack(file).map(|container| Statements::among(container.files).statements);
    examine_trail_of(trail, &statements.unwrap_or_default(), is_valid)
}

/// A file, and the container of evidence that it is or carries.
struct Opened {
    report: Report,
    carried: Embedded,
    container: Container,
    /// What is said of the container, where it is not the file itself.
    evidence: Option<Report>,
}

impl Opened {
    fn of(file: &Bytes, trust: &Trust, at: Timestamp) -> Result<Self, Unreadable> {
        if is_container(file) {
            let container = Container::unpack(file)?;
            let report = validate_unpacked(
                &container,
                file.len(),
                &ValidationData::default(),
                trust,
                at,
            );
            return Ok(Self {
                report,
                carried: Embedded::default(),
                container,
                evidence: None,
            });
        }
        let report = validate(file, trust, at)?;
        let carried = embedded(file).unwrap_or_default();
        let packed = carried
            .evidence
            .as_ref()
            .map(|evidence| Bytes::copy_from_slice(evidence));
        // A container that cannot be read is no evidence; the seal's own verdict stands.
        let container = packed
            .as_ref()
            .and_then(|packed| Container::unpack(packed).ok());
        let size = packed.map_or(0, |packed| packed.len());
        let by = sealed_by(&report).map_or(at, |time| at.min(time));
        let validate =
            |container| validate_unpacked(container, size, &carried.validation_data, trust, by);
        let evidence = container.as_ref().map(validate);
        Ok(Self {
            report,
            carried,
            container: container.unwrap_or_default(),
            evidence,
        })
    }
}

/// By when all that a valid file carries was there: a timestamped signature is over it, and nothing was added since but
/// what keeps signatures alive.
fn sealed_by(report: &Report) -> Option<Timestamp> {
    let is_of_all = |one: &&SignatureReport| {
        one.kind == Kind::Signature
            && matches!(
                one.modifications,
                Modifications::None | Modifications::LtaUpdates | Modifications::MetadataUpdates
            )
    };
    let is_valid = report.indication == Indication::TotalPassed;
    report
        .signatures
        .iter()
        .filter(|_| is_valid)
        .filter(is_of_all)
        .filter_map(|one| one.there_by)
        .min()
}

/// Whether a report is of nothing but valid signatures that were made here.
fn made_here(report: &Report, sealer: &Sealer) -> bool {
    let mut signatures = report
        .signatures
        .iter()
        .filter(|one| one.kind == Kind::Signature)
        .peekable();
    report.indication == Indication::TotalPassed
        && signatures.peek().is_some()
        && signatures.all(|one| sealer.made(one))
}

/// Why there is no report.
#[derive(Debug, Error)]
pub enum ValidateError {
    /// The file cannot be read; the reason says what to change.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Validates the signatures in a file and what it carries, as at this moment.
///
/// # Errors
/// [`ValidateError`] when nothing can be said about it.
pub async fn validate_document(
    file: &Bytes,
    anchors: &impl TrustAnchors,
    ctx: Ctx<'_>,
) -> Result<Validated, ValidateError> {
    Ok(examine(file, &load(anchors).await?, ctx.now())?)
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
