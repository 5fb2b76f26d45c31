//! What a sender does for one signer: a reminder now, a new link, another address, another chance.

use lambda_http::Request;
use segl_app::{
    ports::{Ctx, authenticator::Authenticator, jobs::Jobs},
    sender::signers,
};
use segl_domain::{
    contact::{ContactAddress, EmailAddress, MobileNumber},
    job::transitions::signers::SignerUpdate,
    language::Language,
    text::PersonName,
};
use segl_wire::{JobView, UpdateSigner};

use super::{
    problem::Refusal,
    request::{Fields, json_body, path_signer, principal},
};
use crate::reply::{Reply, json};

/// `POST /v1/signature-jobs/{job}/signers/{signer}/remind`: a reminder now.
pub async fn remind_signer<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let (job, signer) = path_signer(&request)?;
    Ok(json(
        202,
        &JobView::from(&signers::remind(&principal, job, signer, table, ctx).await?),
    ))
}

/// `POST /v1/signature-jobs/{job}/signers/{signer}/new-link`: revokes the link and all sessions by it, and sends a new one.
pub async fn renew_link<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let (job, signer) = path_signer(&request)?;
    Ok(json(
        202,
        &JobView::from(&signers::renew_link(&principal, job, signer, table, ctx).await?),
    ))
}

/// `PATCH /v1/signature-jobs/{job}/signers/{signer}`: another address, name or language.
pub async fn update_signer<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let (job, signer) = path_signer(&request)?;
    let wish: UpdateSigner = json_body(&request)?;
    let mut fields = Fields::default();
    let moves = wish.email.is_some() || wish.mobile.is_some();
    let email = fields.take_if("/email", wish.email, EmailAddress::try_from);
    let mobile = fields.take_if("/mobile", wish.mobile, MobileNumber::try_from);
    let name = fields.take_if("/name", wish.name, PersonName::try_from);
    let language = fields.take_if("/language", wish.language, |tag| {
        Language::from_tag(&tag).ok_or("must be one of nb, nn, en")
    });
    fields.check()?;
    let contact = if moves {
        ContactAddress::new(email, mobile).ok()
    } else {
        None
    };
    let change = SignerUpdate {
        contact,
        name,
        language,
    };
    Ok(json(
        200,
        &JobView::from(&signers::update(&principal, job, signer, change, table, ctx).await?),
    ))
}

/// `POST /v1/signature-jobs/{job}/signers/{signer}/unblock`: lets a blocked signer try again.
pub async fn unblock_signer<S: Authenticator + Jobs>(
    request: Request,
    table: &S,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let (job, signer) = path_signer(&request)?;
    Ok(json(
        200,
        &JobView::from(&signers::unblock(&principal, job, signer, table, ctx).await?),
    ))
}
