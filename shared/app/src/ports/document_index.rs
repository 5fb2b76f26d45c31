//! What is known of documents, from their upload until they are a job's and after.

use segl_domain::id::DocumentId;

use crate::{
    document::{Settled, StoredDocument},
    ports::PortError,
};

/// Documents, from their upload until they are a job's and after.
pub trait DocumentIndex: Send + Sync {
    /// Enters a new document.
    fn enter(
        &self,
        document: &StoredDocument,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The document with this identifier.
    fn find(
        &self,
        document: DocumentId,
    ) -> impl Future<Output = Result<Option<StoredDocument>, PortError>> + Send;

    /// Records what the check of an upload found, if the document still awaits it; settled once, it stays so.
    fn settle(
        &self,
        document: DocumentId,
        settled: &Settled,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
