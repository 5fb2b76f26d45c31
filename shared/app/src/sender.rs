//! Who calls the sender API: a key, and the organisation it acts for.

use std::fmt;

use segl_domain::{Digest, Sector, Sender};
use thiserror::Error;

use crate::ports::{ApiKeys, Unavailable};

/// What an API key may act for: exactly one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// What the operator calls the key.
    pub name: String,
    /// Whom it acts for.
    pub sender: Sender,
    /// The sector that the sender belongs to.
    pub sector: Sector,
}

/// An API key as it came with a request: `segl_` and what follows. Never printed, stored only as a digest.
pub struct PresentedKey(String);

impl PresentedKey {
    /// The key that this text is, if it looks like one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.starts_with("segl_")
            && (40..=120).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// What is stored and looked up: plain SHA-256, since 256 random bits need no salt.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

impl fmt::Debug for PresentedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PresentedKey(hidden)")
    }
}

/// Why a caller is not let in.
#[derive(Debug, Error)]
pub enum AuthenticateError {
    /// No such key.
    #[error("the API key is not known")]
    UnknownKey,
    /// The infrastructure failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Whom this key acts for.
///
/// # Errors
/// [`AuthenticateError`] when nobody.
pub async fn authenticate(key: &PresentedKey, keys: &impl ApiKeys) -> Result<ApiKey, AuthenticateError> {
    keys.find(&key.digest()).await?.ok_or(AuthenticateError::UnknownKey)
}
