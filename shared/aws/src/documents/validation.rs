//! Files to validate, and the operator's files of whom to believe.
//!
//! Whether an object is there is asked by listing. S3 answers a `GetObject` for what is not there with 404 only to a role
//! that may list the bucket, and with 403 to others: taken for "not there", it would hide that a role may not read a file
//! that is. A listing says what is there, or fails.

use aws_sdk_s3::types::ObjectVersion;
use bytes::Bytes;
use jiff::Timestamp;
use segl_app::ports::{
    Clock as _, PortError,
    documents::{StoreError, UploadSlot},
    keys::SealCertificates as _,
    validation::{
        AnchorFiles, Arrival, ArrivedFile, TrustAnchors, UploadTerms, ValidationFiles,
        ValidationPlace, ValidationSlots,
    },
};
use segl_domain::digest::Digest;

use super::{DocumentStore, MOST_LISTS, failure::unavailable, post};
use crate::SystemClock;

/// The chains of sealing keys that were in use before: PEM; it need not be there.
const FORMER_SEAL_CHAINS: &str = "certificates/former-seal-chains.pem";

/// The certificates that the operator trusts besides: PEM; it need not be there.
const TRUST_ANCHORS: &str = "certificates/trust-anchors.pem";

/// The name of a file that nothing was announced of.
const FILE: &str = "file";

impl DocumentStore {
    /// A file of the operator's that need not be there.
    async fn optional(&self, key: &str) -> Result<Option<String>, PortError> {
        let listed = self
            .client
            .list_objects_v2()
            .bucket(&self.sealed)
            .prefix(key)
            .max_keys(1)
            .send()
            .await;
        if !listed
            .map_err(unavailable)?
            .contents()
            .iter()
            .any(|object| object.key() == Some(key))
        {
            return Ok(None);
        }
        match self.get(&self.sealed, key, None).await {
            Ok((bytes, _)) => String::from_utf8(bytes.into())
                .map(Some)
                .map_err(unavailable),
            // Taken away in this moment.
            Err(StoreError::Missing) => Ok(None),
            Err(StoreError::PortError(unavailable)) => Err(unavailable),
        }
    }

    async fn versions(
        &self,
        prefix: &str,
    ) -> Result<(Vec<ObjectVersion>, Vec<(String, String)>, bool), PortError> {
        let listed = self
            .client
            .list_object_versions()
            .bucket(&self.documents)
            .prefix(prefix)
            .send()
            .await;
        let listed = listed.map_err(unavailable)?;
        let named = |key: Option<&str>, version: Option<&str>| {
            Some((key?.to_owned(), version.unwrap_or("null").to_owned()))
        };
        let markers = listed
            .delete_markers()
            .iter()
            .filter_map(|one| named(one.key(), one.version_id()))
            .collect();
        Ok((
            listed.versions().to_vec(),
            markers,
            listed.is_truncated().unwrap_or_default(),
        ))
    }
}

impl ValidationSlots for DocumentStore {
    async fn open(
        &self,
        place: &ValidationPlace,
        terms: &UploadTerms,
        until: Timestamp,
    ) -> Result<UploadSlot, PortError> {
        // What was announced stands in the name: there is no row that could hold it.
        let name = match terms {
            UploadTerms::Exactly { sha256, .. } => sha256.to_string(),
            UploadTerms::AtMost { .. } => FILE.to_owned(),
        };
        let key = format!("{}{name}", place.prefix());
        post::slot(
            &self.config,
            &self.documents,
            &key,
            terms,
            until,
            SystemClock.now(),
        )
        .await
    }
}

impl ValidationFiles for DocumentStore {
    async fn find(&self, place: &ValidationPlace) -> Result<Arrival, PortError> {
        let prefix = place.prefix();
        let (versions, markers, _) = self.versions(&prefix).await?;
        let newest = versions
            .iter()
            .find(|version| version.is_latest().unwrap_or_default());
        let Some((newest, key)) = newest.and_then(|newest| Some((newest, newest.key()?))) else {
            return Ok(if markers.is_empty() {
                Arrival::Awaited
            } else {
                Arrival::Erased
            });
        };
        let size = newest
            .size()
            .and_then(|size| u64::try_from(size).ok())
            .unwrap_or_default();
        let announced = key.strip_prefix(&prefix).and_then(Digest::from_hex);
        Ok(Arrival::Here(ArrivedFile {
            key: key.to_owned(),
            size,
            announced,
        }))
    }

    async fn fetch(&self, file: &ArrivedFile) -> Result<Bytes, StoreError> {
        Ok(self.get(&self.documents, &file.key, None).await?.0)
    }

    async fn erase(&self, place: &ValidationPlace) -> Result<(), PortError> {
        let prefix = place.prefix();
        let mut key = None;
        for _ in 0..MOST_LISTS {
            let (versions, markers, is_more) = self.versions(&prefix).await?;
            // Listed newest first, and deleted the other way: broken off, what is found again is still the newest.
            for version in versions.iter().rev() {
                let Some(name) = version.key() else { continue };
                self.delete(
                    &self.documents,
                    name,
                    version.version_id().unwrap_or("null"),
                )
                .await?;
                key = Some(name.to_owned());
            }
            if !is_more {
                // Deleted without a version, a marker stays, and says that there was something. The bucket's lifecycle
                // takes it away.
                if let Some(key) = key {
                    self.client
                        .delete_object()
                        .bucket(&self.documents)
                        .key(key)
                        .send()
                        .await
                        .map_err(unavailable)?;
                }
                return Ok(());
            }
            for (name, version) in markers {
                self.delete(&self.documents, &name, &version).await?;
            }
        }
        Err(unavailable(
            "a file to validate has more versions than can be deleted in one go",
        ))
    }
}

impl TrustAnchors for DocumentStore {
    async fn anchors(&self) -> Result<AnchorFiles, PortError> {
        Ok(AnchorFiles {
            seal_chain: self.chain().await?,
            former_seal_chains: self.optional(FORMER_SEAL_CHAINS).await?,
            trust_anchors: self.optional(TRUST_ANCHORS).await?,
        })
    }
}

#[cfg(test)]
mod tests {
    use segl_domain::secret::ValidationToken;

    use super::*;
    use crate::replay::{Answer, Replay};

    fn over(answers: Vec<Answer>) -> DocumentStore {
        DocumentStore::new(
            &Replay::of(answers).aws(),
            "documents".to_owned(),
            "sealed".to_owned(),
        )
    }

    fn place() -> ValidationPlace {
        ValidationPlace::Anybody(ValidationToken::new([7; 32]).digest())
    }

    fn versions(inside: &str) -> Answer {
        Answer::xml(
            200,
            &format!(
                "<ListVersionsResult><IsTruncated>false</IsTruncated>{inside}</ListVersionsResult>"
            ),
        )
    }

    #[tokio::test]
    async fn what_is_not_listed_is_not_there_and_what_may_not_be_listed_is_a_failure() {
        let chain = || Answer::xml(200, "-----BEGIN CERTIFICATE-----");
        let nothing = || {
            Answer::xml(
                200,
                "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>",
            )
        };
        let denied = || Answer::xml(403, "<Error><Code>AccessDenied</Code></Error>");
        let files = over(vec![chain(), nothing(), nothing()])
            .anchors()
            .await
            .expect("they need not be there");
        assert_eq!(
            (files.former_seal_chains, files.trust_anchors),
            (None, None)
        );
        over(vec![chain(), nothing(), denied()])
            .anchors()
            .await
            .expect_err("the role lacks s3:ListBucket");
        let listed = format!(
            "<ListBucketResult><Contents><Key>{TRUST_ANCHORS}</Key></Contents></ListBucketResult>"
        );
        let listed = || Answer::xml(200, &listed);
        let files = over(vec![
            chain(),
            nothing(),
            listed(),
            Answer::xml(200, "# mine"),
        ])
        .anchors()
        .await;
        assert_eq!(
            files.expect("it is there").trust_anchors.as_deref(),
            Some("# mine")
        );
        over(vec![chain(), nothing(), listed(), denied()])
            .anchors()
            .await
            .expect_err("the role lacks s3:GetObject");
    }

    #[tokio::test]
    async fn a_place_is_awaited_filled_or_erased() {
        let key = format!("{}file", place().prefix());
        let version = |latest| {
            format!(
                "<Version><Key>{key}</Key><VersionId>1</VersionId><IsLatest>{latest}</IsLatest><Size>5</Size></Version>"
            )
        };
        let marker = format!(
            "<DeleteMarker><Key>{key}</Key><VersionId>2</VersionId><IsLatest>true</IsLatest></DeleteMarker>"
        );
        let found = |inside: String| async move {
            over(vec![versions(&inside)])
                .find(&place())
                .await
                .expect("listed")
        };
        assert_eq!(found(String::new()).await, Arrival::Awaited);
        let here = Arrival::Here(ArrivedFile {
            key: key.clone(),
            size: 5,
            announced: None,
        });
        assert_eq!(found(version(true)).await, here);
        assert_eq!(
            found(format!("{marker}{}", version(false))).await,
            Arrival::Erased
        );
    }
}
