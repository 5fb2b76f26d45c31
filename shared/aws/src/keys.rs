//! Keys in KMS: they never leave it.

use aws_sdk_kms::{
    Client,
    primitives::Blob,
    types::{MacAlgorithmSpec, MessageType, SigningAlgorithmSpec},
};
use segl_app::ports::{
    PortError, SealingAlgorithm,
    keys::{HmacKey, SealKey},
};

use crate::Aws;

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::new("keys", source)
}

/// The key that seals, over a digest.
#[derive(Clone, Debug)]
pub struct KmsSealKey {
    client: Client,
    key: String,
}

impl KmsSealKey {
    /// The key with this id or ARN.
    #[must_use]
    pub fn new(aws: &Aws, key: String) -> Self {
        Self {
            client: Client::new(&aws.config),
            key,
        }
    }
}

impl SealKey for KmsSealKey {
    async fn sign(&self, algorithm: SealingAlgorithm, digest: &[u8]) -> Result<Vec<u8>, PortError> {
        let algorithm = match algorithm {
            SealingAlgorithm::EcdsaP256 => SigningAlgorithmSpec::EcdsaSha256,
            SealingAlgorithm::EcdsaP384 => SigningAlgorithmSpec::EcdsaSha384,
            SealingAlgorithm::Rsa => SigningAlgorithmSpec::RsassaPkcs1V15Sha256,
        };
        let signed = self
            .client
            .sign()
            .key_id(&self.key)
            .message(Blob::new(digest))
            .message_type(MessageType::Digest)
            .signing_algorithm(algorithm)
            .send()
            .await
            .map_err(unavailable)?;
        signed
            .signature
            .map(Blob::into_inner)
            .ok_or_else(|| unavailable("KMS answered without a signature"))
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
        Self {
            client: Client::new(&aws.config),
            key,
        }
    }
}

impl HmacKey for KmsCodeKey {
    async fn mac(&self, message: &[u8; 32]) -> Result<[u8; 32], PortError> {
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
        mac.try_into()
            .map_err(|_| unavailable("KMS answered with a MAC of another length"))
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
        for (algorithm, name) in [
            (SealingAlgorithm::EcdsaP256, "ECDSA_SHA_256"),
            (SealingAlgorithm::EcdsaP384, "ECDSA_SHA_384"),
            (SealingAlgorithm::Rsa, "RSASSA_PKCS1_V1_5_SHA_256"),
        ] {
            let replay = Replay::of([Answer::json(
                &json!({ "Signature": STANDARD.encode(b"der") }),
            )]);
            let key = KmsSealKey::new(&replay.aws(), "key".to_owned());
            assert_eq!(key.sign(algorithm, &[1; 32]).await.expect("signed"), b"der");
            let asked = &replay.asked()[0];
            assert_eq!(asked["MessageType"], "DIGEST");
            assert_eq!(asked["SigningAlgorithm"], name);
        }
    }

    #[tokio::test]
    async fn a_mac_of_another_length_is_none() {
        let answers = [[0; 32].as_slice(), &[0; 31]]
            .map(|mac| Answer::json(&json!({ "Mac": STANDARD.encode(mac) })));
        let key = KmsCodeKey::new(&Replay::of(answers).aws(), "key".to_owned());
        assert_eq!(key.mac(&[1; 32]).await.expect("a MAC"), [0; 32]);
        key.mac(&[1; 32]).await.expect_err("31 bytes");
    }
}
