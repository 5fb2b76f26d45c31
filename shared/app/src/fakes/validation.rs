//! Files to validate, in the stores of memory.

use bytes::Bytes;
use jiff::Timestamp;
use segl_domain::digest::Digest;

use super::MemoryDocumentStore;
use crate::ports::{
    PortError,
    documents::{StoreError, UploadSlot},
    validation::{
        AnchorFiles, Arrival, ArrivedFile, TrustAnchors, UploadTerms, ValidationFiles,
        ValidationPlace, ValidationSlots,
    },
};

impl MemoryDocumentStore {
    /// Puts bytes where the form of a slot for validations would.
    pub fn upload_to(&self, slot: &UploadSlot, bytes: &[u8]) {
        for (_, key) in slot.fields.iter().filter(|(name, _)| name == "key") {
            self.put(key.clone(), bytes.to_vec());
        }
    }

    /// Says whom validations believe.
    pub fn believe(&self, files: AnchorFiles) {
        *super::lock(&self.anchors) = files;
    }
}

impl ValidationSlots for MemoryDocumentStore {
    async fn open(
        &self,
        place: &ValidationPlace,
        terms: &UploadTerms,
        _: Timestamp,
    ) -> Result<UploadSlot, PortError> {
        self.fault.check("store")?;
        let name = match terms {
            UploadTerms::Exactly { sha256, .. } => sha256.to_string(),
            UploadTerms::AtMost { .. } => "file".to_owned(),
        };
        let mut fields = vec![("key".to_owned(), format!("{}{name}", place.prefix()))];
        if let UploadTerms::AtMost { then, .. } = terms {
            fields.push(("success_action_redirect".to_owned(), then.clone()));
        }
        Ok(UploadSlot {
            url: "memory:validations".to_owned(),
            fields,
        })
    }
}

impl ValidationFiles for MemoryDocumentStore {
    async fn find(&self, place: &ValidationPlace) -> Result<Arrival, PortError> {
        self.fault.check("store")?;
        let prefix = place.prefix();
        let Some(key) = self.names(&prefix).pop() else {
            return Ok(Arrival::Awaited);
        };
        let Some((bytes, _)) = self.get(&key, None) else {
            return Ok(Arrival::Erased);
        };
        let announced = Digest::from_hex(&key[prefix.len()..]);
        Ok(Arrival::Here(ArrivedFile {
            size: bytes.len() as u64,
            announced,
            key,
        }))
    }

    async fn fetch(&self, file: &ArrivedFile) -> Result<Bytes, StoreError> {
        self.fault.check("store")?;
        self.get(&file.key, None)
            .map(|(bytes, _)| bytes.into())
            .ok_or(StoreError::Missing)
    }

    async fn erase(&self, place: &ValidationPlace) -> Result<(), PortError> {
        self.fault.check("store")?;
        self.names(&place.prefix())
            .iter()
            .for_each(|name| self.shred(name));
        Ok(())
    }
}

impl TrustAnchors for MemoryDocumentStore {
    async fn anchors(&self) -> Result<AnchorFiles, PortError> {
        self.fault.check("store")?;
        Ok(super::lock(&self.anchors).clone())
    }
}
