//! The functions of the sender API: one binary, of which each function is the part that its `Handler` names.

mod add_document;
mod cancel_signature_job;
mod confirm_status_change;
mod create_redirect_url;
mod create_signature_job;
mod create_validation;
mod delete_documents;
mod extend_signature_job;
mod get_audit_trail;
mod get_document;
mod get_evidence;
mod get_openapi;
mod get_problem;
mod get_signature_job;
mod get_signed_document;
mod get_signer_signature;
mod get_status;
mod get_validation;
mod list_signature_jobs;
mod poll_status_changes;
mod remind_signer;
mod renew_link;
mod unblock_signer;
mod update_signer;
mod whoami;

use segl_functions::{Error, begin, handler, unknown};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = &begin().await;
    match handler()?.as_str() {
        "add-document" => add_document::run(aws).await,
        "cancel-signature-job" => cancel_signature_job::run(aws).await,
        "confirm-status-change" => confirm_status_change::run(aws).await,
        "create-redirect-url" => create_redirect_url::run(aws).await,
        "create-signature-job" => create_signature_job::run(aws).await,
        "create-validation" => create_validation::run(aws).await,
        "delete-documents" => delete_documents::run(aws).await,
        "extend-signature-job" => extend_signature_job::run(aws).await,
        "get-audit-trail" => get_audit_trail::run(aws).await,
        "get-document" => get_document::run(aws).await,
        "get-evidence" => get_evidence::run(aws).await,
        "get-openapi" => get_openapi::run(aws).await,
        "get-problem" => get_problem::run(aws).await,
        "get-signature-job" => get_signature_job::run(aws).await,
        "get-signed-document" => get_signed_document::run(aws).await,
        "get-signer-signature" => get_signer_signature::run(aws).await,
        "get-status" => get_status::run(aws).await,
        "get-validation" => get_validation::run(aws).await,
        "list-signature-jobs" => list_signature_jobs::run(aws).await,
        "poll-status-changes" => poll_status_changes::run(aws).await,
        "remind-signer" => remind_signer::run(aws).await,
        "renew-link" => renew_link::run(aws).await,
        "unblock-signer" => unblock_signer::run(aws).await,
        "update-signer" => update_signer::run(aws).await,
        "whoami" => whoami::run(aws).await,
        other => Err(unknown(other)),
    }
}
