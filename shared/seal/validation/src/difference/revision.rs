//! Whether what was appended is a revision of the document that was signed, and of no other (ISO 32000-2 clause 7.5.6).

use super::{
    graph::OF_THE_FILE,
    same::{differing_keys, same},
    words,
};
use crate::structure::Found;
use segl_pdf::{
    file::{Entry, File, Reading},
    object::Object,
    parse::{are_spaces, find_last},
    stream::inflate,
};

/// How long metadata is read; of longer ones nothing is known but that they are others.
pub(super) const MAX_METADATA: usize = 4 * 1024 * 1024;

/// Whether nothing but the end mark follows the last `startxref` (clause 7.5.5), where every reader looks for it.
pub(super) fn ends_cleanly(pdf: &[u8]) -> bool {
    let tail = &pdf[pdf.len().saturating_sub(1024)..];
    let Some(mark) = find_last(tail, b"startxref") else {
        return false;
    };
    // A line end, digits, a line end: readers stumble over signs and comments.
    let line = tail[mark + 9..].trim_ascii_start();
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // A line that begins with no digit begins with no space either.
    let is_number = line.get(digits).is_some_and(u8::is_ascii_whitespace);
    let rest = &line[digits..];
    is_number
        && find_last(rest, b"%%EOF")
            .is_some_and(|end| are_spaces(&rest[..end]) && are_spaces(&rest[end + 5..]))
}

/// Whether the sections that came later follow on those of the signed revision, and on all of them (clause 7.5.6).
pub(super) fn follows_on(found: &Found, then: &File<'_>, now: &File<'_>) -> Result<(), String> {
    let sections = now.sections();
    let new = sections
        .iter()
        .take_while(|section| section.start >= found.end)
        .count();
    let is_next = sections
        .get(new)
        .is_some_and(|section| section.start == then.newest().0 && !section.is_hybrid);
    if !is_next
        || sections[new..]
            .iter()
            .any(|section| section.start >= found.end)
    {
        return Err("A later revision does not follow on the one that was signed.".to_owned());
    }
    for section in &sections[..new] {
        let trailer = &section.trailer;
        if trailer
            .get("Encrypt")
            .is_some_and(|value| *value != Object::Null)
        {
            return Err("A later revision says that the document is encrypted.".to_owned());
        }
        if section.is_ambiguous || !trailer.0.iter().all(|(key, value)| has_shape(key, value)) {
            return Err(
                "Readers would read the trailer of a later revision differently.".to_owned(),
            );
        }
        for (key, value) in &trailer.0 {
            let is_known = OF_THE_FILE.contains(&key.as_slice())
                || [b"Root".as_slice(), b"Info"].contains(&&**key);
            let before = then
                .trailer()
                .0
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value);
            if !is_known && before.is_none_or(|before| !same(before, value)) {
                return Err(format!(
                    "The trailer of a later revision says more: {}.",
                    words::key(key)
                ));
            }
        }
    }
    Ok(())
}

/// Whether an entry of a trailer that says how the file is read is what clauses 7.5.5 and 7.5.8.2 have there.
fn has_shape(key: &[u8], value: &Object) -> bool {
    let is_whole = |value: &Object| matches!(value, Object::Int(_));
    let items =
        |is_one: fn(&Object) -> bool| value.array().is_some_and(|items| items.iter().all(is_one));
    match key {
        b"Prev" | b"XRefStm" | b"Size" | b"Length" => is_whole(value),
        b"Index" | b"W" => items(|item| matches!(item, Object::Int(_))),
        b"ID" => {
            value.array().is_some_and(|parts| parts.len() == 2)
                && items(|part| matches!(part, Object::Text(_)))
        }
        b"Type" => value.name().is_some(),
        b"Filter" => value.name().is_some() || items(|filter| filter.name().is_some()),
        b"DecodeParms" => match value {
            Object::Dict(parameters) => parameters.0.iter().all(|(_, value)| is_whole(value)),
            Object::Array(_) => items(|item| match item {
                Object::Dict(parameters) => parameters
                    .0
                    .iter()
                    .all(|(_, value)| matches!(value, Object::Int(_))),
                item => *item == Object::Null,
            }),
            value => *value == Object::Null,
        },
        b"Encrypt" => *value == Object::Null,
        _ => true,
    }
}

/// Whether all that a later revision brought is written as every reader reads it, asked for or not: readers that stumble
/// over anything look for objects all over the file.
pub(super) fn is_all_plain(then: &File<'_>, now: &File<'_>) -> bool {
    let is_new = |number: u32, entry: Entry| {
        let is_moved = matches!(entry, Entry::InStream { stream, .. } if then.entry(stream) != now.entry(stream));
        entry != Entry::Free && (is_moved || then.entry(number) != Some(entry))
    };
    // What refers to an object names its generation.
    let is_plain_reference = |object: &Object| {
        object.reference().is_none_or(|(number, generation)| {
            now.generation(number).is_none_or(|own| own == generation)
        })
    };
    now.entries()
        .filter(|(number, entry)| is_new(*number, *entry))
        .all(|(number, _)| match now.reading(number) {
            Reading::Body(body) => {
                body.is_plain
                    && body.is_whole
                    && body.is_bounded
                    && body.object.reference().is_none()
                    && body.object.all(&is_plain_reference)
            }
            Reading::Unreadable | Reading::Absent => false,
        })
}

/// Whether a later revision takes another object for the catalog, as some writers do each time.
pub(super) fn has_other_catalog(found: &Found, then: &File<'_>, now: &File<'_>) -> bool {
    let mut new = now
        .sections()
        .iter()
        .take_while(|section| section.start >= found.end);
    new.any(|section| {
        // A hybrid's stream may say nothing of the document.
        let is_silent = section.is_hybrid && section.trailer.get("Root").is_none();
        !is_silent && section.trailer.get("Root") != then.trailer().get("Root")
    })
}

/// Whether a file with updates says that it is linearized and exactly as long as it is (annex F.3.3): there are readers
/// that then begin with the section at its beginning, and see nothing that came later.
pub(super) fn is_linearized_to(now: &File<'_>) -> bool {
    now.linearized_len()
        .is_some_and(|len| usize::try_from(len).ok() == Some(now.bytes.len()))
}

/// Whether later sections, and the objects that they name, begin exactly where they are said to, and no number is beyond
/// the size that the newest section says (clause 7.5.5, table 15): to some readers it is none.
pub(super) fn is_strict(found: &Found, then: &File<'_>, now: &File<'_>) -> bool {
    let mut new = now
        .sections()
        .iter()
        .take_while(|section| section.start >= found.end);
    let begins_there = |(number, entry): (u32, Entry)| match entry {
        Entry::At { offset, .. } if then.entry(number) != Some(entry) => {
            now.bytes.get(offset).is_some_and(u8::is_ascii_digit)
        }
        _ => true,
    };
    let size = now.trailer().get("Size").and_then(Object::int).unwrap_or(0);
    let is_within =
        |(number, entry): (u32, Entry)| entry == Entry::Free || i64::from(number) < size;
    new.all(|section| section.is_strict)
        && now
            .entries()
            .all(|entry| begins_there(entry) && is_within(entry))
}

/// What programs note of themselves in the document information whenever they write (clause 14.3.3, table 349).
const OF_WRITING: [&[u8]; 2] = [b"ModDate", b"Producer"];

/// Whether the file says something else about itself than when it was signed: another title, another author, other XMP
/// metadata (clause 14.3). Readers show it beside the document.
pub(super) fn says_otherwise(then: &File<'_>, now: &File<'_>) -> bool {
    let information = |file: &File<'_>| {
        let info = file.trailer().get("Info").and_then(|info| file.value(info));
        info.and_then(|(info, _)| info.dict().cloned())
            .unwrap_or_default()
    };
    let (was, is) = (information(then), information(now));
    if differing_keys(&was, &is)
        .iter()
        .any(|key| !OF_WRITING.contains(key))
    {
        return true;
    }
    let packet = |file: &File<'_>| {
        let catalog = file
            .trailer()
            .get("Root")
            .and_then(|root| file.value(root))?
            .0;
        match file.value(catalog.dict()?.get("Metadata")?)? {
            (Object::Dict(dict), Some(raw)) => {
                Some(inflate(&dict, raw, MAX_METADATA).map_err(|_| raw.len()))
            }
            _ => None,
        }
    };
    packet(then) != packet(now)
}

/// Whether a later revision takes an object that was something else for the document information dictionary.
pub(super) fn takes_other_info(found: &Found, then: &File<'_>, now: &File<'_>) -> bool {
    let new = now
        .sections()
        .iter()
        .take_while(|section| section.start >= found.end);
    let mut infos = new
        .filter_map(|section| section.trailer.get("Info"))
        .filter(|info| **info != Object::Null);
    infos.any(|info| {
        let is_new = info
            .reference()
            .is_some_and(|(number, _)| number >= then.next_number());
        !is_new && then.trailer().get("Info") != Some(info)
    })
}
