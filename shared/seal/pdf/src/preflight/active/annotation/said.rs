//! What dictionaries of annotations and pages say, as readers take it.

use std::borrow::Cow;

use super::super::{ActiveContent, field};
use crate::{
    file::File,
    object::{Dict, Object},
    pages::Page,
};

/// The area of a page that does not say how large it is.
const LETTER: f64 = 612.0 * 792.0;

/// An annotation's flags; `None` of what is no whole number of 32 bits.
pub(in crate::preflight::active) fn flags(file: &File<'_>, dict: &Dict) -> Option<i64> {
    field::flags(file, dict, "F").unwrap_or(Some(0))
}

/// Whether there is something in a page's list that is no annotation, of a kind and in a place: some readers draw it, some
/// do not.
pub(in crate::preflight::active) fn list(file: &File<'_>, page: &Dict) -> Option<ActiveContent> {
    let list = looked_up(file, page.get("Annots")?);
    let is_annotation = |one: &Dict| {
        let is_kind = one
            .get("Subtype")
            .is_some_and(|kind| file.resolve(kind).name().is_some());
        is_kind && is_rectangle(file, one.get("Rect"))
    };
    let is_known = |one: &Object| match &*looked_up(file, one) {
        // Names stand under the same key for what may be done with annotations (clause 12.8.2.3, table 258).
        Object::Null | Object::Name(_) => true,
        Object::Dict(one) => is_annotation(one),
        _ => false,
    };
    (!list.array()?.iter().all(is_known)).then_some(ActiveContent::PrintsOtherwise)
}

/// An object, references followed; not copied where it stands itself, for lists nest.
pub(in crate::preflight::active) fn looked_up<'o>(
    file: &File<'_>,
    object: &'o Object,
) -> Cow<'o, Object> {
    if object.reference().is_some() {
        Cow::Owned(file.resolve(object))
    } else {
        Cow::Borrowed(object)
    }
}

/// Whether this is a rectangle: four numbers (clause 7.9.5).
pub(in crate::preflight::active) fn is_rectangle(file: &File<'_>, sides: Option<&Object>) -> bool {
    let Some(sides) = sides.map(|sides| looked_up(file, sides)) else {
        return false;
    };
    let is_number = |side: &Object| file.resolve(side).number().is_some();
    sides
        .array()
        .is_some_and(|sides| sides.len() == 4 && sides.iter().all(is_number))
}

/// Whether a page is turned by quarters, as it has to be (clause 7.7.3.3, table 31).
pub(in crate::preflight::active) fn is_quarter(turn: &Object) -> bool {
    matches!(turn, Object::Int(turn) if turn % 90 == 0)
}

/// The area of a page; without a box readers take a letter's.
pub(in crate::preflight::active) fn page_area(file: &File<'_>, page: &Page) -> f64 {
    let side = |key: &str| match page.get(key).map(|sides| file.resolve(sides)) {
        Some(Object::Array(sides)) => area(file, &sides),
        _ => f64::INFINITY,
    };
    Some(side("CropBox").min(side("MediaBox")))
        .filter(|area| area.is_finite())
        .unwrap_or(LETTER)
}

pub(in crate::preflight::active) fn is_stream(file: &File<'_>, object: &Object) -> bool {
    object
        .reference()
        .is_some_and(|(number, _)| file.stream(number).is_some())
}

/// Whether an annotation has a normal appearance, and says in which state it is if it has several.
pub(in crate::preflight::active) fn has_appearance(file: &File<'_>, dict: &Dict) -> bool {
    let Some(appearance) = file.dict_in(dict, "AP") else {
        return false;
    };
    let Some(normal) = appearance.get("N") else {
        return false;
    };
    if is_stream(file, normal) {
        return true;
    }
    let (Object::Dict(states), Some(Object::Name(state))) = (
        file.resolve(normal),
        dict.get("AS").map(|state| file.resolve(state)),
    ) else {
        return false;
    };
    states
        .0
        .iter()
        .find(|(name, _)| *name == state)
        .is_some_and(|(_, drawn)| is_stream(file, drawn))
}

/// How wide an annotation's border is, in points (clauses 12.5.2 and 12.5.4): the wider, where it is said in two ways.
pub(in crate::preflight::active) fn border(file: &File<'_>, dict: &Dict) -> f64 {
    let width = |object: Option<&Object>| object.and_then(|it| file.resolve(it).number());
    let by_style = file
        .dict_in(dict, "BS")
        .and_then(|style| width(style.get("W")));
    let by_array = file
        .array_in(dict, "Border")
        .and_then(|sides| width(sides.get(2)));
    by_style
        .unwrap_or_default()
        .max(by_array.unwrap_or_default())
}

/// Whether readers draw a widget without an appearance: a background, words, a picture (clause 12.5.6.19, table 192).
pub(in crate::preflight::active) fn has_caption(file: &File<'_>, widget: &Dict) -> bool {
    let Some(look) = file.dict_in(widget, "MK") else {
        return false;
    };
    ["BG", "CA", "I"]
        .into_iter()
        .any(|key| match look.get(key).map(|said| file.resolve(said)) {
            Some(Object::Array(colour)) => !colour.is_empty(),
            Some(Object::Text(words)) => !words.is_empty(),
            Some(Object::Dict(_)) => true,
            _ => false,
        })
}

/// The area of a rectangle (clause 7.9.5); of none, more than any page has.
pub(in crate::preflight::active) fn area(file: &File<'_>, sides: &[Object]) -> f64 {
    let sides: Vec<f64> = sides
        .iter()
        .take(5)
        .filter_map(|side| file.resolve(side).number())
        .collect();
    match sides[..] {
        [left, bottom, right, top] => ((right - left) * (top - bottom)).abs(),
        _ => f64::INFINITY,
    }
}

/// What an appearance draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::preflight::active) enum Marks {
    Nothing,
    /// A border, a background.
    Paths,
    /// Words, pictures.
    Content,
}

/// What a content stream draws: taken for more than it does where the word of an operator stands in a text.
pub(in crate::preflight::active) fn marks_in(content: &[u8]) -> Marks {
    const PATHS: [&[u8]; 9] = [b"B", b"B*", b"F", b"S", b"b", b"b*", b"f", b"f*", b"s"];
    const CONTENT: [&[u8]; 7] = [b"'", b"\"", b"BI", b"Do", b"TJ", b"Tj", b"sh"];
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\0()<>[]{}/%".contains(byte);
    let mut found = Marks::Nothing;
    let mut start = 0;
    for word in content.split(is_end) {
        let is_name = start > 0 && content[start - 1] == b'/';
        start += word.len() + 1;
        if !is_name && CONTENT.contains(&word) {
            return Marks::Content;
        }
        if !is_name && PATHS.contains(&word) {
            found = Marks::Paths;
        }
    }
    found
}

/// The largest side of a note's icon, in points.
const MAX_ICON: f64 = 32.0;

pub(in crate::preflight::active) fn is_icon(file: &File<'_>, dict: &Dict) -> bool {
    let sides = file.array_in(dict, "Rect").unwrap_or_default();
    let sides: Vec<f64> = sides
        .iter()
        .filter_map(|side| file.resolve(side).number())
        .collect();
    matches!(sides[..], [left, bottom, right, top] if (right - left).abs() <= MAX_ICON && (top - bottom).abs() <= MAX_ICON)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_appearance_draws_is_told_by_its_operators() {
        for (content, marks) in [
            ("", Marks::Nothing),
            ("/Tx BMC q BT /F 12 Tf 0 g ET Q EMC", Marks::Nothing),
            ("0 0 m 9 9 l n", Marks::Nothing),
            ("0 0 9 9 re f", Marks::Paths),
            ("0 0 9 9 re\nS\nQ", Marks::Paths),
            ("BT(a)Tj ET", Marks::Content),
            ("BT(a)' ET", Marks::Content),
            ("f /X Do", Marks::Content),
            ("BI/W 1 ID", Marks::Content),
        ] {
            assert_eq!(marks_in(content.as_bytes()), marks, "{content}");
        }
    }
}
