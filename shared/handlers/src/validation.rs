//! `POST /v1/validations` for senders, `GET` and `POST /validate` for everybody: what the signatures in a
//! PDF or in a container of evidence are worth.

use lambda_http::{Request, http::StatusCode, http::header};
use segl_app::{
    ValidateError, Validated,
    ports::{ApiKeys, Clock, SealedKind, TrustAnchors},
    validate_document,
    validation::{Check, Indication, Kind, Modifications, SignatureReport},
};
use segl_portal::{Answer, Carried, CheckedSignature, ValidationPage, ValidationTrouble, Verdict, validation_page};
use segl_wire::ProblemKind;

use crate::{
    add_document::LARGEST_BODY,
    problem::Refusal,
    reply::{Reply, json, page},
    sender_request::{bytes, caller, media_type},
    signer_request::{PageRefusal, language},
};

/// Validates a PDF for a sender; the answer is the whole report.
pub async fn create_validation(
    request: Request,
    table: &impl ApiKeys,
    vault: &impl TrustAnchors,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        caller(&request, table).await?;
        if !["application/pdf", SealedKind::Evidence.media_type()].contains(&media_type(&request).as_str()) {
            return Err(Refusal::new(
                ProblemKind::MEDIA_TYPE_UNSUPPORTED,
                "Send the PDF itself as application/pdf, or the container as application/vnd.etsi.asic-e+zip.",
            ));
        }
        let body = bytes(&request);
        if body.len() > LARGEST_BODY {
            return Err(Refusal::new(ProblemKind::BODY_TOO_LARGE, "At most 4 MB are validated here."));
        }
        match validate_document(body, vault, clock).await {
            Ok(report) => Ok(json(200, &report)),
            Err(ValidateError::Unreadable(why)) => Err(Refusal::document(why.code(), why.to_string())),
            Err(ValidateError::Unavailable(unavailable)) => Err(unavailable.into()),
        }
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// Shows the page that a PDF can be dropped on.
pub async fn open_validation(request: Request) -> Reply {
    page(StatusCode::OK, validation_page(&ValidationPage { language: language(&request, None), answer: None }))
}

/// Validates the PDF of the page's form.
pub async fn validate(request: Request, vault: &impl TrustAnchors, clock: &impl Clock) -> Reply {
    let language = language(&request, None);
    let show = |status, answer| page(status, validation_page(&ValidationPage { language, answer: Some(answer) }));
    let Some(pdf) = file_in(&request).filter(|pdf| !pdf.is_empty()) else {
        return show(StatusCode::BAD_REQUEST, Answer::Trouble(ValidationTrouble::NoFile));
    };
    if pdf.len() > LARGEST_BODY {
        return show(StatusCode::PAYLOAD_TOO_LARGE, Answer::Trouble(ValidationTrouble::TooLarge));
    }
    match validate_document(pdf, vault, clock).await {
        Ok(report) => show(StatusCode::OK, answer(&report)),
        Err(ValidateError::Unreadable(_)) => {
            show(StatusCode::UNPROCESSABLE_ENTITY, Answer::Trouble(ValidationTrouble::Unreadable))
        }
        Err(ValidateError::Unavailable(unavailable)) => PageRefusal::unavailable(&unavailable, &request).into_reply(),
    }
}

/// The first file of a form (RFC 7578): what stands between its part's headers and the next boundary.
fn file_in(request: &Request) -> Option<&[u8]> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let boundary = kind.strip_prefix("multipart/form-data")?.split("boundary=").nth(1)?.split(';').next()?;
    let boundary = boundary.trim().trim_matches('"');
    // RFC 2046 section 5.1.1.
    if !(1..=70).contains(&boundary.len()) {
        return None;
    }
    let mark = format!("--{boundary}");
    let body = bytes(request);
    let start = find(body, mark.as_bytes())? + mark.len();
    let headers = start + find(&body[start..], b"\r\n\r\n")? + 4;
    let end = headers + find(&body[headers..], format!("\r\n{mark}").as_bytes())?;
    Some(&body[headers..end])
}

/// In time that grows with the body alone, whatever the boundary is made of.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

fn answer(validated: &Validated) -> Answer {
    let report = &validated.report;
    let signatures = report.signatures.iter().filter(|one| one.kind == Kind::Signature).map(checked).collect();
    let signed = report.signatures.iter().any(|one| one.kind == Kind::Signature);
    let verdict = if signed || report.indication == Indication::TotalFailed {
        verdict(report.indication)
    } else {
        Verdict::Unsigned
    };
    // What a document carries is told of one that is valid: beside another verdict it would read as comfort.
    let carried = if verdict == Verdict::Valid { carried(validated) } else { Carried::default() };
    Answer::Report { verdict, signatures, carried }
}

fn carried(validated: &Validated) -> Carried {
    Carried {
        signers: validated.signers.iter().map(|signer| (signer.name.clone(), signer.signed_at)).collect(),
        evidence: validated.evidence.as_ref().map(|report| verdict(report.indication)),
        audit_trail: validated.audit_trail.as_ref().map(|trail| passed(trail.check)),
    }
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
        verdict: verdict(one.verdict.indication()),
        signer: one.signer.as_deref().and_then(common_name).unwrap_or_default(),
        level: one.level.unwrap_or_default().to_owned(),
        code: one.verdict.sub_indication().map(str::to_owned),
        best_signature_time: one.best_signature_time,
        claimed_signing_time: one.claimed_signing_time,
        changed_after: matches!(one.modifications, Modifications::FormFilling | Modifications::Other),
        checks: checks.map(passed),
    }
}

/// The common name in a distinguished name (RFC 4514), with its escapes taken away.
fn common_name(name: &str) -> Option<String> {
    let start = name.find("CN=")? + 3;
    let mut said = String::new();
    let mut escaped = false;
    for letter in name[start..].chars() {
        match letter {
            _ if escaped => {
                said.push(letter);
                escaped = false;
            }
            '\\' => escaped = true,
            ',' | '+' => break,
            _ => said.push(letter),
        }
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use lambda_http::{Body, http};

    use super::*;

    fn form(kind: &str, body: &str) -> Request {
        http::Request::builder().header("content-type", kind).body(Body::Text(body.to_owned())).expect("a request")
    }

    #[test]
    fn the_file_of_a_form_is_found_and_nothing_else_is() {
        let body = "--x\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n%PDF\r\n--x--\r\n";
        assert_eq!(file_in(&form("multipart/form-data; boundary=x", body)), Some(b"%PDF".as_slice()));
        for (kind, body) in [
            ("text/plain", body),
            ("multipart/form-data", body),
            ("multipart/form-data; boundary=y", body),
            ("multipart/form-data; boundary=x", "--x\r\n\r\n%PDF"),
            ("multipart/form-data; boundary=", body),
            (&format!("multipart/form-data; boundary={}", "-".repeat(71)), body),
        ] {
            assert_eq!(file_in(&form(kind, body)), None, "{kind}");
        }
    }

    #[test]
    fn the_common_name_is_read_out_of_a_name() {
        assert_eq!(common_name("CN=Segl\\, AS,C=NO").as_deref(), Some("Segl, AS"));
        assert_eq!(common_name("C=NO"), None);
    }
}
