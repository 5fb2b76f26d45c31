//! Keys in KMS: they never leave it.

use aws_sdk_kms::{
    Client,
    primitives::Blob,
    types::{MacAlgorithmSpec, MessageType, SigningAlgorithmSpec},
};
use segl_app::ports::{CodeKey, SealKey, Unavailable};

use crate::Aws;

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Unavailable {
    Unavailable::new("keys", source)
}

/// The key that seals: ECDSA on P-256, over a digest.
#[derive(Clone, Debug)]
pub struct KmsSealKey {
    client: Client,
    key: String,
}

impl KmsSealKey {
    /// The key with this id or ARN.
    #[must_use]
    pub fn new(aws: &Aws, key: String) -> Self {
        Self { client: Client::new(&aws.config), key }
    }
}

impl SealKey for KmsSealKey {
    async fn sign(&self, digest: &[u8; 32]) -> Result<Vec<u8>, Unavailable> {
        let signed = self
            .client
            .sign()
            .key_id(&self.key)
            .message(Blob::new(digest))
            .message_type(MessageType::Digest)
            .signing_algorithm(SigningAlgorithmSpec::EcdsaSha256)
            .send()
            .await
            .map_err(unavailable)?;
        signed.signature.map(Blob::into_inner).ok_or_else(|| unavailable("KMS answered without a signature"))
    }
}

/// The key that one-time codes are hashed with: HMAC-SHA-256.
#[derive(Clone, Debug)]
pub struct KmsCodeKey {
    client: Client,
    key: String,
}

impl KmsCodeKey {
    /// The key with this id or ARN.
    #[must_use]
    pub fn new(aws: &Aws, key: String) -> Self {
        Self { client: Client::new(&aws.config), key }
    }
}

impl CodeKey for KmsCodeKey {
    async fn mac(&self, message: &[u8; 32]) -> Result<[u8; 32], Unavailable> {
        let made = self
            .client
            .generate_mac()
            .key_id(&self.key)
            .message(Blob::new(message))
            .mac_algorithm(MacAlgorithmSpec::HmacSha256)
            .send()
            .await
            .map_err(unavailable)?;
        let mac = made.mac.map(Blob::into_inner).unwrap_or_default();
        mac.try_into().map_err(|_| unavailable("KMS answered with a MAC of another length"))
    }
}
