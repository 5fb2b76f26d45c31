//! The HTTP adapter: every endpoint, step and reaction as parse, use case, reply, generic over the ports it needs.

mod add_document;
mod create_signature_job;
mod direct;
mod downloads;
mod get_document;
mod get_problem;
mod login;
mod metric;
mod otp;
mod problem;
mod reaction;
mod reply;
mod sender_request;
mod signature_jobs;
mod signer_request;
mod signers;
mod status_changes;
mod step;
mod task;
mod validation;
mod validations;
mod wording;

pub use add_document::{MAX_BODY_BYTES, add_document};
pub use create_signature_job::create_signature_job;
pub use direct::{create_redirect_url, get_status, show_redirect};
pub use downloads::{download_evidence, download_signed_document, show_document};
pub use get_document::get_document;
pub use get_problem::get_problem;
pub use login::{begin_login, finish_login, log_out, show_portal};
pub use otp::{request_code, show_link, verify_code};
pub use problem::Refusal;
pub use reaction::{
    BatchFailure, BatchReply, ReactionFailed, on_document_uploaded, on_reconcile_schedule,
    on_table_change, on_workflow_failed,
};
pub use reply::{Reply, SESSION_COOKIE};
pub use segl_app::{Messengers, ports::IdentityPorts};
pub use signature_jobs::{
    cancel_signature_job, delete_documents, extend_signature_job, get_audit_trail, get_evidence,
    get_openapi, get_signature_job, get_signed_document, get_signer_signature, list_signature_jobs,
    unblock_signer, whoami,
};
pub use signers::{remind_signer, renew_link, update_signer};
pub use status_changes::{confirm_status_change, poll_status_changes};
pub use step::{
    Failed, step_delete_documents, step_evaluate_job, step_expire_code, step_renew_seal,
    step_seal_job, step_send_notification, step_wait_for_change,
};
pub use task::{reject, return_to_sender, show_task, sign};
pub use validation::{show_validation, show_validation_form};
pub use validations::{create_validation, get_validation};
pub use wording::PortalWording;
