//! Validation of the signatures in a PDF (ETSI EN 319 102-1), with what the file holds itself; nobody is asked.
//!
//! Three questions for each signature. Is it a signature of what the file says it is of: byte range, digest, CMS? Do the
//! certificates lead to somebody who is trusted, none of them revoked, at the time that is proven? And is what came
//! after it harmless? A question that could not be answered is "not checked", and never a yes.

#[cfg(test)]
mod attacks;
mod container;
#[cfg(test)]
mod container_attacks;
mod difference;
mod embedded;
mod path;
mod report;
mod signature;
mod structure;
mod xades;

use jiff::Timestamp;
use x509_cert::Certificate;

pub use self::{
    container::validate_container,
    embedded::{Embedded, TrailHead, embedded},
    report::{Check, Checks, Coverage, Indication, Kind, Modifications, Report, SignatureReport, SubIndication},
};
use self::{
    difference::{Difference, difference_since},
    path::{Evidence, Outcome, PathProblem, Paths},
    signature::{Signature, Token},
    structure::{Found, signatures_in},
};
use crate::{
    archive::validation_data_of,
    pdf::file::{File, MAX_READ, PdfError},
};

/// Whom to believe.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The certificates that every path must lead to.
    pub anchors: Vec<Certificate>,
}

impl Trust {
    /// The certificates in a PEM file (RFC 7468). `None` when it is none.
    #[must_use]
    pub fn from_pem(pem: &str) -> Option<Self> {
        Certificate::load_pem_chain(pem.as_bytes()).ok().map(|anchors| Self { anchors })
    }
}

/// Why a file could not be validated at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not an ASiC-E container.
    #[error("The file is not an ASiC-E container.")]
    NotContainer,
    /// It is not a PDF.
    #[error("The file is not a PDF.")]
    NotPdf,
    /// It is encrypted.
    #[error(
        "The PDF is encrypted: what was signed cannot be read. Save it without a password, or validate the original."
    )]
    Encrypted,
    /// It is damaged, or larger or deeper than is read.
    #[error("The PDF cannot be read: it is damaged, or larger or deeper nested than is read here.")]
    Damaged,
}

impl Unreadable {
    /// A stable word for the reason: the end of a problem's type.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotContainer => "container-not-asic-e",
            Self::NotPdf => "document-not-pdf",
            Self::Encrypted => "document-encrypted",
            Self::Damaged => "document-unreadable",
        }
    }
}

impl From<PdfError> for Unreadable {
    fn from(broken: PdfError) -> Self {
        if broken == PdfError::NoHeader { Self::NotPdf } else { Self::Damaged }
    }
}

/// How many signatures of one file are looked at.
const MAX_SIGNATURES: usize = 64;

/// Validates a PDF or an ASiC-E container, whichever it is.
///
/// # Errors
/// [`Unreadable`] when it is neither, or there is nothing to say about it.
pub fn validate_file(bytes: &[u8], trust: &Trust, at: Timestamp) -> Result<Report, Unreadable> {
    // The first entry of every container stands at its beginning (APPNOTE.TXT section 4.3.7).
    if bytes.starts_with(b"PK\x03\x04") { validate_container(bytes, trust, at) } else { validate(bytes, trust, at) }
}

/// Validates every signature in a PDF, as at this time.
///
/// # Errors
/// [`Unreadable`] when there is nothing to say about the file. A file without signatures is a report without any.
pub fn validate(pdf: &[u8], trust: &Trust, at: Timestamp) -> Result<Report, Unreadable> {
    let file = File::open(pdf)?;
    if file.trailer().get("Encrypt").is_some_and(|encrypt| *encrypt != crate::pdf::object::Object::Null) {
        return Err(Unreadable::Encrypted);
    }
    let found = signatures_in(&file);
    let too_many = found.len() > MAX_SIGNATURES;
    let mut evidence = Evidence::of(validation_data_of(&file));
    let read: Vec<(Found, Result<Signature, SubIndication>)> = found
        .into_iter()
        .take(MAX_SIGNATURES)
        .map(|found| {
            let signature = Signature::read(&found, pdf);
            (found, signature)
        })
        .collect();
    for signature in read.iter().filter_map(|(_, signature)| signature.as_ref().ok()) {
        evidence.learn(&signature.certificates);
        if let Some(token) = &signature.timestamp {
            evidence.learn(&token.certificates);
        }
    }
    let paths = Paths::new(&trust.anchors, &evidence);

    // From the newest timestamp back: each proves that what it covers was there at its time.
    let mut proven: Vec<(usize, Timestamp)> = Vec::new();
    let mut order: Vec<usize> = (0..read.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(read[*place].0.end));
    let mut reports: Vec<Option<SignatureReport>> = read.iter().map(|_| None).collect();
    let mut spent = 0_usize;
    for place in order {
        let (found, signature) = &read[place];
        let poe_time = proven.iter().filter(|(end, _)| *end > found.end).map(|(_, time)| *time).min().unwrap_or(at);
        let difference = difference_since(found, &file, pdf);
        // Each signed revision is read by itself; together they may cost what one file may.
        spent = spent.saturating_add(difference.cost);
        if spent > MAX_READ {
            return Err(Unreadable::Damaged);
        }
        let covered = proven.iter().any(|(end, _)| *end > found.end);
        let report = validate_signature(found, signature, &paths, poe_time, difference, covered);
        if report.kind == Kind::DocumentTimestamp
            && report.indication == Indication::TotalPassed
            && let Some(time) = report.best_signature_time
        {
            proven.push((found.end, time));
        }
        reports[place] = Some(report);
    }
    // What was left unread may be what matters.
    if too_many || file.limits().is_err() {
        return Err(Unreadable::Damaged);
    }
    Ok(Report::of(reports.into_iter().flatten().collect(), pdf.len()))
}

/// Weighs one signature.
fn validate_signature(
    found: &Found,
    signature: &Result<Signature, SubIndication>,
    paths: &Paths<'_>,
    poe_time: Timestamp,
    difference: Difference,
    is_archived: bool,
) -> SignatureReport {
    let mut report = SignatureReport::new(found, difference);
    let signature = match (&found.problem, signature) {
        (None, Ok(signature)) => signature,
        (Some(problem), _) => return report.failed(SubIndication::FormatFailure, problem),
        (None, Err(SubIndication::Generic)) => {
            return report.undecided(SubIndication::Generic, "The kind of signature is not known here.");
        }
        (None, Err(why @ SubIndication::CryptoConstraintsFailureNoPoe)) => {
            return report.undecided(*why, "The signature's algorithm is not one that is known here.");
        }
        (None, Err(why)) => return report.failed(*why, "The signature cannot be read."),
    };
    report.describe(signature);
    report.checks.byte_range = Check::Passed;
    validate_cms(report, signature, found.is_pades(), paths, poe_time, is_archived)
}

/// Weighs a signature that stands where it should. `is_baseline` says whether its kind knows levels (B-B to B-LTA).
fn validate_cms(
    mut report: SignatureReport,
    signature: &Signature,
    is_baseline: bool,
    paths: &Paths<'_>,
    poe_time: Timestamp,
    is_archived: bool,
) -> SignatureReport {
    report.checks.digest = Check::of(signature.digest_matches);
    if !signature.digest_matches {
        return report.failed(SubIndication::HashFailure, "The document is not what was signed: bytes were changed.");
    }
    report.checks.signature = Check::of(signature.verifies);
    if !signature.verifies {
        return report
            .failed(SubIndication::SigCryptoFailure, "The signature was not made by the key of its certificate.");
    }
    match signature.names_certificate {
        Some(names) => {
            report.checks.signing_certificate = Check::of(names);
            if !names {
                return report
                    .failed(SubIndication::SigConstraintsFailure, "The signature was made for another certificate.");
            }
        }
        None if is_baseline => {
            return report.undecided(
                SubIndication::SigConstraintsFailure,
                "The signature does not name its certificate, as a signature of its kind must.",
            );
        }
        None => {}
    }
    report.checks.modifications = report.modifications.check();
    match report.modifications {
        Modifications::Other => {
            let mut report = report.failed(
                SubIndication::FormatFailure,
                "The document was changed after it was signed, in a way that the signature does not allow.",
            );
            let changes = std::mem::take(&mut report.changes);
            report.reasons.extend(changes);
            return report;
        }
        Modifications::Unknown => {
            let reason = report.changes.pop().unwrap_or_default();
            return report.undecided(SubIndication::Generic, &reason);
        }
        Modifications::None | Modifications::LtaUpdates | Modifications::FormFilling => {}
    }
    if signature.is_weak {
        return report.undecided(
            SubIndication::CryptoConstraintsFailureNoPoe,
            "The signature's algorithm or key is too weak to prove anything today.",
        );
    }

    if signature.certificates.iter().any(|one| paths.is_damaged(one)) {
        return report.failed(SubIndication::FormatFailure, "A certificate in the signature is damaged.");
    }

    let mut control = poe_time;
    let mut level = is_baseline.then_some("B-B");
    if report.kind == Kind::DocumentTimestamp {
        report.best_signature_time = signature.stamped_at;
    } else if let Some(token) = &signature.timestamp {
        match timestamp_time(token, paths, poe_time) {
            Ok(time) => {
                report.checks.timestamp = Check::Passed;
                report.best_signature_time = Some(time);
                control = time;
                level = level.map(|_| "B-T");
            }
            Err((check, why)) => {
                report.checks.timestamp = check;
                report.reasons.push(why.to_owned());
            }
        }
    }
    let Some(certificate) = &signature.certificate else {
        return report
            .undecided(SubIndication::NoSigningCertificateFound, "The signer's certificate is not in the signature.");
    };
    match paths.validate(certificate, control, poe_time, report.kind == Kind::DocumentTimestamp) {
        Ok(Outcome { revocation, sources }) => {
            report.checks.certificate_chain = Check::Passed;
            report.checks.revocation = revocation;
            if revocation == Check::NotChecked {
                if sources {
                    report.level = level;
                    return report.undecided(
                        SubIndication::TryLater,
                        "Whether a certificate was revoked is not checked: the file holds no answer about it.",
                    );
                }
                report.reasons.push(
                    "Revocation is not checked: the certificates name nobody who could be asked about it.".to_owned(),
                );
            } else if level == Some("B-T") {
                level = Some(if is_archived { "B-LTA" } else { "B-LT" });
            }
        }
        Err(PathProblem { sub_indication, reason }) => {
            report.level = level;
            report.checks.certificate_chain = Check::Failed;
            if sub_indication.is_of_revocation() {
                report.checks.certificate_chain = Check::Passed;
                report.checks.revocation = Check::Failed;
            }
            return report.undecided(sub_indication, reason);
        }
    }
    report.level = level;
    report.passed()
}

/// The time that a signature's timestamp proves, or what became of its check and why.
fn timestamp_time(token: &Token, paths: &Paths<'_>, poe_time: Timestamp) -> Result<Timestamp, (Check, &'static str)> {
    let failed = |why| (Check::Failed, why);
    let time = token.time.ok_or(failed("The timestamp says no time."))?;
    if !token.matches || !token.verifies {
        return Err(failed("The timestamp is not of this signature, or not by the key of its certificate."));
    }
    let certificate = token.certificate.as_ref().ok_or(failed("The timestamp lacks its certificate."))?;
    match paths.validate(certificate, poe_time, poe_time, true) {
        Ok(Outcome { revocation: Check::NotChecked, sources: true }) => Err((
            Check::NotChecked,
            "Whether the timestamp's certificate was revoked is not checked: the file holds no answer about it.",
        )),
        Ok(_) => Ok(time),
        Err(_) => Err(failed("The timestamp's certificate leads to nobody who is trusted, or was not valid.")),
    }
}
