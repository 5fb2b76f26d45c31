//! What is known of documents, in memory.

use segl_domain::id::DocumentId;

use crate::{
    document::{DocumentState, Settled, StoredDocument},
    fakes::{lock, table::MemoryTable},
    ports::{PortError, document_index::DocumentIndex},
};

impl DocumentIndex for MemoryTable {
    async fn enter(&self, document: &StoredDocument) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows)
            .documents
            .insert(document.id, document.clone());
        Ok(())
    }
    async fn find(&self, document: DocumentId) -> Result<Option<StoredDocument>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).documents.get(&document).cloned())
    }
    async fn settle(&self, document: DocumentId, settled: &Settled) -> Result<(), PortError> {
        self.fault.check("table")?;
        if let Some(known) = lock(&self.rows).documents.get_mut(&document)
            && matches!(known.state, DocumentState::AwaitingUpload { .. })
        {
            known.state = DocumentState::Settled(settled.clone());
        }
        Ok(())
    }
}
