//! Secrets of the configuration, from Secrets Manager, once a cold start.

use aws_sdk_secretsmanager::Client;
use segl_app::ports::PortError;

use crate::Aws;

/// The secrets' keeper.
#[derive(Clone, Debug)]
pub struct Secrets {
    client: Client,
}

impl Secrets {
    /// The keeper of this account and region.
    #[must_use]
    pub fn new(aws: &Aws) -> Self {
        Self {
            client: Client::new(&aws.config),
        }
    }

    /// The text of the secret with this ARN.
    ///
    /// # Errors
    /// When it cannot be had: the function must not start.
    pub async fn text(&self, arn: &str) -> Result<String, PortError> {
        let found = self.client.get_secret_value().secret_id(arn).send().await;
        let found = found.map_err(|error| PortError::new("secrets", error))?;
        found
            .secret_string
            .ok_or_else(|| PortError::new("secrets", "the secret holds no text"))
    }
}
