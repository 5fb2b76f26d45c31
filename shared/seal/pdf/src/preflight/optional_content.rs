//! Layers that print otherwise than they show, or that show themselves to some only (ISO 32000-2 clause 8.11.4).

use std::collections::BTreeSet;

use super::active::ActiveContent;
use crate::{
    file::File,
    object::{Dict, Object},
};

/// What a reader may look at by itself as it decides which layers to show (clause 8.11.4.4).
const CATEGORIES: [&str; 3] = ["Zoom", "User", "Language"];

/// Where a membership names its groups.
const MEMBERS: [&str; 2] = ["OCGs", "VE"];

/// The document's layers: what the catalog says of them, and which were looked at.
#[derive(Default)]
pub(super) struct Layers {
    /// Whether the document lists layers at all: without a list all are shown.
    is_listing: bool,
    listed: BTreeSet<u32>,
    on: BTreeSet<u32>,
    off: BTreeSet<u32>,
    starts_hidden: bool,
    /// Whether the usual configuration is one for viewing.
    is_for_view: bool,
    /// Which of [`CATEGORIES`] are applied without a list of the groups that they are about.
    applied: Vec<&'static str>,
    /// Groups and memberships that were looked at.
    seen: BTreeSet<u32>,
    /// Dictionaries of names that were looked at.
    named: BTreeSet<u32>,
}

impl Layers {
    pub(super) fn over(file: &File<'_>, catalog: &Dict) -> Self {
        let Some(properties) = file.dict_in(catalog, "OCProperties") else {
            return Self { is_for_view: true, ..Self::default() };
        };
        let usual = file.dict_in(&properties, "D").unwrap_or_default();
        let numbers = |dict: &Dict, key: &str| -> BTreeSet<u32> {
            let items = file.array_in(dict, key).unwrap_or_default();
            items.iter().filter_map(Object::reference).map(|(number, _)| number).collect()
        };
        let applications = file.array_in(&usual, "AS").unwrap_or_default();
        let applied = |category: &str| {
            applications.iter().any(|one| {
                let Object::Dict(one) = file.resolve(one) else { return false };
                let categories = file.array_in(&one, "Category").unwrap_or_default();
                categories.iter().any(|named| file.resolve(named).name() == Some(category.as_bytes()))
            })
        };
        Self {
            is_listing: true,
            listed: numbers(&properties, "OCGs"),
            on: numbers(&usual, "ON"),
            off: numbers(&usual, "OFF"),
            starts_hidden: usual.get("BaseState").map(|state| file.resolve(state)).as_ref().and_then(Object::name)
                == Some(b"OFF"),
            is_for_view: is_for_view(file, &usual),
            applied: CATEGORIES.into_iter().filter(|category| applied(category)).collect(),
            seen: BTreeSet::new(),
            named: BTreeSet::new(),
        }
    }

    /// What the layers do that the catalog names, unless all readers see and print the same ones.
    pub(super) fn finding(&mut self, file: &File<'_>, catalog: &Dict) -> Option<ActiveContent> {
        let properties = file.dict_in(catalog, "OCProperties")?;
        // Hidden, or shown where the others are not, though not among the layers: some readers do what is said of it.
        let switched = if self.starts_hidden { &self.on } else { &self.off };
        let is_there = |number: &u32| matches!(file.get(*number), Some(Object::Dict(_)));
        if switched.difference(&self.listed).any(is_there) {
            return Some(ActiveContent::ShowsOtherwise);
        }
        let groups = file.array_in(&properties, "OCGs").unwrap_or_default();
        if let Some(found) = groups.iter().find_map(|group| self.layer(file, group, true)) {
            return Some(found);
        }
        // Applied by themselves (clause 8.11.4.5): what depends on the reader differs between readers.
        let usual = file.dict_in(&properties, "D").unwrap_or_default();
        let depends = |one: &Object| {
            let Object::Dict(one) = file.resolve(one) else { return false };
            let categories = file.array_in(&one, "Category").unwrap_or_default();
            let groups = file.array_in(&one, "OCGs").is_some_and(|groups| !groups.is_empty());
            let is_of_reader = |name: &[u8]| CATEGORIES.into_iter().any(|known| known.as_bytes() == name);
            groups && categories.iter().any(|one| file.resolve(one).name().is_some_and(is_of_reader))
        };
        let applied = file.array_in(&usual, "AS").unwrap_or_default();
        applied.iter().any(depends).then_some(ActiveContent::ShowsOtherwise)
    }

    /// What the layers do that a dictionary belongs to (`OC`), or that it names for content to belong to (`Properties`).
    pub(super) fn referred(&mut self, file: &File<'_>, dict: &Dict) -> Option<ActiveContent> {
        let is_membership = dict.is_type("OCMD");
        let of_membership = MEMBERS.into_iter().filter(|_| is_membership);
        let layers = ["OC"].into_iter().chain(of_membership).filter_map(|key| dict.get(key));
        if let Some(found) = layers.into_iter().find_map(|layer| self.layer(file, layer, true)) {
            return Some(found);
        }
        let named = match dict.get("Properties")? {
            // Pages share what they name: once is enough.
            Object::Ref((number, _)) if !self.named.insert(*number) => return None,
            named => file.resolve(named),
        };
        named.dict()?.0.iter().find_map(|(_, layer)| self.layer(file, layer, false))
    }

    /// What a group does, or the groups that decide together whether something is shown (clause 8.11.2.2). What only may
    /// be one is looked at if it is.
    fn layer(&mut self, file: &File<'_>, layer: &Object, is_layer: bool) -> Option<ActiveContent> {
        let mut waiting = vec![(layer.clone(), is_layer)];
        while let Some((one, is_layer)) = waiting.pop() {
            let number = one.reference().map(|(number, _)| number);
            if number.is_some_and(|number| self.seen.contains(&number)) {
                continue;
            }
            let dict = match file.resolve(&one) {
                Object::Array(items) => {
                    self.seen.extend(number);
                    waiting.extend(items.into_iter().map(|item| (item, true)));
                    continue;
                }
                Object::Dict(dict) => dict,
                _ => continue,
            };
            let is_group = dict.is_type("OCG");
            // Without a type it may be either.
            if dict.is_type("OCMD") || (!is_group && MEMBERS.into_iter().any(|key| dict.get(key).is_some())) {
                self.seen.extend(number);
                waiting.extend(MEMBERS.into_iter().filter_map(|key| Some((dict.get(key)?.clone(), true))));
            } else if is_layer || is_group || dict.get("Usage").is_some() {
                self.seen.extend(number);
                if let Some(found) = self.group(file, number.unwrap_or(0), &dict) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// What one group does; one without a number has the number 0.
    fn group(&self, file: &File<'_>, number: u32, dict: &Dict) -> Option<ActiveContent> {
        if self.is_listing && !self.listed.contains(&number) {
            return Some(ActiveContent::ShowsOtherwise);
        }
        let is_shown = if self.starts_hidden { self.on.contains(&number) } else { !self.off.contains(&number) };
        // Readers that view take no notice of what is for designers, or all the same notice.
        let is_switched = self.is_for_view && is_for_view(file, dict);
        if !is_shown && !is_switched {
            return Some(ActiveContent::ShowsOtherwise);
        }
        let usage = file.dict_in(dict, "Usage")?;
        // Some readers follow what a group says of its use, some only where the configuration asks for it.
        let said = |kind: &str, state: &str| {
            let state = file.dict_in(&usage, kind)?.get(state).map(|state| file.resolve(state))?;
            Some(state.name()? == b"ON")
        };
        let (view, print) = (said("View", "ViewState"), said("Print", "PrintState"));
        let export = said("Export", "ExportState");
        let differs = |other: Option<bool>| view.unwrap_or(is_shown) != other.unwrap_or(is_shown);
        if differs(print) || differs(export) || view.is_some_and(|view| view != is_shown) {
            return Some(ActiveContent::PrintsOtherwise);
        }
        self.applied.iter().any(|category| usage.get(category).is_some()).then_some(ActiveContent::ShowsOtherwise)
    }
}

/// Whether a group or configuration is for viewing, as it is unless it says otherwise (clause 8.11.2.3).
fn is_for_view(file: &File<'_>, dict: &Dict) -> bool {
    let is_view = |intent: &Object| matches!(file.resolve(intent).name(), Some(b"View" | b"All"));
    match dict.get("Intent").map(|intent| file.resolve(intent)) {
        None | Some(Object::Null) => true,
        Some(Object::Array(intents)) => intents.iter().any(is_view),
        Some(intent) => is_view(&intent),
    }
}
