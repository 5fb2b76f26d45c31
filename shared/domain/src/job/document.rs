//! The documents of a job: one to twenty checked PDFs.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    digest::Digest,
    id::DocumentId,
    text::{FileName, Title},
};

/// A PDF that intake has read and found fit to be sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Its identifier, from the upload on.
    pub id: DocumentId,
    /// What signers see it called.
    pub title: Title,
    /// The file name the sender gave it.
    pub file_name: FileName,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// Number of pages.
    pub pages: u32,
    /// Which stored version of the object was checked, so that no later upload takes its place.
    pub version: String,
}

/// The documents of one job, in the order in which they are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Document>", into = "Vec<Document>")]
pub struct Documents(Vec<Document>);

/// Why documents cannot be one job's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DocumentsError {
    /// A document stands in the list twice.
    #[error("the document {0} is listed twice")]
    Duplicate(DocumentId),
    /// There is none, or there are more than twenty.
    #[error("a job has 1 to {} documents", Documents::MOST)]
    Number,
    /// Together they are larger than a job may be.
    #[error(
        "the documents of a job may have {} bytes in all",
        Documents::MOST_BYTES
    )]
    Size,
}

impl Documents {
    /// The most documents a job may have.
    pub const MOST: usize = 20;
    /// The most bytes the documents of a job may have in all: 100 MB.
    pub const MOST_BYTES: u64 = 100 * 1024 * 1024;
    /// The most bytes that a file made of them is taken to have, and that is validated: 120 MB. Sealing adds a page, the
    /// evidence, the audit trail and answers about certificates, and every renewal of the seal some more.
    pub const MAX_SEALED_BYTES: u64 = Self::MOST_BYTES + 20 * 1024 * 1024;

    /// The documents, in reading order.
    pub fn iter(&self) -> std::slice::Iter<'_, Document> {
        self.0.iter()
    }

    /// The document with this identifier.
    #[must_use]
    pub fn find(&self, id: DocumentId) -> Option<&Document> {
        self.0.iter().find(|document| document.id == id)
    }

    /// One digest for all of them in their order: what a signer says yes to.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let parts: Vec<&[u8]> = self
            .0
            .iter()
            .map(|document| &document.sha256.as_bytes()[..])
            .collect();
        Digest::tagged("segl-documents-v1", &parts)
    }
}

impl TryFrom<Vec<Document>> for Documents {
    type Error = DocumentsError;

    fn try_from(documents: Vec<Document>) -> Result<Self, DocumentsError> {
        if documents.is_empty() || documents.len() > Self::MOST {
            return Err(DocumentsError::Number);
        }
        for (place, document) in documents.iter().enumerate() {
            if documents[..place]
                .iter()
                .any(|earlier| earlier.id == document.id)
            {
                return Err(DocumentsError::Duplicate(document.id));
            }
        }
        if documents
            .iter()
            .map(|document| document.size)
            .fold(0, u64::saturating_add)
            > Self::MOST_BYTES
        {
            return Err(DocumentsError::Size);
        }
        Ok(Self(documents))
    }
}

impl From<Documents> for Vec<Document> {
    fn from(documents: Documents) -> Self {
        documents.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(number: u8, size: u64) -> Document {
        Document {
            id: DocumentId::new(u64::from(number), [number; 10]),
            title: Title::try_from("Avtale".to_owned()).expect("a fit title"),
            file_name: FileName::try_from("avtale.pdf".to_owned()).expect("a fit name"),
            sha256: Digest::of(&[number]),
            size,
            pages: 1,
            version: "v".to_owned(),
        }
    }

    #[test]
    fn a_job_has_one_to_twenty_documents_and_none_twice() {
        let many = |n: u8| Documents::try_from((0..n).map(|i| document(i, 1)).collect::<Vec<_>>());
        assert!(many(20).is_ok());
        assert_eq!(many(0), Err(DocumentsError::Number));
        assert_eq!(many(21), Err(DocumentsError::Number));
        let twice = document(1, 1);
        assert_eq!(
            Documents::try_from(vec![twice.clone(), twice.clone()]),
            Err(DocumentsError::Duplicate(twice.id))
        );
    }

    #[test]
    fn all_documents_together_are_weighed() {
        let half = Documents::MOST_BYTES / 2;
        assert!(Documents::try_from(vec![document(1, half), document(2, half)]).is_ok());
        assert_eq!(
            Documents::try_from(vec![document(1, half), document(2, half + 1)]),
            Err(DocumentsError::Size)
        );
        assert_eq!(
            Documents::try_from(vec![document(1, u64::MAX), document(2, 1)]),
            Err(DocumentsError::Size)
        );
    }
}
