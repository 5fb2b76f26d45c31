//! Who a signer is, as it is stored: by a keyed hash and an encrypted number.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{digest::Digest, identity::national_id::NationalIdentityNumber};

/// A keyed hash (HMAC-SHA-256) of a national identity number: what a person is looked up and compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(Digest);

impl PersonKey {
    /// The keyed hash that the person key made.
    #[must_use]
    pub const fn new(mac: [u8; 32]) -> Self {
        Self(Digest::from_bytes(mac))
    }

    /// What the person key authenticates.
    #[must_use]
    pub fn message(number: &NationalIdentityNumber) -> [u8; 32] {
        *Digest::tagged("segl-person-v1", &[number.expose().as_bytes()]).as_bytes()
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text that only the data key can read; what it is bound to must be known to open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Encrypted(pub String);

/// A person, as a job knows one: found by a keyed hash, the number itself encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// What the person is compared by.
    pub key: PersonKey,
    /// The number, bound to the signer's identifier.
    pub number: Encrypted,
}
