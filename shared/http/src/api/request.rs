//! What requests of the sender API have in common: who calls, what about, and a body that parses.

use lambda_http::{Request, http::header};
use segl_app::{Caller, Credential, PresentedKey, authenticate, ports::Authenticator};
use segl_domain::{Id, JobId, Kind, Principal, SignerId};
use segl_wire::{FieldError, ProblemKind};
use serde::de::DeserializeOwned;

use super::problem::Refusal;
use crate::request::{self, bytes, header_text, media_type};

/// Who makes the request. Each function asks for itself: replies stay uniform, a revoked key is dead at
/// once, and a read of one item costs less than a call of an authorizer.
pub(crate) async fn caller(
    request: &Request,
    authenticator: &impl Authenticator,
) -> Result<Caller, Refusal> {
    let Some(presented) = header_text(request, header::AUTHORIZATION) else {
        return Err(Refusal::new(
            ProblemKind::CREDENTIALS_MISSING,
            "Send your API key as: Authorization: Bearer segl_…",
        ));
    };
    let key = presented
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, key)| PresentedKey::parse(key.trim()));
    let key = key.ok_or_else(|| {
        Refusal::new(
            ProblemKind::CREDENTIALS_INVALID,
            "An API key begins with segl_ and is sent as a Bearer token.",
        )
    })?;
    Ok(authenticate(&Credential::ApiKey(key), authenticator).await?)
}

/// For whom the request acts, and with which permissions; as [`caller`].
pub(crate) async fn principal(
    request: &Request,
    authenticator: &impl Authenticator,
) -> Result<Principal, Refusal> {
    Ok(caller(request, authenticator).await?.principal)
}

/// An identifier in the path. One that does not parse names nothing.
pub(crate) fn path_id<K: Kind>(request: &Request, name: &str) -> Result<Id<K>, Refusal> {
    request::path_id(request, name).ok_or_else(Refusal::not_found)
}

/// The job and the signer of it in the path.
pub(crate) fn path_signer(request: &Request) -> Result<(JobId, SignerId), Refusal> {
    Ok((path_id(request, "job")?, path_id(request, "signer")?))
}

/// The body as JSON of this shape.
pub(crate) fn json_body<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    if media_type(request) != "application/json" {
        return Err(Refusal::new(
            ProblemKind::MEDIA_TYPE_UNSUPPORTED,
            "Send the body as application/json.",
        ));
    }
    serde_json::from_slice(bytes(request)).map_err(|error| {
        // The parser's words name the field and what was expected, and quote a value only when it is of a wrong kind.
        let detail = if error.is_data() || error.is_syntax() || error.is_eof() {
            shape_of(&error)
        } else {
            String::new()
        };
        Refusal::new(
            ProblemKind::REQUEST_INVALID,
            format!("The body is not the JSON that is expected: {detail}."),
        )
    })
}

/// What the parser has to say, without what the request held: that may be personal data.
fn shape_of(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let quotes_a_value =
        message.starts_with("invalid type") || message.starts_with("invalid value");
    let place = format!("line {}, column {}", error.line(), error.column());
    match message.split(", expected ").nth(1) {
        Some(expected) if quotes_a_value => format!("expected {expected}"),
        _ if quotes_a_value => format!("a value of the wrong kind at {place}"),
        _ => message,
    }
}

/// Collects what is wrong with a request's fields, so that the sender hears it all at once.
#[derive(Default)]
pub(crate) struct Fields(Vec<FieldError>);

impl Fields {
    /// The parsed value, or a note of what is wrong with it.
    pub(crate) fn take<T, E: std::fmt::Display>(
        &mut self,
        pointer: &str,
        parsed: Result<T, E>,
    ) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.push(FieldError {
                    pointer: format!("#{pointer}"),
                    detail: error.to_string(),
                });
                None
            }
        }
    }

    /// As [`Fields::take`], for a field that may be left out.
    pub(crate) fn take_if<R, T, E: std::fmt::Display>(
        &mut self,
        pointer: &str,
        raw: Option<R>,
        parse: impl FnOnce(R) -> Result<T, E>,
    ) -> Option<T> {
        raw.and_then(|raw| self.take(pointer, parse(raw)))
    }

    /// Fails if anything was noted.
    pub(crate) fn check(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Refusal::fields(self.0))
        }
    }
}
