//! Problem details for HTTP APIs (RFC 9457).

use serde::{Deserialize, Serialize};

/// What begins every problem's type; the catalogue in the OpenAPI document lists what may follow.
pub const TYPE_PREFIX: &str = "urn:segl:problem:";

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A problem document (RFC 9457 section 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable URI for the kind of problem: `urn:segl:problem:` and a kebab-case word.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words; the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time, and what to change.
    pub detail: String,
    /// Which fields of the request are wrong, when several may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One field of a request that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Where: a JSON Pointer (RFC 6901), `#/signers/0/email`.
    pub pointer: String,
    /// What it has to be.
    pub detail: String,
}

/// A kind of problem: the end of its type, its status, its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemKind {
    /// What follows [`TYPE_PREFIX`].
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The kind in a few words.
    pub title: &'static str,
}

macro_rules! catalogue {
    ($($name:ident $code:literal $status:literal $title:literal;)*) => {
        impl ProblemKind {
            $(#[doc = concat!($title, ": ", stringify!($status), ".")]
            pub const $name: Self = Self { code: $code, status: $status, title: $title };)*
            /// Every kind of problem that the sender API answers with, but for the reasons why a PDF is refused, which
            /// are of the kind `document-…` with status 422.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

catalogue! {
    BODY_TOO_LARGE "body-too-large" 413 "The body is too large";
    CREDENTIALS_INVALID "credentials-invalid" 401 "The credentials are not valid";
    CREDENTIALS_MISSING "credentials-missing" 401 "Credentials are missing";
    CURSOR_INVALID "cursor-invalid" 400 "The cursor is not valid";
    DEADLINE_INVALID "deadline-invalid" 422 "The deadline does not fit";
    DOCUMENT_NOT_READY "document-not-ready" 409 "A document is not ready";
    DOCUMENT_REFUSED "document-refused" 422 "A document cannot be signed";
    DOCUMENT_TAKEN "document-taken" 409 "A document is part of another job";
    DOCUMENT_UNKNOWN "document-unknown" 422 "A document is not known";
    DOCUMENTS_DELETED "documents-deleted" 410 "The documents have been deleted";
    FILE_UNREADABLE "file-unreadable" 422 "A file cannot be validated";
    IDEMPOTENCY_KEY_INVALID "idempotency-key-invalid" 400 "The idempotency key is not valid";
    IDEMPOTENCY_KEY_REUSED "idempotency-key-reused" 422 "The idempotency key was used for another request";
    INTERNAL "internal" 500 "Something went wrong here";
    JOB_ALL_SIGNED "job-all-signed" 409 "All signers have signed";
    JOB_ENDED "job-ended" 409 "The signature job has ended";
    JOB_INVALID "job-invalid" 422 "The signature job is not valid";
    JOB_NOT_ACTIVE "job-not-active" 409 "The signature job does not wait for signatures";
    JOB_NOT_ENDED "job-not-ended" 409 "The signature job has not ended";
    MEDIA_TYPE_UNSUPPORTED "media-type-unsupported" 415 "The media type is not supported";
    NOT_FOUND "not-found" 404 "There is no such thing";
    REQUEST_INVALID "request-invalid" 400 "The request is not valid";
    REMINDER_TOO_SOON "reminder-too-soon" 409 "A reminder has been asked for already";
    PERMISSION_MISSING "permission-missing" 403 "A permission is missing";
    SIGNED_DOCUMENT_NOT_READY "signed-document-not-ready" 409 "There is no signed document";
    SIGNER_NOT_CHANGEABLE "signer-not-changeable" 409 "The signer cannot be changed or told now";
    SIGNING_NOT_COMPLETED "signing-not-completed" 404 "Nobody has come to an end yet";
    STATUS_QUERY_TOKEN_INVALID "status-query-token-invalid" 403 "The status query token is not valid";
    TEMPORARILY_UNAVAILABLE "temporarily-unavailable" 503 "The service cannot answer just now";
    VALIDATION_ANSWERED "validation-answered" 410 "An answer was given already";
    VALIDATION_AWAITING_UPLOAD "validation-awaiting-upload" 409 "The file has not come yet";
}

impl ProblemKind {
    /// The problem of this kind with this detail.
    #[must_use]
    pub fn because(self, detail: impl Into<String>) -> Problem {
        Problem {
            kind: format!("{TYPE_PREFIX}{}", self.code),
            title: self.title.to_owned(),
            status: self.status,
            detail: detail.into(),
            errors: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_share_a_type_and_every_status_is_an_error() {
        let mut codes: Vec<&str> = ProblemKind::ALL.iter().map(|kind| kind.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ProblemKind::ALL.len());
        assert!(ProblemKind::ALL.iter().all(|kind| (400..600).contains(&kind.status)));
    }
}
