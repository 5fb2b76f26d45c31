//! Validation of the XAdES signatures in an ASiC-E container (EN 319 102-1, EN 319 162-1), with what it holds itself.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use bytes::Bytes;
use jiff::Timestamp;

use super::{
    Check, Note, Report, SignatureReport, Trust, Unreadable,
    basic::validate_cms,
    path::{Evidence, Paths},
    verdict::{FailureReason, IndeterminateReason, Verdict},
    xades::{Files, Read, signatures_in},
};
use segl_asic::{Container, DataFile, PackageError};
use segl_pades::archive::ValidationData;

/// Where signatures stand, and what is about the container.
const META: &str = "META-INF/";

impl From<PackageError> for Unreadable {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::NotAsic => Self::NotContainer,
            // Damaged, of odd names, too large, or whatever comes to be refused.
            _ => Self::Container(error),
        }
    }
}

/// Validates every signature in an ASiC-E container, as at this time. Nobody is asked.
///
/// # Errors
/// [`Unreadable`] when there is nothing to say about it. A container without signatures is a report without any.
pub fn validate_container(
    bytes: &Bytes,
    trust: &Trust,
    at: Timestamp,
) -> Result<Report, Unreadable> {
    Ok(validate_unpacked(
        &Container::unpack(bytes)?,
        bytes.len(),
        &ValidationData::default(),
        trust,
        at,
    ))
}

/// The same of a container that was unpacked, out of so many bytes. Where a document carries it, `known` is what the
/// document keeps for those who validate, and `at` a time by which all of it is proven to have been there, such as that of
/// the document's seal.
#[must_use]
pub fn validate_unpacked(
    container: &Container,
    size: usize,
    known: &ValidationData,
    trust: &Trust,
    at: Timestamp,
) -> Report {
    let mut read: Vec<(&str, Option<Read>)> = Vec::new();
    // Signatures may be of manifests and of other signatures too; nobody takes those for the container's content.
    let signatures = container.signatures.iter().map(|file| DataFile {
        name: format!("{META}{}", file.name),
        media_type: String::new(),
        bytes: Bytes::copy_from_slice(file.xml.as_bytes()),
    });
    let signatures: Vec<DataFile> = signatures.collect();
    let all = Files::of(
        container
            .files
            .iter()
            .chain(&container.metadata)
            .chain(&signatures),
    );
    for file in &container.signatures {
        match signatures_in(&file.xml, &all) {
            Some(signatures) => read.extend(
                signatures
                    .into_iter()
                    .map(|one| (file.name.as_str(), Some(one))),
            ),
            None => read.push((&file.name, None)),
        }
    }
    let mut values = known.clone();
    for one in read.iter().filter_map(|(_, read)| read.as_ref()) {
        values.extend(&one.values);
        if let Ok(signature) = &one.signature {
            values.extend(&signature.values);
        }
    }
    let mut evidence = Evidence::of(values);
    for signature in read
        .iter()
        .filter_map(|(_, read)| read.as_ref()?.signature.as_ref().ok())
    {
        evidence.learn_from(signature);
    }
    let paths = Paths::new(trust, &evidence);
    let covered: BTreeSet<&str> = read
        .iter()
        .filter_map(|(_, read)| read.as_ref())
        .flat_map(|one| one.files.iter().map(String::as_str))
        .collect();
    // Whoever opens the container would take it for signed. A signature that cannot be read may be of it.
    let all_are_read = container.unread_signatures.is_empty()
        && read
            .iter()
            .filter_map(|(_, read)| read.as_ref())
            .all(|read| read.signature.is_ok() && !read.has_manifest)
        && read.iter().all(|(_, read)| read.is_some());
    let is_loose = |file: &DataFile| !covered.contains(file.name.as_str());
    let content_names = names_of_content(container, &read);
    let content = match &container.files[..] {
        [] => Content::None,
        files if !files.iter().any(is_loose) => Content::Signed,
        _ if all_are_read => Content::Loose,
        _ => Content::Unclear,
    };
    let validate_all = |proven: &BTreeMap<String, Timestamp>| -> Vec<SignatureReport> {
        let validate = |(name, read): &(&str, Option<Read>)| {
            let by = proven.get(*name).map_or(at, |time| at.min(*time));
            let is_of_content = read
                .as_ref()
                .is_some_and(|read| is_of_any(read, &content_names));
            validate_signature(name, read.as_ref(), content, is_of_content, &paths, by)
        };
        read.iter().map(validate).collect()
    };
    let mut reports = validate_all(&BTreeMap::new());
    // A timestamped signature of other signatures proves that they were there (EN 319 102-1 clause 5.6.2.3).
    let mut proven: BTreeMap<String, Timestamp> = BTreeMap::new();
    for report in reports
        .iter()
        .filter(|report| report.verdict == Verdict::TotalPassed)
    {
        let Some(time) = report.there_by else {
            continue;
        };
        for name in report
            .files
            .iter()
            .filter_map(|file| file.strip_prefix(META))
        {
            let known = proven.entry(name.to_owned()).or_insert(time);
            *known = time.min(*known);
        }
    }
    if !proven.is_empty() {
        reports = validate_all(&proven);
    }
    reports.extend(container.unread_signatures.iter().map(|name| {
        const REASON: &str =
            "A signature of this kind (CAdES, or a timestamp of the container) is not read here.";
        SignatureReport::of_container(name, Vec::new(), None)
            .undecided(IndeterminateReason::Generic, REASON)
    }));
    let mut report = Report::of(reports, size);
    report.unsigned_files = container
        .files
        .iter()
        .filter(|file| is_loose(file))
        .map(|file| file.name.clone())
        .collect();
    report.notes = container.notes.iter().copied().map(Note::Package).collect();
    // EN 319 162-1 clause 4.4.3.1 lets applications put files of their own there. Of a manifest for signatures of another
    // kind, one of those that were not read may be.
    let may_be_signed = |file: &DataFile| {
        !container.unread_signatures.is_empty() && file.name.starts_with("META-INF/ASiCManifest")
    };
    if container
        .metadata
        .iter()
        .any(|file| !is_manifest(&file.name) && is_loose(file) && !may_be_signed(file))
    {
        report.notes.push(Note::UnsignedMetadata);
    }
    report
}

/// The names of what a signature in a container must be of: its files, and signatures that are of them in their turn
/// (EN 319 162-1 clause 4.4.3.2). What only says what the container holds, such as a manifest, is none of these.
fn names_of_content<'a>(
    container: &'a Container,
    read: &[(&'a str, Option<Read>)],
) -> BTreeSet<Cow<'a, str>> {
    let files = container.files.iter().map(|file| file.name.as_str());
    let mut names: BTreeSet<Cow<'a, str>> = files.map(Cow::Borrowed).collect();
    // Each round finds a file of signatures more, or is the last.
    loop {
        let found: Vec<String> = read
            .iter()
            .filter(|(_, one)| one.as_ref().is_some_and(|one| is_of_any(one, &names)))
            .map(|(name, _)| format!("{META}{name}"))
            .filter(|name| !names.contains(name.as_str()))
            .collect();
        if found.is_empty() {
            return names;
        }
        names.extend(found.into_iter().map(Cow::Owned));
    }
}

/// Whether a signature is of one of these files, be it there as it was signed or not.
fn is_of_any(read: &Read, names: &BTreeSet<Cow<'_, str>>) -> bool {
    read.files.iter().any(|file| names.contains(file.as_str()))
}

/// Whether a file is one of those that say what a container holds, which signatures need not be of.
fn is_manifest(name: &str) -> bool {
    matches!(
        name,
        "META-INF/manifest.xml" | "META-INF/container.xml" | "META-INF/metadata.xml"
    )
}

/// Whether the files of a container are signed.
#[derive(Clone, Copy)]
enum Content {
    /// Each by a signature.
    Signed,
    /// One of them is not.
    Loose,
    /// One of them may not be: a signature was not read.
    Unclear,
    /// There are none.
    None,
}

fn validate_signature(
    name: &str,
    read: Option<&Read>,
    content: Content,
    is_of_content: bool,
    paths: &Paths<'_>,
    at: Timestamp,
) -> SignatureReport {
    let files = read.map(|read| read.files.clone()).unwrap_or_default();
    let mut report =
        SignatureReport::of_container(name, files, read.and_then(|read| read.claimed_signing_time));
    report.changed_files = read
        .map(|read| read.changed_files.clone())
        .unwrap_or_default();
    report.missing_files = read
        .map(|read| read.missing_files.clone())
        .unwrap_or_default();
    let Some(read) = read else {
        const REASON: &str = "The file of signatures is not one that can be read here.";
        return report.undecided(IndeterminateReason::Generic, REASON);
    };
    let signature = match &read.signature {
        Ok(signature) => signature,
        Err(finding) => return report.with(*finding),
    };
    report.describe(signature);
    if read.is_countersigned {
        report.reasons.push(
            "Others have signed this signature in it; their signatures are not looked at here."
                .to_owned(),
        );
    }
    match content {
        Content::Signed => {}
        Content::Loose => {
            return report.failed(
                FailureReason::FormatFailure,
                "The container holds a file that nobody has signed.",
            );
        }
        // EN 319 162-1 clause 4.4.1: a container holds at least one file, and signatures of each other sign nothing.
        Content::None => {
            return report.failed(
                FailureReason::FormatFailure,
                "The container holds no file that could be signed.",
            );
        }
        Content::Unclear => {
            const REASON: &str = "Whether all files of the container are signed cannot be said: a signature in it is not read, or is of a \
                 file that is not there.";
            return report.undecided(IndeterminateReason::Generic, REASON);
        }
    }
    if is_of_content {
        // References name whole files, and each of them was found.
        report.checks.byte_range = Check::Passed;
        return validate_cms(report, signature, true, paths, at, false);
    }
    // It may be a good signature of something else, such as of an object of its own, and was put here by anybody: it says
    // nothing of the container (EN 319 162-1 clause 4.4.3.2).
    const REASON: &str = "The signature is of no file in this container: whoever made it has signed nothing of what it holds.";
    let mut report = validate_cms(report, signature, true, paths, at, false);
    report.is_of_no_file = true;
    if report.verdict == Verdict::TotalPassed {
        report.level = None;
        return report.undecided(IndeterminateReason::Generic, REASON);
    }
    report.reasons.push(REASON.to_owned());
    report
}
