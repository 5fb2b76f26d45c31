//! Validates a sealed document or a container of evidence for anybody. Nothing of it is kept.

use bytes::Bytes;
use jiff::Timestamp;
use segl_asic::{Container, DataFile};
use segl_domain::{Authentication, Digest, SignatureType, is_of_readable_size, verify_audit_trail};
use segl_front_page::embedded::{Embedded, embedded};
use segl_pades::archive::ValidationData;
use segl_validation::{
    Check, Indication, Kind, Modifications, Report, Sealer, SignatureReport, Trust, Unreadable, is_container, validate,
    validate_unpacked,
};
use serde::{Deserialize as _, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{
    anchors::{Anchors, load},
    evidence::FORMAT,
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
    /// Whether the statements in the evidence belong together and to the documents beside them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statements: Option<StatementsReport>,
    /// The job that was sealed, as the statements in the evidence say; where signers are told of, and only there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<StatedJob>,
    /// Who signed, as the statements in the evidence say; nobody unless seal and evidence are valid and made here, and the
    /// statements belong together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<StatedSigner>,
}

/// A job, as the statements of the evidence say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedJob {
    /// What it is called.
    pub title: String,
    /// The organisation that sent it.
    pub sender: StatedSender,
    /// What was signed, in the order of the job.
    pub documents: Vec<StatedDocument>,
}

/// A sender, as the statements of the evidence say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedSender {
    /// The organisation number.
    pub organisation: String,
    /// What signers see it called.
    pub name: String,
}

/// A document, as the statements of the evidence say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedDocument {
    /// What it is called.
    pub title: String,
    /// The SHA-256 of the bytes that were signed, in hexadecimal.
    pub sha256: String,
}

/// A signer, as a statement of the evidence says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatedSigner {
    /// The name.
    pub name: String,
    /// When he or she signed.
    pub signed_at: Timestamp,
    /// How: by a link and a code with their channels, sent by the sender, or with an e-ID.
    pub authentication: Authentication,
    /// Whether a login at the moment of signing was asked for.
    pub signature_type: SignatureType,
    /// The address that the signer was reached at, all but hidden; `None` where an e-ID says who it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What is said of the statements in evidence, which anybody can take from one container and put into another: the
/// signature of each stays valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementsReport {
    /// Whether all are of one job, and every document beside them is one that all of them name.
    pub check: Check,
    /// Why they do not belong together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
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
pub fn examine(file: &Bytes, anchors: &Anchors, at: Timestamp) -> Result<Validated, Unreadable> {
    let Anchors { trust, sealer } = anchors;
    let Opened { mut report, carried, container, evidence } = Opened::of(file, trust, at)?;
    let is_sealed = report.indication == Indication::TotalPassed;
    let audit_trail = carried.audit_trail.as_ref().map(|trail| examine_trail(trail, &carried, is_sealed));
    let sealed_here = is_sealed && made_here(&report, sealer);
    // Real evidence in a document that nobody sealed would say that somebody signed what he or she never saw; and whom
    // others trust to seal for themselves is not trusted to say who signed here.
    let holds = sealed_here && evidence.as_ref().is_none_or(|report| made_here(report, sealer));
    let statements = Statements::among(container.files);
    let statements_check = statements.check();
    let (job, signers) = match &statements_check {
        Some(checked) if holds && checked.check == Check::Passed => (statements.job(), statements.signers()),
        _ => (None, Vec::new()),
    };
    let belongs_together = statements_check.as_ref().is_none_or(|said| said.check == Check::Passed);
    if is_sealed && !belongs_together {
        // Anybody can put valid signatures of several jobs into one container: each is in order, and the whole says nothing.
        report.indication = Indication::Indeterminate;
        report.summary = "Every signature is valid, but the files in the container do not belong together.";
    }
    let sealed_here = sealed_here && belongs_together;
    Ok(Validated { report, sealed_here, audit_trail, evidence, statements: statements_check, job, signers })
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
            let report = validate_unpacked(&container, file.len(), &ValidationData::default(), trust, at);
            return Ok(Self { report, carried: Embedded::default(), container, evidence: None });
        }
        let report = validate(file, trust, at)?;
        let carried = embedded(file).unwrap_or_default();
        let packed = carried.evidence.as_ref().map(|evidence| Bytes::copy_from_slice(evidence));
        // A container that cannot be read is no evidence; the seal's own verdict stands.
        let container = packed.as_ref().and_then(|packed| Container::unpack(packed).ok());
        let size = packed.map_or(0, |packed| packed.len());
        let by = sealed_by(&report).map_or(at, |time| at.min(time));
        let validate = |container| validate_unpacked(container, size, &carried.validation_data, trust, by);
        let evidence = container.as_ref().map(validate);
        Ok(Self { report, carried, container: container.unwrap_or_default(), evidence })
    }
}

/// By when all that a valid file carries was there: a timestamped signature is over it, and nothing was added since but
/// what keeps signatures alive.
fn sealed_by(report: &Report) -> Option<Timestamp> {
    let is_of_all = |one: &&SignatureReport| {
        one.kind == Kind::Signature && matches!(one.modifications, Modifications::None | Modifications::LtaUpdates)
    };
    let is_valid = report.indication == Indication::TotalPassed;
    report.signatures.iter().filter(|_| is_valid).filter(is_of_all).filter_map(|one| one.best_signature_time).min()
}

/// Whether a report is of nothing but valid signatures that were made here.
fn made_here(report: &Report, sealer: &Sealer) -> bool {
    let mut signatures = report.signatures.iter().filter(|one| one.kind == Kind::Signature).peekable();
    report.indication == Indication::TotalPassed
        && signatures.peek().is_some()
        && signatures.all(|one| sealer.made(one))
}

/// The statements in a container, and what else it holds.
struct Statements {
    statements: Vec<Value>,
    others: Vec<DataFile>,
}

impl Statements {
    fn among(files: Vec<DataFile>) -> Self {
        let mut found = Self { statements: Vec::new(), others: Vec::new() };
        for file in files {
            let is_readable = file.bytes.starts_with(b"{") && is_of_readable_size(&file.bytes);
            let read = is_readable.then(|| serde_json::from_slice::<Value>(&file.bytes).ok()).flatten();
            match read.filter(|value| value["format"] == FORMAT) {
                Some(statement) => found.statements.push(statement),
                None => found.others.push(file),
            }
        }
        found
    }

    /// `None` where there are no statements.
    fn check(&self) -> Option<StatementsReport> {
        let failed = |reason: &str| Some(StatementsReport { check: Check::Failed, reason: Some(reason.to_owned()) });
        let first = self.statements.first()?;
        if self.statements.iter().any(|one| one["job"] != first["job"] || one["documents"] != first["documents"]) {
            return failed("the statements are of different jobs or documents");
        }
        let named: Vec<&str> = first["documents"]
            .as_array()
            .map(|documents| documents.iter().filter_map(|document| document["sha256"].as_str()).collect())
            .unwrap_or_default();
        if self.others.iter().any(|file| !named.contains(&Digest::of(&file.bytes).to_string().as_str())) {
            return failed("a file beside the statements is not one of the documents that they name");
        }
        Some(StatementsReport { check: Check::Passed, reason: None })
    }

    /// The job that all of them are of.
    fn job(&self) -> Option<StatedJob> {
        let statement = self.statements.first()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let document = |document: &Value| {
            Some(StatedDocument { title: text(&document["title"])?, sha256: text(&document["sha256"])? })
        };
        Some(StatedJob {
            title: text(&statement["job"]["title"])?,
            sender: StatedSender {
                organisation: text(&statement["sender"]["organisation"])?,
                name: text(&statement["sender"]["name"])?,
            },
            documents: statement["documents"].as_array()?.iter().map(document).collect::<Option<_>>()?,
        })
    }

    fn signers(&self) -> Vec<StatedSigner> {
        let stated = self.statements.iter().filter_map(|statement| {
            Some(StatedSigner {
                name: statement["signer"]["name"].as_str()?.to_owned(),
                signed_at: statement["signedAt"].as_str()?.parse().ok()?,
                authentication: Authentication::deserialize(&statement["signature"]["authentication"]).ok()?,
                signature_type: SignatureType::deserialize(&statement["signer"]["signatureType"]).ok()?,
                address: statement["signer"]["address"].as_str().map(str::to_owned),
            })
        });
        stated.collect()
    }
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
    match verify_audit_trail(trail) {
        Err(broken) => report.reason = Some(broken.to_string()),
        Ok(checked) => {
            report.length = Some(checked.length());
            match sealed.trail_head {
                Some(_) if !is_sealed => {
                    report.check = Check::NotChecked;
                    report.reason =
                        Some("the chain is unbroken, but not all signatures of the file are valid, so its head proves nothing".to_owned());
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
    file: &Bytes,
    anchors: &impl TrustAnchors,
    clock: &impl Clock,
) -> Result<Validated, ValidateError> {
    Ok(examine(file, &load(anchors).await?, clock.now())?)
}
