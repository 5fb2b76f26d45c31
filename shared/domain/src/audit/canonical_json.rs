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
mod tests {
    use super::*;

    #[test]
    fn canonical_json_is_that_of_rfc_8785_sections_3_2_2_and_3_2_3() {
        let of = |text: &str| canonical_json(&serde_json::from_str(text).expect("JSON"));
        let numbers = r#"{"b":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"a":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"#;
        let expected =
            r#"{"a":"€$\u000f\nA'B\"\\\\\"/","b":[333333333.3333333,1e+30,4.5,0.002,1e-27]}"#;
        assert_eq!(of(numbers), expected);
        // By UTF-16 code units: what is beyond the first plane comes before U+FB33.
        let keys = "{\"\u{20ac}\":1,\"\\r\":2,\"\u{fb33}\":3,\"1\":4,\"\u{1f600}\":5,\"\u{80}\":6,\"\u{f6}\":7}";
        let sorted = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(of(keys), sorted);
        // The largest whole number that every reader has (RFC 7493 section 2.2).
        assert_eq!(
            of("[9007199254740991,-9007199254740991]"),
            "[9007199254740991,-9007199254740991]"
        );
    }

    #[test]
    fn canonical_json_sorts_keys_and_drops_space() {
        let value = serde_json::json!({"b": [1, "\u{8}ø"], "a": {"d": null, "c": true}});
        assert_eq!(
            canonical_json(&value),
            r#"{"a":{"c":true,"d":null},"b":[1,"\bø"]}"#
        );
    }
}
