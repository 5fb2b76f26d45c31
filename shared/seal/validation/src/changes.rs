//! What came after a signature: every object that is not as it was must be explained (ISO 32000-2 clauses 12.8.2.2 and
//! 12.8.4.3). What is not explained is a change of the document, whatever it shows.

use std::collections::BTreeSet;

use super::{report::Modifications, structure::Found};
use segl_pdf::{
    file::{Entry, File},
    object::{Dict, Object},
};

/// What a file has more than the revision that was signed, at its worst; and how many bytes were read through for that.
pub(super) fn modifications_since(found: &Found, now: &File<'_>, pdf: &[u8]) -> (Modifications, usize) {
    // Readers that mend a broken file do so each in their own way: what one of them shows proves nothing.
    if found.problem.is_some() || !now.has_valid_xref {
        return (Modifications::Other, 0);
    }
    let Ok(then) = File::open(&pdf[..found.end]) else { return (Modifications::Other, found.end) };
    (since(found, &then, now, pdf), then.spent())
}

fn since(found: &Found, then: &File<'_>, now: &File<'_>, pdf: &[u8]) -> Modifications {
    if !then.has_valid_xref {
        return Modifications::Other;
    }
    if pdf[found.end..].trim_ascii().is_empty() {
        return Modifications::None;
    }
    // What follows must be a revision of its own; bytes that no section names are no part of a PDF.
    if now.newest().0 < found.end {
        return Modifications::Other;
    }
    let level = Comparison { then, now, explained: BTreeSet::new(), level: Modifications::LtaUpdates }.level();
    let limit = match found.permission {
        Some(1) => Modifications::LtaUpdates,
        _ => Modifications::FormFilling,
    };
    let locked = found.locks_fields && level == Modifications::FormFilling;
    if level > limit || locked { Modifications::Other } else { level }
}

struct Comparison<'f, 'a> {
    then: &'f File<'a>,
    now: &'f File<'a>,
    /// Objects of before that may be other now.
    explained: BTreeSet<u32>,
    level: Modifications,
}

/// What may be other in the catalog, each looked at by itself.
const IN_CATALOG: [&str; 5] = ["AcroForm", "DSS", "Extensions", "Metadata", "Version"];
/// What may be other in the form.
const IN_FORM: [&str; 3] = ["Fields", "SigFlags", "NeedAppearances"];
/// What may be other in a field that was filled in.
const IN_FIELD: [&str; 5] = ["V", "AP", "AS", "M", "F"];

impl Comparison<'_, '_> {
    fn level(mut self) -> Modifications {
        match self.explain() {
            Some(()) => {
                let changed = self.then.numbers().filter(|number| !self.is_same(*number));
                let all_explained = changed.into_iter().all(|number| self.explained.contains(&number));
                let limits = self.then.limits().is_ok() && self.now.limits().is_ok();
                if all_explained && limits { self.level } else { Modifications::Other }
            }
            None => Modifications::Other,
        }
    }

    /// Whether an object is as it was. One that stands where it stood is; else it is compared.
    fn is_same(&self, number: u32) -> bool {
        let (before, after) = (self.then.entry(number), self.now.entry(number));
        if before == after && before.is_some() {
            return true;
        }
        match (self.then.stream(number), self.now.stream(number)) {
            (Some(before), Some(after)) => before.dict == after.dict && before.raw == after.raw,
            (None, None) => self.then.get(number) == self.now.get(number),
            _ => false,
        }
    }

    fn explain(&mut self) -> Option<()> {
        let (root, before) = self.then.catalog()?;
        let (root_now, after) = self.now.catalog()?;
        if root != root_now || !differ_only_in(&before, &after, &IN_CATALOG) {
            return None;
        }
        self.explained.insert(root.0);
        // What is said about the document is no part of it.
        for number in [self.then.trailer().get("Info"), before.get("Metadata")].into_iter().flatten() {
            if let Some((number, _)) = number.reference() {
                self.explained.insert(number);
            }
        }
        for key in ["DSS", "Extensions"] {
            self.written_anew(&before, key);
        }
        self.form(&before, &after)?;
        Some(())
    }

    /// What may be written anew where it stood: the objects that it was made of, and that nothing else names.
    fn written_anew(&mut self, before: &Dict, key: &str) {
        let Some(store) = before.get(key) else { return };
        let mut own = BTreeSet::new();
        closure(self.then, store, &mut own, 0);
        let mut without = before.clone();
        without.remove(key);
        let mut others = BTreeSet::new();
        closure(self.then, &Object::Dict(without), &mut others, 0);
        self.explained.extend(own.difference(&others));
    }

    fn form(&mut self, before: &Dict, after: &Dict) -> Option<()> {
        let form = |file: &File<'_>, catalog: &Dict| file.dict_in(catalog, "AcroForm");
        let (was, is) = (form(self.then, before).unwrap_or_default(), form(self.now, after));
        let Some(is) = is else { return was.0.is_empty().then_some(()) };
        if !was.0.is_empty() && !differ_only_in(&was, &is, &IN_FORM) {
            return None;
        }
        for (catalog, form) in [(before.get("AcroForm"), was.get("Fields"))] {
            for number in [catalog, form].into_iter().flatten().filter_map(Object::reference) {
                self.explained.insert(number.0);
            }
        }
        let old = self.then.array_in(&was, "Fields").unwrap_or_default();
        let new = self.now.array_in(&is, "Fields").unwrap_or_default();
        // All fields that were there are there, in their order, and what is new follows.
        if new.len() < old.len() || new[..old.len()] != old[..] {
            return None;
        }
        let mut widgets = BTreeSet::new();
        for field in &new[old.len()..] {
            let number = field.reference()?.0;
            if self.then.entry(number).is_some_and(|entry| entry != Entry::Free) {
                return None;
            }
            self.new_signature_field(number, &mut widgets)?;
        }
        let mut seen = BTreeSet::new();
        for field in &old {
            self.old_field(field, 0, &mut seen)?;
        }
        self.pages(&widgets)
    }

    /// A new field must be a signature's. A document timestamp is an update for the long term; a signature is a filling-in.
    fn new_signature_field(&mut self, number: u32, widgets: &mut BTreeSet<u32>) -> Option<()> {
        let Object::Dict(field) = self.now.get(number)? else { return None };
        let is_signature = field.get("FT").map(|kind| self.now.resolve(kind)) == Some(Object::named("Sig"));
        if !is_signature || field.get("Parent").is_some() || field.get("AA").is_some() {
            return None;
        }
        widgets.insert(number);
        for kid in self.now.array_in(&field, "Kids").unwrap_or_default() {
            let kid = kid.reference()?.0;
            if self.then.entry(kid).is_some_and(|entry| entry != Entry::Free) {
                return None;
            }
            widgets.insert(kid);
        }
        let Some(Object::Dict(value)) = field.get("V").map(|value| self.now.resolve(value)) else {
            self.level = self.level.max(Modifications::FormFilling);
            return Some(());
        };
        let kind = value.get("SubFilter").map(|name| self.now.resolve(name));
        let is_timestamp = kind == Some(Object::named("ETSI.RFC3161"));
        // One that shows something changes what is seen.
        let shows = self
            .now
            .array_in(&field, "Rect")
            .is_some_and(|corners| corners.len() == 4 && corners[0] != corners[2] && corners[1] != corners[3]);
        if !is_timestamp || shows {
            self.level = self.level.max(Modifications::FormFilling);
        }
        Some(())
    }

    /// A field that was there may have been filled in; a signature that stood in it may not have been touched.
    fn old_field(&mut self, field: &Object, depth: usize, seen: &mut BTreeSet<u32>) -> Option<()> {
        let Some((number, _)) = field.reference() else { return Some(()) };
        if depth > 32 || !seen.insert(number) {
            return Some(());
        }
        let Some(Object::Dict(was)) = self.then.get(number) else { return Some(()) };
        if !self.is_same(number) {
            let Some(Object::Dict(is)) = self.now.get(number) else { return None };
            let kind = was.get("FT").map(|kind| self.then.resolve(kind));
            let was_signed = kind == Some(Object::named("Sig")) && was.get("V").is_some_and(|v| *v != Object::Null);
            if was_signed || !differ_only_in(&was, &is, &IN_FIELD) {
                return None;
            }
            self.explained.insert(number);
            self.level = self.level.max(Modifications::FormFilling);
        }
        // What it showed and held may be written anew where it stood, if nothing else is made of it.
        for key in ["AP", "V"] {
            let of_signature = was.get("FT").map(|kind| self.then.resolve(kind)) == Some(Object::named("Sig"));
            if let Some(value) = was.get(key).filter(|_| !of_signature) {
                let mut own = BTreeSet::new();
                appearance_of(self.then, value, &mut own);
                for number in own {
                    if !self.is_same(number) {
                        self.explained.insert(number);
                        self.level = self.level.max(Modifications::FormFilling);
                    }
                }
            }
        }
        for kid in self.then.array_in(&was, "Kids").unwrap_or_default() {
            self.old_field(&kid, depth + 1, seen)?;
        }
        Some(())
    }

    /// The pages are the same, and have no more annotations than the new signatures'.
    fn pages(&mut self, widgets: &BTreeSet<u32>) -> Option<()> {
        let (was, is) = (self.then.pages().ok()?, self.now.pages().ok()?);
        if was.len() != is.len() {
            return None;
        }
        for (was, is) in was.iter().zip(&is) {
            if was.number != is.number || !differ_only_in(&was.dict, &is.dict, &["Annots"]) {
                return None;
            }
            let old = self.then.array_in(&was.dict, "Annots").unwrap_or_default();
            let new = self.now.array_in(&is.dict, "Annots").unwrap_or_default();
            let added = new.get(old.len()..)?;
            let ours = |one: &Object| one.reference().is_some_and(|(number, _)| widgets.contains(&number));
            if new[..old.len()] != old[..] || !added.iter().all(ours) {
                return None;
            }
            if !added.is_empty() {
                self.explained.extend(was.number.map(|(number, _)| number));
                self.explained.extend(was.dict.get("Annots").and_then(Object::reference).map(|(number, _)| number));
            }
        }
        Some(())
    }
}

fn differ_only_in(one: &Dict, other: &Dict, keys: &[&str]) -> bool {
    let same_but = |one: &Dict, other: &Dict| {
        one.0.iter().all(|(key, value)| {
            keys.iter().any(|allowed| allowed.as_bytes() == key) || other.0.iter().any(|(k, v)| k == key && v == value)
        })
    };
    same_but(one, other) && same_but(other, one)
}

/// All objects that are made of others, from here on.
fn closure(file: &File<'_>, object: &Object, found: &mut BTreeSet<u32>, depth: usize) {
    let mut waiting = vec![(object.clone(), depth)];
    while let Some((object, depth)) = waiting.pop() {
        match object {
            Object::Ref((number, _)) if found.len() < 500_000 && found.insert(number) => {
                waiting.extend(file.get(number).map(|object| (object, 0)));
            }
            Object::Dict(dict) if depth < 200 => {
                waiting.extend(dict.0.into_iter().map(|(_, value)| (value, depth + 1)))
            }
            Object::Array(items) if depth < 200 => waiting.extend(items.into_iter().map(|item| (item, depth + 1))),
            _ => {}
        }
    }
}

/// The streams of an appearance (clause 12.5.5): two levels of dictionaries, and no further.
fn appearance_of(file: &File<'_>, value: &Object, found: &mut BTreeSet<u32>) {
    let is_form = |number: u32| {
        file.stream(number).is_some_and(|stream| stream.dict.get("Subtype") == Some(&Object::named("Form")))
    };
    let Object::Dict(states) = file.resolve(value) else { return };
    for (_, state) in states.0 {
        match state.reference() {
            Some((number, _)) if is_form(number) => {
                found.insert(number);
            }
            _ => {
                if let Object::Dict(inner) = file.resolve(&state) {
                    let numbers = inner.0.iter().filter_map(|(_, one)| one.reference()).map(|(number, _)| number);
                    found.extend(numbers.filter(|number| is_form(*number)));
                }
            }
        }
    }
}
