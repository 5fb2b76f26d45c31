//! The store that sealing goes through, with the certificates of a seal that the test chose.

use bytes::Bytes;
use segl_domain::{
    digest::Digest,
    id::{DocumentId, JobId},
};

use crate::{
    fakes::MemoryDocumentStore,
    ports::{
        PortError,
        documents::{OriginalStore, SealedDocuments, SealedKind, StoreError},
        keys::SealCertificates,
    },
};

/// A store of documents that holds the certificates of this seal too, as the real one does.
#[derive(Clone, Copy, Debug)]
pub struct SealingStore<'a, C> {
    /// The documents.
    pub documents: &'a MemoryDocumentStore,
    /// The certificates.
    pub certificates: &'a C,
}

impl<C: SealCertificates> OriginalStore for SealingStore<'_, C> {
    async fn store(&self, document: DocumentId, bytes: Vec<u8>) -> Result<String, PortError> {
        OriginalStore::store(self.documents, document, bytes).await
    }
    async fn fetch(
        &self,
        document: DocumentId,
        version: Option<&str>,
    ) -> Result<(Bytes, String), StoreError> {
        OriginalStore::fetch(self.documents, document, version).await
    }
}

impl<C: SealCertificates> SealedDocuments for SealingStore<'_, C> {
    async fn store(
        &self,
        job: JobId,
        kind: SealedKind,
        parts: Vec<Bytes>,
        sha256: &Digest,
    ) -> Result<String, PortError> {
        SealedDocuments::store(self.documents, job, kind, parts, sha256).await
    }
}

impl<C: SealCertificates> SealCertificates for SealingStore<'_, C> {
    async fn chain(&self) -> Result<String, PortError> {
        self.certificates.chain().await
    }
}
