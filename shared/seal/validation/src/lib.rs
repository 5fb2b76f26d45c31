//! Validation of the signatures in a PDF (ETSI EN 319 102-1), with what the file holds itself; nobody is asked.
//!
//! Three questions for each signature. Is it a signature of what the file says it is of: byte range, digest, CMS? Do the
//! certificates lead to somebody who is trusted, none of them revoked, at the time that is proven? And is what came
//! after it harmless? A question that could not be answered is "not checked", and never a yes.
//!
//! ```
//! use segl_front_page::samples::{request, seal};
//! use segl_pki::test_pki::samples::{NOW, root_pem};
//! use segl_validation::{Indication, Trust, validate};
//!
//! let sealed = seal(&request(&[("a", &segl_pdf::samples::plain_with(&[]))])).bytes;
//! let trust = Trust::from_pem(&root_pem()).expect("a root");
//! assert_eq!(validate(&sealed, &trust, NOW)?.indication, Indication::TotalPassed);
//!
//! let trusting_nobody = validate(&sealed, &Trust::default(), NOW)?;
//! assert_eq!(trusting_nobody.indication, Indication::Indeterminate);
//! # Ok::<(), segl_validation::Unreadable>(())
//! ```

#[cfg(test)]
mod attacks;
mod checks;
mod container;
#[cfg(test)]
mod container_attacks;
#[cfg(test)]
mod container_foreign;
#[cfg(test)]
mod container_levels;
mod difference;
mod path;
mod report;
mod signature;
#[cfg(test)]
mod signature_tests;
mod structure;
mod trust;
mod verdict;
mod xades;

use bytes::Bytes;
use jiff::Timestamp;

pub use self::{
    checks::{Check, Checks, Coverage, Kind, Modifications},
    container::{validate_container, validate_embedded, validate_unpacked},
    report::{PathEnds, Report, SignatureReport},
    trust::{BrokenCertificate, Bundle, Sealer},
    verdict::{FailureReason, IndeterminateReason, Indication, Verdict},
};
use self::{
    difference::{Difference, difference_since},
    path::{Evidence, Outcome, Paths, Purpose, SignatureTime},
    signature::{Signature, Token},
    structure::{Found, signatures_in},
    verdict::Finding,
};
use segl_asic::PackageError;
use segl_pades::archive::validation_data_of;
use segl_pdf::{
    file::{File, PdfError},
    limits::MAX_READ,
};
use segl_pki::{certificate::X509Certificate, digest::Beginnings};
pub use segl_pki::{
    keys::KeyFamily,
    policy::{DigestRule, KeyRule, ValidationPolicy},
};

/// Whom to believe, and what.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The certificates that every path must lead to.
    pub anchors: Vec<X509Certificate>,
    /// Which algorithms, keys and answers are believed.
    pub policy: ValidationPolicy,
}

impl Trust {
    /// The certificates in a PEM file (RFC 7468), by the default policy. `None` when it is none.
    #[must_use]
    pub fn from_pem(pem: &str) -> Option<Self> {
        X509Certificate::all_from_pem(pem).map(|anchors| Self { anchors, policy: ValidationPolicy::default() })
    }
}

/// Why a file could not be validated at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is an ASiC container that cannot be read.
    #[error(transparent)]
    Container(PackageError),
    /// It is neither a PDF nor an ASiC container.
    #[error("The file is not an ASiC container.")]
    NotContainer,
    /// It is not a PDF.
    #[error("The file is not a PDF.")]
    NotPdf,
    /// It is encrypted.
    #[error(
        "The PDF is encrypted: what was signed cannot be read. Validate the original; a copy that was saved without a \
         password is another file, and its signatures do not hold."
    )]
    Encrypted,
    /// It has more signatures than are looked at: what was left unread may be what matters.
    #[error("The PDF has more than {MAX_SIGNATURES} signatures, and no more are validated here.")]
    TooManySignatures,
    /// It is damaged, or larger or deeper than is read.
    #[error("The PDF cannot be read: it is damaged, or larger or deeper nested than is read here.")]
    Damaged,
}

impl Unreadable {
    /// A stable word for the reason: the end of a problem's type.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Container(_) => "container-unreadable",
            Self::NotContainer => "container-not-asic-e",
            Self::NotPdf => "document-not-pdf",
            Self::Encrypted => "document-encrypted",
            Self::TooManySignatures => "document-too-many-signatures",
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
pub fn validate_file(bytes: &Bytes, trust: &Trust, at: Timestamp) -> Result<Report, Unreadable> {
    if is_container(bytes) { validate_container(bytes, trust, at) } else { validate(bytes, trust, at) }
}

/// Whether a file is a container, if it is one of the two: the first entry of every container stands at its beginning
/// (APPNOTE.TXT section 4.3.7).
#[must_use]
pub fn is_container(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The signature dictionaries of a PDF's signed fields, in the order in which they were signed. Whether they are valid
/// is not said here.
#[must_use]
pub fn signature_dictionaries(file: &File<'_>) -> Vec<segl_pdf::object::Dict> {
    let numbers = signatures_in(file).into_iter().map(|found| found.dictionary);
    numbers.filter_map(|number| file.get(number)?.dict().cloned()).collect()
}

/// Validates every signature in a PDF, as at this time.
///
/// # Errors
/// [`Unreadable`] when there is nothing to say about the file. A file without signatures is a report without any.
pub fn validate(pdf: &[u8], trust: &Trust, at: Timestamp) -> Result<Report, Unreadable> {
    let file = File::open(pdf)?;
    if file.trailer().get("Encrypt").is_some_and(|encrypt| *encrypt != segl_pdf::object::Object::Null) {
        return Err(Unreadable::Encrypted);
    }
    let found = signatures_in(&file);
    // What is cut off may hold signatures that nobody finds any more.
    if found.is_empty() && !file.has_valid_xref && memchr::memmem::find(pdf, b"/ByteRange").is_some() {
        return Err(Unreadable::Damaged);
    }
    if found.len() > MAX_SIGNATURES {
        return Err(Unreadable::TooManySignatures);
    }
    let beginnings = Beginnings::new(pdf);
    let read: Vec<(Found, Result<Signature, Finding>)> = found
        .into_iter()
        .map(|found| {
            let signature = Signature::read(&found, pdf, &beginnings);
            (found, signature)
        })
        .collect();
    let signatures = || read.iter().filter_map(|(_, signature)| signature.as_ref().ok());
    let mut values = validation_data_of(&file);
    signatures().for_each(|signature| values.extend(&signature.values));
    let mut evidence = Evidence::of(values);
    signatures().for_each(|signature| evidence.learn_from(signature));
    let paths = Paths::new(trust, &evidence);

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
            && report.verdict == Verdict::TotalPassed
            && let Some(time) = report.best_signature_time
        {
            proven.push((found.end, time));
        }
        reports[place] = Some(report);
    }
    if file.limits().is_err() {
        return Err(Unreadable::Damaged);
    }
    Ok(Report::of(reports.into_iter().flatten().collect(), pdf.len()))
}

/// Weighs one signature.
fn validate_signature(
    found: &Found,
    signature: &Result<Signature, Finding>,
    paths: &Paths<'_>,
    poe_time: Timestamp,
    difference: Difference,
    is_archived: bool,
) -> SignatureReport {
    let mut report = SignatureReport::new(found, difference);
    let signature = match signature {
        Ok(signature) => signature,
        Err(finding) => return report.with(*finding),
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
    use {FailureReason as F, IndeterminateReason as I};
    report.checks.digest = Check::of(signature.digest_matches);
    if !signature.digest_matches {
        return report.failed(F::HashFailure, "The document is not what was signed: bytes were changed.");
    }
    let Some(certificate) = &signature.certificate else {
        return report.undecided(I::NoSigningCertificateFound, "The signer's certificate is not in the signature.");
    };
    let Some(verifies) = signature.verifies else {
        return report
            .undecided(I::CryptoConstraintsFailureNoPoe, "The signer's key is of a kind that is not known here.");
    };
    report.checks.signature = Check::of(verifies);
    if signature.is_unsorted {
        // Neither a signature as it must be nor one by somebody else: other validators disagree.
        return report.undecided(
            I::SigConstraintsFailure,
            "The signature was made over its attributes in another order than they must have.",
        );
    }
    if !verifies {
        return report.failed(F::SigCryptoFailure, "The signature was not made by the key of its certificate.");
    }
    match signature.names_certificate {
        Some(names) => {
            report.checks.signing_certificate = Check::of(names);
            if !names {
                // EN 319 102-1 clause 5.2.3.4: then the certificate that is there is not the signer's.
                return report
                    .undecided(I::NoSigningCertificateFound, "The signature was made for another certificate.");
            }
        }
        None if is_baseline => {
            return report.undecided(
                I::SigConstraintsFailure,
                "The signature does not name its certificate, as a signature of its kind must.",
            );
        }
        None => {}
    }
    report.checks.modifications = report.modifications.check();
    match report.modifications {
        Modifications::Other => {
            let mut report = report.failed(
                F::FormatFailure,
                "The document was changed after it was signed, in a way that the signature does not allow.",
            );
            let changes = std::mem::take(&mut report.changes);
            report.reasons.extend(changes);
            return report;
        }
        Modifications::Unknown => {
            const REASON: &str = "What came after the signature cannot be judged.";
            let mut report = report.undecided(I::Generic, REASON);
            let changes = std::mem::take(&mut report.changes);
            report.reasons.extend(changes);
            return report;
        }
        Modifications::None | Modifications::LtaUpdates | Modifications::FormFilling => {}
    }

    let is_timestamp = report.kind == Kind::DocumentTimestamp;
    let mut time = SignatureTime::by(poe_time);
    let mut level = is_baseline.then_some("B-B");
    if is_timestamp {
        report.best_signature_time = signature.stamped_at;
        time = stamped_time(signature.stamped_at, paths, poe_time);
    } else if let Some(stamped) = best_timestamp(&signature.timestamps, paths, poe_time, &mut report) {
        report.checks.timestamp = Check::Passed;
        report.best_signature_time = Some(stamped);
        time = SignatureTime::proven(stamped, poe_time);
        level = level.map(|_| "B-T");
    }
    if !paths.policy().believes(&signature.strength, time.best) {
        report.level = level;
        return report.undecided(
            I::CryptoConstraintsFailureNoPoe,
            "The signature's algorithm or key was too weak to prove anything at the time that is known.",
        );
    }
    let purpose = if is_timestamp { Purpose::Timestamps } else { Purpose::Signatures };
    match paths.validate(certificate, time, purpose) {
        Ok(Outcome { anchor, revocation, sources, is_outdated }) => {
            report.path_ends = Some(PathEnds { holder: certificate.subject_name().clone(), anchor });
            report.checks.certificate_chain = Check::Passed;
            report.checks.revocation = revocation;
            if revocation == Check::NotChecked {
                if sources {
                    report.level = level;
                    return report.undecided(I::TryLater, unanswered(is_outdated));
                }
                report.reasons.push(
                    "Revocation is not checked: the certificates name nobody who could be asked about it.".to_owned(),
                );
            } else if is_outdated {
                report.reasons.push(OUTDATED.to_owned());
            }
            if revocation != Check::NotChecked && level == Some("B-T") {
                level = Some(if is_archived { "B-LTA" } else { "B-LT" });
            }
        }
        Err(problem) => {
            report.level = level;
            let is_of_revocation = problem.why.is_of_revocation();
            report.checks.certificate_chain = Check::of(is_of_revocation);
            if is_of_revocation {
                report.checks.revocation = Check::Failed;
            }
            let before = earliest_possible(&signature.content_timestamps, paths, poe_time);
            return report.with(problem.finding(before));
        }
    }
    report.level = level;
    report.passed()
}

/// When a timestamp was used that says this time, and when answers about its certificate must be fresh.
fn stamped_time(stamped: Option<Timestamp>, paths: &Paths<'_>, poe_time: Timestamp) -> SignatureTime {
    let time = SignatureTime::by(poe_time);
    match stamped {
        Some(stamped) if !paths.policy().fresh_answers_about_timestamps => time.answered_for(stamped),
        _ => time,
    }
}

/// What is told where answers about a timestamp's certificate were fresh when it was made, and are not any more.
const OUTDATED: &str = "Whether the timestamp's certificate was revoked lately is not checked: what the file holds about \
                        it is of the time when the timestamp was made.";

const fn unanswered(is_outdated: bool) -> &'static str {
    if is_outdated {
        "Whether a certificate was revoked is not checked: what the file holds about it is out of date."
    } else {
        "Whether a certificate was revoked is not checked: the file holds no answer about it."
    }
}

const fn timestamp_unanswered(is_outdated: bool) -> &'static str {
    if is_outdated {
        "Whether the timestamp's certificate was revoked is not checked: what the file holds about it is out of date."
    } else {
        "Whether the timestamp's certificate was revoked is not checked: the file holds no answer about it."
    }
}

/// The earliest time that the signature's timestamps prove. Of those that prove nothing the report says why, if all do.
fn best_timestamp(
    tokens: &[Token],
    paths: &Paths<'_>,
    poe_time: Timestamp,
    report: &mut SignatureReport,
) -> Option<Timestamp> {
    let (mut best, mut failures) = (None, Vec::new());
    for token in tokens {
        match timestamp_time(token, paths, poe_time) {
            Ok(stamped) if best.is_none_or(|best: Stamped| stamped.time < best.time) => best = Some(stamped),
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
    best.map(|best| best.time)
}

/// What a timestamp proves.
#[derive(Clone, Copy)]
struct Stamped {
    time: Timestamp,
    /// Whether what is known of its certificate's revocation is of an earlier time.
    is_outdated: bool,
}

/// The time after which the signature was made, as a timestamp of what was signed proves (EN 319 102-1 clause 5.2.6).
fn earliest_possible(tokens: &[Token], paths: &Paths<'_>, poe_time: Timestamp) -> Option<Timestamp> {
    tokens.iter().filter_map(|token| timestamp_time(token, paths, poe_time).ok()).map(|stamped| stamped.time).max()
}

/// The time that a signature's timestamp proves, or what became of its check and why.
fn timestamp_time(token: &Token, paths: &Paths<'_>, poe_time: Timestamp) -> Result<Stamped, (Check, &'static str)> {
    let failed = |why| (Check::Failed, why);
    let time = token.time.ok_or(failed("The timestamp says no time."))?;
    if !token.matches || !token.verifies {
        return Err(failed("The timestamp is not of this signature, or not by the key of its certificate."));
    }
    let certificate = token.certificate.as_ref().ok_or(failed("The timestamp lacks its certificate."))?;
    if !paths.policy().believes(&token.strength, poe_time) {
        return Err(failed("The timestamp's algorithm or key is too weak to prove anything."));
    }
    match paths.validate(certificate, stamped_time(Some(time), paths, poe_time), Purpose::Timestamps) {
        Ok(Outcome { revocation: Check::NotChecked, sources: true, is_outdated, .. }) => {
            Err((Check::NotChecked, timestamp_unanswered(is_outdated)))
        }
        Ok(Outcome { is_outdated, .. }) => Ok(Stamped { time, is_outdated }),
        Err(_) => Err(failed("The timestamp's certificate leads to nobody who is trusted, or was not valid.")),
    }
}
