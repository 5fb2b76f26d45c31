//! The search for active content: actions by where they can run, and bytes that stand outside the file (ISO 32000-2
//! clauses 7.3.8.2 and 12.6).

use std::collections::BTreeSet;

use super::{ActiveContent, annotation::Annotations, catalog, drawn, finding::Finding, uri};
use crate::{
    file::File,
    object::{Dict, Object},
    pages::Page,
    preflight::{javascript, optional_content::Layers},
    stream::inflate,
};

/// When an action is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trigger {
    /// By a click, or by something else that the reader does on purpose.
    Click,
    /// By opening, by moving the pointer, or by something else that happens to the reader.
    Itself,
    /// When a field is shown, typed into or left: where Acrobat's own formatting stands.
    Field,
    /// By whatever refers to it, where it is looked at once more.
    Reference,
}

/// How many actions may follow one another in one file.
const MAX_ACTIONS: usize = 100_000;

/// Looks for what acts, object by object. What reading costs is drawn from the file's own budget.
pub(in crate::preflight) struct Search<'f, 'a> {
    file: &'f File<'a>,
    actions: usize,
    annotations: Annotations,
    layers: Layers,
    has_web_base: bool,
    /// Graphics states that were looked at, and what names them.
    states: BTreeSet<u32>,
}

impl<'f, 'a> Search<'f, 'a> {
    pub(in crate::preflight) fn over(file: &'f File<'a>) -> Self {
        Self {
            file,
            actions: 0,
            annotations: Annotations::default(),
            layers: Layers::default(),
            has_web_base: false,
            states: BTreeSet::new(),
        }
    }

    /// What acts in the document as a whole. It says as well how to look at its objects.
    pub(in crate::preflight) fn catalog(&mut self, catalog: &Dict) -> Option<Finding> {
        self.annotations.needs_appearances = catalog::needs_appearances(self.file, catalog);
        self.has_web_base = catalog::has_web_base(self.file, catalog);
        self.layers = Layers::over(self.file, catalog);
        catalog::finding(self.file, catalog)
            .or_else(|| self.layers.finding(self.file, catalog).map(Finding::Active))
    }

    /// What acts in the object with this number.
    pub(in crate::preflight) fn object(&mut self, number: u32, object: &Object) -> Option<Finding> {
        if let Object::Dict(dict) = object
            && dict
                .get("F")
                .is_some_and(|file| self.file.resolve(file) != Object::Null)
            && self.file.stream(number).is_some()
        {
            return Some(Finding::Active(ActiveContent::ExternalStream));
        }
        self.within(object)
    }

    /// What pages do with all that is on them.
    pub(in crate::preflight) fn pages(&mut self, pages: &[Page]) -> Option<Finding> {
        pages
            .iter()
            .find_map(|page| self.annotations.page(self.file, page))
    }

    fn within(&mut self, object: &Object) -> Option<Finding> {
        match object {
            Object::Dict(dict) => self
                .dict(dict)
                .or_else(|| dict.0.iter().find_map(|(_, value)| self.within(value))),
            Object::Array(items) => items.iter().find_map(|item| self.within(item)),
            _ => None,
        }
    }

    fn dict(&mut self, dict: &Dict) -> Option<Finding> {
        // One that calls itself an action is one wherever it stands.
        if dict.is_type("Action")
            && let Some(found) = self.one_action(dict, Trigger::Reference)
        {
            return Some(found);
        }
        if let Some(action) = dict.get("OpenAction")
            && let Some(found) = self.action(action, Trigger::Itself)
        {
            return Some(found);
        }
        // A step of a presentation (clause 12.4.4.2) is taken as the reader moves on.
        if let Some(action) = dict.get("NA")
            && let Some(found) = self.known_action(action, Trigger::Itself)
        {
            return Some(found);
        }
        let is_step = dict.is_type("NavNode") || dict.get("NA").is_some();
        for (key, trigger) in [
            ("A", Trigger::Click),
            (
                "PA",
                if is_step {
                    Trigger::Itself
                } else {
                    Trigger::Click
                },
            ),
        ] {
            if let Some(action) = dict.get(key)
                && let Some(found) = self.known_action(action, trigger)
            {
                return Some(found);
            }
        }
        let additional = dict.get("AA").map(|actions| self.file.resolve(actions));
        for (key, action) in additional
            .as_ref()
            .and_then(Object::dict)
            .into_iter()
            .flat_map(|dict| &dict.0)
        {
            let trigger = match key.as_slice() {
                // Mouse buttons, clause 12.6.3 table 197.
                b"U" | b"D" => Trigger::Click,
                b"K" | b"F" | b"V" => Trigger::Field,
                _ => Trigger::Itself,
            };
            if let Some(found) = self.action(action, trigger) {
                return Some(found);
            }
        }
        if let Some(found) = self.annotations.finding(self.file, dict) {
            return Some(found);
        }
        let found = drawn::finding(self.file, dict).or_else(|| self.states(dict));
        found
            .or_else(|| self.layers.referred(self.file, dict))
            .map(Finding::Active)
    }

    /// What the graphics states do that a page or form names: what is named as one is one, whatever it says of itself.
    fn states(&mut self, resources: &Dict) -> Option<ActiveContent> {
        let mut is_new = |object: &Object| {
            object
                .reference()
                .is_none_or(|(number, _)| self.states.insert(number))
        };
        let named = resources.get("ExtGState").filter(|named| is_new(named))?;
        let Object::Dict(named) = self.file.resolve(named) else {
            return None;
        };
        let mut states = named
            .0
            .iter()
            .filter(|(_, state)| is_new(state))
            .map(|(_, state)| self.file.resolve(state));
        let changes = states.any(|state| {
            state
                .dict()
                .is_some_and(|state| drawn::has_device_function(self.file, state))
        });
        changes.then_some(ActiveContent::PrintsOtherwise)
    }

    /// What an `A`, `NA` or `PA` holds, if it is an action: in a structure element the key stands for attributes.
    fn known_action(&mut self, object: &Object, trigger: Trigger) -> Option<Finding> {
        let Object::Dict(action) = self.file.resolve(object) else {
            return None;
        };
        let has_kind = action
            .get("S")
            .is_some_and(|kind| self.file.resolve(kind).name().is_some());
        if has_kind {
            self.action(object, trigger)
        } else {
            None
        }
    }

    /// An action and those that come after it. An array where an action may stand is a destination.
    fn action(&mut self, object: &Object, trigger: Trigger) -> Option<Finding> {
        let mut waiting = vec![object.clone()];
        let mut seen = BTreeSet::new();
        while let Some(object) = waiting.pop() {
            if object
                .reference()
                .is_some_and(|number| !seen.insert(number))
            {
                continue;
            }
            let Object::Dict(action) = self.file.resolve(&object) else {
                continue;
            };
            self.actions += 1;
            if self.actions > MAX_ACTIONS {
                return Some(Finding::Active(ActiveContent::UnknownAction));
            }
            if let Some(found) = self.one_action(&action, trigger) {
                return Some(found);
            }
            match action
                .get("Next")
                .map(|next| (next, self.file.resolve(next)))
            {
                Some((_, Object::Array(items))) => waiting.extend(items),
                Some((next, Object::Dict(_))) => waiting.push(next.clone()),
                _ => {}
            }
        }
        None
    }

    fn one_action(&self, action: &Dict, trigger: Trigger) -> Option<Finding> {
        use ActiveContent as C;
        let kind = action.get("S").map(|kind| self.file.resolve(kind));
        let has = |key: &str| {
            action
                .get(key)
                .is_some_and(|value| self.file.resolve(value) != Object::Null)
        };
        let is_on_purpose = matches!(trigger, Trigger::Click | Trigger::Reference);
        let found = match kind.as_ref().and_then(Object::name) {
            Some(b"JavaScript") => {
                let may_format = matches!(trigger, Trigger::Field | Trigger::Reference);
                let harmless = may_format && self.is_formatting(action);
                return (!harmless).then_some(Finding::JavaScript);
            }
            // Renditions may bring a script of their own.
            _ if has("JS") => return Some(Finding::JavaScript),
            Some(b"GoTo" | b"GoToDp" | b"Trans") => return None,
            // A thread of another file is another document.
            Some(b"Thread") if has("F") => C::GoToRemote,
            Some(b"Thread") => return None,
            Some(b"URI") if !self.has_harmless_address(action) => C::UriScheme,
            Some(b"URI") if is_on_purpose => return None,
            Some(b"URI") => C::UriWithoutClick,
            Some(b"Named") => {
                let name = action.get("N").map(|name| self.file.resolve(name));
                let turns: [&[u8]; 4] = [b"NextPage", b"PrevPage", b"FirstPage", b"LastPage"];
                let turns_a_page = name
                    .as_ref()
                    .and_then(Object::name)
                    .is_some_and(|name| turns.contains(&name));
                if turns_a_page || is_on_purpose {
                    return None;
                }
                C::MenuWithoutClick
            }
            Some(b"Launch") => C::Launch,
            Some(b"SubmitForm") => C::SubmitForm,
            Some(b"ResetForm") => C::ResetForm,
            Some(b"ImportData") => C::ImportData,
            Some(b"GoToR") => C::GoToRemote,
            Some(b"GoToE") => C::GoToEmbedded,
            Some(b"Hide") => C::Hide,
            Some(b"SetOCGState") => C::SetOptionalContent,
            Some(b"Rendition") => C::Rendition,
            Some(b"Movie") => C::Movie,
            Some(b"Sound") => C::Sound,
            Some(b"RichMediaExecute") => C::RichMedia,
            Some(b"GoTo3DView") => C::ThreeD,
            Some(_) => C::UnknownAction,
            // Without a kind no reader runs it.
            None => return None,
        };
        Some(Finding::Active(found))
    }

    fn has_harmless_address(&self, action: &Dict) -> bool {
        match action.get("URI").map(|address| self.file.resolve(address)) {
            Some(Object::Text(address)) => uri::is_harmless(&address, self.has_web_base),
            // Without an address nothing is opened.
            _ => true,
        }
    }

    fn is_formatting(&self, action: &Dict) -> bool {
        let script = action.get("JS");
        let text = match script.map(|script| self.file.resolve(script)) {
            Some(Object::Text(bytes)) => Some(bytes),
            Some(Object::Dict(_)) => {
                let stream = script
                    .and_then(Object::reference)
                    .and_then(|(number, _)| self.file.stream(number));
                stream.and_then(|stream| {
                    inflate(&stream.dict, stream.raw, javascript::MAX_LENGTH).ok()
                })
            }
            _ => None,
        };
        text.is_some_and(|bytes| javascript::is_formatting(&bytes))
    }
}
