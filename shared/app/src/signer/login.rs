//! Logging in with an e-ID, and out again.
//!
//! State, nonce and code verifier are made of one secret in a cookie: nothing is stored while a person is at the
//! provider, and only the browser that began can end.

use jiff::{Timestamp, tz::Offset};
use segl_domain::{
    id::{JobId, SignerId},
    identity::{
        authentication::{EIdProof, Login, SecurityLevel},
        national_id::NationalIdentityNumber,
        person::Encrypted,
    },
    secret::{LoginToken, SessionToken},
    text::PersonName,
};
use thiserror::Error;

use crate::{
    ports::{
        Ctx, PortError,
        e_id::{AuthorizationRequest, EIdError, EndSession, IdentityProviders, LoginRequest},
        keys::{PersonCipher, PersonHash},
        sessions::{OpenLogin, Sessions},
    },
    signer::session::{SessionGrant, end, grow},
    tokens,
};

/// What an ID token is bound to when it is encrypted.
const ID_TOKEN: &str = "id-token";

/// A login under way: all of it stands in the browser's cookie.
#[derive(Clone, Debug)]
pub struct PendingLogin {
    /// What binds request and answer.
    pub token: LoginToken,
    /// What was asked for.
    pub request: LoginRequest,
    /// The task to come back to; the list without one.
    pub task: Option<(JobId, SignerId)>,
}

impl PendingLogin {
    fn attempt(&self) -> AuthorizationRequest {
        let token = &self.token;
        AuthorizationRequest {
            state: token.state(),
            nonce: token.nonce(),
            code_verifier: token.code_verifier(),
        }
    }
}

/// Begins a login: where the browser goes, and what it is to remember.
///
/// # Errors
/// [`EIdError`] when there is no such provider, or it does not answer.
pub async fn begin(
    request: LoginRequest,
    task: Option<(JobId, SignerId)>,
    e_ids: &impl IdentityProviders,
    ctx: Ctx<'_>,
) -> Result<(String, PendingLogin), EIdError> {
    let under_way = PendingLogin {
        token: tokens::login(ctx.entropy)?,
        request,
        task,
    };
    let url = e_ids
        .begin(&under_way.request, &under_way.attempt())
        .await?;
    Ok((url, under_way))
}

/// What the provider sent the browser back with.
#[derive(Clone, Debug, Default)]
pub struct AuthorizationResponse {
    /// The `state` as it came back.
    pub state: String,
    /// The code, if the person logged in.
    pub code: Option<String>,
    /// The `error` (RFC 6749 section 4.1.2.1), if not.
    pub error: Option<String>,
    /// The issuer that answers (RFC 9207), if it says so.
    pub issuer: Option<String>,
}

/// Why nobody is logged in.
#[derive(Debug, Error)]
pub enum LoginError {
    /// The person did not want to.
    #[error("the person cancelled the login")]
    Cancelled,
    /// It was begun in another browser, or too long ago.
    #[error("the login was not begun here")]
    NotBegun,
    /// The answer proves nothing, or proves a number that this deployment does not take.
    #[error("the login was refused: {0}")]
    Refused(String),
    /// The level is lower than was asked for.
    #[error("the login's level is too low")]
    TooLow,
    /// The infrastructure failed, or the provider does not answer.
    #[error(transparent)]
    PortError(#[from] PortError),
}

impl From<EIdError> for LoginError {
    fn from(error: EIdError) -> Self {
        match error {
            EIdError::UnknownProvider => Self::NotBegun,
            EIdError::Refused(why) => Self::Refused(why),
            EIdError::TooLow => Self::TooLow,
            EIdError::PortError(unavailable) => Self::PortError(unavailable),
        }
    }
}

/// Ends a login: checks the answer, and gives the browser a session in which the person is logged in.
///
/// # Errors
/// [`LoginError`] says why not.
pub async fn finish(
    under_way: &PendingLogin,
    answer: &AuthorizationResponse,
    older: Option<&SessionToken>,
    takes_synthetic: bool,
    e_ids: &impl IdentityProviders,
    keys: &(impl PersonHash + PersonCipher),
    sessions: &impl Sessions,
    ctx: Ctx<'_>,
) -> Result<SessionToken, LoginError> {
    let attempt = under_way.attempt();
    let is_ours = segl_domain::digest::Digest::of(answer.state.as_bytes())
        == segl_domain::digest::Digest::of(attempt.state.as_bytes());
    if !is_ours {
        return Err(LoginError::NotBegun);
    }
    if let Some(error) = &answer.error {
        return Err(match error.as_str() {
            "access_denied" | "user_cancelled" => LoginError::Cancelled,
            _ => LoginError::Refused("the provider answered with an error".to_owned()),
        });
    }
    let code = answer
        .code
        .as_deref()
        .ok_or_else(|| LoginError::Refused("there is no code".to_owned()))?;
    let now = ctx.now();
    let issuer = answer.issuer.as_deref();
    let proven = e_ids
        .finish(&under_way.request, &attempt, code, issuer, now.as_second())
        .await?;
    let number = NationalIdentityNumber::parse(&proven.number).map_err(|_| {
        LoginError::Refused("the login proves no national identity number".to_owned())
    })?;
    if number.is_synthetic() && !takes_synthetic {
        return Err(LoginError::Refused(
            "synthetic persons are not taken here".to_owned(),
        ));
    }
    if proven.level < under_way.request.level {
        return Err(LoginError::TooLow);
    }
    let providers = e_ids.providers().await?;
    let provider = providers
        .into_iter()
        .find(|provider| provider.id == under_way.request.provider);
    let provider = provider.ok_or(LoginError::NotBegun)?;
    let authenticated_at = proven
        .authenticated_at
        .and_then(|at| Timestamp::from_second(at).ok())
        .map(|at| at.min(now));
    let login = Login {
        person: keys.key_of(&number).await?,
        proof: EIdProof {
            provider: provider.name,
            issuer: Some(proven.issuer.clone()),
            level: proven.level,
            acr: proven.acr.clone(),
            at: authenticated_at.unwrap_or(now),
        },
        name: proven
            .name
            .clone()
            .and_then(|name| PersonName::try_from(name).ok()),
        // The e-ID knows it; the number of somebody with a D-number may hold another.
        birth_date: proven
            .birth_date
            .or_else(|| number.birth_date(Offset::UTC.to_datetime(now).date())),
        authenticated_at,
    };
    let id_token: Encrypted = keys.encrypt(&proven.id_token, ID_TOKEN).await?;
    let open = OpenLogin {
        login,
        provider: provider.id,
        id_token,
    };
    Ok(grow(older, SessionGrant::Login(Box::new(open)), sessions, ctx).await?)
}

/// Ends a session here, and says how the person logs out at the e-ID provider too.
///
/// # Errors
/// [`PortError`] when the session could not be ended. That the provider does not answer is no error: what is ours is
/// over.
pub async fn log_out(
    token: &SessionToken,
    e_ids: &impl IdentityProviders,
    cipher: &impl PersonCipher,
    sessions: &impl Sessions,
) -> Result<Option<EndSession>, PortError> {
    let Some(open) = end(token, sessions)
        .await?
        .and_then(|session| session.login)
    else {
        return Ok(None);
    };
    let end = async {
        let id_token = cipher.decrypt(&open.id_token, ID_TOKEN).await?;
        e_ids.end(&open.provider, &id_token).await
    };
    match end.await {
        Ok(end) => Ok(end),
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the provider gave no way to log out"
            );
            Ok(None)
        }
    }
}

/// The level that the list of tasks is seen at.
pub const PORTAL_LEVEL: SecurityLevel = SecurityLevel::Substantial;

#[cfg(all(test, feature = "fakes"))]
mod tests;
