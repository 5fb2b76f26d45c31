//! Objects (ISO 32000-2 clause 7.3) and how they are written.

use std::io::Write as _;

/// The number of an indirect object and its generation.
pub type Number = (u32, u16);

/// A dictionary, its entries in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dict(pub Vec<(Vec<u8>, Object)>);

/// An object. Reals keep their spelling, so that nothing changes on the way through.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// The null object.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number, as it is spelled.
    Real(Vec<u8>),
    /// A string, literal or hexadecimal, decoded.
    Text(Vec<u8>),
    /// A name without its slash, escapes decoded.
    Name(Vec<u8>),
    /// An array.
    Array(Vec<Object>),
    /// A dictionary.
    Dict(Dict),
    /// A reference to an indirect object.
    Ref(Number),
}

impl Dict {
    /// The value under this key.
    pub fn get(&self, key: &str) -> Option<&Object> {
        self.0
            .iter()
            .find(|(name, _)| name == key.as_bytes())
            .map(|(_, value)| value)
    }

    /// Puts a value under this key, in place of the one that is there.
    pub fn set(&mut self, key: &str, value: Object) {
        match self.0.iter_mut().find(|(name, _)| name == key.as_bytes()) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.as_bytes().to_vec(), value)),
        }
    }

    /// Adds an item to the array under this key, which begins with it unless there is one.
    pub fn push(&mut self, key: &str, item: Object) {
        match self.0.iter_mut().find(|(name, _)| name == key.as_bytes()) {
            Some((_, Object::Array(items))) => items.push(item),
            _ => self.set(key, Object::Array(vec![item])),
        }
    }

    /// Takes the entry with this key out.
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(name, _)| name != key.as_bytes());
    }

    /// The same dictionary with this entry.
    pub fn with(mut self, key: &str, value: Object) -> Self {
        self.set(key, value);
        self
    }

    /// Whether `Type` is this name.
    pub fn is_type(&self, name: &str) -> bool {
        self.get("Type").and_then(Object::name) == Some(name.as_bytes())
    }
}

impl Object {
    /// Whether this is so of the object and of all in it, but not of what references in it lead to.
    pub fn all(&self, is_so: &dyn Fn(&Self) -> bool) -> bool {
        is_so(self)
            && match self {
                Self::Dict(dict) => dict.0.iter().all(|(_, value)| value.all(is_so)),
                Self::Array(items) => items.iter().all(|item| item.all(is_so)),
                _ => true,
            }
    }

    /// A name.
    pub fn named(name: &str) -> Self {
        Self::Name(name.as_bytes().to_vec())
    }

    /// A text string (clause 7.9.2.2): ASCII as it is, anything else in UTF-16BE with a byte order mark.
    pub fn text(text: &str) -> Self {
        if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Self::Text(text.as_bytes().to_vec());
        }
        let units = text.encode_utf16().flat_map(u16::to_be_bytes);
        Self::Text([0xfe, 0xff].into_iter().chain(units).collect())
    }

    /// The number as an integer, a real cut off at its point; `None` for what is no number.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Real(text) => std::str::from_utf8(text)
                .ok()?
                .split('.')
                .next()?
                .parse()
                .ok(),
            _ => None,
        }
    }

    /// A number, whole or not.
    pub fn number(&self) -> Option<f64> {
        match self {
            // Exact below 2^53, and nothing that is measured comes near.
            #[expect(clippy::cast_precision_loss, reason = "what is measured is small")]
            Self::Int(number) => Some(*number as f64),
            Self::Real(text) => std::str::from_utf8(text)
                .ok()?
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// A number to a hundred-thousandth, as short as it can be written.
    pub fn real(number: f64) -> Self {
        let text = format!("{number:.5}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        let text = if text == "-0" { "0" } else { text };
        text.parse()
            .map_or_else(|_| Self::Real(text.as_bytes().to_vec()), Self::Int)
    }

    /// The name, if it is one.
    pub fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The dictionary, if it is one.
    pub const fn dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The items, if it is an array.
    pub fn array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The number and generation, if it is a reference.
    pub const fn reference(&self) -> Option<Number> {
        match self {
            Self::Ref(number) => Some(*number),
            _ => None,
        }
    }

    /// Writes the object as it stands in a file.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend_from_slice(b"null"),
            Self::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
            Self::Int(number) => put(out, format_args!("{number}")),
            Self::Real(text) => out.extend_from_slice(text),
            Self::Text(bytes) => {
                out.push(b'<');
                bytes
                    .iter()
                    .for_each(|byte| put(out, format_args!("{byte:02X}")));
                out.push(b'>');
            }
            Self::Name(name) => write_name(name, out),
            Self::Array(items) => {
                out.push(b'[');
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        out.push(b' ');
                    }
                    item.write(out);
                }
                out.push(b']');
            }
            Self::Dict(dict) => {
                out.extend_from_slice(b"<<");
                for (key, value) in &dict.0 {
                    write_name(key, out);
                    out.push(b' ');
                    value.write(out);
                }
                out.extend_from_slice(b">>");
            }
            Self::Ref((number, generation)) => put(out, format_args!("{number} {generation} R")),
        }
    }
}

/// A reference to the indirect object with this number and generation 0.
#[must_use]
pub const fn reference(number: u32) -> Object {
    Object::Ref((number, 0))
}

/// A whole number that counts something.
#[must_use]
pub fn integer(number: usize) -> Object {
    Object::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Formats into bytes, which cannot fail.
pub fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text)
        .expect("writing into memory cannot fail");
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            put(out, format_args!("#{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(object: &Object) -> String {
        let mut out = Vec::new();
        object.write(&mut out);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn a_dictionary_holds_one_value_a_key_in_the_order_in_which_they_came() {
        let mut dict = Dict::default()
            .with("A", Object::Int(1))
            .with("B", Object::Null)
            .with("A", Object::Int(2));
        dict.push("L", Object::Int(1));
        dict.push("L", Object::Int(2));
        dict.push("B", Object::Int(3));
        assert_eq!(
            written(&Object::Dict(dict.clone())),
            "<</A 2/B [3]/L [1 2]>>"
        );
        dict.remove("B");
        assert_eq!(
            (
                dict.get("B"),
                dict.get("L").and_then(Object::array).map(<[_]>::len)
            ),
            (None, Some(2))
        );
        assert!(!dict.is_type("A") && dict.with("Type", Object::named("A")).is_type("A"));
    }

    #[test]
    fn numbers_are_read_whole_and_not_and_written_as_short_as_can_be() {
        let real = |text: &str| Object::Real(text.as_bytes().to_vec());
        for (object, int, number) in [
            (Object::Int(-3), Some(-3), Some(-3.0)),
            (real("2.75"), Some(2), Some(2.75)),
            (real("-2.75"), Some(-2), Some(-2.75)),
            (real(".5"), None, Some(0.5)),
            (real("1e999"), None, None),
            (Object::named("1"), None, None),
        ] {
            assert_eq!((object.int(), object.number()), (int, number), "{object:?}");
        }
        for (number, expected) in [
            (0.0, "0"),
            (-0.000_001, "0"),
            (2.0, "2"),
            (100.0, "100"),
            (0.5, "0.5"),
            (1.234_567, "1.23457"),
            (-1.5, "-1.5"),
            (10.10, "10.1"),
        ] {
            assert_eq!(written(&Object::real(number)), expected);
        }
        assert_eq!(Object::real(2.0), Object::Int(2));
        assert_eq!(
            (integer(7), reference(7)),
            (Object::Int(7), Object::Ref((7, 0)))
        );
    }

    #[test]
    fn each_object_is_what_it_is_and_nothing_else() {
        let (name, dict) = (Object::named("A"), Object::Dict(Dict::default()));
        let (array, link) = (Object::Array(vec![Object::Null]), Object::Ref((3, 1)));
        for object in [&name, &dict, &array, &link] {
            assert_eq!(object.name().is_some(), object == &name);
            assert_eq!(object.dict().is_some(), object == &dict);
            assert_eq!(object.array().is_some(), object == &array);
            assert_eq!(object.reference().is_some(), object == &link);
        }
        assert_eq!(
            written(&Object::Array(vec![
                Object::Bool(true),
                Object::Bool(false),
                Object::Null,
                link
            ])),
            "[true false null 3 1 R]"
        );
    }

    #[test]
    fn text_is_written_in_letters_that_every_reader_knows() {
        assert_eq!(Object::text("a ~"), Object::Text(b"a ~".to_vec()));
        for (text, units) in [
            ("\u{7f}", &[0, 0x7f][..]),
            ("\u{1f}", &[0, 0x1f]),
            ("ø", &[0, 0xf8]),
            ("😀", &[0xd8, 0x3d, 0xde, 0]),
        ] {
            assert_eq!(
                Object::text(text),
                Object::Text([&[0xfe, 0xff], units].concat())
            );
        }
        assert_eq!(
            written(&Object::Name(b"A b#(/\xe6~!".to_vec())),
            "/A#20b#23#28#2F#E6~!"
        );
    }
}
