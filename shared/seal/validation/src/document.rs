//! Validation of the signatures in a PDF: from the newest timestamp back, for each proves what was there at its time.

use jiff::Timestamp;

use crate::{
    MAX_SIGNATURES, Trust, Unreadable,
    basic::{ARCHIVED, validate_cms},
    checks::{Check, Kind},
    difference::{Difference, difference_since},
    path::{Evidence, Paths},
    report::Report,
    signature::Signature,
    signature_report::SignatureReport,
    structure::{Found, all_signatures_in, signatures_in},
    verdict::{Finding, IndeterminateReason, Verdict},
};
use segl_pades::archive::validation_data_of;
use segl_pdf::{
    file::File,
    limits::MAX_READ,
    object::{Dict, Object},
};
use segl_pki::digest::Beginnings;

/// The signature dictionaries of a PDF's signed fields, in the order in which they were signed. Whether they are valid
/// is not said here.
#[must_use]
pub fn signature_dictionaries(file: &File<'_>) -> Vec<Dict> {
    let numbers = signatures_in(file)
        .into_iter()
        .map(|found| found.dictionary);
    numbers
        .filter_map(|number| file.get(number)?.dict().cloned())
        .collect()
}

/// Validates every signature in a PDF, as at this time.
///
/// # Errors
/// [`Unreadable`] when there is nothing to say about the file. A file without signatures is a report without any.
pub fn validate(pdf: &[u8], trust: &Trust, at: Timestamp) -> Result<Report, Unreadable> {
    let file = File::open(pdf)?;
    if file
        .trailer()
        .get("Encrypt")
        .is_some_and(|encrypt| *encrypt != Object::Null)
    {
        return Err(Unreadable::Encrypted);
    }
    let (found, is_deeper) = all_signatures_in(&file);
    // A signature that is not found may be one that does not hold.
    if is_deeper {
        return Err(Unreadable::Damaged);
    }
    // What is cut off may hold signatures that nobody finds any more.
    if found.is_empty()
        && !file.has_valid_xref
        && memchr::memmem::find(pdf, b"/ByteRange").is_some()
    {
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
    let signatures = || {
        read.iter()
            .filter_map(|(_, signature)| signature.as_ref().ok())
    };
    let ends = || read.iter().map(|(found, _)| found.end);
    let mut differences = Vec::with_capacity(read.len());
    let mut spent = 0_usize;
    for (found, _) in &read {
        let next = ends().filter(|end| *end > found.end).min();
        let difference = difference_since(found, next, &file, pdf);
        // Each signed revision is read by itself; together they may cost what one file may.
        spent = spent.saturating_add(difference.cost);
        if spent > MAX_READ {
            return Err(Unreadable::Damaged);
        }
        differences.push(Some(difference));
    }
    let mut values = validation_data_of(&file);
    // What a revision held that was signed or timestamped counts, whatever was taken out of the DSS since.
    let held = differences.iter().flatten();
    held.for_each(|difference| values.extend(&difference.values));
    signatures().for_each(|signature| values.extend(&signature.values));
    let mut evidence = Evidence::of(values);
    signatures().for_each(|signature| evidence.learn_from(signature));
    let paths = Paths::new(trust, &evidence);

    // From the newest timestamp back: each proves that what it covers was there at its time.
    let mut proven: Vec<(usize, Timestamp)> = Vec::new();
    let mut order: Vec<usize> = (0..read.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(read[*place].0.end));
    let mut reports: Vec<Option<SignatureReport>> = read.iter().map(|_| None).collect();
    for place in order {
        let (found, signature) = &read[place];
        let poe_time = there_by(found, &proven, at);
        let Some(difference) = differences[place].take() else {
            continue;
        };
        let covered = proven.iter().any(|(end, _)| *end > found.end);
        let mut report =
            validate_signature(found, signature, &paths, poe_time, difference, covered);
        // What a later signature is of was there before it, timestamps included (EN 319 102-1 clause 5.6.3).
        let after = reports
            .iter()
            .flatten()
            .filter_map(|later| later.best_signature_time)
            .min();
        if let (Some(said), Some(after)) = (report.best_signature_time, after)
            && report.verdict == Verdict::TotalPassed
            && !trust.policy.was_there(said, after)
        {
            report = report.undecided(
                IndeterminateReason::TimestampOrderFailure,
                "Its timestamp is later than that of a signature which came after it.",
            );
        }
        if report.kind == Kind::DocumentTimestamp
            && report.verdict == Verdict::TotalPassed
            && let Some(time) = report.there_by
        {
            proven.push((found.end, time));
        }
        reports[place] = Some(report);
    }
    let newest = proven.iter().map(|(end, _)| *end).max();
    if let Some(archived) = newest.filter(|end| *end < pdf.len()) {
        let older = read
            .iter()
            .zip(&mut reports)
            .filter_map(|((found, signature), report)| {
                Some((found, signature.as_ref().ok()?, report.as_mut()?))
            });
        weigh_without_what_came_after(&pdf[..archived], older, trust, &proven, at);
    }
    if file.limits().is_err() {
        return Err(Unreadable::Damaged);
    }
    Ok(Report::of(
        reports.into_iter().flatten().collect(),
        pdf.len(),
    ))
}

/// The earliest time by which a signature is proven to have been there.
fn there_by(found: &Found, proven: &[(usize, Timestamp)], at: Timestamp) -> Timestamp {
    let later = proven.iter().filter(|(end, _)| *end > found.end);
    later.map(|(_, time)| *time).min().unwrap_or(at)
}

/// B-LTA means that a timestamp protects what the level rests on (EN 319 142-1 clause 5.5). Where something came after the
/// newest one, a signature keeps that level if it has it by what is `archived` alone.
fn weigh_without_what_came_after<'r>(
    archived: &[u8],
    reports: impl Iterator<Item = (&'r Found, &'r Signature, &'r mut SignatureReport)>,
    trust: &Trust,
    proven: &[(usize, Timestamp)],
    at: Timestamp,
) {
    let reports: Vec<_> = reports
        .filter(|(found, ..)| found.end <= archived.len())
        .collect();
    let Ok(file) = File::open(archived) else {
        return;
    };
    let mut values = validation_data_of(&file);
    for (_, signature, _) in &reports {
        values.extend(&signature.values);
    }
    let mut evidence = Evidence::of(values);
    for (_, signature, _) in &reports {
        evidence.learn_from(signature);
    }
    let paths = Paths::new(trust, &evidence);
    for (found, signature, report) in reports {
        if report.level == Some(ARCHIVED) {
            let poe_time = there_by(found, proven, at);
            let is_pades = found.is_pades();
            let again = validate_cms(report.clone(), signature, is_pades, &paths, poe_time, true);
            if again.level != Some(ARCHIVED) {
                report.level = Some("B-LT");
            }
        }
    }
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
    validate_cms(
        report,
        signature,
        found.is_pades(),
        paths,
        poe_time,
        is_archived,
    )
}
