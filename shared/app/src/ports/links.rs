//! What links and redirect URLs point at.

use segl_domain::{
    id::{JobId, SignerId},
    secret::{LinkDigest, RedirectDigest},
};

use crate::ports::PortError;

/// What links point at.
pub trait Links: Send + Sync {
    /// The job and signer whose newest link this is.
    fn find(
        &self,
        link: &LinkDigest,
    ) -> impl Future<Output = Result<Option<(JobId, SignerId)>, PortError>> + Send;
}

/// Redirect URLs of the direct flow.
pub trait Redirects: Send + Sync {
    /// The job and signer whose newest, unused redirect URL this is.
    fn find(
        &self,
        redirect: &RedirectDigest,
    ) -> impl Future<Output = Result<Option<(JobId, SignerId)>, PortError>> + Send;
}
