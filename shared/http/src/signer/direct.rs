//! The direct flow's ends: the redirect URL that lets a signer in, and the way back to the sender.

use lambda_http::{Request, RequestExt as _, http::StatusCode};
use segl_app::{
    ports::{Ctx, jobs::Jobs, keys::HmacKey, links::Redirects, sessions::Sessions},
    sender::status_query,
    signer::{direct, task},
};
use segl_domain::secret::RedirectToken;
use segl_pages::PageProblem;

use super::{
    refusal::PageRefusal,
    request::{PageRequest, is_prefetch},
};
use crate::reply::{Reply, redirect, with_session};

/// `GET /r/{redirect}`: lets a signer in, once. It is the sender's redirect that opens it, so that it must be a GET;
/// no such address is ever sent to anybody, so that no scanner opens it first. A browser that fetches it ahead is told to come
/// again: it would use up the address and keep a page that nobody has asked for yet.
pub async fn show_redirect<S: Jobs + Redirects + Sessions>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    if is_prefetch(&request) {
        return Err(asked.refusal(PageProblem::Failed).without_path());
    }
    let token = request
        .path_parameters()
        .first("redirect")
        .and_then(|text| RedirectToken::parse(text).ok());
    let opened = direct::open_redirect(token, asked.session.as_ref(), table, ctx).await;
    let inside = opened.map_err(|error| asked.unavailable(&error))?;
    let inside =
        inside.ok_or_else(|| asked.refusal(PageProblem::RedirectUrlUsed).without_path())?;
    let path = asked.task_path((inside.job, inside.signer));
    Ok(with_session(
        redirect(StatusCode::SEE_OTHER, &path),
        &inside.token,
    ))
}

/// `GET /tasks/{job}/{signer}/exit`: sends the signer of a direct job back to the sender, with the token that the
/// sender asks for the status with. Changes nothing.
pub async fn return_to_sender<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    key: &impl HmacKey,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    let task = asked.task()?;
    let job = task::sent_to(asked.session.as_ref(), task, table, ctx).await;
    let job = job.map_err(|error| asked.visit_refused(&error))?;
    let url = direct::exit_url(&job, task.1).ok_or_else(|| asked.refusal(PageProblem::NotFound))?;
    let token = status_query::status_query_token(job.id(), key).await;
    let token = token.map_err(|error| asked.unavailable(&error))?;
    Ok(redirect(StatusCode::SEE_OTHER, &url.with_token(&token)))
}
