//! A signer gets in by link and code: asks for a code, enters one.
//!
//! Whether a link exists, is dead or belongs to a blocked signer is nobody's business: every refusal here is one
//! silent `None`, and every answer is held back until [`ANSWER_TIME`] has passed, so that words and time tell nothing.

use jiff::SignedDuration;
use segl_domain::{
    contact::ContactAddress,
    id::{JobId, SignerId},
    identity::authentication::AuthenticationMethod,
    job::{credentials::NewCode, transitions::otp::CodeVerification},
    secret::{CodeDigest, LinkDigest, LinkToken, OneTimeCode, SessionToken},
};

use crate::{
    notification::{MessageKind, NotificationContent},
    ports::{
        Ctx, PortError,
        jobs::Jobs,
        keys::HmacKey,
        links::Links,
        messages::{EmailSender, MessageRenderer, SendError, SmsSender},
        sessions::{OpenVisit, Sessions},
    },
    signer::session::{SessionGrant, grow, has_visit},
    tokens,
    update::{UpdateError, update, update_with},
};

/// How long every answer on a link's page takes.
pub const ANSWER_TIME: SignedDuration = SignedDuration::from_millis(900);

/// What sending a code needs.
#[derive(Debug)]
pub struct Messengers<'a, M, T, W> {
    /// E-mail.
    pub mail: &'a M,
    /// SMS.
    pub texts: &'a T,
    /// The words.
    pub renderer: &'a W,
}

/// Sends a new code to the holder of a link, if there is one who may have it.
///
/// # Errors
/// [`PortError`] when the infrastructure failed; the person is to be told to try again later.
pub async fn issue_code(
    link: Option<LinkToken>,
    table: &(impl Jobs + Links),
    key: &impl HmacKey,
    messengers: &Messengers<'_, impl EmailSender, impl SmsSender, impl MessageRenderer>,
    ctx: Ctx<'_>,
) -> Result<(), PortError> {
    let answer_at = ctx.now() + ANSWER_TIME;
    let done = try_ask_code(link, table, key, messengers, ctx).await;
    ctx.clock.wait_until(answer_at).await;
    done
}

async fn try_ask_code(
    link: Option<LinkToken>,
    table: &(impl Jobs + Links),
    key: &impl HmacKey,
    messengers: &Messengers<'_, impl EmailSender, impl SmsSender, impl MessageRenderer>,
    ctx: Ctx<'_>,
) -> Result<(), PortError> {
    let Some(link) = link.map(|link| link.digest()) else {
        return Ok(());
    };
    let Some((job, signer)) = Links::find(table, &link).await? else {
        return Ok(());
    };
    let code = tokens::code(ctx.entropy)?;
    let digest = CodeDigest::new(key.mac(&code.bound_to(&link)).await?);
    let new = NewCode {
        id: tokens::id(ctx.now(), ctx.entropy)?,
        digest,
    };
    let issued = update(job, table, ctx, |job| {
        job.issue_code(signer, &link, new.clone(), ctx.now())
    })
    .await;
    let job = match issued {
        Ok(job) => job,
        Err(UpdateError::NotFound | UpdateError::Refused(_)) => return Ok(()),
        Err(UpdateError::PortError(unavailable)) => return Err(unavailable),
    };
    let Some(signer) = job.signer(signer) else {
        return Ok(());
    };
    let content = NotificationContent::new(MessageKind::AskedCode, &job, signer, None, Some(code));
    let Some(contact) = signer.contact() else {
        return Ok(());
    };
    let sent = match contact {
        ContactAddress::Email(email) => {
            messengers
                .mail
                .send(email, &messengers.renderer.email(&content))
                .await
        }
        ContactAddress::Mobile(mobile) | ContactAddress::EmailAndMobile(_, mobile) => {
            messengers
                .texts
                .send(mobile, &messengers.renderer.text(&content))
                .await
        }
    };
    match sent {
        Ok(_) => Ok(()),
        Err(SendError::Refused(unavailable) | SendError::PortError(unavailable)) => {
            Err(unavailable)
        }
    }
}

/// Where a browser got in to, and the token of its session from here on.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// The session's new token.
    pub token: SessionToken,
    /// The task's job.
    pub job: JobId,
    /// Whose task it is.
    pub signer: SignerId,
}

/// Opens a visit with a link and its code; `None` for anything that is not right. `older` is the browser's session so
/// far.
///
/// # Errors
/// [`PortError`] when the infrastructure failed; the try may or may not have been counted.
pub async fn verify_code(
    link: Option<LinkToken>,
    code: Option<OneTimeCode>,
    older: Option<&SessionToken>,
    table: &(impl Jobs + Links + Sessions),
    key: &impl HmacKey,
    ctx: Ctx<'_>,
) -> Result<Option<Authenticated>, PortError> {
    let answer_at = ctx.now() + ANSWER_TIME;
    let done = match (link, code) {
        (Some(link), Some(code)) => try_enter(&link.digest(), &code, older, table, key, ctx).await,
        _ => Ok(None),
    };
    ctx.clock.wait_until(answer_at).await;
    done
}

async fn try_enter(
    link: &LinkDigest,
    code: &OneTimeCode,
    older: Option<&SessionToken>,
    table: &(impl Jobs + Links + Sessions),
    key: &impl HmacKey,
    ctx: Ctx<'_>,
) -> Result<Option<Authenticated>, PortError> {
    let Some((job, signer)) = Links::find(table, link).await? else {
        return Ok(None);
    };
    let digest = CodeDigest::new(key.mac(&code.bound_to(link)).await?);
    let tried = update_with(job, table, ctx, |job| {
        Ok::<_, std::convert::Infallible>(job.try_code(signer, link, &digest, ctx.now()))
    });
    let entered = match tried.await {
        Ok((_, CodeVerification::Accepted(entered))) => entered,
        Ok((_, CodeVerification::Refused)) | Err(UpdateError::NotFound) => return Ok(None),
        Err(UpdateError::Refused(never)) => match never {},
        Err(UpdateError::PortError(unavailable)) => return Err(unavailable),
    };
    let visit = OpenVisit {
        job,
        signer,
        entry: AuthenticationMethod::LinkAndCode(entered),
    };
    let token = grow(older, SessionGrant::TaskSession(visit), table, ctx).await?;
    Ok(Some(Authenticated { token, job, signer }))
}

/// The task behind this link, if this session got in to it before: who comes back by the link need not enter a code
/// again.
///
/// # Errors
/// [`PortError`] when the infrastructure failed.
pub async fn is_inside(
    token: &SessionToken,
    link: &LinkToken,
    table: &(impl Links + Sessions),
    ctx: Ctx<'_>,
) -> Result<Option<(JobId, SignerId)>, PortError> {
    let Some(task) = Links::find(table, &link.digest()).await? else {
        return Ok(None);
    };
    Ok(has_visit(token, task, table, ctx).await?.then_some(task))
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
