//! The stores of bytes in memory.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use jiff::Timestamp;
use segl_domain::{
    digest::Digest,
    id::{DocumentId, JobId},
};

use super::{Fault, lock};
use crate::ports::{
    PortError,
    documents::{
        DocumentEraser, Downloads, OriginalStore, SealedDocuments, SealedKind, SealedStore,
        StoreError, UploadSlot, Uploads,
    },
    validation::AnchorFiles,
};

/// The versions of an object; one that was deleted has no bytes.
type Versions = Vec<Option<Vec<u8>>>;

/// The stores of bytes in memory; clones share them. An address of an object is `memory:` and its name.
#[derive(Clone, Debug, Default)]
pub struct MemoryDocumentStore {
    objects: Arc<Mutex<BTreeMap<String, Versions>>>,
    pub(super) anchors: Arc<Mutex<AnchorFiles>>,
    pub(super) fault: Fault,
}

impl MemoryDocumentStore {
    /// Empty stores.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self {
            objects: Arc::default(),
            anchors: Arc::default(),
            fault,
        }
    }

    /// Puts bytes where an upload slot's form would.
    pub fn upload(&self, document: DocumentId, bytes: &[u8]) {
        self.put(format!("uploads/{document}"), bytes.to_vec());
    }

    /// The bytes behind an address that [`Downloads`] gave.
    #[must_use]
    pub fn open(&self, url: &str) -> Option<Bytes> {
        let (name, version) = url.strip_prefix("memory:")?.split_once('#')?;
        self.get(name, Some(version)).map(|(bytes, _)| bytes.into())
    }

    /// Changes the first byte of every object whose name begins like this, as a failing disk or an intruder would; done
    /// twice, all is as it was.
    pub fn spoil(&self, beginning: &str) {
        for (_, versions) in lock(&self.objects)
            .iter_mut()
            .filter(|(name, _)| name.starts_with(beginning))
        {
            versions
                .iter_mut()
                .flatten()
                .filter_map(|bytes| bytes.first_mut())
                .for_each(|byte| *byte ^= 1);
        }
    }

    /// How many objects have bytes.
    #[must_use]
    pub fn count(&self) -> usize {
        lock(&self.objects).values().flatten().flatten().count()
    }

    pub(super) fn put(&self, name: String, bytes: Vec<u8>) -> String {
        let mut objects = lock(&self.objects);
        let versions = objects.entry(name).or_default();
        versions.push(Some(bytes));
        (versions.len() - 1).to_string()
    }

    pub(super) fn get(&self, name: &str, version: Option<&str>) -> Option<(Vec<u8>, String)> {
        let objects = lock(&self.objects);
        let versions = objects.get(name)?;
        let place = match version {
            Some(version) => version.parse().ok()?,
            None => versions.len().checked_sub(1)?,
        };
        let bytes = versions.get(place)?.as_ref()?;
        Some((bytes.clone(), place.to_string()))
    }

    /// The names that begin like this.
    pub(super) fn names(&self, beginning: &str) -> Vec<String> {
        lock(&self.objects)
            .keys()
            .filter(|name| name.starts_with(beginning))
            .cloned()
            .collect()
    }

    pub(super) fn shred(&self, name: &str) {
        if let Some(versions) = lock(&self.objects).get_mut(name) {
            versions.iter_mut().for_each(|bytes| *bytes = None);
        }
    }
}

impl Uploads for MemoryDocumentStore {
    async fn slot(
        &self,
        document: DocumentId,
        _: &Digest,
        _: u64,
        _: Timestamp,
    ) -> Result<UploadSlot, PortError> {
        self.fault.check("store")?;
        Ok(UploadSlot {
            url: "memory:uploads".to_owned(),
            fields: vec![("key".to_owned(), format!("uploads/{document}"))],
        })
    }
}

impl OriginalStore for MemoryDocumentStore {
    async fn store(&self, document: DocumentId, bytes: Vec<u8>) -> Result<String, PortError> {
        self.fault.check("store")?;
        Ok(self.put(format!("uploads/{document}"), bytes))
    }
    async fn fetch(
        &self,
        document: DocumentId,
        version: Option<&str>,
    ) -> Result<(Bytes, String), StoreError> {
        self.fault.check("store")?;
        let (bytes, version) = self
            .get(&format!("uploads/{document}"), version)
            .ok_or(StoreError::Missing)?;
        Ok((bytes.into(), version))
    }
}

impl SealedDocuments for MemoryDocumentStore {
    async fn store(
        &self,
        job: JobId,
        kind: SealedKind,
        parts: Vec<Bytes>,
        sha256: &Digest,
    ) -> Result<String, PortError> {
        self.fault.check("store")?;
        if Digest::of_parts(&parts) != *sha256 {
            return Err(PortError::new(
                "store",
                "the bytes have another digest than was said",
            ));
        }
        Ok(self.put(sealed(job, kind), parts.concat()))
    }
}

impl SealedStore for MemoryDocumentStore {
    async fn fetch(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
    ) -> Result<Bytes, StoreError> {
        self.fault.check("store")?;
        self.get(&sealed(job, kind), Some(version))
            .map(|(bytes, _)| bytes.into())
            .ok_or(StoreError::Missing)
    }
    async fn fetch_beginning(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
        len: u64,
    ) -> Result<Bytes, StoreError> {
        let mut bytes = SealedStore::fetch(self, job, kind, version).await?;
        bytes.truncate(usize::try_from(len).unwrap_or(usize::MAX));
        Ok(bytes)
    }
}

fn sealed(job: JobId, kind: SealedKind) -> String {
    format!("sealed/{job}.{}", kind.extension())
}

impl Downloads for MemoryDocumentStore {
    async fn original(
        &self,
        document: DocumentId,
        version: &str,
        _: &str,
    ) -> Result<String, PortError> {
        self.fault.check("store")?;
        Ok(format!("memory:uploads/{document}#{version}"))
    }
    async fn sealed(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
        _: &str,
    ) -> Result<String, PortError> {
        self.fault.check("store")?;
        Ok(format!("memory:{}#{version}", sealed(job, kind)))
    }
}

impl DocumentEraser for MemoryDocumentStore {
    async fn delete_original(&self, document: DocumentId, _: &str) -> Result<(), PortError> {
        self.fault.check("store")?;
        self.shred(&format!("uploads/{document}"));
        Ok(())
    }
    async fn delete_sealed(&self, job: JobId, kind: SealedKind, _: &str) -> Result<(), PortError> {
        self.fault.check("store")?;
        self.shred(&sealed(job, kind));
        Ok(())
    }
}
