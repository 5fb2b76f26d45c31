//! The functions behind the pages for people: one binary, of which each function is the part that its `Handler` names.

mod begin_login;
mod download_evidence;
mod download_signed_document;
mod finish_login;
mod log_out;
mod reject;
mod request_code;
mod return_to_sender;
mod show_document;
mod show_link;
mod show_portal;
mod show_redirect;
mod show_task;
mod show_validation;
mod show_validation_form;
mod sign;
mod verify_code;

use segl_functions::{Error, begin, handler, unknown};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = &begin().await;
    match handler()?.as_str() {
        "begin-login" => begin_login::run(aws).await,
        "download-evidence" => download_evidence::run(aws).await,
        "download-signed-document" => download_signed_document::run(aws).await,
        "finish-login" => finish_login::run(aws).await,
        "log-out" => log_out::run(aws).await,
        "reject" => reject::run(aws).await,
        "request-code" => request_code::run(aws).await,
        "return-to-sender" => return_to_sender::run(aws).await,
        "show-document" => show_document::run(aws).await,
        "show-link" => show_link::run(aws).await,
        "show-portal" => show_portal::run(aws).await,
        "show-redirect" => show_redirect::run(aws).await,
        "show-task" => show_task::run(aws).await,
        "show-validation" => show_validation::run(aws).await,
        "show-validation-form" => show_validation_form::run(aws).await,
        "sign" => sign::run(aws).await,
        "verify-code" => verify_code::run(aws).await,
        other => Err(unknown(other)),
    }
}
