//! The statements in evidence: what they say of a job and its signers, and whether they belong together.

use jiff::{Timestamp, civil::Date, tz::Offset};
use segl_asic::DataFile;
use segl_domain::{
    audit,
    digest::Digest,
    identity::{
        authentication::{Authentication, OnBehalfOf, SignatureType},
        national_id::NationalIdentityNumber,
    },
};
use segl_validation::Check;
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

use crate::workflow::evidence::{FORMAT, is_statement_name};

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
    /// Whether the signature is the signer's own, or was given for somebody else.
    pub on_behalf_of: OnBehalfOf,
    /// The date of birth, where the e-ID gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Date>,
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

/// The statements in a container, and what else it holds.
pub(super) struct Statements {
    pub(super) statements: Vec<Value>,
    others: Vec<DataFile>,
}

impl Statements {
    /// Those are statements that are called so and say so: a document may be PDF and JSON at once, and what it says of
    /// itself is the sender's word.
    pub(super) fn among(files: Vec<DataFile>) -> Self {
        let mut found = Self {
            statements: Vec::new(),
            others: Vec::new(),
        };
        for file in files {
            let is_readable = is_statement_name(&file.name)
                && file.bytes.starts_with(b"{")
                && audit::is_of_readable_size(&file.bytes);
            let read = is_readable
                .then(|| serde_json::from_slice::<Value>(&file.bytes).ok())
                .flatten();
            match read.filter(|value| value["format"] == FORMAT) {
                Some(statement) => found.statements.push(statement),
                None => found.others.push(file),
            }
        }
        found
    }

    /// Whether there are statements, and none of the documents that they are about.
    pub(super) const fn are_alone(&self) -> bool {
        !self.statements.is_empty() && self.others.is_empty()
    }

    /// `None` where there are no statements.
    pub(super) fn check(&self) -> Option<StatementsReport> {
        let failed = |reason: &str| {
            Some(StatementsReport {
                check: Check::Failed,
                reason: Some(reason.to_owned()),
            })
        };
        let first = self.statements.first()?;
        if self
            .statements
            .iter()
            .any(|one| one["job"] != first["job"] || one["documents"] != first["documents"])
        {
            return failed("the statements are of different jobs or documents");
        }
        let named: Vec<&str> = first["documents"]
            .as_array()
            .map(|documents| {
                documents
                    .iter()
                    .filter_map(|document| document["sha256"].as_str())
                    .collect()
            })
            .unwrap_or_default();
        if self
            .others
            .iter()
            .any(|file| !named.contains(&Digest::of(&file.bytes).to_string().as_str()))
        {
            return failed(
                "a file beside the statements is not one of the documents that they name",
            );
        }
        Some(StatementsReport {
            check: Check::Passed,
            reason: None,
        })
    }

    /// The same of evidence that stands beside an audit trail which the seal of all is of: it must be of that trail's job.
    pub(super) fn check_beside(&self, job: &str) -> StatementsReport {
        let failed = |reason: &str| StatementsReport {
            check: Check::Failed,
            reason: Some(reason.to_owned()),
        };
        match self.check() {
            None => failed("the evidence holds no statement of anybody who signed"),
            Some(said) if said.check != Check::Passed => said,
            Some(said) => {
                let is_of_job = |one: &Value| one["job"]["id"].as_str() == Some(job);
                if self.statements.iter().all(is_of_job) {
                    said
                } else {
                    failed("the statements are of another job than the audit trail")
                }
            }
        }
    }

    /// The job that all of them are of.
    pub(super) fn job(&self) -> Option<StatedJob> {
        let statement = self.statements.first()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let document = |document: &Value| {
            Some(StatedDocument {
                title: text(&document["title"])?,
                sha256: text(&document["sha256"])?,
            })
        };
        Some(StatedJob {
            title: text(&statement["job"]["title"])?,
            sender: StatedSender {
                organisation: text(&statement["sender"]["organisation"])?,
                name: text(&statement["sender"]["name"])?,
            },
            documents: statement["documents"]
                .as_array()?
                .iter()
                .map(document)
                .collect::<Option<_>>()?,
        })
    }

    pub(super) fn signers(&self) -> Vec<StatedSigner> {
        let stated = self.statements.iter().filter_map(|statement| {
            Some(StatedSigner {
                name: statement["signer"]["name"].as_str()?.to_owned(),
                signed_at: statement["signedAt"].as_str()?.parse().ok()?,
                authentication: Authentication::deserialize(
                    &statement["signature"]["authentication"],
                )
                .ok()?,
                signature_type: SignatureType::deserialize(&statement["signer"]["signatureType"])
                    .ok()?,
                on_behalf_of: OnBehalfOf::deserialize(&statement["signer"]["onBehalfOf"]).ok()?,
                date_of_birth: born(statement),
                address: statement["signer"]["address"].as_str().map(str::to_owned),
            })
        });
        stated.collect()
    }
}

/// The date of birth in a statement: as its signer has it, or as the national identity number told it when it was signed.
fn born(statement: &Value) -> Option<Date> {
    let signer = &statement["signer"];
    let stated = signer["dateOfBirth"]
        .as_str()
        .and_then(|text| text.parse().ok());
    let number = || NationalIdentityNumber::parse(signer["nationalIdentityNumber"].as_str()?).ok();
    let signed_at = || statement["signedAt"].as_str()?.parse::<Timestamp>().ok();
    stated.or_else(|| number()?.birth_date(Offset::UTC.to_datetime(signed_at()?).date()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FIRST: &str = "sgn_019363b1a5f87ec7b12a37c0d879cd45.json";
    const SECOND: &str = "sgn_019363b1a5f87ec7b12a37c0d879cd46.json";

    fn file(name: &str, bytes: impl Into<Vec<u8>>) -> DataFile {
        DataFile {
            name: name.to_owned(),
            media_type: String::new(),
            bytes: bytes.into().into(),
        }
    }

    fn statement(job: &str, documents: &[&DataFile]) -> String {
        let documents: Vec<Value> = documents
            .iter()
            .map(|one| json!({ "title": "Avtale", "sha256": Digest::of(&one.bytes) }))
            .collect();
        json!({ "format": FORMAT, "job": { "id": job, "title": "Avtale" }, "documents": documents })
            .to_string()
    }

    /// A PDF that is JSON as well, and calls itself a statement of another job.
    fn pdf_that_is_json(name: &str) -> DataFile {
        file(
            name,
            format!(
                "{{\"format\":\"{FORMAT}\",\"job\":{{\"id\":\"other\"}},\"p\":\"%PDF-1.7 %%EOF\"}}"
            ),
        )
    }

    fn check(files: Vec<DataFile>) -> (usize, Option<Check>) {
        let statements = Statements::among(files);
        (
            statements.statements.len(),
            statements.check().map(|report| report.check),
        )
    }

    #[test]
    fn a_document_that_calls_itself_a_statement_is_a_document() {
        let document = pdf_that_is_json("documents/01 Avtale.pdf");
        let told = statement("job", &[&document]);
        let statements = [file(FIRST, told.clone()), file(SECOND, told)];
        assert_eq!(
            check([&statements[..], &[document]].concat()),
            (2, Some(Check::Passed))
        );
        // Nor does a name make it one anywhere but where the statements stand.
        let document = pdf_that_is_json(&format!("documents/{FIRST}"));
        let told = file(FIRST, statement("job", &[&document]));
        assert_eq!(check(vec![told, document]), (1, Some(Check::Passed)));
    }

    #[test]
    fn evidence_beside_the_trail_of_another_job_does_not_belong_to_it() {
        let document = file("documents/01.pdf", "%PDF");
        let statements = Statements::among(vec![
            file(FIRST, statement("job", &[&document])),
            document.clone(),
        ]);
        let check = |statements: &Statements, job| statements.check_beside(job).check;
        assert_eq!(check(&statements, "job"), Check::Passed);
        assert_eq!(check(&statements, "other"), Check::Failed);
        let of_nobody = Statements::among(vec![document]);
        assert_eq!(check(&of_nobody, "job"), Check::Failed);
    }

    #[test]
    fn a_statement_under_another_name_is_a_file_that_no_statement_names() {
        let document = file("documents/01.pdf", "%PDF");
        let honest = file(FIRST, statement("job", &[&document]));
        for name in [
            "statement.json",
            "sgn_1.json",
            "documents/02.json",
            "SGN_019363b1a5f87ec7b12a37c0d879cd45.json",
        ] {
            let forged = file(name, statement("job", &[&document]));
            assert_eq!(
                check(vec![honest.clone(), forged.clone(), document.clone()]),
                (1, Some(Check::Failed)),
                "{name}"
            );
            assert_eq!(
                check(vec![forged, document.clone()]),
                (0, None),
                "{name}: nobody is told of"
            );
        }
    }

    #[test]
    fn what_is_called_a_statement_and_is_none_is_a_file_beside_them() {
        let document = file("documents/01.pdf", "%PDF");
        let honest = file(FIRST, statement("job", &[&document]));
        for other in ["{}", "%PDF-2", "{\"format\":\"segl-signer-statement-v9\"}"] {
            assert_eq!(
                check(vec![honest.clone(), file(SECOND, other)]),
                (1, Some(Check::Failed)),
                "{other}"
            );
        }
        let other = file(SECOND, statement("another job", &[&document]));
        assert_eq!(check(vec![honest, other]), (2, Some(Check::Failed)));
    }
}
