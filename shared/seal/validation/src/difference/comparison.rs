//! Two revisions of a file that are compared: what may be other than it was, and whether a rule allows it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    form::FieldFacts,
    graph::{Graph, Role},
    outcome::{Difference, MAX_REASONS},
    revision::{says_otherwise, takes_other_info},
    same::{differing_keys, same},
    words::Teller,
};
use crate::{checks::Modifications, structure::Found};
use segl_pdf::{
    file::{Entry, File, Reading},
    object::Object,
};

/// An object and the bytes of its stream; null where there is none.
pub(super) type Value<'a> = (Object, Option<&'a [u8]>);

/// Two revisions of a file, and what is known of their difference.
pub(super) struct Comparison<'f, 'a> {
    pub(super) found: &'f Found,
    pub(super) then: &'f File<'a>,
    pub(super) now: &'f File<'a>,
    pub(super) graph: &'f Graph,
    /// The first number that no object had, and that none was said to have.
    pub(super) then_size: u32,
    /// Numbers that readers look up differently.
    pub(super) disputed: BTreeSet<u32>,
    /// The annotations of new signature fields.
    pub(super) widgets: BTreeSet<u32>,
    /// The names of all fields.
    pub(super) names: BTreeSet<String>,
    /// What tells where in the document something stands.
    pub(super) teller: &'f Teller<'a>,
    /// The field that is looked at.
    pub(super) field: Option<FieldFacts>,
    pub(super) level: Modifications,
    pub(super) was_filled: bool,
    pub(super) was_signed: bool,
}

/// In which way an object is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nature {
    /// There was one, and there is none.
    Removed,
    /// There was none, and there is one.
    Defined,
    /// It is another.
    Changed,
    /// It depends on the reader.
    Disputed,
}

impl<'a> Comparison<'_, 'a> {
    pub(super) fn difference(mut self, fields: &HashMap<u32, FieldFacts>) -> Difference {
        let candidates = self.candidates();
        let mut waiting: Vec<(Option<Role>, u32, Nature)> = candidates
            .into_iter()
            .map(|(number, nature)| (self.graph.roles(number).next(), number, nature))
            .collect();
        // The form first: which annotations may be new depends on its fields.
        waiting.sort_by_key(|(role, number, _)| (role.is_none(), *role, *number));
        let mut reasons = Vec::new();
        let mut count = 0_usize;
        for (_, number, nature) in waiting {
            self.field = fields.get(&number).cloned();
            if let Err((role, below)) = self.explain(number, nature) {
                count += 1;
                if reasons.len() < MAX_REASONS {
                    reasons.push(self.sentence(number, nature, role, &below));
                }
            }
        }
        if takes_other_info(self.found, self.then, self.now) {
            count += 1;
            reasons.push(
                "A later revision takes something else for the document's information.".to_owned(),
            );
        }
        if count > reasons.len() {
            reasons.push(format!(
                "{} more objects were changed.",
                count - reasons.len()
            ));
        }
        let is_unread = self.then.limits().is_err() || self.now.limits().is_err();
        let modifications = if is_unread {
            reasons = vec![
                "What came after the signature cannot be judged: the document is larger or deeper nested than is read."
                    .to_owned(),
            ];
            Modifications::Unknown
        } else if !reasons.is_empty() {
            Modifications::Other
        } else if let Some(visit) = self.graph.unbounded {
            reasons.push(format!(
                "What came after the signature cannot be judged: an object of the signed document does not end in it \
                 ({}).",
                self.teller.path(self.graph, visit)
            ));
            Modifications::Unknown
        } else if let Some(visit) = self.graph.unclear {
            reasons.push(format!(
                "What came after the signature cannot be judged: readers read an object of the signed document \
                 differently ({}).",
                self.teller.path(self.graph, visit)
            ));
            Modifications::Unknown
        } else if self.level > self.found.limit() {
            reasons.push(
                "Form fields were filled in or signed, which the signature does not allow."
                    .to_owned(),
            );
            Modifications::Other
        } else if self.level == Modifications::LtaUpdates && says_otherwise(self.then, self.now) {
            Modifications::MetadataUpdates
        } else {
            self.level
        };
        let Self {
            was_filled,
            was_signed,
            ..
        } = self;
        Difference {
            modifications,
            reasons,
            was_filled,
            was_signed,
            ..Difference::none()
        }
    }

    /// Every object that may be other than it was, found without reading those whose place is the same.
    fn candidates(&self) -> BTreeMap<u32, Nature> {
        let is_there = |entry: Option<Entry>| entry.is_some_and(|entry| entry != Entry::Free);
        let mut found = BTreeMap::new();
        for (number, entry) in self.now.entries() {
            let before = self.then.entry(number);
            if before == Some(entry) {
                // The same place in another stream is another place.
                if let Entry::InStream { stream, .. } = entry
                    && self.then.entry(stream) != self.now.entry(stream)
                {
                    found.insert(number, Nature::Changed);
                }
                continue;
            }
            match (is_there(before), entry != Entry::Free) {
                (true, true) => drop(found.insert(number, Nature::Changed)),
                (true, false) => drop(found.insert(number, Nature::Removed)),
                (false, true) => drop(found.insert(number, Nature::Defined)),
                (false, false) => {}
            }
        }
        let gone = self
            .then
            .entries()
            .filter(|(number, entry)| *entry != Entry::Free && self.now.entry(*number).is_none());
        found.extend(gone.map(|(number, _)| (number, Nature::Removed)));
        let is_old = |number: &u32| *number < self.then_size || self.graph.reaches(*number);
        found.extend(
            self.disputed
                .iter()
                .filter(|number| is_old(number))
                .map(|number| (*number, Nature::Disputed)),
        );
        // Numbers beyond the trailer's size are no objects (clause 7.5.5, table 15), to some readers.
        let size = |file: &File<'_>| {
            file.trailer()
                .get("Size")
                .and_then(Object::int)
                .unwrap_or(i64::MAX)
        };
        let (then, now) = (size(self.then), size(self.now));
        if then != now {
            let between = then.min(now)..then.max(now);
            let hidden = self.then.entries().filter(|(number, entry)| {
                *entry != Entry::Free
                    && between.contains(&i64::from(*number))
                    && self.graph.reaches(*number)
            });
            found.extend(hidden.map(|(number, _)| (number, Nature::Disputed)));
        }
        // What nothing led to and nothing could have led to is new.
        found.retain(|number, nature| *nature != Nature::Defined || is_old(number));
        found
    }

    /// Whether a difference is allowed in all roles of the object; else in which one it is not, and what it is about.
    fn explain(&mut self, number: u32, nature: Nature) -> Result<(), (Option<Role>, String)> {
        let refused = |role| Err((role, String::new()));
        if matches!(nature, Nature::Removed | Nature::Disputed) {
            return refused(None);
        }
        let was = self.then.reading(number);
        let is = match self.now.reading(number) {
            Reading::Body(body) if body.is_plain && body.is_bounded => (body.object, body.raw),
            Reading::Body(_) | Reading::Unreadable | Reading::Absent => return refused(None),
        };
        let was: Value<'a> = match was {
            Reading::Body(body) => {
                let is_same_place = self.then.generation(number) == self.now.generation(number);
                if is_same_place
                    && body.is_plain
                    && body.raw == is.1
                    && same_but_length(&body.object, &is.0, is.1.is_some())
                {
                    return Ok(());
                }
                if !is_same_place {
                    return refused(None);
                }
                (body.object, body.raw)
            }
            Reading::Absent => (Object::Null, None),
            Reading::Unreadable => return refused(None),
        };
        let roles: Vec<Role> = self.graph.roles(number).collect();
        if roles.is_empty() {
            return refused(None);
        }
        // What says something about the file may say something else; an object that is emptied is one that was removed.
        let says = |role: &Role| matches!(role, Role::Metadata | Role::Info | Role::Extensions);
        if is.0 == Object::Null && was.0 != Object::Null && roles.iter().any(says) {
            return refused(roles.iter().copied().find(says));
        }
        for role in &roles {
            let is_once = matches!(role, Role::Appearances | Role::Appearance | Role::Value);
            if is_once
                && (self.graph.is_shared(number, *role) || self.is_in_locked_field(number, *role))
            {
                return refused(Some(*role));
            }
            // Whoever points back to a page, a field or the catalog does so to all that it may become.
            let is_back = *role == Role::BackReference
                && roles
                    .iter()
                    .any(|role| matches!(role, Role::Catalog | Role::Pages | Role::Field));
            if !is_back {
                self.rule(*role, &was, &is)
                    .map_err(|below| (Some(*role), below))?;
                self.was_filled |= is_once;
            }
        }
        Ok(())
    }

    /// Whether what a field shows or holds belongs to one that is locked, as far as can be told.
    fn is_in_locked_field(&self, number: u32, role: Role) -> bool {
        !self.found.locks.is_empty() && self.graph.visit_to(number, Some(role)).is_some()
    }

    fn sentence(&self, number: u32, nature: Nature, role: Option<Role>, below: &str) -> String {
        // Where it is content is what people see.
        let role = self
            .graph
            .roles(number)
            .find(|role| *role == Role::Content)
            .or(role);
        let visit = self
            .graph
            .visit_to(number, role)
            .or_else(|| self.graph.visit_to(number, None));
        let Some(path) = visit.map(|visit| self.teller.path(self.graph, visit)) else {
            return match nature {
                Nature::Removed => {
                    format!("An object of the signed document was removed ({number}).")
                }
                Nature::Defined => format!(
                    "A number that the signed document left free was given away ({number})."
                ),
                Nature::Changed | Nature::Disputed => {
                    format!("An object of the signed document was changed ({number}).")
                }
            };
        };
        let path = match (below.is_empty(), path.contains(": ")) {
            (true, _) => path,
            (false, true) => format!("{path} {below}"),
            (false, false) => format!("{path}: {below}"),
        };
        match nature {
            Nature::Removed => {
                format!(
                    "An object that the signed document refers to was removed: {path} (object {number})."
                )
            }
            Nature::Defined => {
                format!(
                    "Something is there that was not there when the document was signed: {path} (object {number})."
                )
            }
            Nature::Changed => format!(
                "Something was changed that the signature covers: {path} (object {number})."
            ),
            Nature::Disputed => {
                format!(
                    "Readers would find different things at what the signature covers: {path} (object {number})."
                )
            }
        }
    }
}

/// Whether two objects are the same. The lengths of streams that are both right say nothing more than their bytes do.
fn same_but_length(one: &Object, other: &Object, are_streams: bool) -> bool {
    match (one, other) {
        (Object::Dict(one), Object::Dict(other)) if are_streams => differing_keys(one, other)
            .iter()
            .all(|key| *key == b"Length"),
        _ => same(one, other),
    }
}
