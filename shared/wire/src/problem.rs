//! Problem details for HTTP APIs (RFC 9457).

use serde::{Deserialize, Serialize};

/// What begins every problem's type, a URL of this service without its origin (RFC 9457 section 3.1.1): there it says
/// what the problem means and what to change.
pub const TYPE_PREFIX: &str = "/problems/";

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A problem document (RFC 9457 section 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The kind of problem: `/problems/` and a kebab-case word, to be resolved against the address of the request.
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
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
    /// What to change.
    pub remedy: &'static str,
}

/// What a problem's type says to whoever opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemTypeView {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What it means.
    pub meaning: String,
    /// What to change.
    pub remedy: String,
}

impl ProblemTypeView {
    /// What is told of this kind.
    #[must_use]
    pub fn of(kind: ProblemKind) -> Self {
        Self {
            kind: format!("{TYPE_PREFIX}{}", kind.code),
            title: kind.title.to_owned(),
            status: kind.status,
            meaning: kind.meaning.to_owned(),
            remedy: kind.remedy.to_owned(),
        }
    }

    /// What is told of one reason of a kind: `text` says first what is wrong, and then what to change.
    #[must_use]
    pub fn of_reason(kind: ProblemKind, code: &str, text: &str) -> Self {
        let (meaning, remedy) = text.split_once(". ").unwrap_or((text, kind.remedy));
        Self {
            kind: format!("{TYPE_PREFIX}{code}"),
            meaning: format!("{}.", meaning.trim_end_matches('.')),
            remedy: remedy.to_owned(),
            ..Self::of(kind)
        }
    }
}

macro_rules! catalogue {
    ($($name:ident $code:literal $status:literal $title:literal $meaning:literal $remedy:literal;)*) => {
        impl ProblemKind {
            $(#[doc = concat!($title, ": ", stringify!($status), ".")]
            pub const $name: Self = Self {
                code: $code, status: $status, title: $title, meaning: $meaning, remedy: $remedy,
            };)*
            /// Every kind of problem that the sender API answers with, but for the reasons why a PDF is refused, which
            /// are of the kind `document-…` with status 422.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

catalogue! {
    BODY_TOO_LARGE "body-too-large" 413 "The body is too large"
        "The body of the request is larger than is taken."
        "Upload the file through a slot: send its title, SHA-256 and size as JSON, and then the bytes to the address that the answer names.";
    CREDENTIALS_INVALID "credentials-invalid" 401 "The credentials are not valid"
        "The credential stands for nobody: it is not known, was revoked, or is past its time."
        "Send an API key that is in force for your organisation, as a Bearer token.";
    CREDENTIALS_MISSING "credentials-missing" 401 "Credentials are missing"
        "The request says nothing of who makes it."
        "Send the header Authorization: Bearer, followed by your API key.";
    CURSOR_INVALID "cursor-invalid" 400 "The cursor is not valid"
        "The cursor is not one that this list gave with these filters."
        "Use the nextCursor of the page before with the same filters, or none to begin anew.";
    DEADLINE_INVALID "deadline-invalid" 422 "The deadline does not fit"
        "The new deadline is not later than the one before, or more than 90 days after the signers' turn began."
        "Choose a deadline between the two.";
    DOCUMENT_NOT_READY "document-not-ready" 409 "A document is not ready"
        "A document was announced, and its bytes have not come or are still being checked."
        "Upload the bytes, read the document until its status is CHECKED, and make the request again.";
    DOCUMENT_REFUSED "document-refused" 422 "A document cannot be signed"
        "The PDF cannot be signed: what it shows could change, or viewers would not agree on it."
        "Read the detail: it names the reason and what to do. Printing to a new PDF helps in most cases.";
    DOCUMENT_TAKEN "document-taken" 409 "A document is part of another job"
        "The document is part of another signature job already."
        "Upload the document again for another job.";
    DOCUMENT_UNKNOWN "document-unknown" 422 "A document is not known"
        "Your organisation has no document of this name."
        "Upload the document, and use the identifier that the answer gives.";
    DOCUMENTS_DELETED "documents-deleted" 410 "The documents have been deleted"
        "The documents of the job have been deleted, at the end of their retention or because your organisation asked for it."
        "Nothing brings them back. Use the copy that you downloaded.";
    FILE_UNREADABLE "file-unreadable" 422 "A file cannot be validated"
        "Nothing can be said about the signatures in the file, since it cannot be read."
        "Read the detail: it names the reason. Validate the file as it was received, not a copy that was saved again.";
    IDEMPOTENCY_KEY_INVALID "idempotency-key-invalid" 400 "The idempotency key is not valid"
        "The header Idempotency-Key holds something that is no key."
        "Send 1 to 255 visible ASCII characters; a UUID is a good key.";
    IDEMPOTENCY_KEY_REUSED "idempotency-key-reused" 422 "The idempotency key was used for another request"
        "The key was used within 24 hours for a request with another body."
        "Use a new key for a new request, and the same key only to repeat the same request.";
    INTERNAL "internal" 500 "Something went wrong here"
        "Something failed that should not have."
        "Read the detail. Where it says that the operators were alerted, the same request fails alike until they have mended what is stored; else tell the operator the time of it.";
    JOB_ALL_SIGNED "job-all-signed" 409 "All signers have signed"
        "All signers have signed, so that the job is sealed or about to be."
        "There is nothing to cancel any more. A signature is not taken back.";
    JOB_ENDED "job-ended" 409 "The signature job has ended"
        "The job has ended, and nothing about it changes any more."
        "Read the job to see how it ended. Create another if signatures are still wanted.";
    JOB_INVALID "job-invalid" 422 "The signature job is not valid"
        "Each field is well formed, and together they are no job that can be signed."
        "Read the detail: it names the signer or the document, and what does not go together.";
    JOB_NOT_ACTIVE "job-not-active" 409 "The signature job does not wait for signatures"
        "The job does not wait for signatures now, so that there is no deadline to move."
        "Read the job: only one that is in progress, and whose time has come, can be extended.";
    JOB_NOT_ENDED "job-not-ended" 409 "The signature job has not ended"
        "The job has not ended, and its documents are needed until it has."
        "Cancel the job first, or wait for its end.";
    MEDIA_TYPE_UNSUPPORTED "media-type-unsupported" 415 "The media type is not supported"
        "The body is of a media type that this address does not take."
        "Send the media type that the detail names in the header Content-Type.";
    NOT_FOUND "not-found" 404 "There is no such thing"
        "Your organisation has nothing under this address. What belongs to another organisation is not told apart from what is not there."
        "Check the identifier, and that the credential is your organisation's.";
    REQUEST_INVALID "request-invalid" 400 "The request is not valid"
        "The request cannot be read as what it should be."
        "Change what the detail says and, where there are errors, each field that they point to.";
    REMINDER_TOO_SOON "reminder-too-soon" 409 "A reminder has been asked for already"
        "The signer was reminded within the last hour, or 20 times in all."
        "Wait for an hour after the last reminder; after 20 no more are sent.";
    PERMISSION_MISSING "permission-missing" 403 "A permission is missing"
        "The credential is known, and may not do this."
        "Use a credential with the permission that the detail names; whoami says what a credential may do.";
    SIGNED_DOCUMENT_NOT_READY "signed-document-not-ready" 409 "There is no signed document"
        "The job is not sealed, yet or ever."
        "Ask again when the status of the job is COMPLETED_SUCCESSFULLY.";
    SIGNER_NOT_CHANGEABLE "signer-not-changeable" 409 "The signer cannot be changed or told now"
        "The signer has acted, is not at turn, or is not reached in the way that the request is about."
        "Read the detail: it says which, and what can be done instead.";
    SIGNING_NOT_COMPLETED "signing-not-completed" 404 "Nobody has come to an end yet"
        "No signer of the job has come to an end yet."
        "Ask when a signer has come back to one of the exit URLs.";
    STATUS_QUERY_TOKEN_INVALID "status-query-token-invalid" 403 "The status query token is not valid"
        "The token is not the one that came back with a signer of this job."
        "Send status_query_token as it stood in the exit URL.";
    TEMPORARILY_UNAVAILABLE "temporarily-unavailable" 503 "The service cannot answer just now"
        "Something that the request needs did not answer. Nothing was lost."
        "Make the same request again after the seconds in Retry-After, with the same Idempotency-Key if there was one.";
    VALIDATION_ANSWERED "validation-answered" 410 "An answer was given already"
        "The file was validated, and deleted with the answer: each gets one."
        "Open a new slot to validate the file again.";
    VALIDATION_AWAITING_UPLOAD "validation-awaiting-upload" 409 "The file has not come yet"
        "The slot is open, and the file has not come."
        "Upload the file to the slot first: post upload.fields and then the file to upload.url.";
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
        assert!(
            ProblemKind::ALL
                .iter()
                .all(|kind| (400..600).contains(&kind.status))
        );
    }

    #[test]
    fn every_kind_says_in_sentences_what_it_means_and_what_to_change() {
        for kind in ProblemKind::ALL {
            assert!(
                kind.meaning.ends_with('.') && kind.remedy.ends_with('.'),
                "{}",
                kind.code
            );
        }
        let told = ProblemTypeView::of_reason(
            ProblemKind::DOCUMENT_REFUSED,
            "document-x",
            "It is so. Do this. Or that.",
        );
        assert_eq!(
            (told.kind.as_str(), told.status),
            ("/problems/document-x", 422)
        );
        assert_eq!(
            (told.meaning.as_str(), told.remedy.as_str()),
            ("It is so.", "Do this. Or that.")
        );
    }
}
