//! Forms of pages.

use std::collections::BTreeMap;

use lambda_http::Request;
use percent_encoding::percent_decode;

use crate::request::bytes;

/// The fields of a form (`application/x-www-form-urlencoded`, WHATWG URL section 5); of fields with the same name, the
/// first.
pub(crate) fn form(request: &Request) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for pair in bytes(request).split(|byte| *byte == b'&').take(32) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let decode = |half: Option<&[u8]>| {
            let spaced: Vec<u8> = half
                .unwrap_or_default()
                .iter()
                .map(|b| if *b == b'+' { b' ' } else { *b })
                .collect();
            percent_decode(&spaced).decode_utf8_lossy().into_owned()
        };
        let (name, value) = (decode(halves.next()), decode(halves.next()));
        fields.entry(name).or_insert(value);
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_decoded_and_the_first_of_two_fields_counts() {
        let fields = form(&Request::new(
            "name=Kari+N%C3%B8rdmann&name=Ola&consent=&odd".into(),
        ));
        assert_eq!(
            fields.get("name").map(String::as_str),
            Some("Kari Nørdmann")
        );
        assert_eq!(fields.get("consent").map(String::as_str), Some(""));
        assert_eq!(fields.get("odd").map(String::as_str), Some(""));
    }
}
