//! The deeds of the service, one a file, and the doors (ports) they go through.

mod amend;
mod create;
mod dice;
mod document;
mod enter;
#[cfg(feature = "fakes")]
pub mod fakes;
mod manage;
mod notice;
mod notify;
pub mod ports;
mod seal;
mod sender;
mod upload;
mod visit;
pub mod workflow;

pub use amend::{AmendError, amend, amend_with};
pub use create::{CreateError, CreateJob, CreatedJob, KEY_LIFE, NewSigner, create_job};
pub use document::{Checked, DocumentState, SLOT_LIFE, Settled, StoredDocument, UNCLAIMED_LIFE};
pub use enter::{ANSWER_TIME, PostOffice, SESSION_IDLE, ask_code, enter_code, is_inside, leave, resume};
pub use manage::{
    DownloadError, ManageError, UnblockRefused, audit_trail, cancel_job, delete_documents, extend_job, find_job,
    sealed_document_url, unblock_signer,
};
pub use notice::{NoticeContent, Told};
pub use notify::send_due_notices;
pub use seal::{SealError, seal_job};
pub use sender::{ApiKey, AuthenticateError, PresentedKey, authenticate};
pub use upload::{AddError, Naming, add_document, check_upload, find_document, open_slot};
pub use visit::{Consent, Visit, VisitError, document_url, reject, sign, signed_document_url, visit};
