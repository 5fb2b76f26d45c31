//! Layers that print otherwise than they show, or that show themselves to some only (ISO 32000-2 clause 8.11.4).

use std::collections::BTreeSet;

use super::active::ActiveContent;
use crate::{
    file::File,
    object::{Dict, Object},
};

/// What a reader may look at by itself as it decides which layers to show (clause 8.11.4.4).
const CATEGORIES: [&str; 3] = ["Zoom", "User", "Language"];

/// What else the standard knows that usage is applied for (clause 8.11.4.4).
const OTHER_CATEGORIES: [&str; 5] = ["CreatorInfo", "Export", "PageElement", "Print", "View"];

/// Where a membership names its groups.
const MEMBERS: [&str; 2] = ["OCGs", "VE"];

/// As what something is named that may be a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// A list of properties, which may be one.
    Properties,
    Layer,
    /// One that has to be shown, for some readers show what belongs to it in any case, or do not.
    Shown,
    /// The same, or an expression of such.
    Expression,
}

impl Role {
    fn must_show(self) -> bool {
        self >= Self::Shown
    }
}

/// The document's layers: what the catalog says of them, and which were looked at.
#[derive(Default)]
pub(super) struct Layers {
    /// Whether the document lists layers at all: without a list all are shown.
    is_listing: bool,
    listed: BTreeSet<u32>,
    on: BTreeSet<u32>,
    off: BTreeSet<u32>,
    starts_hidden: bool,
    /// Whether the usual configuration says something that is not of the standard, which readers take for this or that.
    is_strange: bool,
    /// Whether the usual configuration is one for viewing.
    is_for_view: bool,
    /// Which of [`CATEGORIES`] are applied without a list of the groups that they are about.
    applied: Vec<&'static str>,
    /// Groups, memberships and expressions that were looked at.
    seen: BTreeSet<(u32, Role)>,
    /// Dictionaries of names that were looked at.
    named: BTreeSet<u32>,
}

impl Layers {
    pub(super) fn over(file: &File<'_>, catalog: &Dict) -> Self {
        let Some(properties) = file.dict_in(catalog, "OCProperties") else {
            return Self::default();
        };
        let usual = file.dict_in(&properties, "D").unwrap_or_default();
        let numbers = |dict: &Dict, key: &str| -> BTreeSet<u32> {
            let items = file.array_in(dict, key).unwrap_or_default();
            items
                .iter()
                .filter_map(Object::reference)
                .map(|(number, _)| number)
                .collect()
        };
        let applications = file.array_in(&usual, "AS").unwrap_or_default();
        let applied = |category: &str| {
            applications.iter().any(|one| {
                let Object::Dict(one) = file.resolve(one) else {
                    return false;
                };
                let categories = file.array_in(&one, "Category").unwrap_or_default();
                categories
                    .iter()
                    .any(|named| file.resolve(named).name() == Some(category.as_bytes()))
            })
        };
        Self {
            is_listing: true,
            listed: numbers(&properties, "OCGs"),
            on: numbers(&usual, "ON"),
            off: numbers(&usual, "OFF"),
            is_strange: is_strange(file, &usual, &applications),
            starts_hidden: usual
                .get("BaseState")
                .map(|state| file.resolve(state))
                .as_ref()
                .and_then(Object::name)
                == Some(b"OFF"),
            is_for_view: is_for_view(file, &usual),
            applied: CATEGORIES
                .into_iter()
                .filter(|category| applied(category))
                .collect(),
            seen: BTreeSet::new(),
            named: BTreeSet::new(),
        }
    }

    /// What the layers do that the catalog names, unless all readers see and print the same ones.
    pub(super) fn finding(&mut self, file: &File<'_>, catalog: &Dict) -> Option<ActiveContent> {
        let properties = file.dict_in(catalog, "OCProperties")?;
        // Hidden, or shown where the others are not, though not among the layers: some readers do what is said of it.
        let switched = if self.starts_hidden {
            &self.on
        } else {
            &self.off
        };
        let is_there = |number: &u32| matches!(file.get(*number), Some(Object::Dict(_)));
        // In both, it is off for readers that go by the order of the standard, and on for others.
        if self.is_strange
            || switched.difference(&self.listed).any(is_there)
            || self.on.intersection(&self.off).any(is_there)
        {
            return Some(ActiveContent::ShowsOtherwise);
        }
        let groups = file.array_in(&properties, "OCGs").unwrap_or_default();
        if let Some(found) = groups
            .iter()
            .find_map(|group| self.layer(file, group, Role::Layer))
        {
            return Some(found);
        }
        // Applied by themselves (clause 8.11.4.5): what depends on the reader differs between readers.
        let usual = file.dict_in(&properties, "D").unwrap_or_default();
        let depends = |one: &Object| {
            let Object::Dict(one) = file.resolve(one) else {
                return false;
            };
            let categories = file.array_in(&one, "Category").unwrap_or_default();
            let groups = file
                .array_in(&one, "OCGs")
                .is_some_and(|groups| !groups.is_empty());
            let is_of_reader =
                |name: &[u8]| CATEGORIES.into_iter().any(|known| known.as_bytes() == name);
            groups
                && categories
                    .iter()
                    .any(|one| file.resolve(one).name().is_some_and(is_of_reader))
        };
        let applied = file.array_in(&usual, "AS").unwrap_or_default();
        applied
            .iter()
            .any(depends)
            .then_some(ActiveContent::ShowsOtherwise)
    }

    /// What the layers do that a dictionary belongs to (`OC`), or that it names for content to belong to (`Properties`).
    pub(super) fn referred(&mut self, file: &File<'_>, dict: &Dict) -> Option<ActiveContent> {
        if dict.is_type("OCMD")
            && let Some(found) = self.layer(file, &Object::Dict(dict.clone()), Role::Layer)
        {
            return Some(found);
        }
        // Not all readers hide an annotation with its layer.
        let is_annotation = dict.get("Rect").is_some() || dict.is_type("Annot");
        let role = if is_annotation {
            Role::Shown
        } else {
            Role::Layer
        };
        if let Some(found) = dict
            .get("OC")
            .and_then(|layer| self.layer(file, layer, role))
        {
            return Some(found);
        }
        let named = match dict.get("Properties")? {
            // Pages share what they name: once is enough.
            Object::Ref((number, _)) if !self.named.insert(*number) => return None,
            named => file.resolve(named),
        };
        named
            .dict()?
            .0
            .iter()
            .find_map(|(_, layer)| self.layer(file, layer, Role::Properties))
    }

    /// What a group does, or the groups that decide together whether something is shown (clause 8.11.2.2). What only may
    /// be one is looked at if it is.
    fn layer(&mut self, file: &File<'_>, layer: &Object, role: Role) -> Option<ActiveContent> {
        let mut waiting = vec![(layer.clone(), role)];
        while let Some((one, role)) = waiting.pop() {
            let number = one.reference().map(|(number, _)| number);
            let place = number.map(|number| (number, role.max(Role::Layer)));
            if place.is_some_and(|place| self.seen.contains(&place)) {
                continue;
            }
            let dict = match file.resolve(&one) {
                Object::Array(items) => {
                    self.seen.extend(place);
                    let role = role.max(Role::Layer);
                    let operators = usize::from(role == Role::Expression);
                    if role == Role::Expression && !is_conjunction(file, &items) {
                        return Some(ActiveContent::ShowsOtherwise);
                    }
                    waiting.extend(items.into_iter().skip(operators).map(|item| (item, role)));
                    continue;
                }
                Object::Dict(dict) => dict,
                _ if role == Role::Expression => return Some(ActiveContent::ShowsOtherwise),
                _ => continue,
            };
            let is_group = dict.is_type("OCG");
            // Without a type it may be either.
            if dict.is_type("OCMD")
                || (!is_group && MEMBERS.into_iter().any(|key| dict.get(key).is_some()))
            {
                self.seen.extend(place);
                let Some(members) = members(file, &dict, role.must_show()) else {
                    return Some(ActiveContent::ShowsOtherwise);
                };
                waiting.extend(members);
            } else if role != Role::Properties || is_group || dict.get("Usage").is_some() {
                self.seen.extend(place);
                let number = number.unwrap_or(0);
                if role.must_show() && !self.is_shown(number) {
                    return Some(ActiveContent::ShowsOtherwise);
                }
                if let Some(found) = self.group(file, number, &dict) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// Whether a group is shown: by what all begin with, then by the list of those that are on, then of those that are
    /// off (clause 8.11.4.3).
    fn is_shown(&self, number: u32) -> bool {
        (!self.starts_hidden || self.on.contains(&number)) && !self.off.contains(&number)
    }

    /// What one group does; one without a number has the number 0.
    fn group(&self, file: &File<'_>, number: u32, dict: &Dict) -> Option<ActiveContent> {
        if self.is_listing && !self.listed.contains(&number) {
            return Some(ActiveContent::ShowsOtherwise);
        }
        let is_shown = self.is_shown(number);
        // Readers that view take no notice of what is for designers, or all the same notice.
        let is_switched = self.is_for_view && is_for_view(file, dict);
        if !is_shown && !is_switched {
            return Some(ActiveContent::ShowsOtherwise);
        }
        let usage = file.dict_in(dict, "Usage")?;
        // Some readers follow what a group says of its use, some only where the configuration asks for it.
        let said = |kind: &str, state: &str| match file
            .dict_in(&usage, kind)?
            .get(state)
            .map(|state| file.resolve(state))?
        {
            Object::Null => None,
            Object::Name(state) if matches!(&state[..], b"ON" | b"OFF") => Some(Ok(state == b"ON")),
            _ => Some(Err(ActiveContent::PrintsOtherwise)),
        };
        let said = |kind: &str, state: &str| said(kind, state).transpose();
        let (view, print, export) = match (
            said("View", "ViewState"),
            said("Print", "PrintState"),
            said("Export", "ExportState"),
        ) {
            (Ok(view), Ok(print), Ok(export)) => (view, print, export),
            (Err(strange), ..) | (_, Err(strange), _) | (.., Err(strange)) => return Some(strange),
        };
        let differs = |other: Option<bool>| view.unwrap_or(is_shown) != other.unwrap_or(is_shown);
        if differs(print) || differs(export) || view.is_some_and(|view| view != is_shown) {
            return Some(ActiveContent::PrintsOtherwise);
        }
        self.applied
            .iter()
            .any(|category| usage.get(category).is_some())
            .then_some(ActiveContent::ShowsOtherwise)
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

/// The groups of a membership, and as what it names them; `None` if readers do not agree on what they decide together:
/// some know no expressions, some hide what depends on no group at all.
fn members(file: &File<'_>, membership: &Dict, must_show: bool) -> Option<Vec<(Object, Role)>> {
    let said = |key: &str| {
        membership
            .get(key)
            .filter(|said| file.resolve(said) != Object::Null)
    };
    let (groups, expression) = (said("OCGs"), said("VE"));
    let is_shown_if_all_are = match said("P").map(|policy| file.resolve(policy)) {
        None => true,
        Some(Object::Name(policy)) => match &policy[..] {
            b"AllOn" | b"AnyOn" => true,
            b"AllOff" | b"AnyOff" => false,
            _ => return None,
        },
        Some(_) => return None,
    };
    let must_show = must_show || expression.is_some();
    let is_group = |one: &Object| matches!(file.resolve(one), Object::Dict(_));
    let is_empty = groups.is_some_and(|groups| match file.resolve(groups) {
        Object::Array(groups) => !groups.iter().any(is_group),
        _ => false,
    });
    let is_strange =
        expression.is_some_and(|expression| !matches!(file.resolve(expression), Object::Array(_)));
    if is_empty || is_strange || (must_show && !is_shown_if_all_are) {
        return None;
    }
    let role = if must_show { Role::Shown } else { Role::Layer };
    let groups = groups.map(|groups| (groups.clone(), role));
    Some(
        groups
            .into_iter()
            .chain(expression.map(|one| (one.clone(), Role::Expression)))
            .collect(),
    )
}

/// Whether an expression is true where all of its groups are shown (clause 8.11.2.2, table 97).
fn is_conjunction(file: &File<'_>, expression: &[Object]) -> bool {
    expression.len() > 1 && matches!(file.resolve(&expression[0]).name(), Some(b"And" | b"Or"))
}

/// Whether a configuration says what the standard does not know: a string in the place of a name is one for some readers.
fn is_strange(file: &File<'_>, usual: &Dict, applications: &[Object]) -> bool {
    let is_known = |said: Option<&Object>, known: &[&str]| match said.map(|said| file.resolve(said))
    {
        None | Some(Object::Null) => true,
        Some(said) => said
            .name()
            .is_some_and(|name| known.iter().any(|known| known.as_bytes() == name)),
    };
    let is_category = |said: &Object| {
        let known = [&CATEGORIES[..], &OTHER_CATEGORIES[..]].concat();
        is_known(Some(said), &known)
    };
    let is_known_application = |one: &Object| {
        let Object::Dict(one) = file.resolve(one) else {
            return true;
        };
        let has_known_categories = match one.get("Category").map(|said| file.resolve(said)) {
            None | Some(Object::Null) => true,
            Some(Object::Array(categories)) => categories.iter().all(is_category),
            Some(_) => false,
        };
        has_known_categories && is_known(one.get("Event"), &["View", "Print", "Export"])
    };
    !is_known(usual.get("BaseState"), &["ON", "OFF", "Unchanged"])
        || !applications.iter().all(is_known_application)
}
