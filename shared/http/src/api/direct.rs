//! The direct flow: redirect URLs for the sender, and the status by token.

use lambda_http::{Request, RequestExt as _};
use segl_app::{
    ports::{Ctx, authenticator::Authenticator, jobs::Jobs, keys::HmacKey},
    sender::{redirects, status_query},
};
use segl_domain::{id::OfJob, job::credentials::REDIRECT_URL_TTL};
use segl_wire::{JobView, RedirectView};

use super::{
    problem::Refusal,
    request::{path_id, path_signer, principal},
};
use crate::reply::{Reply, json};

/// `POST /v1/signature-jobs/{job}/signers/{signer}/redirect-url`: a new redirect URL, which revokes the older one.
pub async fn create_redirect_url<S: Authenticator + Jobs>(
    request: Request,
    public_url: &str,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let (job, signer) = path_signer(&request)?;
    let (job, token) = redirects::issue(&principal, job, signer, table, ctx).await?;
    let issued = job
        .signer(signer)
        .and_then(|signer| signer.access().redirect().map(|issued| issued.expires_at));
    Ok(json(
        201,
        &RedirectView {
            redirect_url: format!("{}/r/{}", public_url.trim_end_matches('/'), token.expose()),
            expires_at: issued.unwrap_or_else(|| ctx.now() + REDIRECT_URL_TTL),
        },
    ))
}

/// `GET /v1/signature-jobs/{job}/status?status_query_token=`: where a direct job stands, once a signer came back.
pub async fn get_status<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    key: &impl HmacKey,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let job = path_id::<OfJob>(&request, "job")?;
    let query = request.query_string_parameters();
    let token = query.first("status_query_token").unwrap_or_default();
    Ok(json(
        200,
        &JobView::from(&status_query::status_by_token(&principal, job, token, table, key).await?),
    ))
}
