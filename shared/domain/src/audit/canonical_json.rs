//! Canonical JSON, which hashes are of.

use serde_json::Value;

/// The JSON Canonicalization Scheme (RFC 8785): one text for one value, whatever the order of its keys in memory.
///
/// # Panics
/// Never: every number in a [`Value`] is finite, and every key is text.
#[must_use]
pub fn canonical_json(value: &Value) -> String {
    serde_json_canonicalizer::to_string(value).expect("a JSON value can be written")
}

#[cfg(test)]
mod tests;
