//! What all clients share, and what a function is told by its environment.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use thiserror::Error;

/// What all clients share: credentials, region, one HTTP client.
#[derive(Clone, Debug)]
pub struct Aws {
    pub(crate) config: SdkConfig,
    /// Whether the endpoint is another than AWS' own: a local stack, which knows buckets by path only.
    pub(crate) is_local: bool,
}

impl Aws {
    /// Read from the environment, once a cold start.
    pub async fn from_env() -> Self {
        let https = Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .http_client(https)
            .load()
            .await;
        let is_local = config.endpoint_url().is_some();
        Self { config, is_local }
    }
}

/// An environment variable is not set: the function must not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the environment variable {0} is not set")]
pub struct MissingVariable(pub &'static str);

/// The value of an environment variable that the template sets.
///
/// # Errors
/// [`MissingVariable`] when it does not.
pub fn variable(name: &'static str) -> Result<String, MissingVariable> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.is_empty())
        .ok_or(MissingVariable(name))
}
