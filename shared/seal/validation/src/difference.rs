//! What came after a signature (ISO 32000-2 clauses 12.8.2.2 and 12.8.4.3): two graphs of objects compared, that of the
//! revision that was signed and what the same references lead to now.
//!
//! What readers show is the graph as it resolves now. So everything that the signed revision's trailer leads to is held
//! against what stands there today: changed, removed, there where nothing was, or found in another way. A difference is
//! explained where a rule allows it on *every* path that leads to the object; what is not explained is a change of the
//! document, whatever it shows. Where readers would not agree what stands there, it is a change too.

mod comparison;
mod fields;
mod form;
mod graph;
mod revision;
mod rules;
mod same;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::{
    comparison::Comparison,
    form::{FieldFacts, fields_of},
    graph::{Graph, Role},
    revision::{ends_cleanly, follows_on, has_other_catalog, is_strict, takes_other_info},
    rules::Value,
    same::same,
};
use super::{checks::Modifications, structure::Found};
use segl_pdf::{
    file::{Entry, File, Reading},
    limits::MAX_READ,
    object::Object,
};

/// What came after a signature, at its worst.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) modifications: Modifications,
    /// What changed or could not be judged, in sentences: where it stands, and none of what it says.
    pub(super) reasons: Vec<String>,
    /// Whether fields other than signatures' were filled in.
    pub(super) was_filled: bool,
    /// Whether somebody signed again.
    pub(super) was_signed: bool,
    /// How many bytes of the signed revision were read through for that.
    pub(super) cost: usize,
}

/// How many changes are told.
const MAX_REASONS: usize = 8;

impl Difference {
    const fn none() -> Self {
        Self::of(Modifications::None, Vec::new())
    }

    const fn of(modifications: Modifications, reasons: Vec<String>) -> Self {
        Self { modifications, reasons, was_filled: false, was_signed: false, cost: 0 }
    }

    /// The worse of two: what is a change stays one, and what cannot be judged is no better for what can.
    fn worse(self, other: Self) -> Self {
        let rank = |one: &Self| match one.modifications {
            Modifications::Other => 4,
            Modifications::Unknown => 3,
            Modifications::FormFilling => 2,
            Modifications::LtaUpdates => 1,
            Modifications::None => 0,
        };
        let (was_filled, was_signed) = (self.was_filled || other.was_filled, self.was_signed || other.was_signed);
        let worse = if rank(&other) > rank(&self) { other } else { self };
        Self { was_filled, was_signed, ..worse }
    }

    fn other(reason: impl Into<String>) -> Self {
        Self::of(Modifications::Other, vec![reason.into()])
    }

    fn unknown(reason: impl Into<String>) -> Self {
        Self::of(Modifications::Unknown, vec![reason.into()])
    }
}

/// What a file has more than the revision that was signed.
pub(super) fn difference_since(found: &Found, now: &File<'_>, pdf: &[u8]) -> Difference {
    if found.problem.is_some() {
        return Difference::unknown("What was signed is not known, and so is what came after it.");
    }
    // Readers that mend a broken file do so each in their own way: what one of them shows proves nothing.
    if !now.has_valid_xref {
        return Difference::unknown(
            "What came after the signature cannot be judged: the file's cross-reference sections do not say truly where \
             its objects are.",
        );
    }
    let Some(signed) = pdf.get(..found.end) else { return Difference::unknown("What was signed is not there.") };
    let then = match File::open(signed) {
        Ok(then) => then,
        Err(_) => {
            let reason = "What came after the signature cannot be judged: what was signed cannot be read by itself.";
            return Difference { cost: found.end, ..Difference::unknown(reason) };
        }
    };
    let mut difference = since(found, &then, now, pdf);
    let mut cost = then.spent();
    // Each revision between is held against what was signed, too: what was changed and changed back was shown meanwhile,
    // and some readers find it still.
    for end in ends_between(found, now, pdf) {
        let between = end.and_then(|end| pdf.get(..end)).map(|revision| (revision, File::open(revision)));
        let Some((revision, Ok(file))) = between else {
            difference = difference.worse(Difference::unknown(
                "What came after the signature cannot be judged: a revision between cannot be read by itself.",
            ));
            break;
        };
        difference = difference.worse(since(found, &then, &file, revision));
        cost += file.spent();
        if cost > MAX_READ {
            break;
        }
    }
    Difference { cost, ..difference }
}

/// Where the revisions end that came after the signature, but for the last; `None` for one whose end is not found.
fn ends_between(found: &Found, now: &File<'_>, pdf: &[u8]) -> Vec<Option<usize>> {
    let later = now.sections().iter().filter(|section| section.start >= found.end && !section.is_hybrid);
    let mut starts: Vec<usize> = later.map(|section| section.start).collect();
    starts.sort_unstable();
    starts.pop();
    let end = |start: usize| {
        let mark = start + memchr::memmem::find(&pdf[start..], b"startxref")?;
        let end = mark + memchr::memmem::find(&pdf[mark..], b"%%EOF")? + 5;
        Some(end + pdf[end..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count())
    };
    starts.into_iter().map(end).collect()
}

fn since(found: &Found, then: &File<'_>, now: &File<'_>, pdf: &[u8]) -> Difference {
    if !then.has_valid_xref {
        return Difference::unknown(
            "What came after the signature cannot be judged: the cross-reference sections of what was signed do not say \
             truly where its objects are.",
        );
    }
    if pdf[found.end..].trim_ascii().is_empty() {
        return Difference::none();
    }
    // What follows must be a revision of its own; bytes that no section names are no part of a PDF.
    if now.newest().0 < found.end {
        return Difference::unknown("Bytes follow the signed document that are no revision of it.");
    }
    if !ends_cleanly(pdf) {
        return Difference::unknown(
            "What came after the signature cannot be judged: the file does not end with its last cross-reference section.",
        );
    }
    if let Err(reason) = follows_on(found, then, now) {
        return Difference::other(reason);
    }
    let fields = fields_of(then);
    let graph = Graph::of(then, &fields);
    let disputed = now.sections().iter().take_while(|section| section.start >= found.end);
    let comparison = Comparison {
        found,
        then,
        now,
        graph,
        then_size: then.next_number(),
        disputed: disputed.flat_map(|section| section.disputed.iter().copied()).collect(),
        widgets: BTreeSet::new(),
        field: None,
        level: Modifications::LtaUpdates,
        was_filled: false,
        was_signed: false,
    };
    match (comparison.difference(&fields), doubt(found, then, now)) {
        // A change that every reader sees is one, whatever some of them see beside it.
        (difference, Some(doubt)) if difference.modifications != Modifications::Other => Difference::unknown(doubt),
        (difference, _) => difference,
    }
}

/// Why readers might find something else in a file than its cross-reference sections say: those that meet what they do
/// not expect look for objects all over the file.
fn doubt(found: &Found, then: &File<'_>, now: &File<'_>) -> Option<&'static str> {
    // Anywhere: some readers look within lines of what was signed, too.
    if has_other_catalog(found, then, now) {
        return Some(
            "What came after the signature cannot be judged: a later revision has another catalog, and what the one before \
             said is not compared with it.",
        );
    }
    // New objects too: what is looked up in them may be another for another reader.
    let mut later = now.sections().iter().take_while(|section| section.start >= found.end);
    if later.any(|section| !section.is_hybrid && !section.disputed.is_empty()) {
        return Some("What came after the signature cannot be judged: a later revision says twice where an object is.");
    }
    if now.has_unlisted_objects() {
        return Some(
            "What came after the signature cannot be judged: the file holds objects that its cross-reference sections do \
             not name, or not as they are, and readers that look for them would show them.",
        );
    }
    (!is_strict(found, then, now)).then_some(
        "What came after the signature cannot be judged: its cross-reference sections are not written as every reader \
         expects them.",
    )
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
    fn difference(mut self, fields: &HashMap<u32, FieldFacts>) -> Difference {
        let candidates = self.candidates();
        let mut waiting: Vec<(Option<Role>, u32, Nature)> =
            candidates.into_iter().map(|(number, nature)| (self.graph.roles(number).next(), number, nature)).collect();
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
            reasons.push("A later revision takes something else for the document's information.".to_owned());
        }
        if count > reasons.len() {
            reasons.push(format!("{} more objects were changed.", count - reasons.len()));
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
                self.path(visit)
            ));
            Modifications::Unknown
        } else if self.level > self.found.limit() {
            reasons.push("Form fields were filled in or signed, which the signature does not allow.".to_owned());
            Modifications::Other
        } else {
            self.level
        };
        let Self { was_filled, was_signed, .. } = self;
        Difference { modifications, reasons, was_filled, was_signed, cost: 0 }
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
        let gone =
            self.then.entries().filter(|(number, entry)| *entry != Entry::Free && self.now.entry(*number).is_none());
        found.extend(gone.map(|(number, _)| (number, Nature::Removed)));
        let is_old = |number: &u32| *number < self.then_size || self.graph.reaches(*number);
        found.extend(self.disputed.iter().filter(|number| is_old(number)).map(|number| (*number, Nature::Disputed)));
        // Numbers beyond the trailer's size are no objects (clause 7.5.5, table 15), to some readers.
        let size = |file: &File<'_>| file.trailer().get("Size").and_then(Object::int).unwrap_or(i64::MAX);
        let (then, now) = (size(self.then), size(self.now));
        if then != now {
            let between = then.min(now)..then.max(now);
            let hidden = self.then.entries().filter(|(number, entry)| {
                *entry != Entry::Free && between.contains(&i64::from(*number)) && self.graph.reaches(*number)
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
                let is_same_place = generation(self.then.entry(number)) == generation(self.now.entry(number));
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
        for role in &roles {
            let is_once = matches!(role, Role::Appearances | Role::Appearance | Role::Value);
            if is_once && (self.graph.is_shared(number, *role) || self.is_in_locked_field(number, *role)) {
                return refused(Some(*role));
            }
            // Whoever points back to a page, a field or the catalog does so to all that it may become.
            let is_back = *role == Role::BackReference
                && roles.iter().any(|role| matches!(role, Role::Catalog | Role::Pages | Role::Field));
            if !is_back {
                self.rule(*role, &was, &is).map_err(|below| (Some(*role), below))?;
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
        let role = self.graph.roles(number).find(|role| *role == Role::Content).or(role);
        let visit = self.graph.visit_to(number, role).or_else(|| self.graph.visit_to(number, None));
        let Some(path) = visit.map(|visit| self.path(visit)) else {
            return match nature {
                Nature::Removed => format!("An object of the signed document was removed ({number})."),
                Nature::Defined => format!("A number that the signed document left free was given away ({number})."),
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
                format!("An object that the signed document refers to was removed: {path} (object {number}).")
            }
            Nature::Defined => {
                format!("Something is there that was not there when the document was signed: {path} (object {number}).")
            }
            Nature::Changed => format!("Something was changed that the signature covers: {path} (object {number})."),
            Nature::Disputed => {
                format!("Readers would find different things at what the signature covers: {path} (object {number}).")
            }
        }
    }
}

/// The generation of an object; those in object streams have the first (clause 7.5.7).
const fn generation(entry: Option<Entry>) -> u16 {
    match entry {
        Some(Entry::At { generation, .. }) => generation,
        _ => 0,
    }
}

/// Whether two objects are the same. The lengths of streams that are both right say nothing more than their bytes do.
fn same_but_length(one: &Object, other: &Object, are_streams: bool) -> bool {
    match (one, other) {
        (Object::Dict(one), Object::Dict(other)) if are_streams => {
            same::differing_keys(one, other).iter().all(|key| *key == b"Length")
        }
        _ => same(one, other),
    }
}
