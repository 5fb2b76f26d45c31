//! When two objects are the same to every reader (ISO 32000-2 clause 7.3).

use std::cmp::Ordering;

use segl_pdf::object::{Dict, Object};

/// The entries whose numbers are measures: there every reader takes a real for a whole number and the other way round.
/// Elsewhere it may matter which one it is: `/Rotate 90.0` is not turned by all.
const MEASURES: [&[u8]; 10] = [
    b"ArtBox",
    b"BBox",
    b"BleedBox",
    b"CropBox",
    b"FontBBox",
    b"Matrix",
    b"MediaBox",
    b"QuadPoints",
    b"Rect",
    b"TrimBox",
];

/// Whether two objects say the same: numbers by their value, strings and names by their bytes, entries of dictionaries
/// in any order. An entry that is null is told apart from one that is not there, although clause 7.3.7 does not: there
/// are readers for which it hides what a page inherits.
pub(super) fn same(one: &Object, other: &Object) -> bool {
    alike(one, other, false)
}

fn alike(one: &Object, other: &Object, are_measures: bool) -> bool {
    match (one, other) {
        (Object::Real(_), Object::Real(_)) => is_same_number(one, other),
        (Object::Int(_), Object::Real(_)) | (Object::Real(_), Object::Int(_)) => {
            are_measures && is_same_number(one, other)
        }
        (Object::Array(one), Object::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| alike(one, other, are_measures))
        }
        (Object::Dict(one), Object::Dict(other)) => differing_keys(one, other).is_empty(),
        _ => one == other,
    }
}

/// The keys under which two dictionaries do not say the same.
pub(super) fn differing_keys<'d>(one: &'d Dict, other: &'d Dict) -> Vec<&'d [u8]> {
    let (one, other) = (sorted(one), sorted(other));
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    let mut keys = Vec::new();
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return keys,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((one, _)), Some((other, _))) => one.cmp(other),
        };
        let was = if order == Ordering::Greater {
            None
        } else {
            left.next()
        };
        let is = if order == Ordering::Less {
            None
        } else {
            right.next()
        };
        match (was, is) {
            (Some((key, was)), Some((_, is))) if alike(was, is, MEASURES.contains(key)) => {}
            (Some((key, _)), _) | (None, Some((key, _))) => keys.push(*key),
            (None, None) => return keys,
        }
    }
}

/// The entries by their keys: a large dictionary is not searched for each.
fn sorted(dict: &Dict) -> Vec<(&[u8], &Object)> {
    let mut entries: Vec<(&[u8], &Object)> = dict
        .0
        .iter()
        .map(|(key, value)| (key.as_slice(), value))
        .collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

fn is_same_number(one: &Object, other: &Object) -> bool {
    let (one, other) = (decimal(one), decimal(other));
    one.is_some() && one == other
}

/// A number's sign and digits before and behind the point (clause 7.3.3), without zeros that say nothing.
fn decimal(number: &Object) -> Option<(bool, String, String)> {
    let text = match number {
        Object::Int(number) => number.to_string(),
        Object::Real(text) => String::from_utf8(text.clone()).ok()?,
        _ => return None,
    };
    let is_negative = text.starts_with('-');
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if !whole
        .bytes()
        .chain(part.bytes())
        .all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let is_zero = whole.is_empty() && part.is_empty();
    Some((is_negative && !is_zero, whole.to_owned(), part.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use segl_pdf::parse::Parser;

    fn are_same(one: &str, other: &str) -> bool {
        let read = |text: &str| Parser::new(text.as_bytes(), 0).object().expect("an object");
        same(&read(one), &read(other))
    }

    #[test]
    fn what_says_the_same_is_the_same_however_it_is_spelled() {
        for (one, other) in [
            ("1.50", "1.5"),
            ("-0.0", "0.00"),
            ("+.5", "0.5"),
            ("[(a\\102) /A#42]", "[<6142> /AB]"),
            ("<</A 1/B 2>>", "<</B 2/A 1>>"),
            (
                "<</MediaBox[0 0 612.0 792]>>",
                "<</MediaBox[0.0 0 612 792.00]>>",
            ),
        ] {
            assert!(are_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn what_some_reader_tells_apart_is_not_the_same() {
        for (one, other) in [
            ("1.5", "1.51"),
            ("-1.0", "1.0"),
            ("<</Rotate 90>>", "<</Rotate 90.0>>"),
            ("[0 0 612 792]", "[0 0 612.0 792]"),
            ("1 0 R", "1 1 R"),
            ("<</A 1>>", "<</A 1/B 0>>"),
            ("<</A 1>>", "<</A 1/B null>>"),
            ("1e5", "100000.0"),
            ("(a)", "/a"),
            ("1e5", "1e5"),
        ] {
            assert!(!are_same(one, other), "{one} {other}");
        }
    }
}
