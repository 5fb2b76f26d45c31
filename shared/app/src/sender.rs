//! Who calls for a sender: the credential that came with a request, and the principal that it stands for.

use std::fmt;

use segl_domain::{Digest, Forbidden, Principal};
use thiserror::Error;

use crate::ports::{Authenticator, PortError};

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

/// Why a caller is not authenticated.
#[derive(Debug, Error)]
pub enum AuthenticateError {
    /// The credential stands for nobody: it is not known, was revoked, or is past its time.
    #[error("the credential is not known")]
    UnknownCredential,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// Whom this credential stands for.
///
/// # Errors
/// [`AuthenticateError`] when for nobody.
pub async fn authenticate(
    credential: &Credential,
    authenticator: &impl Authenticator,
) -> Result<Caller, AuthenticateError> {
    authenticator
        .authenticate(credential)
        .await?
        .ok_or(AuthenticateError::UnknownCredential)
}

/// Why a principal does not get what it asked for.
#[derive(Debug, Error)]
pub enum AccessError {
    /// The principal may not do this.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such thing.
    #[error("there is no such thing")]
    NotFound,
    /// The infrastructure failed.
    #[error(transparent)]
    PortError(#[from] PortError),
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
