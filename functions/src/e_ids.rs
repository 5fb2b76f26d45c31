//! The e-ID providers, read from their secret when somebody is first asked to log in: who signs by link and code, or
//! is logged in already, does not wait for it at a cold start.

use segl_app::ports::{
    PortError,
    e_id::{
        AuthorizationRequest, EIdError, EndSession, IdentityProviders, LoginRequest, ProvenLogin,
        ProviderName,
    },
};
use segl_aws::{Aws, Secrets, variable};
use segl_identity::Providers;
use tokio::sync::OnceCell;

use crate::Error;

/// The providers of this deployment.
#[derive(Debug)]
pub struct LazyEIds {
    secrets: Secrets,
    arn: String,
    public_url: String,
    known: OnceCell<Providers>,
}

impl LazyEIds {
    /// The providers that the environment leads to.
    ///
    /// # Errors
    /// When a variable is not set.
    pub fn from_env(aws: &Aws) -> Result<Self, Error> {
        let (arn, public_url) = (variable("EID_SECRET_ARN")?, variable("PUBLIC_URL")?);
        Ok(Self {
            secrets: Secrets::new(aws),
            arn,
            public_url,
            known: OnceCell::new(),
        })
    }

    /// What failed is tried again the next time.
    async fn known(&self) -> Result<&Providers, PortError> {
        let read = || async {
            let json = self.secrets.text(&self.arn).await?;
            Providers::parse(&json, &self.public_url)
                .map_err(|error| PortError::new("e-ID configuration", error))
        };
        self.known.get_or_try_init(read).await
    }
}

impl IdentityProviders for LazyEIds {
    async fn providers(&self) -> Result<Vec<ProviderName>, PortError> {
        self.known().await?.providers().await
    }
    async fn begin(
        &self,
        request: &LoginRequest,
        attempt: &AuthorizationRequest,
    ) -> Result<String, EIdError> {
        self.known().await?.begin(request, attempt).await
    }
    async fn finish(
        &self,
        request: &LoginRequest,
        attempt: &AuthorizationRequest,
        code: &str,
        issuer: Option<&str>,
        now: i64,
    ) -> Result<ProvenLogin, EIdError> {
        self.known()
            .await?
            .finish(request, attempt, code, issuer, now)
            .await
    }
    async fn end(&self, provider: &str, id_token: &str) -> Result<Option<EndSession>, EIdError> {
        self.known().await?.end(provider, id_token).await
    }
}
