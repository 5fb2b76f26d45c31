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

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde_json::json;

    use super::*;
    use crate::replay::{Answer, Replay};

    #[tokio::test]
    async fn a_digest_is_signed_as_a_digest() {
        let replay = Replay::of([Answer::json(&json!({ "Signature": STANDARD.encode(b"der") }))]);
        let signed = KmsSealKey::new(&replay.aws(), "key".to_owned()).sign(&[1; 32]).await.expect("signed");
        assert_eq!(signed, b"der");
        let asked = &replay.asked()[0];
        assert_eq!(asked["MessageType"], "DIGEST");
        assert_eq!(asked["SigningAlgorithm"], "ECDSA_SHA_256");
    }

    #[tokio::test]
    async fn a_mac_of_another_length_is_none() {
        let answers = [[0; 32].as_slice(), &[0; 31]].map(|mac| Answer::json(&json!({ "Mac": STANDARD.encode(mac) })));
        let key = KmsCodeKey::new(&Replay::of(answers).aws(), "key".to_owned());
        assert_eq!(key.mac(&[1; 32]).await.expect("a MAC"), [0; 32]);
        key.mac(&[1; 32]).await.expect_err("31 bytes");
    }
}
