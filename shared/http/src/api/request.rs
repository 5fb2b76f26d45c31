//! What requests of the sender API have in common: who calls, what about, and a body that parses.

use lambda_http::{Request, http::header};
use segl_app::{
    ports::authenticator::{Authenticator, Caller, Credential, PresentedKey},
    sender::access,
};
use segl_domain::{
    id::{Id, JobId, Kind, SignerId},
    identity::principal::Principal,
};
use segl_wire::{FieldError, ProblemKind, strict::Object};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

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
            "This is not an API key of Segl: one begins with segl_, has 40 to 120 letters, digits, - and _, and is sent as a Bearer token.",
        )
    })?;
    Ok(access::authenticate(&Credential::ApiKey(key), authenticator).await?)
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
    let mut json = serde_json::Deserializer::from_slice(bytes(request));
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut json);
    let Object(read) = read.map_err(|error| refused(&error))?;
    json.end().map_err(|error| unreadable(&error))?;
    Ok(read)
}

/// Bytes that are no JSON.
fn unreadable(error: &serde_json::Error) -> Refusal {
    Refusal::new(
        ProblemKind::REQUEST_INVALID,
        format!(
            "The body is no JSON from line {}, column {} on.",
            error.line(),
            error.column()
        ),
    )
}

/// JSON that is not what was expected: where, and what would be right. What the request held there is not told: that may
/// be personal data.
fn refused(error: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    let inner = error.inner();
    if !inner.is_data() {
        return unreadable(inner);
    }
    let mut pointer: String = error
        .path()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Map { key } => Some(format!("/{key}")),
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let message = inner.to_string();
    let quoted = || message.split('`').nth(1).unwrap_or_default();
    let detail = if message.starts_with("missing field") {
        pointer = format!("{pointer}/{}", quoted());
        "must be given".to_owned()
    } else if message.starts_with("unknown field") {
        "is not known here; leave it out".to_owned()
    } else if message.starts_with("unknown variant") {
        let known = message.split("expected ").nth(1).unwrap_or_default();
        let known = known.split(" at line ").next().unwrap_or_default();
        format!("must be {}", known.replace('`', ""))
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
        format!("must be {}", kind_of(&message))
    } else {
        // A time is the one thing that is read in a way of its own.
        "must be a time such as 2026-11-24T10:00:00Z".to_owned()
    };
    Refusal::fields(vec![FieldError {
        pointer: format!("#{pointer}"),
        detail,
    }])
}

/// What a parser of Rust expected, as JSON calls it.
fn kind_of(message: &str) -> &str {
    let expected = message.split(", expected ").nth(1).unwrap_or_default();
    match expected.split(" at line ").next().unwrap_or_default() {
        "u8" | "u16" | "u32" | "u64" | "i64" | "usize" => "a whole number",
        "a boolean" => "true or false",
        "a sequence" => "an array",
        "a string" => "a string",
        "an object" => "an object",
        other if other.starts_with("struct ") => "an object",
        other if other.starts_with("string or map") || other.starts_with("variant") => "a string",
        _ => "a value of another kind",
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
