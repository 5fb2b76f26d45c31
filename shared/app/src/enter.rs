//! A signer gets in: asks for a code, enters one, leaves.
//!
//! Whether a link exists, is dead or belongs to a blocked signer is nobody's business: every refusal here is one
//! silent `None`, and every answer is held back until [`ANSWER_TIME`] has passed, so that words and time tell nothing.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{CodeDigest, ContactAddress, LinkDigest, LinkToken, NewCode, OneTimeCode, SessionToken, Tried};

use crate::{
    NoticeContent, Told,
    amend::{AmendError, amend, amend_with},
    dice,
    ports::{
        Clock, CodeKey, Entropy, Jobs, Links, Mail, SendError, Session, Sessions, TextMessages, Unavailable, Wording,
    },
};

/// How long every answer on a link's page takes.
pub const ANSWER_TIME: SignedDuration = SignedDuration::from_millis(900);
/// How long a visit lasts when nothing is done.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(30);

/// What sending a code needs.
#[derive(Debug)]
pub struct PostOffice<'a, M, T, W> {
    /// E-mail.
    pub mail: &'a M,
    /// SMS.
    pub texts: &'a T,
    /// The words.
    pub wording: &'a W,
}

/// Sends a new code to the holder of a link, if there is one who may have it.
///
/// # Errors
/// [`Unavailable`] when the plumbing failed; the person is to be told to try again later.
pub async fn ask_code(
    link: Option<LinkToken>,
    jobs: &impl Jobs,
    links: &impl Links,
    key: &impl CodeKey,
    office: &PostOffice<'_, impl Mail, impl TextMessages, impl Wording>,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Result<(), Unavailable> {
    let answer_at = clock.now() + ANSWER_TIME;
    let done = try_ask_code(link, jobs, links, key, office, clock, entropy).await;
    clock.wait_until(answer_at).await;
    done
}

async fn try_ask_code(
    link: Option<LinkToken>,
    jobs: &impl Jobs,
    links: &impl Links,
    key: &impl CodeKey,
    office: &PostOffice<'_, impl Mail, impl TextMessages, impl Wording>,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Result<(), Unavailable> {
    let Some(link) = link.map(|link| link.digest()) else { return Ok(()) };
    let Some((job, signer)) = links.find(&link).await? else { return Ok(()) };
    let code = dice::code(entropy)?;
    let digest = CodeDigest::new(key.mac(&code.bound_to(&link)).await?);
    let new = NewCode { id: dice::id(clock.now(), entropy)?, digest };
    let issued = amend(job, jobs, |job| job.issue_code(signer, &link, new.clone(), clock.now())).await;
    let job = match issued {
        Ok(job) => job,
        Err(AmendError::NotFound | AmendError::Refused(_)) => return Ok(()),
        Err(AmendError::Unavailable(unavailable)) => return Err(unavailable),
    };
    let Some(signer) = job.signer(signer) else { return Ok(()) };
    let content = NoticeContent::new(Told::AskedCode, &job, signer, None, Some(code));
    let sent = match signer.address() {
        ContactAddress::Email(email) => office.mail.send(email, &office.wording.email(&content)).await,
        ContactAddress::Mobile(mobile) | ContactAddress::EmailAndMobile(_, mobile) => {
            office.texts.send(mobile, &office.wording.text(&content)).await
        }
    };
    match sent {
        Ok(_) => Ok(()),
        Err(SendError::Refused(unavailable) | SendError::Unavailable(unavailable)) => Err(unavailable),
    }
}

/// Opens a visit with a link and its code; `None` for anything that is not right.
///
/// # Errors
/// [`Unavailable`] when the plumbing failed; the try may or may not have been counted.
pub async fn enter_code(
    link: Option<LinkToken>,
    code: Option<OneTimeCode>,
    jobs: &impl Jobs,
    links: &impl Links,
    sessions: &impl Sessions,
    key: &impl CodeKey,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Result<Option<SessionToken>, Unavailable> {
    let answer_at = clock.now() + ANSWER_TIME;
    let done = match (link, code) {
        (Some(link), Some(code)) => try_enter(&link.digest(), &code, jobs, links, sessions, key, clock, entropy).await,
        _ => Ok(None),
    };
    clock.wait_until(answer_at).await;
    done
}

async fn try_enter(
    link: &LinkDigest,
    code: &OneTimeCode,
    jobs: &impl Jobs,
    links: &impl Links,
    sessions: &impl Sessions,
    key: &impl CodeKey,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Result<Option<SessionToken>, Unavailable> {
    let Some((job, signer)) = links.find(link).await? else { return Ok(None) };
    let digest = CodeDigest::new(key.mac(&code.bound_to(link)).await?);
    let tried = amend_with(job, jobs, |job| {
        Ok::<_, std::convert::Infallible>(job.try_code(signer, link, &digest, clock.now()))
    });
    let authentication = match tried.await {
        Ok((_, Tried::Accepted(authentication))) => authentication,
        Ok((_, Tried::Refused)) | Err(AmendError::NotFound) => return Ok(None),
        Err(AmendError::Refused(never)) => match never {},
        Err(AmendError::Unavailable(unavailable)) => return Err(unavailable),
    };
    let token = dice::session(entropy)?;
    let session = Session { job, signer, authentication, expires_at: clock.now() + SESSION_IDLE };
    sessions.keep(&token.digest(), &session).await?;
    Ok(Some(token))
}

/// Whether this visit is to the holder of this link: who comes back by the link need not enter a code again.
///
/// # Errors
/// [`Unavailable`] when the plumbing failed.
pub async fn is_inside(
    token: &SessionToken,
    link: &LinkToken,
    links: &impl Links,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<bool, Unavailable> {
    let found = sessions.find(&token.digest()).await?;
    let Some(session) = found.filter(|session| clock.now() < session.expires_at) else { return Ok(false) };
    Ok(links.find(&link.digest()).await? == Some((session.job, session.signer)))
}

/// The visit that this token opens, made to last again.
///
/// # Errors
/// [`Unavailable`] when the plumbing failed.
pub async fn resume(
    token: &SessionToken,
    sessions: &impl Sessions,
    clock: &impl Clock,
) -> Result<Option<Session>, Unavailable> {
    let now: Timestamp = clock.now();
    let digest = token.digest();
    let Some(mut session) = sessions.find(&digest).await?.filter(|session| now < session.expires_at) else {
        return Ok(None);
    };
    let lasts = now + SESSION_IDLE;
    // A write for each page would buy seconds; one in five minutes is as good.
    if lasts.duration_since(session.expires_at) > SignedDuration::from_mins(5) {
        if !sessions.renew(&digest, lasts).await? {
            return Ok(None);
        }
        session.expires_at = lasts;
    }
    Ok(Some(session))
}

/// Ends a visit.
///
/// # Errors
/// [`Unavailable`] when the plumbing failed.
pub async fn leave(token: &SessionToken, sessions: &impl Sessions) -> Result<(), Unavailable> {
    sessions.forget(&token.digest()).await
}
