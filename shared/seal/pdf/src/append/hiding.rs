//! Streams that hold what looks like an object: readers that do not believe the cross-reference sections look for objects
//! all over a file and find it there (ISO 32000-2 clause 7.3.10). Such a stream is packed, or spelled in hexadecimal.

use bytes::Bytes;

use super::{Dict, Object, packing::deflated, put};
use crate::headers::holds_header;

/// A stream that says the same and holds nothing that looks like an object; `None` when it holds nothing of the kind as it
/// is.
pub(super) fn without_headers(dict: &Dict, bytes: &Bytes) -> Option<(Dict, Bytes)> {
    if !holds_header(bytes) {
        return None;
    }
    let (filter, packed) = deflated(bytes.to_vec());
    // What packs badly is stored as it is.
    let (filter, packed) = match filter {
        Some(filter) if !holds_header(&packed) => (filter, packed),
        _ => (Object::named("ASCIIHexDecode"), hexadecimal(bytes)),
    };
    Some((behind(dict, filter), packed.into()))
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 * bytes.len() + 1);
    bytes
        .iter()
        .for_each(|byte| put(&mut out, format_args!("{byte:02X}")));
    out.push(b'>');
    out
}

/// The dictionary with one more filter, which is undone first (clause 7.4.1). What the others are given stays theirs.
fn behind(dict: &Dict, filter: Object) -> Dict {
    let listed = |key: &str| match dict.get(key) {
        None | Some(Object::Null) => Vec::new(),
        Some(Object::Array(items)) => items.clone(),
        Some(one) => vec![one.clone()],
    };
    let (filters, parameters) = (listed("Filter"), listed("DecodeParms"));
    let mut dict = dict.clone();
    dict.remove("DecodeParms");
    if filters.is_empty() {
        return dict.with("Filter", filter);
    }
    if !parameters.is_empty() {
        dict.set(
            "DecodeParms",
            Object::Array([vec![Object::Null], parameters].concat()),
        );
    }
    dict.with("Filter", Object::Array([vec![filter], filters].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::inflate;

    #[test]
    fn a_stream_that_looks_like_an_object_is_packed() {
        let text = b"see\n4 0 obj\n<</Type/Page>>";
        let (dict, packed) = without_headers(&Dict::default(), &Bytes::from_static(text))
            .expect("something to hide");
        assert!(!holds_header(&packed));
        assert_eq!(dict.get("Filter"), Some(&Object::named("FlateDecode")));
        assert_eq!(inflate(&dict, &packed, 100), Ok(text.to_vec()));
        assert!(
            without_headers(
                &Dict::default(),
                &Bytes::from_static(b"nothing of the kind")
            )
            .is_none()
        );
    }

    #[test]
    fn what_packs_badly_is_spelled_in_hexadecimal() {
        // Bytes that do not repeat are stored as they are.
        let mut state = 1_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        let noise: Vec<u8> = (0..4000).map(|_| next()).collect();
        let text = [noise.as_slice(), b"\n4 0 obj\n"].concat();
        let (dict, packed) =
            without_headers(&Dict::default(), &text.clone().into()).expect("something to hide");
        assert!(!holds_header(&packed));
        assert_eq!(dict.get("Filter"), Some(&Object::named("ASCIIHexDecode")));
        assert_eq!(inflate(&dict, &packed, 10_000), Ok(text.clone()));
        let hex = hexadecimal(&text);
        assert_eq!(
            inflate(
                &Dict::default().with("Filter", Object::named("AHx")),
                &hex,
                10_000
            ),
            Ok(text)
        );
    }

    #[test]
    fn filters_that_were_there_come_after() {
        let parameters = Dict::default().with("K", Object::Int(-1));
        let dict = Dict::default().with("Filter", Object::named("CCITTFaxDecode"));
        let flate = || Object::named("FlateDecode");
        let both = Object::Array(vec![flate(), Object::named("CCITTFaxDecode")]);
        let with_none = behind(&dict, flate());
        assert_eq!(
            (with_none.get("Filter"), with_none.get("DecodeParms")),
            (Some(&both), None)
        );
        let with_some = behind(
            &dict.with("DecodeParms", Object::Dict(parameters.clone())),
            flate(),
        );
        let expected = Object::Array(vec![Object::Null, Object::Dict(parameters)]);
        assert_eq!(
            (with_some.get("Filter"), with_some.get("DecodeParms")),
            (Some(&both), Some(&expected))
        );
    }
}
