//! Problem details for HTTP APIs (RFC 9457).

use serde::{Deserialize, Serialize};

/// What begins every problem's type; the catalogue in the OpenAPI document lists what may follow.
pub const TYPE_PREFIX: &str = "urn:segl:problem:";

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A problem document (RFC 9457 section 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A stable URI for the kind of problem: `urn:segl:problem:` and a kebab-case word.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words; the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong this time, and what to change.
    pub detail: String,
    /// Which fields of the request are wrong, when several may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One field of a request that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Where: a JSON Pointer (RFC 6901), `#/signers/0/email`.
    pub pointer: String,
    /// What it has to be.
    pub detail: String,
}
