//! What a form's fields are and hold, with what they inherit (ISO 32000-2 clause 12.7.4.1).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    file::File,
    object::{Dict, Object},
};

/// A push button, which keeps no value (table 229, bit 17).
const PUSH_BUTTON: i64 = 1 << 16;

/// What kind of field it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Button,
    /// A text or a choice: what is drawn of it is spelled from its value.
    Spelled,
    Other,
}

/// What a field says, or what it comes under says for it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Field {
    pub(super) kind: Option<Kind>,
    flags: Option<i64>,
    is_filled: Option<bool>,
}

impl Field {
    pub(super) fn is_button(self) -> bool {
        self.kind == Some(Kind::Button)
    }

    pub(super) fn is_push_button(self) -> bool {
        self.is_button() && self.flags.is_some_and(|flags| flags & PUSH_BUTTON != 0)
    }

    pub(super) fn is_spelled(self) -> bool {
        self.kind == Some(Kind::Spelled)
    }

    pub(super) fn is_filled(self) -> bool {
        self.is_filled == Some(true)
    }

    /// What the field's own dictionary says.
    fn own(file: &File<'_>, dict: &Dict) -> Self {
        let kind = dict.get("FT").map(|kind| match file.resolve(kind).name() {
            Some(b"Btn") => Kind::Button,
            Some(b"Tx" | b"Ch") => Kind::Spelled,
            _ => Kind::Other,
        });
        Self {
            kind,
            flags: flags(file, dict, "Ff").flatten(),
            is_filled: dict.get("V").map(|value| is_filled(&file.resolve(value))),
        }
    }

    fn under(self, parent: Self) -> Self {
        Self {
            kind: self.kind.or(parent.kind),
            flags: self.flags.or(parent.flags),
            is_filled: self.is_filled.or(parent.is_filled),
        }
    }
}

/// The flags under this key, if it is there; `None` within of what is no whole number of 32 bits.
pub(super) fn flags(file: &File<'_>, dict: &Dict, key: &str) -> Option<Option<i64>> {
    match dict.get(key).map(|flags| file.resolve(flags))? {
        Object::Null => None,
        Object::Int(flags) => Some(u32::try_from(flags).is_ok().then_some(flags)),
        _ => Some(None),
    }
}

/// Whether a field's flags are no whole number of 32 bits: some readers take a part of it, some none.
pub(super) fn has_strange_flags(file: &File<'_>, dict: &Dict) -> bool {
    let Some(said) = dict
        .get("Ff")
        .filter(|_| flags(file, dict, "Ff") == Some(None))
    else {
        return false;
    };
    // Resources may have this for a name of their own.
    let is_number = matches!(
        file.resolve(said),
        Object::Int(_) | Object::Real(_) | Object::Text(_) | Object::Bool(_)
    );
    is_number || dict.get("FT").is_some()
}

/// Whether a value is one: an empty text, or a box without its mark, is none.
fn is_filled(value: &Object) -> bool {
    match value {
        Object::Null => false,
        Object::Text(text) => !matches!(
            text[..],
            [] | [0xfe, 0xff] | [0xff, 0xfe] | [0xef, 0xbb, 0xbf]
        ),
        Object::Name(name) => !matches!(&name[..], b"" | b"Off"),
        Object::Array(items) => items.iter().any(is_filled),
        _ => true,
    }
}

/// The fields that were asked for, each of them read once: thousands of widgets come under the same ones.
#[derive(Default)]
pub(super) struct Fields(BTreeMap<u32, Field>);

impl Fields {
    /// What is known of the field with this dictionary.
    pub(super) fn of(&mut self, file: &File<'_>, dict: &Dict) -> Field {
        // From the field up to the root, or up to what is known; one that comes under itself ends there as well.
        let mut chain = vec![(None, Field::own(file, dict))];
        let mut seen = BTreeSet::new();
        let mut known = Field::default();
        let mut parent = dict.get("Parent").cloned();
        while let Some(link) = parent.take() {
            let number = link.reference().map(|(number, _)| number);
            if let Some(field) = number.and_then(|number| self.0.get(&number)) {
                known = *field;
                break;
            }
            if number.is_some_and(|number| !seen.insert(number)) {
                break;
            }
            let Object::Dict(dict) = file.resolve(&link) else {
                break;
            };
            chain.push((number, Field::own(file, &dict)));
            parent = dict.get("Parent").cloned();
        }
        for (number, own) in chain.into_iter().rev() {
            known = own.under(known);
            if let Some(number) = number {
                self.0.insert(number, known);
            }
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::plain_with;

    #[test]
    fn a_field_inherits_and_what_it_comes_under_is_read_once() {
        let bytes = plain_with(&[
            (5, "<</Parent 6 0 R/V()>>"),
            (6, "<</Parent 7 0 R/FT/Btn>>"),
            (7, "<</FT/Tx/V(a)/Ff 65536/Parent 5 0 R>>"),
            (8, "<</FT/Btn/Ff 32768>>"),
        ]);
        let file = File::open(&bytes).expect("a PDF");
        let mut fields = Fields::default();
        let mut field = |number| match file.get(number) {
            Some(Object::Dict(dict)) => {
                let before = file.spent();
                (fields.of(&file, &dict), file.spent() - before)
            }
            _ => panic!("no field"),
        };
        let (first, cost) = field(5);
        assert!(first.is_push_button() && !first.is_spelled() && !first.is_filled());
        assert!(cost > 0);
        let (again, cost) = field(5);
        assert!(again.is_push_button());
        assert_eq!(cost, 0);
        let (root, _) = field(7);
        assert!(root.is_spelled() && root.is_filled() && !root.is_push_button());
        let (radio, _) = field(8);
        assert!(radio.is_button() && !radio.is_push_button());
    }

    #[test]
    fn a_long_line_of_fields_is_followed_to_its_end() {
        let objects: Vec<(u32, String)> = (10..2000)
            .map(|number| (number, format!("<</Parent {} 0 R>>", number + 1)))
            .collect();
        let objects = objects
            .iter()
            .map(|(number, text)| (*number, text.as_str()));
        let objects: Vec<_> = objects.chain([(2000, "<</FT/Btn>>")]).collect();
        let bytes = plain_with(&objects);
        let file = File::open(&bytes).expect("a PDF");
        let Some(Object::Dict(dict)) = file.get(10) else {
            panic!("no field")
        };
        assert!(Fields::default().of(&file, &dict).is_button());
    }

    #[test]
    fn an_empty_value_is_none() {
        let text = |bytes: &[u8]| Object::Text(bytes.to_vec());
        for value in [
            Object::Null,
            text(b""),
            text(b"\xfe\xff"),
            Object::named("Off"),
            Object::Array(vec![text(b"")]),
        ] {
            assert!(!is_filled(&value), "{value:?}");
        }
        for value in [
            text(b" "),
            Object::named("Yes"),
            Object::Array(vec![text(b"a")]),
            Object::Int(0),
        ] {
            assert!(is_filled(&value), "{value:?}");
        }
    }
}
