//! Layers that print otherwise than they show, or that show themselves to some only (ISO 32000-2 clause 8.11.4).

use std::collections::BTreeSet;

use super::active::ActiveContent;
use crate::{
    file::File,
    object::{Dict, Object},
};

/// What the document's layers do, unless all readers see and print the same ones.
pub(super) fn finding(file: &File<'_>, catalog: &Dict) -> Option<ActiveContent> {
    let properties = file.dict_in(catalog, "OCProperties")?;
    let usual = file.dict_in(&properties, "D").unwrap_or_default();
    let starts_hidden =
        usual.get("BaseState").map(|state| file.resolve(state)).as_ref().and_then(Object::name) == Some(b"OFF");
    let listed = |key: &str| -> BTreeSet<u32> {
        let items = file.array_in(&usual, key).unwrap_or_default();
        items.iter().filter_map(Object::reference).map(|(number, _)| number).collect()
    };
    let (on, off) = (listed("ON"), listed("OFF"));
    for group in file.array_in(&properties, "OCGs").unwrap_or_default() {
        let Object::Dict(dict) = file.resolve(&group) else { continue };
        let number = group.reference().map_or(0, |(number, _)| number);
        let is_shown = if starts_hidden { on.contains(&number) } else { !off.contains(&number) };
        let Some(usage) = file.dict_in(&dict, "Usage") else { continue };
        // Some readers follow what a group says of its use, some only where the configuration asks for it.
        let said = |kind: &str, state: &str| {
            let state = file.dict_in(&usage, kind)?.get(state).map(|state| file.resolve(state))?;
            Some(state.name()? == b"ON")
        };
        let (view, print) = (said("View", "ViewState"), said("Print", "PrintState"));
        if view.unwrap_or(is_shown) != print.unwrap_or(is_shown) || view.is_some_and(|view| view != is_shown) {
            return Some(ActiveContent::PrintsOtherwise);
        }
    }
    // Applied by themselves (clause 8.11.4.5): what depends on the reader differs between readers.
    let depends = |one: &Object| {
        let Object::Dict(one) = file.resolve(one) else { return false };
        let categories = file.array_in(&one, "Category").unwrap_or_default();
        let groups = file.array_in(&one, "OCGs").is_some_and(|groups| !groups.is_empty());
        groups && categories.iter().any(|one| matches!(file.resolve(one).name(), Some(b"Zoom" | b"User" | b"Language")))
    };
    let applied = file.array_in(&usual, "AS").unwrap_or_default();
    applied.iter().any(depends).then_some(ActiveContent::ShowsOtherwise)
}
