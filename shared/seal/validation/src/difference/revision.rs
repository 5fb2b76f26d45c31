//! Whether what was appended is a revision of the document that was signed, and of no other (ISO 32000-2 clause 7.5.6).

use super::{
    graph::OF_THE_FILE,
    rules::{MAX_METADATA, value_of},
    same::{differing_keys, same},
    words,
};
use crate::structure::Found;
use segl_pdf::{
    file::{Entry, File},
    object::Object,
    parse::{are_spaces, find_last},
    stream::inflate,
};

/// Whether nothing but the end mark follows the last `startxref` (clause 7.5.5), where every reader looks for it.
pub(super) fn ends_cleanly(pdf: &[u8]) -> bool {
    let tail = &pdf[pdf.len().saturating_sub(1024)..];
    let Some(mark) = find_last(tail, b"startxref") else { return false };
    // A line end, digits, a line end: readers stumble over signs and comments.
    let line = tail[mark + 9..].trim_ascii_start();
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // A line that begins with no digit begins with no space either.
    let is_number = line.get(digits).is_some_and(u8::is_ascii_whitespace);
    let rest = &line[digits..];
    is_number && find_last(rest, b"%%EOF").is_some_and(|end| are_spaces(&rest[..end]) && are_spaces(&rest[end + 5..]))
}

/// Whether the sections that came later follow on those of the signed revision, and on all of them (clause 7.5.6).
pub(super) fn follows_on(found: &Found, then: &File<'_>, now: &File<'_>) -> Result<(), String> {
    let sections = now.sections();
    let new = sections.iter().take_while(|section| section.start >= found.end).count();
    let is_next = sections.get(new).is_some_and(|section| section.start == then.newest().0 && !section.is_hybrid);
    if !is_next || sections[new..].iter().any(|section| section.start >= found.end) {
        return Err("A later revision does not follow on the one that was signed.".to_owned());
    }
    for section in &sections[..new] {
        let trailer = &section.trailer;
        let is_whole = |key: &str| trailer.get(key).is_none_or(|value| matches!(value, Object::Int(_)));
        if section.is_ambiguous || !["Prev", "XRefStm", "Size"].into_iter().all(is_whole) {
            return Err("Readers would read the trailer of a later revision differently.".to_owned());
        }
        if trailer.get("Encrypt").is_some_and(|value| *value != Object::Null) {
            return Err("A later revision says that the document is encrypted.".to_owned());
        }
        for (key, value) in &trailer.0 {
            let is_known = OF_THE_FILE.contains(&key.as_slice()) || [b"Root".as_slice(), b"Info"].contains(&&**key);
            let before = then.trailer().0.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            if !is_known && before.is_none_or(|before| !same(before, value)) {
                return Err(format!("The trailer of a later revision says more: {}.", words::key(key)));
            }
        }
    }
    Ok(())
}

/// Whether a later revision takes another object for the catalog, as some writers do each time.
pub(super) fn has_other_catalog(found: &Found, then: &File<'_>, now: &File<'_>) -> bool {
    let mut new = now.sections().iter().take_while(|section| section.start >= found.end);
    new.any(|section| {
        // A hybrid's stream may say nothing of the document.
        let is_silent = section.is_hybrid && section.trailer.get("Root").is_none();
        !is_silent && section.trailer.get("Root") != then.trailer().get("Root")
    })
}

/// Whether a file with updates says that it is linearized and exactly as long as it is (annex F.3.3): there are readers
/// that then begin with the section at its beginning, and see nothing that came later.
pub(super) fn is_linearized_to(now: &File<'_>) -> bool {
    now.linearized_len().is_some_and(|len| usize::try_from(len).ok() == Some(now.bytes.len()))
}

/// Whether later sections, and the objects that they name, begin exactly where they are said to.
pub(super) fn is_strict(found: &Found, then: &File<'_>, now: &File<'_>) -> bool {
    let mut new = now.sections().iter().take_while(|section| section.start >= found.end);
    let begins_there = |(number, entry): (u32, Entry)| match entry {
        Entry::At { offset, .. } if then.entry(number) != Some(entry) => {
            now.bytes.get(offset).is_some_and(u8::is_ascii_digit)
        }
        _ => true,
    };
    new.all(|section| section.is_strict) && now.entries().all(begins_there)
}

/// What programs note of themselves in the document information whenever they write (clause 14.3.3, table 349).
const OF_WRITING: [&[u8]; 2] = [b"ModDate", b"Producer"];

/// Whether the file says something else about itself than when it was signed: another title, another author, other XMP
/// metadata (clause 14.3). Readers show it beside the document.
pub(super) fn says_otherwise(then: &File<'_>, now: &File<'_>) -> bool {
    let information = |file: &File<'_>| {
        let info = file.trailer().get("Info").and_then(|info| value_of(file, info));
        info.and_then(|(info, _)| info.dict().cloned()).unwrap_or_default()
    };
    let (was, is) = (information(then), information(now));
    if differing_keys(&was, &is).iter().any(|key| !OF_WRITING.contains(key)) {
        return true;
    }
    let packet = |file: &File<'_>| {
        let catalog = file.trailer().get("Root").and_then(|root| value_of(file, root))?.0;
        match value_of(file, catalog.dict()?.get("Metadata")?)? {
            (Object::Dict(dict), Some(raw)) => Some(inflate(&dict, raw, MAX_METADATA).map_err(|_| raw.len())),
            _ => None,
        }
    };
    packet(then) != packet(now)
}

/// Whether a later revision takes an object that was something else for the document information dictionary.
pub(super) fn takes_other_info(found: &Found, then: &File<'_>, now: &File<'_>) -> bool {
    let new = now.sections().iter().take_while(|section| section.start >= found.end);
    let mut infos = new.filter_map(|section| section.trailer.get("Info")).filter(|info| **info != Object::Null);
    infos.any(|info| {
        let is_new = info.reference().is_some_and(|(number, _)| number >= then.next_number());
        !is_new && then.trailer().get("Info") != Some(info)
    })
}
