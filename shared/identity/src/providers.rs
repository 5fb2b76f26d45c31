//! e-ID providers by OpenID Connect: authorization code, PKCE, nonce, state; ID tokens verified strictly.
//!
//! The cryptography and the checks of OpenID Connect Core 1.0 section 3.1.3.7 are `openidconnect`'s; what is decided
//! here is which algorithms are taken, how much clocks may differ, which level an `acr` means and which claim is what.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use jiff::civil::Date;
use openidconnect::{
    AuthType, AuthenticationContextClass, AuthenticationFlow, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, HttpRequest, IssuerUrl,
    LanguageTag, Nonce, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout,
    RedirectUrl, Scope, SignatureVerificationError, TokenResponse as _,
    core::{CoreClient, CoreIdToken, CoreResponseType},
};
use segl_app::ports::{
    PortError,
    e_id::{
        AuthorizationRequest, EIdError, EndSession, IdentityProviders, LoginRequest, ProvenLogin,
        ProviderName,
    },
};
use segl_domain::identity::authentication::{FRESH_LOGIN_TTL, SecurityLevel};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::{
    config::{ClientAuthentication, Config, ConfigError, Provider},
    http::{call, client},
};

/// How long discovery document and key set are believed.
const METADATA_LIFE: Duration = Duration::from_secs(3600);

/// How old a login at the provider may be where it need not be made anew: a working day.
const MAX_LOGIN_AGE: Duration = Duration::from_secs(8 * 3600);

/// The providers of a deployment.
pub struct Providers {
    providers: Vec<Provider>,
    public_url: String,
    client: reqwest::Client,
    known: Mutex<BTreeMap<String, (Instant, ProviderMetadataWithLogout)>>,
}

impl std::fmt::Debug for Providers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.providers.iter().map(|provider| &provider.id))
            .finish()
    }
}

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> EIdError {
    EIdError::PortError(PortError::new("e-ID provider", source))
}

fn refused(why: &str) -> EIdError {
    EIdError::Refused(why.to_owned())
}

/// What is wrong with a token, without anything that stands in it.
const fn reason(error: &ClaimsVerificationError) -> &'static str {
    match error {
        // The library has one word for both.
        ClaimsVerificationError::Expired(_) => "the ID token has expired, or is not yet issued",
        ClaimsVerificationError::InvalidAudience(_) => "the ID token is for another client",
        ClaimsVerificationError::InvalidAuthContext(_) => "the acr is not one that was asked for",
        ClaimsVerificationError::InvalidAuthTime(_) => {
            "the person logged in too long ago, or it is not said when"
        }
        ClaimsVerificationError::InvalidIssuer(_) => "the ID token is another issuer's",
        ClaimsVerificationError::InvalidNonce(_) => "the nonce is another's",
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey,
        ) => "the ID token is signed by an unknown key",
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::DisallowedAlg(_),
        ) => "the ID token is signed by an algorithm that is not taken",
        ClaimsVerificationError::SignatureVerification(_) => "the ID token's signature is wrong",
        _ => "the ID token is not as it should be",
    }
}

impl Providers {
    /// The providers of this configuration, for the service at this origin.
    ///
    /// # Errors
    /// [`ConfigError`] says what to change.
    pub fn parse(json: &str, public_url: &str) -> Result<Self, ConfigError> {
        let Config { providers } = Config::parse(json)?;
        let client = client().map_err(|error| ConfigError(error.to_string()))?;
        let public_url = public_url.trim_end_matches('/').to_owned();
        Ok(Self {
            providers,
            public_url,
            client,
            known: Mutex::default(),
        })
    }

    fn provider(&self, id: &str) -> Result<&Provider, EIdError> {
        self.providers
            .iter()
            .find(|provider| provider.id == id)
            .ok_or(EIdError::UnknownProvider)
    }

    /// The provider's discovery document and keys; `anew` when a key is not among those that are known.
    async fn metadata(
        &self,
        provider: &Provider,
        anew: bool,
    ) -> Result<ProviderMetadataWithLogout, EIdError> {
        let mut known = self.known.lock().await;
        let live = known
            .get(&provider.id)
            .filter(|(at, _)| !anew && at.elapsed() < METADATA_LIFE);
        if let Some((_, metadata)) = live {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(unavailable)?;
        let http = |request: HttpRequest| call(self.client.clone(), request);
        let found = ProviderMetadataWithLogout::discover_async(issuer, &http)
            .await
            .map_err(|error| unavailable(format!("discovery failed: {error}")))?;
        known.insert(provider.id.clone(), (Instant::now(), found.clone()));
        Ok(found)
    }

    fn redirect_url(&self, provider: &Provider) -> Result<RedirectUrl, EIdError> {
        RedirectUrl::new(format!(
            "{}/login/{}/callback",
            self.public_url, provider.id
        ))
        .map_err(unavailable)
    }

    /// The ID token's claims, once everything about it has been found right.
    fn verified(
        provider: &Provider,
        metadata: &ProviderMetadataWithLogout,
        token: &CoreIdToken,
        request: &LoginRequest,
        attempt: &AuthorizationRequest,
        now: i64,
    ) -> Result<Value, ClaimsVerificationError> {
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(provider.client_id.clone()),
            Some(ClientSecret::new(provider.client_secret.clone())),
        );
        let skew = provider.clock_skew_seconds;
        let at = |seconds: i64| DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(provider.signing_algorithms.clone())
            .set_time_fn(move || at(now - skew))
            .set_issue_time_verifier_fn(move |issued| {
                if issued.timestamp() > now + skew {
                    Err("issued in the future".to_owned())
                } else {
                    Ok(())
                }
            })
            .set_auth_time_verifier_fn(|authenticated| {
                let oldest = if request.fresh {
                    FRESH_LOGIN_TTL.as_secs()
                } else {
                    i64::try_from(MAX_LOGIN_AGE.as_secs()).unwrap_or(i64::MAX)
                };
                match authenticated {
                    Some(time) if time.timestamp() > now + skew => Err("not yet".to_owned()),
                    Some(time) if now - time.timestamp() <= oldest + skew => Ok(()),
                    // Some providers leave it out all the same: such a login is good for what need not be fresh.
                    None if !request.fresh => Ok(()),
                    _ => Err("too long ago, or not said".to_owned()),
                }
            });
        token.claims(&verifier, &Nonce::new(attempt.nonce.clone()))?;
        // The payload was signed and found right: all of its claims, whatever the standard calls them.
        let payload = token.to_string().split('.').nth(1).and_then(payload);
        payload.ok_or_else(|| ClaimsVerificationError::Other("the payload is no JSON".to_owned()))
    }
}

fn payload(part: &str) -> Option<Value> {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn claim(claims: &Value, name: &str) -> Option<String> {
    let value = if name.starts_with('/') {
        claims.pointer(name)
    } else {
        claims.get(name)
    };
    value
        .and_then(Value::as_str)
        .map(str::to_owned)
        .filter(|text| !text.is_empty())
}

/// The date of birth, where it is a whole one: `birthdate` may leave the year out, or hold it alone (OpenID Connect Core
/// section 5.1).
fn birth_date(claims: &Value) -> Option<Date> {
    let born: Date = claim(claims, "birthdate")?.parse().ok()?;
    (born.year() > 0).then_some(born)
}

/// The name, whole or of its parts.
fn full_name(claims: &Value, name: &str) -> Option<String> {
    claim(claims, name).or_else(|| {
        let parts = [claim(claims, "given_name")?, claim(claims, "family_name")?];
        Some(parts.join(" "))
    })
}

fn level(provider: &Provider, acr: Option<&str>) -> Option<SecurityLevel> {
    let means = |level: &str| {
        provider
            .acr_values
            .get(level)
            .is_some_and(|values| values.iter().any(|value| Some(value.as_str()) == acr))
    };
    if means("4") {
        return Some(SecurityLevel::High);
    }
    means("3").then_some(SecurityLevel::Substantial)
}

impl IdentityProviders for Providers {
    async fn providers(&self) -> Result<Vec<ProviderName>, PortError> {
        let names = self.providers.iter();
        Ok(names
            .map(|provider| ProviderName {
                id: provider.id.clone(),
                name: provider.name.clone(),
            })
            .collect())
    }

    async fn begin(
        &self,
        request: &LoginRequest,
        attempt: &AuthorizationRequest,
    ) -> Result<String, EIdError> {
        let provider = self.provider(&request.provider)?;
        let metadata = self.metadata(provider, false).await?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(provider.client_id.clone()),
            None,
        )
        .set_redirect_uri(self.redirect_url(provider)?);
        let verifier = PkceCodeVerifier::new(attempt.code_verifier.clone());
        let (state, nonce) = (
            CsrfToken::new(attempt.state.clone()),
            Nonce::new(attempt.nonce.clone()),
        );
        let mut url = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || state.clone(),
                move || nonce.clone(),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_ui_locale(LanguageTag::new(request.language.to_owned()));
        for scope in provider.scopes.iter().filter(|scope| *scope != "openid") {
            url = url.add_scope(Scope::new(scope.clone()));
        }
        let wanted = u8::from(request.level);
        for values in provider
            .acr_values
            .iter()
            .filter(|(level, _)| level.parse::<u8>().is_ok_and(|l| l >= wanted))
        {
            for value in values.1 {
                url = url.add_auth_context_value(AuthenticationContextClass::new(value.clone()));
            }
        }
        // An older login at the provider is not enough where it is to be made anew: what was typed there five minutes ago
        // is typed again. Asked for in any case, for then the provider must say when the login was (OpenID Connect Core
        // section 2, `auth_time`).
        url = url.set_max_age(if request.fresh {
            Duration::ZERO
        } else {
            MAX_LOGIN_AGE
        });
        Ok(url.url().0.to_string())
    }

    async fn finish(
        &self,
        request: &LoginRequest,
        attempt: &AuthorizationRequest,
        code: &str,
        issuer: Option<&str>,
        now: i64,
    ) -> Result<ProvenLogin, EIdError> {
        let provider = self.provider(&request.provider)?;
        if issuer.is_some_and(|issuer| issuer != provider.issuer) {
            return Err(refused("another issuer answers than was asked (RFC 9207)"));
        }
        let metadata = self.metadata(provider, false).await?;
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(provider.client_id.clone()),
            Some(ClientSecret::new(provider.client_secret.clone())),
        )
        .set_redirect_uri(self.redirect_url(provider)?)
        .set_auth_type(match provider.client_authentication {
            ClientAuthentication::ClientSecretBasic => AuthType::BasicAuth,
            ClientAuthentication::ClientSecretPost => AuthType::RequestBody,
        });
        let http = |request: HttpRequest| call(self.client.clone(), request);
        let exchange = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(unavailable)?;
        let verifier = PkceCodeVerifier::new(attempt.code_verifier.clone());
        let answer = exchange
            .set_pkce_verifier(verifier)
            .request_async(&http)
            .await;
        let answer = answer.map_err(|error| match error {
            openidconnect::RequestTokenError::ServerResponse(_) => {
                refused("the provider does not take the code")
            }
            openidconnect::RequestTokenError::Request(source) => unavailable(source),
            _ => refused("the provider's answer cannot be read"),
        })?;
        let token = answer
            .id_token()
            .ok_or_else(|| refused("there is no ID token"))?;
        let mut claims = Self::verified(provider, &metadata, token, request, attempt, now);
        if matches!(
            claims,
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey
            ))
        ) {
            // The provider may have changed its keys since they were read: once more, with those of now.
            let metadata = self.metadata(provider, true).await?;
            claims = Self::verified(provider, &metadata, token, request, attempt, now);
        }
        let claims = claims.map_err(|error| refused(reason(&error)))?;
        let acr = claim(&claims, "acr");
        let level = level(provider, acr.as_deref()).ok_or(EIdError::TooLow)?;
        Ok(ProvenLogin {
            number: claim(&claims, &provider.claims.number)
                .ok_or_else(|| refused("the login holds no number"))?,
            name: full_name(&claims, &provider.claims.name),
            birth_date: birth_date(&claims),
            issuer: provider.issuer.clone(),
            level,
            acr,
            authenticated_at: claims.get("auth_time").and_then(Value::as_i64),
            id_token: token.to_string(),
        })
    }

    async fn end(&self, provider: &str, id_token: &str) -> Result<Option<EndSession>, EIdError> {
        let provider = self.provider(provider)?;
        let metadata = self.metadata(provider, false).await?;
        let Some(endpoint) = &metadata.additional_metadata().end_session_endpoint else {
            return Ok(None);
        };
        Ok(Some(EndSession {
            provider: provider.name.clone(),
            action: endpoint.to_string(),
            origin: endpoint.url().origin().ascii_serialization(),
            fields: vec![
                ("id_token_hint".to_owned(), id_token.to_owned()),
                ("client_id".to_owned(), provider.client_id.clone()),
                (
                    "post_logout_redirect_uri".to_owned(),
                    format!("{}/portal", self.public_url),
                ),
            ],
        }))
    }
}
