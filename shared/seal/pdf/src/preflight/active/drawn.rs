//! What pages draw that comes from elsewhere, or is another on paper (ISO 32000-2 clauses 8.4.5, 8.8, 8.9.5.4, 8.10.4 and
//! 14.11.7).

use super::ActiveContent;
use crate::{
    file::File,
    object::{Dict, Object},
};

/// What is in a dictionary, if it is of an external object or of a graphics state.
pub(super) fn finding(file: &File<'_>, dict: &Dict) -> Option<ActiveContent> {
    if dict.get("TR").or(dict.get("TR2")).is_some() && has_transfer_function(file, dict) {
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
        b"Form" if dict.get("Subtype2").and_then(Object::name) == Some(b"PS") => Some(ActiveContent::PrintsOtherwise),
        b"Image" => {
            let alternates = file.array_in(dict, "Alternates").unwrap_or_default();
            (!alternates.is_empty()).then_some(ActiveContent::AlternateImages)
        }
        _ => None,
    }
}

/// Whether a graphics state gives colours to the device otherwise than they are said (clause 10.5): on paper white can be
/// black. In a soft mask the key is about the mask, the same for all.
fn has_transfer_function(file: &File<'_>, state: &Dict) -> bool {
    let is_mask = state.get("S").is_some() && state.get("G").is_some();
    let is_function = |function: &Object| match file.resolve(function) {
        Object::Dict(function) => function.get("FunctionType").is_some(),
        _ => false,
    };
    let is_set = |key: &str| match state.get(key).map(|function| file.resolve(function)) {
        Some(Object::Array(each)) => each.iter().any(is_function),
        Some(function) => is_function(&function),
        None => false,
    };
    !is_mask && (is_set("TR") || is_set("TR2"))
}
