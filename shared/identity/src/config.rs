//! The configuration of e-ID providers: JSON, kept as a secret.

use std::collections::BTreeMap;

use openidconnect::core::CoreJwsSigningAlgorithm as Algorithm;
use serde::Deserialize;
use thiserror::Error;
use url::Url;

/// Why a configuration is refused. It never quotes a value, for one of them is a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the e-ID configuration: {0}")]
pub struct ConfigError(pub(crate) String);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) providers: Vec<Provider>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Provider {
    /// In addresses.
    pub(crate) id: String,
    /// Before people.
    pub(crate) name: String,
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    #[serde(default)]
    pub(crate) client_authentication: ClientAuthentication,
    #[serde(default = "only_openid")]
    pub(crate) scopes: Vec<String>,
    /// By level, the `acr` values that mean it; the first is asked for.
    pub(crate) acr_values: BTreeMap<String, Vec<String>>,
    pub(crate) claims: ClaimNames,
    #[serde(default = "asymmetric")]
    pub(crate) signing_algorithms: Vec<Algorithm>,
    #[serde(default = "a_minute")]
    pub(crate) clock_skew_seconds: i64,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientAuthentication {
    #[default]
    ClientSecretBasic,
    ClientSecretPost,
}

/// Which claim says what: a name, or a JSON Pointer (RFC 6901) when it begins with a slash.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ClaimNames {
    pub(crate) number: String,
    #[serde(default = "name")]
    pub(crate) name: String,
}

fn only_openid() -> Vec<String> {
    vec!["openid".to_owned()]
}
fn asymmetric() -> Vec<Algorithm> {
    vec![
        Algorithm::RsaSsaPkcs1V15Sha256,
        Algorithm::EcdsaP256Sha256,
        Algorithm::RsaSsaPssSha256,
    ]
}
const fn a_minute() -> i64 {
    60
}
fn name() -> String {
    "name".to_owned()
}

impl Config {
    pub(crate) fn parse(json: &str) -> Result<Self, ConfigError> {
        let config: Self = serde_json::from_str(json).map_err(|error| {
            ConfigError(format!(
                "is not the JSON that is expected, at line {}, column {}",
                error.line(),
                error.column()
            ))
        })?;
        for (place, provider) in config.providers.iter().enumerate() {
            let wrong = |what: &str| {
                Err(ConfigError(format!(
                    "provider {} (counted from 1): {what}",
                    place + 1
                )))
            };
            let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
            if !(1..=32).contains(&provider.id.len()) || !provider.id.bytes().all(fits) {
                return wrong("id must be 1 to 32 small letters, digits and dashes");
            }
            if config.providers[..place]
                .iter()
                .any(|other| other.id == provider.id)
            {
                return wrong("id is another's");
            }
            let issuer = Url::parse(&provider.issuer).ok();
            let is_local = issuer
                .as_ref()
                .is_some_and(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1")));
            if !issuer
                .is_some_and(|url| url.scheme() == "https" || is_local && url.scheme() == "http")
            {
                return wrong("issuer must be an https address");
            }
            let is_asymmetric = |algorithm: &Algorithm| {
                !matches!(
                    algorithm,
                    Algorithm::HmacSha256
                        | Algorithm::HmacSha384
                        | Algorithm::HmacSha512
                        | Algorithm::None
                )
            };
            if provider.signing_algorithms.is_empty()
                || !provider.signing_algorithms.iter().all(is_asymmetric)
            {
                return wrong("signingAlgorithms must be asymmetric, such as RS256 and ES256");
            }
            if !(0..=300).contains(&provider.clock_skew_seconds) {
                return wrong("clockSkewSeconds must be from 0 to 300");
            }
            if provider.acr_values.is_empty()
                || !provider
                    .acr_values
                    .keys()
                    .all(|level| level == "3" || level == "4")
            {
                return wrong("acrValues must name levels 3, 4 or both");
            }
            if !provider.scopes.iter().any(|scope| scope == "openid") {
                return wrong("scopes must hold openid");
            }
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIT: &str = r#"{"providers":[{"id":"a","name":"A","issuer":"https://a.example","clientId":"segl",
        "clientSecret":"hush","acrValues":{"4":["high"]},"claims":{"number":"pid"}}]}"#;

    #[test]
    fn mistakes_are_named_and_no_secret_is_quoted() {
        assert!(Config::parse(FIT).is_ok());
        assert!(Config::parse(r#"{"providers":[]}"#).is_ok());
        for (from, to) in [
            (r#""id":"a""#, r#""id":"A b""#),
            ("https://a.example", "http://a.example"),
            (r#"{"4":["high"]}"#, r#"{"5":["high"]}"#),
            (
                r#""acrValues""#,
                r#""signingAlgorithms":["none"],"acrValues""#,
            ),
            (
                r#""acrValues""#,
                r#""signingAlgorithms":["HS256"],"acrValues""#,
            ),
            (r#""acrValues""#, r#""clockSkewSeconds":3600,"acrValues""#),
            (r#""hush""#, r#"{"hush":1}"#),
        ] {
            let Err(error) = Config::parse(&FIT.replace(from, to)) else {
                panic!("{to}")
            };
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }
}
