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
mod outcome;
mod revision;
mod rules;
mod same;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeSet, HashMap};

pub(super) use self::outcome::Difference;
use self::{
    comparison::Comparison,
    form::{FieldFacts, fields_of},
    graph::Graph,
    revision::{
        ends_cleanly, follows_on, has_other_catalog, is_all_plain, is_linearized_to, is_strict,
    },
    words::Teller,
};
use super::{checks::Modifications, structure::Found};
use segl_pades::archive::validation_data_of;
use segl_pdf::{file::File, limits::MAX_READ};

/// What a file has more than the revision that was signed. `next` is where the next signature's revision ends, if there is
/// one: it answers for what came after it.
pub(super) fn difference_since(
    found: &Found,
    next: Option<usize>,
    now: &File<'_>,
    pdf: &[u8],
) -> Difference {
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
    let Some(signed) = pdf.get(..found.end) else {
        return Difference::unknown("What was signed is not there.");
    };
    let then = match File::open(signed) {
        Ok(then) => then,
        Err(_) => {
            let reason = "What came after the signature cannot be judged: what was signed cannot be read by itself.";
            return Difference {
                cost: found.end,
                ..Difference::unknown(reason)
            };
        }
    };
    let fields = fields_of(&then);
    let graph = Graph::of(&then, &fields);
    let teller = Teller::of(signed);
    let signed = Signed {
        found,
        then: &then,
        fields: &fields,
        graph: &graph,
        teller: &teller,
    };
    let mut difference = since(&signed, now, pdf);
    let mut cost = then.spent();
    // Each revision between is held against what was signed, too: what was changed and changed back was shown meanwhile,
    // and some readers find it still. Behind the next signature that is held against what that one signed, which has all of
    // this in it, unless this one allows less: of fifty signatures each would be compared with fifty revisions.
    let is_as_any = found.permission.is_none() && found.locks.is_empty();
    for end in ends_between(found, now, pdf) {
        if is_as_any && end.zip(next).is_some_and(|(end, next)| end > next) {
            break;
        }
        let between = end
            .and_then(|end| pdf.get(..end))
            .map(|revision| (revision, File::open(revision)));
        let Some((revision, Ok(file))) = between else {
            difference = difference.worse(Difference::unknown(
                "What came after the signature cannot be judged: a revision between cannot be read by itself.",
            ));
            break;
        };
        difference = difference.worse(since(&signed, &file, revision));
        cost += file.spent();
        if cost > MAX_READ {
            break;
        }
    }
    Difference {
        cost,
        values: validation_data_of(&then),
        ..difference
    }
}

/// Where the revisions end that came after the signature, but for the last; `None` for one whose end is not found.
fn ends_between(found: &Found, now: &File<'_>, pdf: &[u8]) -> Vec<Option<usize>> {
    let later = now
        .sections()
        .iter()
        .filter(|section| section.start >= found.end && !section.is_hybrid);
    let mut starts: Vec<usize> = later.map(|section| section.start).collect();
    starts.sort_unstable();
    starts.pop();
    let end = |start: usize| {
        let mark = start + memchr::memmem::find(&pdf[start..], b"startxref")?;
        let end = mark + memchr::memmem::find(&pdf[mark..], b"%%EOF")? + 5;
        Some(
            end + pdf[end..]
                .iter()
                .take(2)
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count(),
        )
    };
    starts.into_iter().map(end).collect()
}

/// The revision that was signed, walked once for all that came after it.
struct Signed<'f, 'a> {
    found: &'f Found,
    then: &'f File<'a>,
    fields: &'f HashMap<u32, FieldFacts>,
    graph: &'f Graph,
    teller: &'f Teller<'a>,
}

fn since<'a>(signed: &Signed<'_, 'a>, now: &File<'a>, pdf: &[u8]) -> Difference {
    let Signed {
        found,
        then,
        fields,
        graph,
        teller,
    } = *signed;
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
    let disputed = now
        .sections()
        .iter()
        .take_while(|section| section.start >= found.end);
    let comparison = Comparison {
        found,
        then,
        now,
        graph,
        then_size: then.next_number(),
        disputed: disputed
            .flat_map(|section| section.disputed.iter().copied())
            .collect(),
        widgets: BTreeSet::new(),
        names: fields.values().map(|field| field.name.clone()).collect(),
        teller,
        field: None,
        level: Modifications::LtaUpdates,
        was_filled: false,
        was_signed: false,
    };
    match (comparison.difference(fields), doubt(found, then, now)) {
        // A change that every reader sees is one, whatever some of them see beside it.
        (difference, Some(doubt)) if difference.modifications != Modifications::Other => {
            Difference::unknown(doubt)
        }
        (difference, _) => difference,
    }
}

/// Why readers might find something else in a file than its cross-reference sections say: those that meet what they do
/// not expect look for objects all over the file.
fn doubt(found: &Found, then: &File<'_>, now: &File<'_>) -> Option<&'static str> {
    // Anywhere: some readers look within lines of what was signed, too.
    if is_linearized_to(now) {
        return Some(
            "What came after the signature cannot be judged: readers that believe what the file says of its linearization \
             would begin elsewhere in it.",
        );
    }
    if has_other_catalog(found, then, now) {
        return Some(
            "What came after the signature cannot be judged: a later revision has another catalog, and what the one before \
             said is not compared with it.",
        );
    }
    // New objects too: what is looked up in them may be another for another reader.
    let mut later = now
        .sections()
        .iter()
        .take_while(|section| section.start >= found.end);
    if later.any(|section| !section.is_hybrid && !section.disputed.is_empty()) {
        return Some(
            "What came after the signature cannot be judged: a later revision says twice where an object is.",
        );
    }
    if !is_all_plain(then, now) {
        return Some(
            "What came after the signature cannot be judged: a later revision brings an object that readers read \
             differently.",
        );
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
