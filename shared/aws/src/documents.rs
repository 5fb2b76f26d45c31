//! The stores of bytes in S3: private, encrypted and versioned buckets.

mod failure;
mod parts;
mod post;
mod validation;

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_s3::{
    Client, config::Builder, operation::get_object::GetObjectError, presigning::PresigningConfig,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use segl_app::ports::{
    Clock as _, PortError,
    documents::{
        DocumentEraser, Downloads, OriginalStore, SealedDocuments, SealedKind, SealedStore,
        StoreError, UploadSlot, Uploads,
    },
    keys::SealCertificates,
    validation::UploadTerms,
};
use segl_domain::{
    digest::Digest,
    id::{DocumentId, JobId},
};

use self::failure::unavailable;
use crate::{Aws, SystemClock};

/// How long an address of a download is good.
const DOWNLOAD_LIFE: Duration = Duration::from_secs(5 * 60);

/// How often the versions of one object are listed to be deleted, a thousand each time.
const MOST_LISTS: u32 = 10;

/// Where the seal's certificates stand in the bucket of sealed documents: PEM, the sealing key's own first.
const CERTIFICATES: &str = "certificates/seal-chain.pem";

/// The buckets of originals and of sealed documents. A function that touches only one need not know the other.
#[derive(Clone, Debug)]
pub struct DocumentStore {
    client: Client,
    config: SdkConfig,
    documents: String,
    sealed: String,
}

fn upload_key(document: DocumentId) -> String {
    format!("uploads/{document}")
}

fn sealed_key(job: JobId, kind: SealedKind) -> String {
    format!("sealed/{job}.{}", kind.extension())
}

impl DocumentStore {
    /// Over these buckets.
    #[must_use]
    pub fn new(aws: &Aws, documents: String, sealed: String) -> Self {
        let settings = Builder::from(&aws.config)
            .force_path_style(aws.is_local)
            .build();
        Self {
            client: Client::from_conf(settings),
            config: aws.config.clone(),
            documents,
            sealed,
        }
    }

    /// Sends the parts one after the other. The digest goes along in front: the store refuses any other bytes, and nothing
    /// has to be read twice to sign the request.
    async fn put(
        &self,
        bucket: &str,
        key: String,
        media_type: &str,
        parts: Vec<Bytes>,
        sha256: &Digest,
    ) -> Result<String, PortError> {
        let stored = self
            .client
            .put_object()
            .bucket(bucket)
            .key(key)
            .content_type(media_type)
            .checksum_sha256(STANDARD.encode(sha256.as_bytes()))
            .body(parts::body(parts))
            .send()
            .await
            .map_err(unavailable)?;
        stored
            .version_id
            .ok_or_else(|| unavailable("the bucket keeps no versions"))
    }

    async fn get(
        &self,
        bucket: &str,
        key: &str,
        version: Option<&str>,
    ) -> Result<(Bytes, String), StoreError> {
        self.get_range(bucket, key, version, None).await
    }

    /// The first so many bytes, or all.
    async fn get_range(
        &self,
        bucket: &str,
        key: &str,
        version: Option<&str>,
        first: Option<u64>,
    ) -> Result<(Bytes, String), StoreError> {
        let range = first.map(|len| format!("bytes=0-{}", len.saturating_sub(1)));
        let wanted = self
            .client
            .get_object()
            .bucket(bucket)
            .key(key)
            .set_range(range);
        let wanted = wanted.set_version_id(version.map(str::to_owned));
        let mut object = wanted.send().await.map_err(|error| {
            let code = error
                .as_service_error()
                .and_then(|error| error.meta().code())
                .unwrap_or_default();
            let missing = matches!(error.as_service_error(), Some(GetObjectError::NoSuchKey(_)))
                || matches!(code, "NoSuchVersion" | "NoSuchKey" | "MethodNotAllowed");
            if missing {
                StoreError::Missing
            } else {
                unavailable(error).into()
            }
        })?;
        let version = object
            .version_id
            .take()
            .unwrap_or_else(|| "null".to_owned());
        // Into one buffer of the right size: collected and then copied, a document would stand in memory twice.
        let size = object
            .content_length
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or_default();
        let mut bytes = Vec::with_capacity(size);
        while let Some(chunk) = object.body.try_next().await.map_err(unavailable)? {
            bytes.extend_from_slice(&chunk);
        }
        Ok((bytes.into(), version))
    }

    async fn presign(
        &self,
        bucket: &str,
        key: String,
        version: &str,
        media_type: &str,
        disposition: String,
    ) -> Result<String, PortError> {
        let settings = PresigningConfig::expires_in(DOWNLOAD_LIFE).map_err(unavailable)?;
        let request = self
            .client
            .get_object()
            .bucket(bucket)
            .key(key)
            .version_id(version)
            .response_content_type(media_type)
            .response_content_disposition(disposition)
            .presigned(settings)
            .await
            .map_err(unavailable)?;
        Ok(request.uri().to_owned())
    }

    /// Deletes this version, and whatever else stands under the key: bytes that were uploaded twice stand there twice.
    async fn shred(&self, bucket: &str, key: &str, version: &str) -> Result<(), PortError> {
        self.delete(bucket, key, version).await?;
        for _ in 0..MOST_LISTS {
            let listed = self
                .client
                .list_object_versions()
                .bucket(bucket)
                .prefix(key)
                .send()
                .await;
            let listed = listed.map_err(unavailable)?;
            let versions = listed
                .versions()
                .iter()
                .map(|one| (one.key(), one.version_id()));
            let markers = listed
                .delete_markers()
                .iter()
                .map(|one| (one.key(), one.version_id()));
            for (_, version) in versions
                .chain(markers)
                .filter(|(listed, _)| *listed == Some(key))
            {
                self.delete(bucket, key, version.unwrap_or("null")).await?;
            }
            // What was listed is gone, so the rest is listed from the beginning.
            if !listed.is_truncated().unwrap_or_default() {
                return Ok(());
            }
        }
        Err(unavailable(
            "an object has more versions than can be deleted in one go",
        ))
    }

    async fn delete(&self, bucket: &str, key: &str, version: &str) -> Result<(), PortError> {
        let deleted = self
            .client
            .delete_object()
            .bucket(bucket)
            .key(key)
            .version_id(version)
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .and_then(|error| error.meta().code())
                    .is_some_and(|code| matches!(code, "NoSuchKey" | "NoSuchVersion")) =>
            {
                Ok(())
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

/// A `Content-Disposition` (RFC 6266) whose file name survives any letters (RFC 8187).
fn disposition(kind: &str, file_name: &str) -> String {
    let plain: String = file_name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || " .-_()".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    format!(
        "{kind}; filename=\"{plain}\"; filename*=UTF-8''{}",
        utf8_percent_encode(file_name, NON_ALPHANUMERIC)
    )
}

impl Uploads for DocumentStore {
    async fn slot(
        &self,
        document: DocumentId,
        sha256: &Digest,
        size: u64,
        until: Timestamp,
    ) -> Result<UploadSlot, PortError> {
        let terms = UploadTerms::Exactly {
            sha256: *sha256,
            size,
        };
        post::slot(
            &self.config,
            &self.documents,
            &upload_key(document),
            &terms,
            until,
            SystemClock.now(),
        )
        .await
    }
}

impl OriginalStore for DocumentStore {
    async fn store(&self, document: DocumentId, bytes: Vec<u8>) -> Result<String, PortError> {
        let sha256 = Digest::of(&bytes);
        self.put(
            &self.documents,
            upload_key(document),
            "application/pdf",
            vec![bytes.into()],
            &sha256,
        )
        .await
    }

    async fn fetch(
        &self,
        document: DocumentId,
        version: Option<&str>,
    ) -> Result<(Bytes, String), StoreError> {
        self.get(&self.documents, &upload_key(document), version)
            .await
    }
}

impl SealedDocuments for DocumentStore {
    async fn store(
        &self,
        job: JobId,
        kind: SealedKind,
        parts: Vec<Bytes>,
        sha256: &Digest,
    ) -> Result<String, PortError> {
        self.put(
            &self.sealed,
            sealed_key(job, kind),
            kind.media_type(),
            parts,
            sha256,
        )
        .await
    }
}

impl SealedStore for DocumentStore {
    async fn fetch(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
    ) -> Result<Bytes, StoreError> {
        let (bytes, _) = self
            .get(&self.sealed, &sealed_key(job, kind), Some(version))
            .await?;
        Ok(bytes)
    }

    async fn fetch_beginning(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
        len: u64,
    ) -> Result<Bytes, StoreError> {
        let (bytes, _) = self
            .get_range(
                &self.sealed,
                &sealed_key(job, kind),
                Some(version),
                Some(len),
            )
            .await?;
        Ok(bytes)
    }
}

impl SealCertificates for DocumentStore {
    async fn chain(&self) -> Result<String, PortError> {
        let (bytes, _) = self
            .get(&self.sealed, CERTIFICATES, None)
            .await
            .map_err(|error| match error {
                StoreError::Missing => {
                    unavailable(format!("there is no {CERTIFICATES} in the bucket"))
                }
                StoreError::PortError(unavailable) => unavailable,
            })?;
        String::from_utf8(bytes.into()).map_err(unavailable)
    }
}

impl Downloads for DocumentStore {
    async fn original(
        &self,
        document: DocumentId,
        version: &str,
        file_name: &str,
    ) -> Result<String, PortError> {
        let shown = disposition("inline", file_name);
        self.presign(
            &self.documents,
            upload_key(document),
            version,
            "application/pdf",
            shown,
        )
        .await
    }

    async fn sealed(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
        file_name: &str,
    ) -> Result<String, PortError> {
        let saved = disposition("attachment", file_name);
        self.presign(
            &self.sealed,
            sealed_key(job, kind),
            version,
            kind.media_type(),
            saved,
        )
        .await
    }
}

impl DocumentEraser for DocumentStore {
    async fn delete_original(&self, document: DocumentId, version: &str) -> Result<(), PortError> {
        self.shred(&self.documents, &upload_key(document), version)
            .await
    }

    async fn delete_sealed(
        &self,
        job: JobId,
        kind: SealedKind,
        version: &str,
    ) -> Result<(), PortError> {
        self.shred(&self.sealed, &sealed_key(job, kind), version)
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::{Answer, Replay};

    fn error(status: u16, code: &str) -> Answer {
        Answer::xml(
            status,
            &format!("<Error><Code>{code}</Code><Message>as said</Message></Error>"),
        )
    }

    fn store(answer: Answer) -> DocumentStore {
        over(&Replay::of([answer]))
    }

    fn over(replay: &Replay) -> DocumentStore {
        DocumentStore::new(&replay.aws(), "documents".to_owned(), "sealed".to_owned())
    }

    fn document() -> DocumentId {
        DocumentId::new(1_795_000_000_000, [1; 10])
    }

    #[tokio::test]
    async fn bytes_that_are_gone_are_missing_and_a_store_in_trouble_is_not() {
        for (status, code) in [
            (404, "NoSuchKey"),
            (404, "NoSuchVersion"),
            (405, "MethodNotAllowed"),
        ] {
            let told =
                OriginalStore::fetch(&store(error(status, code)), document(), Some("v1")).await;
            assert!(matches!(told, Err(StoreError::Missing)), "{code}: {told:?}");
        }
        for (status, code) in [(503, "SlowDown"), (403, "AccessDenied")] {
            let told =
                OriginalStore::fetch(&store(error(status, code)), document(), Some("v1")).await;
            assert!(
                matches!(told, Err(StoreError::PortError(_))),
                "{code}: {told:?}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_gone_is_shredded_already() {
        let nothing = Answer::xml(
            200,
            "<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>",
        );
        let gone = Replay::of([error(404, "NoSuchVersion"), nothing]);
        over(&gone)
            .delete_original(document(), "v1")
            .await
            .expect("gone already");
        store(error(503, "SlowDown"))
            .delete_original(document(), "v1")
            .await
            .expect_err("not yet");
    }

    #[tokio::test]
    async fn an_address_lives_five_minutes_and_names_the_version() {
        let store = store(error(500, "unused"));
        let url = store
            .original(document(), "v/1", "avtale.pdf")
            .await
            .expect("an address");
        assert!(url.starts_with(&format!(
            "https://documents.s3.eu-north-1.amazonaws.com/uploads/{}?",
            document()
        )));
        for part in [
            "X-Amz-Expires=300",
            "versionId=v%2F1",
            "response-content-type=application%2Fpdf",
            "inline",
        ] {
            assert!(url.contains(part), "{part} in {url}");
        }
    }

    #[test]
    fn a_file_name_can_break_no_header() {
        let made = disposition("attachment", "Årsavtale \"2026\"\r\nX: y.pdf");
        assert!(!made.contains(['\r', '\n']));
        assert!(made.starts_with(
            "attachment; filename=\"_rsavtale _2026___X_ y.pdf\"; filename*=UTF-8''%C3%85rsavtale"
        ));
    }
}
