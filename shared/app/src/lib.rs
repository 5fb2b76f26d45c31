//! The use cases of the service, one a file, and the ports they go through.

mod anchors;
mod create;
mod direct;
mod document;
mod downloads;
mod evidence;
#[cfg(feature = "fakes")]
pub mod fakes;
mod front;
mod identified;
mod jobs;
mod login;
mod notification;
mod notify;
mod otp;
mod portal;
pub mod ports;
mod queue;
mod renew;
mod seal;
mod sender;
mod session;
mod signers;
#[cfg(all(test, feature = "fakes"))]
mod testing;
mod tokens;
mod update;
mod upload;
mod validate;
mod validate_upload;
mod visit;
pub mod workflow;

pub use anchors::Anchors;
pub use create::{
    CreateError, CreateJob, CreatedJob, IDEMPOTENCY_KEY_TTL, NewAddressee, NewNotifications,
    NewSigner, create_job,
};
pub use direct::{
    StatusError, exit_url, issue_redirect, show_redirect, status_by_token, status_query_token,
};
pub use document::{Checked, DocumentState, ORPHAN_TTL, Settled, StoredDocument, UPLOAD_URL_TTL};
pub use downloads::{DownloadError, sealed_url, signer_evidence};
pub use jobs::{
    UnblockRefused, UpdateJobError, audit_trail, cancel_job, delete_documents, extend_job,
    find_job, list_jobs, unblock_signer,
};
pub use login::{
    AuthorizationResponse, LoginError, PORTAL_LEVEL, PendingLogin, begin_login, finish_login,
    log_out,
};
pub use notification::{MessageKind, NotificationContent};
pub use notify::send_due_notifications;
pub use otp::{ANSWER_TIME, Authenticated, Messengers, is_inside, issue_code, verify_code};
pub use portal::{ListError, TaskList, list_tasks};
pub use ports::{Caller, Credential, PresentedKey};
pub use queue::{MAX_WAIT, VISIBILITY_TIMEOUT, confirm_change, next_change};
pub use renew::{RenewError, renew_seal};
pub use seal::{SealError, Sealing, seal_job};
pub use segl_front_page::fonts::Fonts;
pub use segl_pdf::preflight;
pub use segl_validation as validation;
pub use sender::{AccessError, AuthenticateError, authenticate};
pub use session::{SESSION_IDLE_TIMEOUT, SESSION_MAX_TTL, end_session, resume};
pub use signers::{remind_signer, renew_link, update_signer};
pub use update::{UpdateError, update, update_with};
pub use upload::{
    AddError, DIGEST_MISMATCH, Naming, add_document, check_upload, find_document, open_slot,
};
pub use validate::{
    StatedDocument, StatedJob, StatedSender, StatedSigner, StatementsReport, TrailReport,
    ValidateError, Validated, examine, examine_later_trail, examine_trail, validate_document,
};
pub use validate_upload::{
    MAX_FORM_UPLOAD, MAX_VALIDATED, OpenValidationError, OpenedValidation, ValidateUploadError,
    open_validation, open_validation_form, validate_slot, validate_upload,
};
pub use visit::{
    Consent, PreLoginInfo, TaskId, TaskSession, VisitError, document_url, reject, sent_to, sign,
    signer_sealed_url, visit,
};
