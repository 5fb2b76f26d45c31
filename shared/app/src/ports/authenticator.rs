//! Whom a credential stands for.

use std::fmt;

use segl_domain::{digest::Digest, identity::principal::Principal};

use super::PortError;

/// An API key as it came with a request: `segl_` and what follows. Never printed, stored only as a digest.
pub struct PresentedKey(String);

impl PresentedKey {
    /// The key that this text is, if it looks like one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.starts_with("segl_")
            && (40..=120).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
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

/// Something that a request is authenticated by.
#[derive(Debug)]
pub enum Credential {
    /// An API key.
    ApiKey(PresentedKey),
}

/// Whoever made an authenticated request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// For whom, as whom, and what that allows.
    pub principal: Principal,
    /// What the credential is called, for whoever has several.
    pub credential: String,
}

/// Whom credentials of senders stand for.
pub trait Authenticator: Send + Sync {
    /// Whom this credential stands for; `None` for one that is not known, was revoked, or is past its time.
    fn authenticate(
        &self,
        credential: &Credential,
    ) -> impl Future<Output = Result<Option<Caller>, PortError>> + Send;
}
