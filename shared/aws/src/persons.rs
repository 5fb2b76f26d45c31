//! The keys around national identity numbers: a KMS key that hashes them, and data keys that encrypt them.
//!
//! An encrypted text is `1 | length of the wrapped key (2 bytes) | wrapped key | nonce (12) | ciphertext and tag` in
//! base64url: AES-256-GCM (NIST SP 800-38D) under a data key that KMS made and alone can unwrap. What the text is bound
//! to is authenticated with it, so that a row's number cannot be put into another row.

use std::{
    collections::BTreeMap,
    sync::Mutex,
    time::{Duration, Instant},
};

use aws_sdk_kms::{
    Client,
    primitives::Blob,
    types::{DataKeySpec, MacAlgorithmSpec},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use segl_app::ports::{
    Entropy as _, PortError,
    keys::{PersonCipher, PersonHash},
};
use segl_domain::identity::{
    national_id::NationalIdentityNumber,
    person::{Encrypted, PersonKey},
};

use crate::{Aws, SystemEntropy};

/// How long one data key encrypts: a sandbox asks KMS once for many numbers, and a stolen one opens few.
const IDEMPOTENCY_KEY_TTL: Duration = Duration::from_secs(300);
/// How many texts one data key encrypts: random nonces stay far from colliding.
const MOST_TEXTS: u32 = 10_000;
/// How many unwrapped keys a sandbox remembers.
const MOST_KEYS: usize = 100;
const CONTEXT: (&str, &str) = ("purpose", "segl-person");

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::new("person keys", source)
}

#[derive(Clone)]
struct DataKey {
    plain: [u8; 32],
    wrapped: Vec<u8>,
    since: Instant,
    texts: u32,
}

/// The key in KMS that makes and opens data keys.
pub struct KmsPersonCipher {
    client: Client,
    data_key: String,
    current: Mutex<Option<DataKey>>,
    unwrapped: Mutex<BTreeMap<Vec<u8>, [u8; 32]>>,
}

impl std::fmt::Debug for KmsPersonCipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KmsPersonCipher(hidden)")
    }
}

impl KmsPersonCipher {
    /// The key with this id or ARN.
    #[must_use]
    pub fn new(aws: &Aws, data_key: String) -> Self {
        let client = Client::new(&aws.config);
        Self {
            client,
            data_key,
            current: Mutex::default(),
            unwrapped: Mutex::default(),
        }
    }

    async fn data_key(&self) -> Result<DataKey, PortError> {
        let known = {
            let mut current = self
                .current
                .lock()
                .map_err(|_| unavailable("a lock is poisoned"))?;
            let live = current
                .as_mut()
                .filter(|key| key.since.elapsed() < IDEMPOTENCY_KEY_TTL && key.texts < MOST_TEXTS);
            live.map(|key| {
                key.texts += 1;
                key.clone()
            })
        };
        if let Some(key) = known {
            return Ok(key);
        }
        let request = self
            .client
            .generate_data_key()
            .key_id(&self.data_key)
            .key_spec(DataKeySpec::Aes256);
        let made = request
            .encryption_context(CONTEXT.0, CONTEXT.1)
            .send()
            .await
            .map_err(unavailable)?;
        let plain = made.plaintext.map(Blob::into_inner).unwrap_or_default();
        let key = DataKey {
            plain: plain
                .try_into()
                .map_err(|_| unavailable("KMS made a key of another length"))?,
            wrapped: made
                .ciphertext_blob
                .map(Blob::into_inner)
                .unwrap_or_default(),
            since: Instant::now(),
            texts: 1,
        };
        *self
            .current
            .lock()
            .map_err(|_| unavailable("a lock is poisoned"))? = Some(key.clone());
        Ok(key)
    }

    async fn unwrap(&self, wrapped: &[u8]) -> Result<[u8; 32], PortError> {
        let known = self
            .unwrapped
            .lock()
            .map_err(|_| unavailable("a lock is poisoned"))?
            .get(wrapped)
            .copied();
        if let Some(plain) = known {
            return Ok(plain);
        }
        let request = self
            .client
            .decrypt()
            .key_id(&self.data_key)
            .ciphertext_blob(Blob::new(wrapped));
        let opened = request
            .encryption_context(CONTEXT.0, CONTEXT.1)
            .send()
            .await
            .map_err(unavailable)?;
        let plain = opened.plaintext.map(Blob::into_inner).unwrap_or_default();
        let plain: [u8; 32] = plain
            .try_into()
            .map_err(|_| unavailable("KMS opened a key of another length"))?;
        let mut known = self
            .unwrapped
            .lock()
            .map_err(|_| unavailable("a lock is poisoned"))?;
        if known.len() >= MOST_KEYS {
            known.clear();
        }
        known.insert(wrapped.to_vec(), plain);
        Ok(plain)
    }
}

fn cipher(plain: &[u8; 32]) -> Result<LessSafeKey, PortError> {
    let key =
        UnboundKey::new(&AES_256_GCM, plain).map_err(|_| unavailable("the data key is not one"))?;
    Ok(LessSafeKey::new(key))
}

fn seal(
    plain: &[u8; 32],
    wrapped: &[u8],
    text: &str,
    bound_to: &str,
) -> Result<Encrypted, PortError> {
    let mut nonce = [0; NONCE_LEN];
    SystemEntropy.fill(&mut nonce)?;
    let mut sealed = text.as_bytes().to_vec();
    cipher(plain)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound_to.as_bytes()),
            &mut sealed,
        )
        .map_err(|_| unavailable("a text could not be encrypted"))?;
    let length =
        u16::try_from(wrapped.len()).map_err(|_| unavailable("a wrapped key is too long"))?;
    let bytes = [&[1][..], &length.to_be_bytes(), wrapped, &nonce, &sealed].concat();
    Ok(Encrypted(URL_SAFE_NO_PAD.encode(bytes)))
}

/// The wrapped key, the nonce and what follows.
fn parts(bytes: &[u8]) -> Option<(&[u8], [u8; NONCE_LEN], &[u8])> {
    let (version, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (wrapped, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>()?;
    (*version == 1).then_some((wrapped, *nonce, sealed))
}

/// Both keys, for those who enter a person: few functions may hash.
#[derive(Debug)]
pub struct KmsPersonKeys {
    client: Client,
    hash_key: String,
    cipher: KmsPersonCipher,
}

impl KmsPersonKeys {
    /// The keys with these ids: one that makes MACs, one that makes and opens data keys.
    #[must_use]
    pub fn new(aws: &Aws, hash_key: String, data_key: String) -> Self {
        Self {
            client: Client::new(&aws.config),
            hash_key,
            cipher: KmsPersonCipher::new(aws, data_key),
        }
    }
}

impl PersonHash for KmsPersonKeys {
    async fn key_of(&self, number: &NationalIdentityNumber) -> Result<PersonKey, PortError> {
        let request = self
            .client
            .generate_mac()
            .key_id(&self.hash_key)
            .mac_algorithm(MacAlgorithmSpec::HmacSha256);
        let made = request
            .message(Blob::new(PersonKey::message(number)))
            .send()
            .await
            .map_err(unavailable)?;
        let mac = made.mac.map(Blob::into_inner).unwrap_or_default();
        Ok(PersonKey::new(mac.try_into().map_err(|_| {
            unavailable("KMS answered with a MAC of another length")
        })?))
    }
}

impl PersonCipher for KmsPersonKeys {
    async fn encrypt(&self, text: &str, bound_to: &str) -> Result<Encrypted, PortError> {
        self.cipher.encrypt(text, bound_to).await
    }
    async fn decrypt(&self, text: &Encrypted, bound_to: &str) -> Result<String, PortError> {
        self.cipher.decrypt(text, bound_to).await
    }
}

impl PersonCipher for KmsPersonCipher {
    async fn encrypt(&self, text: &str, bound_to: &str) -> Result<Encrypted, PortError> {
        let key = self.data_key().await?;
        seal(&key.plain, &key.wrapped, text, bound_to)
    }

    async fn decrypt(&self, text: &Encrypted, bound_to: &str) -> Result<String, PortError> {
        let bytes = URL_SAFE_NO_PAD
            .decode(&text.0)
            .map_err(|_| PortError::corrupt("person keys", "an encrypted text is not one"))?;
        let (wrapped, nonce, sealed) = parts(&bytes)
            .ok_or_else(|| PortError::corrupt("person keys", "an encrypted text is not one"))?;
        let plain = self.unwrap(wrapped).await?;
        let mut sealed = sealed.to_vec();
        let opened = cipher(&plain)?
            .open_in_place(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| {
                PortError::corrupt(
                    "person keys",
                    "a text was changed, or is bound to something else",
                )
            })?;
        String::from_utf8(opened.to_vec())
            .map_err(|_| PortError::corrupt("person keys", "a text is no text"))
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use serde_json::json;

    use super::*;
    use crate::replay::{Answer, Replay};

    #[tokio::test]
    async fn a_text_opens_only_where_it_belongs_and_two_texts_cost_one_key() {
        let key = json!({ "Plaintext": STANDARD.encode([7; 32]), "CiphertextBlob": STANDARD.encode(b"wrapped") });
        let opened = json!({ "Plaintext": STANDARD.encode([7; 32]) });
        let replay = Replay::of([Answer::json(&key), Answer::json(&opened)]);
        let keys = KmsPersonCipher::new(&replay.aws(), "data".to_owned());
        let one = keys
            .encrypt("01819010000", "sgn_1")
            .await
            .expect("encrypted");
        let two = keys
            .encrypt("01819010000", "sgn_1")
            .await
            .expect("encrypted");
        assert!(one != two && !one.0.contains("01819010000"));
        assert_eq!(
            keys.decrypt(&one, "sgn_1").await.expect("decrypted"),
            "01819010000"
        );
        keys.decrypt(&two, "sgn_2")
            .await
            .expect_err("it is bound to another");
        let mut changed = URL_SAFE_NO_PAD.decode(&two.0).expect("bytes");
        *changed.last_mut().expect("a byte") ^= 1;
        keys.decrypt(&Encrypted(URL_SAFE_NO_PAD.encode(changed)), "sgn_1")
            .await
            .expect_err("it was changed");
        let asked = replay.asked();
        assert_eq!(asked.len(), 2, "one data key was made and one unwrapped");
        assert_eq!(asked[1]["EncryptionContext"]["purpose"], "segl-person");
    }
}
