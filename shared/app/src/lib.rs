//! The deeds of the service, one a file, and the doors (ports) they go through.

mod amend;
mod anchors;
mod care;
mod create;
mod dice;
mod direct;
mod document;
mod enter;
mod evidence;
#[cfg(feature = "fakes")]
pub mod fakes;
mod front;
mod hand_out;
mod identified;
mod login;
mod manage;
mod notice;
mod notify;
mod portal;
pub mod ports;
mod queue;
mod renew;
mod seal;
mod sender;
mod session;
mod upload;
mod validate;
mod validate_upload;
mod visit;
pub mod workflow;

pub use amend::{AmendError, amend, amend_with};
pub use anchors::Anchors;
pub use care::{mend_signer, remind_signer, renew_link};
pub use create::{CreateError, CreateJob, CreatedJob, KEY_LIFE, NewAddressee, NewNotices, NewSigner, create_job};
pub use direct::{StatusError, exit_url, issue_redirect, open_redirect, status_by_token, status_query_token};
pub use document::{Checked, DocumentState, SLOT_LIFE, Settled, StoredDocument, UNCLAIMED_LIFE};
pub use enter::{ANSWER_TIME, Inside, PostOffice, ask_code, enter_code, is_inside};
pub use front::{authentication_text, identity_texts};
pub use hand_out::{DownloadError, sealed_url, signer_evidence};
pub use login::{LoginAnswer, LoginError, LoginUnderWay, PORTAL_LEVEL, begin_login, finish_login, log_out};
pub use manage::{
    ManageError, UnblockRefused, audit_trail, cancel_job, delete_documents, extend_job, find_job, unblock_signer,
};
pub use notice::{NoticeContent, Told};
pub use notify::send_due_notices;
pub use portal::{ListError, TaskList, list_tasks};
pub use queue::{HIDDEN_FOR, LONGEST_WAIT, confirm_change, next_change};
pub use renew::{RenewError, renew_seal};
pub use seal::{SealError, Sealing, seal_job};
pub use segl_front_page::fonts::Fonts;
pub use segl_validation as validation;
pub use sender::{ApiKey, AuthenticateError, PresentedKey, authenticate};
pub use session::{SESSION_IDLE, SESSION_LONGEST, leave, resume};
pub use upload::{AddError, Naming, add_document, check_upload, find_document, open_slot};
pub use validate::{
    StatedDocument, StatedJob, StatedSender, StatedSigner, StatementsReport, TrailReport, ValidateError, Validated,
    examine, examine_later_trail, examine_trail, validate_document,
};
pub use validate_upload::{
    MAX_FORM_UPLOAD, MAX_VALIDATED, OpenValidationError, OpenedValidation, ValidateUploadError, open_validation,
    open_validation_form, validate_slot, validate_upload,
};
pub use visit::{
    Consent, Hint, TaskId, Visit, VisitError, document_url, reject, sent_to, sign, signer_sealed_url, visit,
};
