//! The functions that the state machines call: one binary, of which each function is the part that its `Handler` names.

mod step_delete_documents;
mod step_evaluate_job;
mod step_expire_code;
mod step_renew_seal;
mod step_seal_job;
mod step_send_notification;
mod step_wait_for_change;

use segl_functions::{Error, begin, handler, unknown};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = &begin().await;
    match handler()?.as_str() {
        "step-delete-documents" => step_delete_documents::run(aws).await,
        "step-evaluate-job" => step_evaluate_job::run(aws).await,
        "step-expire-code" => step_expire_code::run(aws).await,
        "step-renew-seal" => step_renew_seal::run(aws).await,
        "step-seal-job" => step_seal_job::run(aws).await,
        "step-send-notification" => step_send_notification::run(aws).await,
        "step-wait-for-change" => step_wait_for_change::run(aws).await,
        other => Err(unknown(other)),
    }
}
