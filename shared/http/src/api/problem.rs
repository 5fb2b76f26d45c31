//! The one place that speaks to strangers about what went wrong: every error of every use case gets its status and words.

use std::error::Error;

use lambda_http::http::{HeaderValue, header};
use segl_app::{
    ports::{PortError, documents::StoreError},
    sender::{
        access::{AccessError, AuthenticateError},
        creation::CreateError,
        documents::AddError,
        downloads::DownloadError,
        signers::UnblockRefused,
        status_query::StatusError,
        update::UpdateJobError,
    },
};
use segl_domain::{
    identity::policy::Forbidden,
    job::transitions::{
        direct::RedirectRefused,
        end::{CancelRefused, ExtendRefused},
        retention::DeleteRefused,
        signers::SignerUpdateRefused,
    },
};
use segl_wire::{FieldError, Problem, ProblemKind, problem};

use crate::reply::{Reply, typed_json};

/// What is told of an upload whose bytes are not the ones that were announced.
pub(crate) const DIGEST_MISMATCH_TEXT: &str =
    "The uploaded bytes do not have the SHA-256 that was announced. Open a new slot for them.";

/// A problem for the caller, and its cause for the log.
#[derive(Debug)]
pub struct Refusal {
    problem: Box<Problem>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Refusal {
    /// This kind of problem, with what is wrong this time.
    pub(crate) fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            problem: Box::new(kind.because(detail)),
            cause: None,
        }
    }

    /// A request with fields that are wrong.
    pub(crate) fn fields(errors: Vec<FieldError>) -> Self {
        let mut refusal = Self::new(
            ProblemKind::REQUEST_INVALID,
            "Change the fields listed in errors.",
        );
        refusal.problem.errors = errors;
        refusal
    }

    /// A PDF that cannot be used, by its reason's word.
    pub(crate) fn document(code: &str, detail: String) -> Self {
        Self::of_reason(ProblemKind::DOCUMENT_REFUSED, code, detail)
    }

    /// A file of which nothing can be said, by its reason's word.
    pub(crate) fn unreadable(code: &str, detail: String) -> Self {
        Self::of_reason(ProblemKind::FILE_UNREADABLE, code, detail)
    }

    fn of_reason(kind: ProblemKind, code: &str, detail: String) -> Self {
        let mut refusal = Self::new(kind, detail);
        refusal.problem.kind = format!("{}{code}", problem::TYPE_PREFIX);
        refusal
    }

    pub(crate) fn not_found() -> Self {
        Self::new(
            ProblemKind::NOT_FOUND,
            "Your organisation has nothing under this address.",
        )
    }
}

/// The cause is logged: once, here.
impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        if let Some(cause) = &refusal.cause {
            tracing::error!(
                error = &**cause as &dyn Error,
                problem = refusal.problem.kind,
                "a request failed"
            );
        }
        let status = refusal.problem.status;
        let mut reply = typed_json(status, problem::MEDIA_TYPE, &*refusal.problem);
        let headers = reply.headers_mut();
        match status {
            401 => {
                headers.insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("Bearer realm=\"segl\""),
                );
            }
            503 => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        reply
    }
}

impl From<PortError> for Refusal {
    fn from(error: PortError) -> Self {
        let (kind, detail) = if error.is_corrupt() {
            segl_telemetry::count_corrupt();
            (
                ProblemKind::INTERNAL,
                "Something that is stored here is not what was stored. The workflow of a job that needs it is stopped, and the \
                 operators were alerted.",
            )
        } else {
            (
                ProblemKind::TEMPORARILY_UNAVAILABLE,
                "Nothing was lost. Make the same request again in a few seconds.",
            )
        };
        Self {
            problem: Box::new(kind.because(detail)),
            cause: Some(Box::new(error)),
        }
    }
}

impl From<AuthenticateError> for Refusal {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::UnknownCredential => Self::new(
                ProblemKind::CREDENTIALS_INVALID,
                "This API key is not known. Use one that is in force for your organisation.",
            ),
            AuthenticateError::PortError(unavailable) => unavailable.into(),
        }
    }
}

impl From<Forbidden> for Refusal {
    fn from(forbidden: Forbidden) -> Self {
        match forbidden {
            Forbidden::OtherOrganisation => Self::not_found(),
            Forbidden::PermissionMissing(needed) => Self::new(
                ProblemKind::PERMISSION_MISSING,
                format!(
                    "This takes the permission {needed}, which your credential does not have. Use one that has it."
                ),
            ),
        }
    }
}

impl From<AccessError> for Refusal {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Forbidden(forbidden) => forbidden.into(),
            AccessError::NotFound => Self::not_found(),
            AccessError::PortError(unavailable) => unavailable.into(),
        }
    }
}

impl From<AddError> for Refusal {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Refused(refused) => Self::document(refused.code(), refused.to_string()),
            AddError::Forbidden(forbidden) => forbidden.into(),
            AddError::Size => Self::fields(vec![FieldError {
                pointer: "#/size".to_owned(),
                detail: error.to_string(),
            }]),
            AddError::PortError(unavailable) => unavailable.into(),
        }
    }
}

impl From<CreateError> for Refusal {
    fn from(error: CreateError) -> Self {
        let kind = match error {
            CreateError::DocumentTaken(_) => ProblemKind::DOCUMENT_TAKEN,
            CreateError::DocumentRefused(..) => ProblemKind::DOCUMENT_REFUSED,
            CreateError::DocumentNotReady(_) => ProblemKind::DOCUMENT_NOT_READY,
            CreateError::DocumentUnknown(_) => ProblemKind::DOCUMENT_UNKNOWN,
            CreateError::Documents(_)
            | CreateError::NumbersNotTaken(_)
            | CreateError::Refused(_)
            | CreateError::Synthetic(_) => ProblemKind::JOB_INVALID,
            CreateError::Forbidden(forbidden) => return forbidden.into(),
            CreateError::KeyReused => ProblemKind::IDEMPOTENCY_KEY_REUSED,
            CreateError::PortError(unavailable) => return unavailable.into(),
        };
        Self::new(kind, sentence(&error))
    }
}

impl<R: Into<Self>> From<UpdateJobError<R>> for Refusal {
    fn from(error: UpdateJobError<R>) -> Self {
        match error {
            UpdateJobError::Forbidden(forbidden) => forbidden.into(),
            UpdateJobError::NotFound => Self::not_found(),
            UpdateJobError::Refused(refused) => refused.into(),
            UpdateJobError::PortError(unavailable) => unavailable.into(),
        }
    }
}

impl From<CancelRefused> for Refusal {
    fn from(refused: CancelRefused) -> Self {
        let kind = match refused {
            CancelRefused::AllSigned => ProblemKind::JOB_ALL_SIGNED,
            CancelRefused::Over => ProblemKind::JOB_ENDED,
        };
        Self::new(kind, sentence(&refused))
    }
}

impl From<ExtendRefused> for Refusal {
    fn from(refused: ExtendRefused) -> Self {
        let kind = match refused {
            ExtendRefused::NotLater | ExtendRefused::TooLate => ProblemKind::DEADLINE_INVALID,
            ExtendRefused::NotActive => ProblemKind::JOB_NOT_ACTIVE,
        };
        Self::new(kind, sentence(&refused))
    }
}

impl From<UnblockRefused> for Refusal {
    fn from(refused: UnblockRefused) -> Self {
        match refused {
            UnblockRefused::NoSuchSigner => Self::not_found(),
            UnblockRefused::Over => Self::new(ProblemKind::JOB_ENDED, sentence(&refused)),
        }
    }
}

impl From<RedirectRefused> for Refusal {
    fn from(refused: RedirectRefused) -> Self {
        let kind = match refused {
            RedirectRefused::NoSuchSigner => return Self::not_found(),
            RedirectRefused::Over => ProblemKind::JOB_ENDED,
            RedirectRefused::NotDirect | RedirectRefused::NotYet => {
                ProblemKind::SIGNER_NOT_CHANGEABLE
            }
        };
        Self::new(kind, sentence(&refused))
    }
}

impl From<SignerUpdateRefused> for Refusal {
    fn from(refused: SignerUpdateRefused) -> Self {
        let kind = match refused {
            SignerUpdateRefused::NoSuchSigner => return Self::not_found(),
            SignerUpdateRefused::TooSoon | SignerUpdateRefused::TooMany => {
                ProblemKind::REMINDER_TOO_SOON
            }
            SignerUpdateRefused::SameAddress => ProblemKind::JOB_INVALID,
            SignerUpdateRefused::Acted
            | SignerUpdateRefused::Direct
            | SignerUpdateRefused::NoLink
            | SignerUpdateRefused::NotYet => ProblemKind::SIGNER_NOT_CHANGEABLE,
        };
        Self::new(kind, sentence(&refused))
    }
}

impl From<StatusError> for Refusal {
    fn from(error: StatusError) -> Self {
        match error {
            StatusError::Access(access) => access.into(),
            StatusError::NotCompleted => Self::new(
                ProblemKind::SIGNING_NOT_COMPLETED,
                "Ask again when a signer has come back to one of the exit URLs.",
            ),
            StatusError::WrongToken => Self::new(
                ProblemKind::STATUS_QUERY_TOKEN_INVALID,
                "Send the status_query_token that came back with the signer, as it stood in the exit URL.",
            ),
            StatusError::PortError(unavailable) => unavailable.into(),
        }
    }
}

impl From<DeleteRefused> for Refusal {
    fn from(refused: DeleteRefused) -> Self {
        Self::new(ProblemKind::JOB_NOT_ENDED, sentence(&refused))
    }
}

impl From<DownloadError> for Refusal {
    fn from(error: DownloadError) -> Self {
        match error {
            DownloadError::Deleted => Self::new(ProblemKind::DOCUMENTS_DELETED, sentence(&error)),
            DownloadError::Access(access) => access.into(),
            DownloadError::NotSealed => Self::new(
                ProblemKind::SIGNED_DOCUMENT_NOT_READY,
                "The signed document is there when the job's status is COMPLETED_SUCCESSFULLY.",
            ),
            DownloadError::PortError(unavailable) => unavailable.into(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing => Self::not_found(),
            StoreError::PortError(unavailable) => unavailable.into(),
        }
    }
}

/// An error's message as a sentence.
fn sentence(error: &dyn Error) -> String {
    let message = error.to_string();
    let mut letters = message.chars();
    match letters.next() {
        Some(first) => format!(
            "{}{}.",
            first.to_uppercase(),
            letters.as_str().trim_end_matches('.')
        ),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_to_try_again_what_will_never_go_better() {
        let told = |error: PortError| {
            let problem = Refusal::from(error).problem;
            (problem.status, problem.detail.contains("again"))
        };
        assert_eq!(told(PortError::new("table", "throttled")), (503, true));
        assert_eq!(
            told(PortError::corrupt("table", "an item has no job")),
            (500, false)
        );
    }
}
