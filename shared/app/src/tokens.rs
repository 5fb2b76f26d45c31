//! What is drawn from the system's randomness: identifiers, tokens, codes.

use jiff::Timestamp;
use segl_domain::{
    id::Id,
    secret::{LinkToken, LoginToken, OneTimeCode, RedirectToken, SessionToken, ValidationToken},
};

use crate::ports::{Entropy, PortError};

/// A new identifier.
pub(crate) fn id<K>(now: Timestamp, entropy: &impl Entropy) -> Result<Id<K>, PortError> {
    let mut random = [0; 10];
    entropy.fill(&mut random)?;
    Ok(Id::new(
        u64::try_from(now.as_millisecond()).unwrap_or(0),
        random,
    ))
}

/// 32 random bytes.
pub(crate) fn bytes(entropy: &impl Entropy) -> Result<[u8; 32], PortError> {
    let mut random = [0; 32];
    entropy.fill(&mut random)?;
    Ok(random)
}

/// A new link token.
pub(crate) fn link(entropy: &impl Entropy) -> Result<LinkToken, PortError> {
    bytes(entropy).map(LinkToken::new)
}

/// A new session token.
pub(crate) fn session(entropy: &impl Entropy) -> Result<SessionToken, PortError> {
    bytes(entropy).map(SessionToken::new)
}

/// A new redirect URL's token.
pub(crate) fn redirect(entropy: &impl Entropy) -> Result<RedirectToken, PortError> {
    bytes(entropy).map(RedirectToken::new)
}

/// What a new login is bound by.
pub(crate) fn login(entropy: &impl Entropy) -> Result<LoginToken, PortError> {
    bytes(entropy).map(LoginToken::new)
}

/// A new token of a result that is shown once.
pub(crate) fn validation(entropy: &impl Entropy) -> Result<ValidationToken, PortError> {
    bytes(entropy).map(ValidationToken::new)
}

/// A new one-time code, every code equally likely.
pub(crate) fn code(entropy: &impl Entropy) -> Result<OneTimeCode, PortError> {
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
