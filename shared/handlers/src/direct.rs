//! The direct flow: redirect URLs for the sender, their opening by the signer, and the status by token.

use lambda_http::{Request, RequestExt, http::StatusCode};
use segl_app::{
    issue_redirect,
    ports::{Authenticator, Clock, Entropy, HmacKey, Jobs, Redirects, Sessions},
    show_redirect as open, status_by_token,
};
use segl_domain::{OfJob, REDIRECT_URL_TTL, RedirectToken};
use segl_pages::PageProblem;
use segl_wire::{JobView, RedirectView};

use crate::{
    problem::Refusal,
    reply::{Reply, json, redirect, with_session},
    sender_request::{caller, path_id, path_signer},
    signer_request::{PageRefusal, session, task_path},
};

/// `POST /v1/signature-jobs/{job}/signers/{signer}/redirect-url`: a new redirect URL, which revokes the older one.
pub async fn create_redirect_url<S: Authenticator + Jobs>(
    request: Request,
    public_url: &str,
    table: &S,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let (job, signer) = path_signer(&request)?;
        let (job, token) = issue_redirect(&principal, job, signer, table, clock, entropy).await?;
        let issued = job
            .signer(signer)
            .and_then(|signer| signer.access().redirect().map(|issued| issued.expires_at));
        Ok(json(
            201,
            &RedirectView {
                redirect_url: format!("{}/r/{}", public_url.trim_end_matches('/'), token.expose()),
                expires_at: issued.unwrap_or_else(|| clock.now() + REDIRECT_URL_TTL),
            },
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

/// `GET /r/{redirect}`: lets a signer in, once. It is the sender's redirect that opens it, so that it must be a GET;
/// no such address is ever sent to anybody, so that no scanner opens it first.
pub async fn show_redirect<S: Jobs + Redirects + Sessions>(
    request: Request,
    table: &S,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Reply {
    let token = request
        .path_parameters()
        .first("redirect")
        .and_then(|text| RedirectToken::parse(text).ok());
    match open(
        token,
        session(&request).as_ref(),
        table,
        table,
        table,
        clock,
        entropy,
    )
    .await
    {
        Ok(Some(inside)) => {
            let path = task_path(&request, (inside.job, inside.signer));
            with_session(redirect(StatusCode::SEE_OTHER, &path), &inside.token)
        }
        Ok(None) => PageRefusal::new(PageProblem::RedirectUrlUsed, &request)
            .without_path()
            .into_reply(),
        Err(error) => PageRefusal::unavailable(&error, &request).into_reply(),
    }
}

/// `GET /v1/signature-jobs/{job}/status?status_query_token=`: where a direct job stands, once a signer came back.
pub async fn get_status<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    key: &impl HmacKey,
) -> Reply {
    let reply = async {
        let principal = caller(&request, table).await?.principal;
        let job = path_id::<OfJob>(&request, "job")?;
        let query = request.query_string_parameters();
        let token = query.first("status_query_token").unwrap_or_default();
        Ok(json(
            200,
            &JobView::from(&status_by_token(&principal, job, token, table, key).await?),
        ))
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}
