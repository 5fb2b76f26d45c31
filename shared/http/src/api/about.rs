//! What a sender's developer asks first: who am I, and what can be called.

use lambda_http::Request;
use segl_app::ports::authenticator::{Authenticator, Caller};
use segl_wire::WhoamiView;

use super::{problem::Refusal, request::caller};
use crate::reply::{Reply, json, ready_json};

/// `GET /v1/whoami`: whom the credentials act for.
pub async fn whoami(request: Request, table: &impl Authenticator) -> Result<Reply, Refusal> {
    let Caller {
        principal,
        credential,
    } = caller(&request, table).await?;
    Ok(json(
        200,
        &WhoamiView {
            organisation: principal.organisation.sender.organisation.into(),
            name: principal.organisation.sender.name.into(),
            credential,
            actor: principal.actor,
            scopes: principal
                .permissions
                .iter()
                .map(|permission| permission.scope().to_owned())
                .collect(),
        },
    ))
}

/// `GET /v1/openapi.json`: the description of the API, for anyone.
pub async fn get_openapi(_: Request) -> Reply {
    ready_json(segl_wire::OPENAPI.to_owned())
}
