//! What is drawn from the system's randomness: identifiers, tokens, codes.

use jiff::Timestamp;
use segl_domain::{
    id::Id,
    secret::{LinkToken, LoginToken, OneTimeCode, RedirectToken, SessionToken, ValidationToken},
};

use crate::ports::{Entropy, PortError};

/// A new identifier.
pub(crate) fn id<K>(now: Timestamp, entropy: &dyn Entropy) -> Result<Id<K>, PortError> {
    let mut random = [0; 10];
    entropy.fill(&mut random)?;
    Ok(Id::new(
        u64::try_from(now.as_millisecond()).unwrap_or(0),
        random,
    ))
}

/// 32 random bytes.
pub(crate) fn bytes(entropy: &dyn Entropy) -> Result<[u8; 32], PortError> {
    let mut random = [0; 32];
    entropy.fill(&mut random)?;
    Ok(random)
}

/// A new link token.
pub(crate) fn link(entropy: &dyn Entropy) -> Result<LinkToken, PortError> {
    bytes(entropy).map(LinkToken::new)
}

/// A new session token.
pub(crate) fn session(entropy: &dyn Entropy) -> Result<SessionToken, PortError> {
    bytes(entropy).map(SessionToken::new)
}

/// A new redirect URL's token.
pub(crate) fn redirect(entropy: &dyn Entropy) -> Result<RedirectToken, PortError> {
    bytes(entropy).map(RedirectToken::new)
}

/// What a new login is bound by.
pub(crate) fn login(entropy: &dyn Entropy) -> Result<LoginToken, PortError> {
    bytes(entropy).map(LoginToken::new)
}

/// A new token of a result that is shown once.
pub(crate) fn validation(entropy: &dyn Entropy) -> Result<ValidationToken, PortError> {
    bytes(entropy).map(ValidationToken::new)
}

/// A new one-time code, every code equally likely.
pub(crate) fn code(entropy: &dyn Entropy) -> Result<OneTimeCode, PortError> {
    loop {
        let mut random = [0; 4];
        entropy.fill(&mut random)?;
        if let Some(code) = OneTimeCode::choose(random) {
            return Ok(code);
        }
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
