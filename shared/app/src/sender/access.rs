//! Who calls for a sender, and why one does not get what it asked for.

use segl_domain::identity::policy::Forbidden;
use thiserror::Error;

use crate::ports::{
    PortError,
    authenticator::{Authenticator, Caller, Credential},
};

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
