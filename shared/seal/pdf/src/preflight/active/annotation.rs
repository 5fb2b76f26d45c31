//! Annotations that play, and those that look other on paper, under the pointer or from moment to moment (ISO 32000-2
//! clause 12.5).

use super::ActiveContent;
use crate::{
    file::File,
    object::{Dict, Object},
};

/// Shown nowhere (clause 12.5.3, table 167).
const HIDDEN: i64 = 1 << 1;
/// Printed.
const PRINT: i64 = 1 << 2;
/// Not shown on the screen.
const NO_VIEW: i64 = 1 << 5;
/// Shown and not shown by turns, as the pointer comes and goes.
const TOGGLE_NO_VIEW: i64 = 1 << 8;

/// What readers draw of these without an appearance is content. Notes, links and files are marked for the screen only:
/// a border, an icon.
const DRAWN: [&[u8]; 13] = [
    b"Caret",
    b"Circle",
    b"FreeText",
    b"Highlight",
    b"Ink",
    b"Line",
    b"PolyLine",
    b"Polygon",
    b"Redact",
    b"Square",
    b"Squiggly",
    b"StrikeOut",
    b"Underline",
];

/// What acts or changes in a dictionary, if it is an annotation.
pub(super) fn finding(file: &File<'_>, dict: &Dict) -> Option<ActiveContent> {
    let subtype = dict.get("Subtype").map(|name| file.resolve(name))?;
    if dict.get("Rect").is_none() && !dict.is_type("Annot") {
        return None;
    }
    let subtype = subtype.name()?;
    match subtype {
        b"Movie" => return Some(ActiveContent::Movie),
        b"Sound" => return Some(ActiveContent::Sound),
        // A projection is of three-dimensional content (clause 12.5.6.24).
        b"3D" | b"Projection" => return Some(ActiveContent::ThreeD),
        b"RichMedia" => return Some(ActiveContent::RichMedia),
        // Traps are for presses, and no screen shows them (clause 14.11.6).
        b"TrapNet" => return Some(ActiveContent::PrintsOtherwise),
        _ => {}
    }
    // A remark on one view of three-dimensional content (clause 13.6.7.3).
    let data = file.dict_in(dict, "ExData").and_then(|data| data.get("Subtype").map(|kind| file.resolve(kind)));
    if matches!(data.as_ref().and_then(Object::name), Some(b"Markup3D" | b"3DM")) {
        return Some(ActiveContent::ThreeD);
    }
    // Where it is on paper depends on the paper (clause 12.5.6.22).
    if file.dict_in(dict, "FixedPrint").is_some() {
        return Some(ActiveContent::PrintsOtherwise);
    }
    let flags = dict.get("F").and_then(|flags| file.resolve(flags).int()).unwrap_or(0);
    if flags & HIDDEN != 0 {
        return None;
    }
    if flags & TOGGLE_NO_VIEW != 0 {
        return Some(ActiveContent::ChangesUnderPointer);
    }
    let (is_shown, is_printed) = (flags & NO_VIEW == 0, flags & PRINT != 0);
    let appearance = file.dict_in(dict, "AP");
    let may_differ = match subtype {
        // A form's fields and buttons are for the screen in many honest documents.
        b"Widget" => !is_shown,
        _ => !is_shown || appearance.is_some() || DRAWN.contains(&subtype),
    };
    if is_shown != is_printed && may_differ {
        return Some(ActiveContent::PrintsOtherwise);
    }
    let appearance = appearance.filter(|_| is_shown)?;
    changes_under_pointer(file, dict, subtype, &appearance).then_some(ActiveContent::ChangesUnderPointer)
}

/// Whether an annotation looks other while the pointer is over it, or a button of it is held (clause 12.5.5).
///
/// Two kinds may, for that is how they are made and what they mark is no content: buttons and check boxes while they are
/// held, and the icon of a note.
fn changes_under_pointer(file: &File<'_>, dict: &Dict, subtype: &[u8], appearance: &Dict) -> bool {
    let differs = |key: &str| {
        let normal = appearance.get("N").unwrap_or(&Object::Null);
        appearance.get(key).is_some_and(|other| !is_same(file, normal, other))
    };
    match subtype {
        b"Text" if is_icon(file, dict) => false,
        b"Widget" if is_button(file, dict) => differs("R"),
        _ => differs("R") || differs("D"),
    }
}

/// The largest side of a note's icon, in points.
const MAX_ICON: f64 = 32.0;

fn is_icon(file: &File<'_>, dict: &Dict) -> bool {
    let sides = file.array_in(dict, "Rect").unwrap_or_default();
    let sides: Vec<f64> = sides.iter().filter_map(|side| file.resolve(side).number()).collect();
    matches!(sides[..], [left, bottom, right, top] if (right - left).abs() <= MAX_ICON && (top - bottom).abs() <= MAX_ICON)
}

/// Whether a field is a button: it or what it comes under says so (clause 12.7.4.1).
fn is_button(file: &File<'_>, widget: &Dict) -> bool {
    const MAX_DEPTH: usize = 32;
    let mut field = widget.clone();
    for _ in 0..MAX_DEPTH {
        if let Some(kind) = field.get("FT") {
            return file.resolve(kind).name() == Some(b"Btn");
        }
        let Some(parent) = file.dict_in(&field, "Parent") else { return false };
        field = parent;
    }
    false
}

/// Whether two appearances, or those of each state, are the same.
fn is_same(file: &File<'_>, one: &Object, other: &Object) -> bool {
    // An appearance that is not there is the normal one.
    if one == other || file.resolve(other) == Object::Null {
        return true;
    }
    let drawn = |it: &Object| it.reference().and_then(|(number, _)| file.stream(number)).map(|it| (it.dict, it.raw));
    match (drawn(one), drawn(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => match (file.resolve(one), file.resolve(other)) {
            (Object::Dict(one), Object::Dict(other)) => other.0.iter().all(|(state, other)| {
                let one = one.0.iter().find(|(known, _)| known == state).map(|(_, one)| one);
                // States of states there are none.
                one.is_some_and(|one| one == other || drawn(one).is_some_and(|one| Some(one) == drawn(other)))
            }),
            _ => false,
        },
        _ => false,
    }
}
