//! The signatures of a file: which fields hold one, and whether each says truly what it covers.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::checks::{Coverage, Kind, Modifications};
use segl_pdf::{
    file::{Entry, File},
    object::{Dict, Number, Object},
};

/// A signature field that is signed.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The full name of its field.
    pub(super) field: String,
    pub(super) kind: Kind,
    pub(super) sub_filter: Vec<u8>,
    /// The four numbers, checked against the file unless there is a `problem`.
    pub(super) range: [usize; 4],
    /// Where the revision that was signed ends.
    pub(super) end: usize,
    /// The signature itself, filling cut off by whoever reads it.
    pub(super) contents: Vec<u8>,
    pub(super) claimed_signing_time: Option<Timestamp>,
    pub(super) coverage: Coverage,
    /// What DocMDP allows after it, if it is a certification (clause 12.8.2.2).
    pub(super) permission: Option<i64>,
    /// Which fields it locks (clause 12.8.2.4).
    pub(super) locks: Vec<Lock>,
    /// The signature dictionary's number.
    pub(super) dictionary: u32,
    /// Whether several fields have it as their value.
    pub(super) is_shared: bool,
    /// Why it can be no signature.
    pub(super) problem: Option<&'static str>,
}

/// Fields that a signature locks, by their full names, each with all below it.
#[derive(Clone, Debug)]
pub(super) enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Found {
    /// What may come after it at most.
    pub(super) const fn limit(&self) -> Modifications {
        match self.permission {
            None | Some(2 | 3) => Modifications::FormFilling,
            // What the standard does not know allows nothing.
            Some(_) => Modifications::LtaUpdates,
        }
    }

    /// Whether it locks the field with this name.
    pub(super) fn locks(&self, field: &str) -> bool {
        let is_below = |name: &String| {
            field
                .strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.locks.iter().any(|lock| match lock {
            Lock::All => true,
            Lock::Include(names) => names.iter().any(is_below),
            Lock::Exclude(names) => !names.iter().any(is_below),
        })
    }

    /// Whether it says that it is a PAdES signature or timestamp.
    pub(super) fn is_pades(&self) -> bool {
        self.sub_filter == b"ETSI.CAdES.detached"
    }
}

/// How long a field's full name is read.
pub(super) const MAX_NAME: usize = 1024;
/// How deep fields nest.
const MAX_DEPTH: usize = 32;

/// All signed fields, in the order in which they were signed.
pub(super) fn signatures_in(file: &File<'_>) -> Vec<Found> {
    all_signatures_in(file).0
}

/// The same, and whether there are fields below those that are walked.
pub(super) fn all_signatures_in(file: &File<'_>) -> (Vec<Found>, bool) {
    let mut fields = Vec::new();
    let mut is_deeper = false;
    if let Some((_, catalog)) = file.catalog()
        && let Some(form) = file.dict_in(&catalog, "AcroForm")
    {
        let mut seen = BTreeSet::new();
        let roots = file.array_in(&form, "Fields").unwrap_or_default();
        is_deeper = walk(file, &roots, "", None, 0, &mut seen, &mut fields);
    }
    let mut uses: BTreeMap<u32, usize> = BTreeMap::new();
    for SignedField { value, .. } in &fields {
        if let Some((number, _)) = value.reference() {
            *uses.entry(number).or_default() += 1;
        }
    }
    let mut found: Vec<Found> = fields.iter().map(|field| read(file, field)).collect();
    for one in &mut found {
        if uses.get(&one.dictionary).is_some_and(|count| *count > 1) {
            one.is_shared = true;
        }
    }
    // Two dictionaries over the same bytes, or ranges that overlap in their gaps, are one signature shown twice.
    let gaps: Vec<(usize, usize)> = found
        .iter()
        .map(|one| (one.range[1], one.range[2]))
        .collect();
    for (place, one) in found.iter_mut().enumerate() {
        let overlaps = |(other, gap): (usize, &(usize, usize))| {
            other != place && gap.0 < one.range[2] && one.range[1] < gap.1
        };
        if one.problem.is_none() && !one.is_shared && gaps.iter().enumerate().any(overlaps) {
            one.problem = Some("Two signatures stand at the same place in the file.");
        }
    }
    found.sort_by_key(|one| one.end);
    (found, is_deeper)
}

/// A field that holds a signature.
struct SignedField {
    name: String,
    value: Object,
    /// What its lock allows to come after it (table 237).
    permission: Option<i64>,
}

/// Whether there is more below than is walked.
fn walk(
    file: &File<'_>,
    fields: &[Object],
    above: &str,
    kind: Option<&[u8]>,
    depth: usize,
    seen: &mut BTreeSet<Number>,
    found: &mut Vec<SignedField>,
) -> bool {
    if depth > MAX_DEPTH {
        return !fields.is_empty();
    }
    let mut is_deeper = false;
    for field in fields {
        if field.reference().is_some_and(|number| !seen.insert(number)) {
            continue;
        }
        let Object::Dict(dict) = file.resolve(field) else {
            continue;
        };
        let own = dict.get("T").map(|name| text(&file.resolve(name)));
        let mut name = match own {
            Some(own) if above.is_empty() => own,
            Some(own) => format!("{above}.{own}"),
            None => above.to_owned(),
        };
        // Every field below repeats it.
        name.truncate(name.floor_char_boundary(MAX_NAME));
        let own_kind = dict.get("FT").map(|kind| file.resolve(kind));
        let kind = own_kind.as_ref().and_then(Object::name).or(kind);
        if kind == Some(b"Sig")
            && let Some(value) = dict
                .get("V")
                .filter(|value| file.resolve(value) != Object::Null)
        {
            let lock = file.dict_in(&dict, "Lock");
            let permission = lock.and_then(|lock| file.resolve(lock.get("P")?).int());
            found.push(SignedField {
                name: name.clone(),
                value: value.clone(),
                permission,
            });
        }
        // A list that fields share, each below the other, would be walked more often than there are numbers.
        let is_known = dict
            .get("Kids")
            .and_then(Object::reference)
            .is_some_and(|number| !seen.insert(number));
        let kids = if is_known {
            Vec::new()
        } else {
            file.array_in(&dict, "Kids").unwrap_or_default()
        };
        is_deeper |= walk(file, &kids, &name, kind, depth + 1, seen, found);
    }
    is_deeper
}

/// A text string as it reads (clause 7.9.2.2).
pub(super) fn text(object: &Object) -> String {
    match object {
        Object::Text(bytes) => match bytes.strip_prefix(&[0xfe, 0xff]) {
            Some(wide) => {
                let units: Vec<u16> = wide
                    .chunks_exact(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                    .collect();
                String::from_utf16_lossy(&units)
            }
            None => bytes.iter().map(|byte| char::from(*byte)).collect(),
        },
        _ => String::new(),
    }
}

fn read(
    file: &File<'_>,
    SignedField {
        name,
        value,
        permission,
    }: &SignedField,
) -> Found {
    let mut found = Found {
        field: name.clone(),
        kind: Kind::Signature,
        sub_filter: Vec::new(),
        range: [0; 4],
        end: file.bytes.len(),
        contents: Vec::new(),
        claimed_signing_time: None,
        coverage: Coverage::Unclear,
        permission: *permission,
        locks: Vec::new(),
        dictionary: value.reference().map_or(0, |(number, _)| number),
        is_shared: false,
        problem: None,
    };
    let Object::Dict(dict) = file.resolve(value) else {
        found.problem = Some("The signature field holds no signature.");
        return found;
    };
    found.sub_filter = dict
        .get("SubFilter")
        .map(|name| file.resolve(name))
        .and_then(|name| name.name().map(<[u8]>::to_vec))
        .unwrap_or_default();
    if found.sub_filter == b"ETSI.RFC3161" || dict.is_type("DocTimeStamp") {
        found.kind = Kind::DocumentTimestamp;
    }
    found.claimed_signing_time = dict
        .get("M")
        .and_then(|date| pdf_date(&text(&file.resolve(date))));
    references(file, &dict, &mut found);
    found.problem = bounds(file, &dict, &mut found).err();
    found
}

/// What the signature allows to come after it (clause 12.8.2).
fn references(file: &File<'_>, dict: &Dict, found: &mut Found) {
    for reference in file.array_in(dict, "Reference").unwrap_or_default() {
        let Object::Dict(reference) = file.resolve(&reference) else {
            continue;
        };
        let method = reference
            .get("TransformMethod")
            .map(|method| file.resolve(method));
        match method.as_ref().and_then(Object::name) {
            Some(b"DocMDP") => {
                let parameters = file
                    .dict_in(&reference, "TransformParams")
                    .unwrap_or_default();
                let permission = parameters
                    .get("P")
                    .and_then(|p| file.resolve(p).int())
                    .unwrap_or(2);
                // Of two the stricter counts.
                found.permission = Some(
                    found
                        .permission
                        .map_or(permission, |known| known.min(permission)),
                );
            }
            Some(b"FieldMDP") => {
                let parameters = file
                    .dict_in(&reference, "TransformParams")
                    .unwrap_or_default();
                let names = file.array_in(&parameters, "Fields").unwrap_or_default();
                let names = names.iter().map(|name| text(&file.resolve(name))).collect();
                let action = parameters.get("Action").map(|action| file.resolve(action));
                found
                    .locks
                    .push(match action.as_ref().and_then(Object::name) {
                        Some(b"Include") => Lock::Include(names),
                        Some(b"Exclude") => Lock::Exclude(names),
                        _ => Lock::All,
                    });
            }
            _ => {}
        }
    }
}

/// Checks the byte range against the file: from its beginning to the end of a revision, all but the signature's own
/// value, which must stand in the gap as it is read.
fn bounds(file: &File<'_>, dict: &Dict, found: &mut Found) -> Result<(), &'static str> {
    let bytes = file.bytes;
    let offset = match file.entry(found.dictionary) {
        Some(Entry::At { offset, .. }) => offset,
        _ => return Err("The signature does not stand in the file as an object of its own."),
    };
    let range: Vec<usize> = file
        .array_in(dict, "ByteRange")
        .ok_or("The signature does not say what it covers.")?
        .iter()
        .filter_map(|number| match file.resolve(number) {
            Object::Int(number) => usize::try_from(number).ok(),
            _ => None,
        })
        .collect();
    let [start, length, after, rest] = range[..] else {
        return Err("The signature does not say what it covers.");
    };
    let end = after.checked_add(rest).filter(|end| *end <= bytes.len());
    let end = end.ok_or("The signature covers more than there is.")?;
    if start != 0 || after <= length {
        return Err("What the signature covers does not begin with the file, or overlaps.");
    }
    found.range = [start, length, after, rest];
    found.end = end;
    let Some(Object::Text(contents)) = dict.get("Contents") else {
        return Err("The signature has no value.");
    };
    let gap = &bytes[length..after];
    let digits = gap
        .strip_prefix(b"<")
        .and_then(|gap| gap.strip_suffix(b">"))
        .ok_or("The gap is not the signature.")?;
    let mut value = Vec::with_capacity(digits.len() / 2);
    for pair in digits.chunks(2) {
        let pair = std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit()));
        value.push(
            pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())
                .ok_or("The gap holds more than the signature.")?,
        );
    }
    let before = bytes[..length].trim_ascii_end();
    let stands_there = offset < length && before.ends_with(b"/Contents") && before.len() > offset;
    if value != *contents || !stands_there {
        return Err("The gap is not where this signature's value stands.");
    }
    found.contents = value;
    // The gap must be within the dictionary's own object, which ends before the revision does.
    if memchr::memmem::find(&bytes[offset..length], b"endobj").is_some() {
        return Err("The gap is not within the signature's own object.");
    }
    found.coverage = if end == bytes.len() {
        Coverage::EntireFile
    } else if ends_revision(&bytes[..end])
        || bytes[end..]
            .iter()
            .all(|byte| matches!(byte, b'\r' | b'\n'))
    {
        Coverage::EntireRevision
    } else {
        return Err("What the signature covers does not end where a revision ends.");
    };
    if bytes[end..]
        .iter()
        .all(|byte| matches!(byte, b'\r' | b'\n'))
    {
        found.coverage = Coverage::EntireFile;
    }
    Ok(())
}

fn ends_revision(bytes: &[u8]) -> bool {
    bytes.trim_ascii_end().ends_with(b"%%EOF")
}

/// A date (clause 7.9.4), such as `D:20261124120000+01'00'`.
fn pdf_date(text: &str) -> Option<Timestamp> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let (date, time) = (digits.get(..8)?, digits.get(8..14).unwrap_or("000000"));
    let zone: String = text[digits.len()..]
        .chars()
        .filter(|c| *c != '\'')
        .collect();
    let zone = if zone.is_empty() || zone.starts_with('Z') {
        "Z".to_owned()
    } else {
        zone
    };
    format!("{date}T{time}{zone}").parse().ok()
}
