//! A browser's session: opened by a code, a redirect URL or an e-ID login, under a new token each time.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    id::{JobId, SignerId},
    identity::authentication::AuthenticationMethod,
    secret::SessionToken,
};

use crate::{
    ports::{
        Ctx, PortError,
        sessions::{OpenLogin, OpenVisit, Session, Sessions},
    },
    tokens,
};

/// How long a session lasts when nothing is done.
pub const SESSION_IDLE_TIMEOUT: SignedDuration = SignedDuration::from_mins(30);
/// How long a session lasts whatever is done.
pub const SESSION_MAX_TTL: SignedDuration = SignedDuration::from_hours(12);
/// How many tasks a session remembers to have got in to.
const MOST_VISITS: usize = 20;

/// What a session gains.
pub(crate) enum SessionGrant {
    Login(Box<OpenLogin>),
    TaskSession(OpenVisit),
}

/// The session that this token opens, made to last again.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn resume(
    token: &SessionToken,
    sessions: &impl Sessions,
    ctx: Ctx<'_>,
) -> Result<Option<Session>, PortError> {
    let now: Timestamp = ctx.now();
    let digest = token.digest();
    let Some(mut session) = live(token, sessions, now).await? else {
        return Ok(None);
    };
    let lasts = (now + SESSION_IDLE_TIMEOUT).min(session.begun_at + SESSION_MAX_TTL);
    // A write for each page would buy seconds; one in five minutes is as good.
    if lasts.duration_since(session.expires_at) > SignedDuration::from_mins(5) {
        if !sessions.renew(&digest, lasts).await? {
            return Ok(None);
        }
        session.expires_at = lasts;
    }
    Ok(Some(session))
}

async fn live(
    token: &SessionToken,
    sessions: &impl Sessions,
    now: Timestamp,
) -> Result<Option<Session>, PortError> {
    Ok(sessions
        .find(&token.digest())
        .await?
        .filter(|session| now < session.expires_at))
}

/// Whether this session got in to this task without an e-ID. Asked where nothing may be written.
pub(crate) async fn has_visit(
    token: &SessionToken,
    (job, signer): (JobId, SignerId),
    sessions: &impl Sessions,
    ctx: Ctx<'_>,
) -> Result<bool, PortError> {
    let found = live(token, sessions, ctx.now()).await?;
    Ok(found.is_some_and(|session| session.visit_of(job, signer).is_some()))
}

/// A session with what it gained, under a new token: a token that was known before somebody got in opens nothing after.
/// What the older session of this browser had is carried over; of links and codes nothing, when another person logs in.
pub(crate) async fn grow(
    older: Option<&SessionToken>,
    gain: SessionGrant,
    sessions: &impl Sessions,
    ctx: Ctx<'_>,
) -> Result<SessionToken, PortError> {
    let now = ctx.now();
    let known = match older {
        Some(token) => live(token, sessions, now).await?,
        None => None,
    };
    let expires_at = now + SESSION_IDLE_TIMEOUT;
    let mut session = known.unwrap_or(Session {
        visits: Vec::new(),
        login: None,
        begun_at: now,
        expires_at,
    });
    session.expires_at = expires_at;
    match gain {
        SessionGrant::Login(login) => {
            let another = session
                .login
                .as_ref()
                .is_some_and(|open| open.login.person != login.login.person);
            if another {
                // What another person got in to by link and code is not this one's. Whom the sender sent here stays sent:
                // who first logged in with a wrong e-ID must be able to log in with the right one.
                session.visits.retain(|visit| {
                    matches!(visit.entry, AuthenticationMethod::SenderRedirect { .. })
                });
            }
            session.begun_at = now;
            session.login = Some(*login);
        }
        SessionGrant::TaskSession(visit) => {
            session
                .visits
                .retain(|known| (known.job, known.signer) != (visit.job, visit.signer));
            if session.visits.len() >= MOST_VISITS {
                session.visits.remove(0);
            }
            session.visits.push(visit);
            session.begun_at = now;
        }
    }
    let token = tokens::session(ctx.entropy)?;
    sessions.keep(&token.digest(), &session).await?;
    if let Some(older) = older {
        sessions.forget(&older.digest()).await?;
    }
    Ok(token)
}

/// Ends a session, and says what it was.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn end(
    token: &SessionToken,
    sessions: &impl Sessions,
) -> Result<Option<Session>, PortError> {
    let digest = token.digest();
    let known = sessions.find(&digest).await?;
    sessions.forget(&digest).await?;
    Ok(known)
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
