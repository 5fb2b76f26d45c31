//! The functions that react to what happened: one binary, of which each function is the part that its `Handler` names.

mod on_document_uploaded;
mod on_reconcile_schedule;
mod on_table_change;
mod on_workflow_failed;

use segl_functions::{Error, begin, handler, unknown};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = &begin().await;
    match handler()?.as_str() {
        "on-document-uploaded" => on_document_uploaded::run(aws).await,
        "on-reconcile-schedule" => on_reconcile_schedule::run(aws).await,
        "on-table-change" => on_table_change::run(aws).await,
        "on-workflow-failed" => on_workflow_failed::run(aws).await,
        other => Err(unknown(other)),
    }
}
