//! What pages draw that comes from elsewhere, or is another on paper (ISO 32000-2 clauses 8.4.5, 8.8, 8.9.5.4, 8.10.4 and
//! 14.11.7).

use super::{ActiveContent, annotation::is_rectangle};
use crate::{
    file::File,
    object::{Dict, Object},
};

/// What is in a dictionary, if it is of an external object or of a graphics state.
pub(super) fn finding(file: &File<'_>, dict: &Dict) -> Option<ActiveContent> {
    if !is_mask(file, dict) && has_device_function(file, dict) {
        return Some(ActiveContent::PrintsOtherwise);
    }
    let subtype = dict.get("Subtype").map(|name| file.resolve(name))?;
    let subtype = subtype.name()?;
    if matches!(subtype, b"Form" | b"Image") && file.dict_in(dict, "OPI").is_some() {
        return Some(ActiveContent::Opi);
    }
    match subtype {
        b"Form" if file.dict_in(dict, "Ref").is_some() => Some(ActiveContent::ReferenceXObject),
        // PostScript is run where a printer understands it, and nowhere else (clause 8.8.2 of ISO 32000-1).
        b"PS" if dict.get("Rect").is_none() => Some(ActiveContent::PrintsOtherwise),
        b"Form" if dict.get("Subtype2").and_then(Object::name) == Some(b"PS") => {
            Some(ActiveContent::PrintsOtherwise)
        }
        b"Image" => {
            let alternates = file.array_in(dict, "Alternates").unwrap_or_default();
            (!alternates.is_empty()).then_some(ActiveContent::AlternateImages)
        }
        // Without a box some readers draw all of it, some nothing (clause 8.10.2, table 93).
        b"Form" if !is_rectangle(file, dict.get("BBox")) => Some(ActiveContent::PrintsOtherwise),
        _ => None,
    }
}

/// Whether a dictionary is a soft mask (clause 11.6.5.2), whose `TR` is about the mask, the same for all.
fn is_mask(file: &File<'_>, dict: &Dict) -> bool {
    let kind = dict.get("S").map(|kind| file.resolve(kind));
    matches!(
        kind.as_ref().and_then(Object::name),
        Some(b"Alpha" | b"Luminosity")
    ) && !dict.is_type("ExtGState")
        && dict.get("G").and_then(Object::reference).is_some()
}

/// Whether a graphics state, or a halftone of one, gives colours to the device otherwise than they are said (clauses 10.4
/// to 10.6): on paper white can be black. Black generation and the removal of colour under it are of presses alone.
pub(super) fn has_device_function(file: &File<'_>, state: &Dict) -> bool {
    const KEYS: [&str; 6] = ["TR", "TR2", "BG", "BG2", "UCR", "UCR2"];
    // In other dictionaries the same keys are a row of a table, or a background.
    let is_function = |function: &Object| match file.resolve(function) {
        Object::Dict(function) => function.get("FunctionType").is_some(),
        _ => false,
    };
    let is_set = |key: &str| match state.get(key).map(|function| file.resolve(function)) {
        Some(Object::Array(each)) => each.iter().any(is_function),
        Some(function) => is_function(&function),
        None => false,
    };
    KEYS.into_iter().any(is_set) || is_set("TransferFunction")
}
