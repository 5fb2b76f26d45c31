//! A signer in the direct flow: comes by a redirect URL, and goes back to the sender.

use segl_domain::{
    id::SignerId,
    job::{Failure, JobState, SignatureJob, exit_urls::ExitUrl, signer::SignerState},
    secret::{RedirectToken, SessionToken},
};

use crate::{
    ports::{
        Ctx, PortError,
        jobs::Jobs,
        links::Redirects,
        sessions::{OpenVisit, Sessions},
    },
    signer::{
        otp::Authenticated,
        session::{SessionGrant, grow, has_visit},
    },
    update::{UpdateError, update_with},
};

/// Opens a redirect URL. `None` when it is used up, too old or was never one, unless this browser is the one that
/// used it: then it is let in again, so that a reload works.
///
/// # Errors
/// [`PortError`] when the infrastructure failed; the address may or may not be used up.
pub async fn open_redirect(
    token: Option<RedirectToken>,
    older: Option<&SessionToken>,
    table: &(impl Jobs + Redirects + Sessions),
    ctx: Ctx<'_>,
) -> Result<Option<Authenticated>, PortError> {
    let Some(digest) = token.map(|token| token.digest()) else {
        return Ok(None);
    };
    let Some((job, signer)) = Redirects::find(table, &digest).await? else {
        return Ok(None);
    };
    let used = update_with(job, table, ctx, |job| {
        job.use_redirect(signer, &digest, ctx.now()).ok_or(())
    });
    match used.await {
        Ok((_, entry)) => {
            let visit = OpenVisit { job, signer, entry };
            let token = grow(older, SessionGrant::TaskSession(visit), table, ctx).await?;
            Ok(Some(Authenticated { token, job, signer }))
        }
        Err(UpdateError::PortError(unavailable)) => Err(unavailable),
        Err(UpdateError::NotFound | UpdateError::Refused(())) => match older {
            Some(token) if has_visit(token, (job, signer), table, ctx).await? => {
                Ok(Some(Authenticated {
                    token: token.clone(),
                    job,
                    signer,
                }))
            }
            _ => Ok(None),
        },
    }
}

/// Where a signer goes when the visit ends, as the job stands: after signing, after rejecting, or because neither can
/// be done. `None` outside the direct flow.
#[must_use]
pub fn exit_url(job: &SignatureJob, signer: SignerId) -> Option<&ExitUrl> {
    let urls = job.terms().flow.exit_urls()?;
    Some(match (job.signer(signer)?.state(), job.state()) {
        (
            SignerState::Signed { .. },
            JobState::Failed {
                cause: Failure::Rejected,
                ..
            },
        ) => &urls.rejection,
        (SignerState::Signed { .. }, _) => &urls.completion,
        (SignerState::Rejected { .. }, _) => &urls.rejection,
        _ => &urls.error,
    })
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
