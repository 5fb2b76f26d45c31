//! A report, as the page for everybody tells it.

use segl_app::validation::{
    document::Validated,
    signatures::{
        Check, Indication, Kind, Modifications, Note, Report, SignatureReport, Unreadable,
    },
    statements::StatedSigner,
};
use segl_domain::{identity::authentication::OnBehalfOf, language::Language};
use segl_pages::{
    Answer, CameAfter, Carried, CarriedJob, CheckedFile, CheckedKind, CheckedSignature, FileNote,
    Stated, ValidationTrouble, Verdict,
};
use segl_text::authentication::{authentication_text, identity_texts};

/// Why nothing can be said of a file.
pub(super) const fn unreadable(why: Unreadable) -> ValidationTrouble {
    match why {
        Unreadable::NotPdf => ValidationTrouble::NotPdf,
        Unreadable::NotContainer => ValidationTrouble::NotContainer,
        Unreadable::Container(_) => ValidationTrouble::DamagedContainer,
        Unreadable::Encrypted => ValidationTrouble::Encrypted,
        Unreadable::TooManySignatures => ValidationTrouble::TooManySignatures,
        Unreadable::Damaged => ValidationTrouble::Damaged,
    }
}

/// What is told of a file that was validated.
pub(super) fn answer(validated: &Validated, language: Language) -> Answer {
    let report = &validated.report;
    // A timestamp that is in order says so where its signature stands; one that is not is why the verdict is as it is.
    let tells = |one: &&SignatureReport| {
        one.kind == Kind::Signature || verdict(one.verdict.indication()) != Verdict::Valid
    };
    let signatures = report
        .signatures
        .iter()
        .filter(tells)
        .map(checked)
        .collect();
    let signed = report
        .signatures
        .iter()
        .any(|one| one.kind == Kind::Signature);
    let verdict = if signed || report.indication == Indication::TotalFailed {
        verdict(report.indication)
    } else {
        Verdict::Unsigned
    };
    let came_after = match report.signatures.iter().map(|one| one.modifications).max() {
        None | Some(Modifications::None | Modifications::LtaUpdates) => CameAfter::Nothing,
        Some(Modifications::MetadataUpdates) => CameAfter::Metadata,
        Some(Modifications::FormFilling | Modifications::Other | Modifications::Unknown) => {
            CameAfter::More
        }
    };
    let file = CheckedFile {
        sha256: validated.sha256.to_string(),
        size: report.size as u64,
        at: validated.validated_at,
        unsigned_files: report.unsigned_files.clone(),
        notes: report
            .notes
            .iter()
            .filter_map(|note| file_note(*note))
            .collect(),
        is_part: validated.is_part,
        came_after,
    };
    // What a document carries is told of one that is valid and sealed here: beside another verdict it would read as
    // comfort, and under the seal of somebody else it would read as our word.
    let carried = if validated.sealed_here {
        carried(validated, language)
    } else {
        // Only that files do not belong together is told of any.
        Carried {
            statements: statements(validated).filter(|said| *said == Some(false)),
            ..Carried::default()
        }
    };
    Answer::Report {
        verdict,
        signatures,
        file,
        carried: Box::new(carried),
    }
}

fn stated(signer: &StatedSigner, language: Language) -> Stated {
    let method = authentication_text(&signer.authentication, signer.signature_type, language);
    let method = [Some(method), signer.address.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ");
    Stated {
        name: signer.name.clone(),
        signed_at: signer.signed_at,
        method,
        born: signer.date_of_birth,
        for_another: signer.on_behalf_of == OnBehalfOf::Other,
    }
}

/// The note in the words of the page; none for what a program may want to know and people do not.
const fn file_note(note: Note) -> Option<FileNote> {
    match note {
        Note::UnsignedMetadata => Some(FileNote::UnsignedMetadata),
        Note::Package(_) => Some(FileNote::OddContainer),
        _ => None,
    }
}

fn carried(validated: &Validated, language: Language) -> Carried {
    Carried {
        job: validated.job.as_ref().map(|job| CarriedJob {
            title: job.title.clone(),
            sender: format!("{} ({})", job.sender.name, job.sender.organisation),
            documents: job
                .documents
                .iter()
                .map(|document| document.title.clone())
                .collect(),
        }),
        identity: identity_texts(
            validated
                .signers
                .iter()
                .map(|signer| &signer.authentication),
            language,
        ),
        signers: validated
            .signers
            .iter()
            .map(|signer| stated(signer, language))
            .collect(),
        evidence: validated
            .evidence
            .as_ref()
            .map(|report| verdict(report.indication)),
        evidence_fault: validated.evidence.as_ref().and_then(worst).map(Box::new),
        statements: statements(validated),
        audit_trail: validated
            .audit_trail
            .as_ref()
            .map(|trail| passed(trail.check)),
    }
}

fn statements(validated: &Validated) -> Option<Option<bool>> {
    validated.statements.as_ref().map(|said| passed(said.check))
}

/// The signature by which a report is not `TOTAL-PASSED`.
fn worst(report: &Report) -> Option<CheckedSignature> {
    let decides = |one: &&SignatureReport| one.verdict.indication() == report.indication;
    report
        .signatures
        .iter()
        .find(decides)
        .map(checked)
        .filter(|one| one.verdict != Verdict::Valid)
}

const fn verdict(indication: Indication) -> Verdict {
    match indication {
        Indication::TotalPassed => Verdict::Valid,
        Indication::TotalFailed => Verdict::Invalid,
        Indication::Indeterminate => Verdict::Undecided,
    }
}

const fn passed(check: Check) -> Option<bool> {
    match check {
        Check::Passed => Some(true),
        Check::Failed => Some(false),
        Check::NotChecked => None,
    }
}

fn checked(one: &SignatureReport) -> CheckedSignature {
    let checks = [
        one.checks.digest,
        one.checks.signature,
        one.checks.certificate_chain,
        one.checks.revocation,
        one.checks.timestamp,
        one.checks.modifications,
    ];
    CheckedSignature {
        kind: match one.kind {
            Kind::Signature => CheckedKind::Signature,
            Kind::DocumentTimestamp => CheckedKind::Timestamp,
        },
        verdict: verdict(one.verdict.indication()),
        signer: one.signer_name.clone().unwrap_or_default(),
        is_vouched_for: one.checks.certificate_chain == Check::Passed,
        level: one.level.unwrap_or_default().to_owned(),
        code: one.verdict.sub_indication().map(str::to_owned),
        best_signature_time: one.best_signature_time,
        claimed_signing_time: one.claimed_signing_time,
        is_cut_or_grown: one.modifications == Modifications::Unknown,
        is_of_no_file: one.is_of_no_file,
        files: one.files.clone(),
        changed_files: one.changed_files.clone(),
        missing_files: one.missing_files.clone(),
        has_no_timestamp: one.has_no_timestamp,
        reasons: one.reasons.clone(),
        checks: checks.map(passed),
    }
}
