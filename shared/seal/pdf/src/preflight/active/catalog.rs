//! What the catalog says of the document as a whole (ISO 32000-2 clause 7.7.2): scripts and layers, and other ways to show
//! it.

use super::{ActiveContent as C, finding::Finding, uri};
use crate::{
    file::File,
    object::{Dict, Object},
};

/// What acts in the catalog, but for actions.
pub(super) fn finding(file: &File<'_>, catalog: &Dict) -> Option<Finding> {
    let names = file.dict_in(catalog, "Names").unwrap_or_default();
    let has_names = |key: &str| names.get(key).is_some_and(|tree| has_names(file, tree));
    if has_names("JavaScript") || has_script_handler(file, catalog) {
        return Some(Finding::JavaScript);
    }
    let found = if has_names("Renditions") {
        Some(C::Rendition)
    } else if has_names("AlternatePresentations") {
        Some(C::AlternatePresentation)
    } else if file.dict_in(catalog, "Collection").is_some() {
        Some(C::Portfolio)
    } else if has_strange_base(file, catalog) {
        Some(C::UriScheme)
    } else if prints_another_area(file, catalog) {
        Some(C::PrintsOtherwise)
    } else {
        None
    };
    found.map(Finding::Active)
}

/// Whether a name tree (clause 7.9.6) may hold a name.
fn has_names(file: &File<'_>, tree: &Object) -> bool {
    let Object::Dict(node) = file.resolve(tree) else {
        return false;
    };
    let is_filled = |key: &str| {
        file.array_in(&node, key)
            .is_some_and(|items| !items.is_empty())
    };
    is_filled("Names") || is_filled("Kids")
}

/// Whether a script is to say if a reader can do what the document asks of it (clause 12.11).
fn has_script_handler(file: &File<'_>, catalog: &Dict) -> bool {
    let each = |dict: &Dict, key: &str| match dict.get(key).map(|said| file.resolve(said)) {
        Some(Object::Array(items)) => items.iter().map(|item| file.resolve(item)).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let is_script = |handler: &Object| {
        let kind = handler
            .dict()
            .and_then(|handler| handler.get("S"))
            .map(|kind| file.resolve(kind));
        kind.as_ref().and_then(Object::name) == Some(b"JS")
    };
    let requirements = each(catalog, "Requirements");
    requirements
        .iter()
        .filter_map(Object::dict)
        .any(|one| each(one, "RH").iter().any(is_script))
}

/// Whether relative addresses lead elsewhere than to the web (clause 12.6.4.8).
fn has_strange_base(file: &File<'_>, catalog: &Dict) -> bool {
    base(file, catalog).is_some_and(|base| !uri::is_harmless(&base, false))
}

/// Whether relative addresses lead to the web.
pub(super) fn has_web_base(file: &File<'_>, catalog: &Dict) -> bool {
    base(file, catalog).is_some_and(|base| uri::is_of_web(&base))
}

/// What relative addresses are relative to (clause 12.6.4.8).
fn base(file: &File<'_>, catalog: &Dict) -> Option<Vec<u8>> {
    match file.resolve(file.dict_in(catalog, "URI")?.get("Base")?) {
        Object::Text(base) => Some(base),
        _ => None,
    }
}

/// Whether readers are to draw the form's fields themselves, and not as the document does (clause 12.7.3).
pub(super) fn needs_appearances(file: &File<'_>, catalog: &Dict) -> bool {
    let form = file.dict_in(catalog, "AcroForm");
    form.and_then(|form| form.get("NeedAppearances").map(|said| file.resolve(said)))
        == Some(Object::Bool(true))
}

/// Whether another part of the pages is printed than is shown (clause 12.2, table 147): another area, or some pages only.
fn prints_another_area(file: &File<'_>, catalog: &Dict) -> bool {
    let Some(preferences) = file.dict_in(catalog, "ViewerPreferences") else {
        return false;
    };
    let area = |key: &str| match preferences.get(key).map(|area| file.resolve(area)) {
        Some(Object::Name(area)) => area,
        _ => b"CropBox".to_vec(),
    };
    let some_pages = file
        .array_in(&preferences, "PrintPageRange")
        .is_some_and(|range| !range.is_empty());
    some_pages || area("ViewArea") != area("PrintArea") || area("ViewClip") != area("PrintClip")
}
