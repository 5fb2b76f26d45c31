//! Where objects stand: cross-reference tables and streams (ISO 32000-2 clauses 7.5.4 and 7.5.8).

use std::collections::{BTreeMap, BTreeSet, btree_map};

use super::{
    limits::{MAX_OBJECTS, MAX_READ},
    object::{Dict, Number, Object},
    parse::{Parser, are_spaces, find_last},
    stream::{Stream, Unpacked, stream_at, unpack},
};

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The number is not in use.
    Free,
    /// The object stands in the file itself.
    At {
        /// Bytes from the header to the object.
        offset: usize,
        /// Its generation.
        generation: u16,
    },
    /// The object stands in an object stream.
    InStream {
        /// The stream's number.
        stream: u32,
        /// At which place there.
        index: u32,
    },
}

/// How a cross-reference section is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A table (clause 7.5.4).
    #[default]
    Table,
    /// A stream (clause 7.5.8).
    Stream,
}

/// What the cross-reference sections say.
#[derive(Default)]
pub(crate) struct Xref {
    pub(crate) entries: BTreeMap<u32, Entry>,
    pub(crate) trailer: Dict,
    /// Where the newest section begins, and how it is written.
    pub(crate) newest: (usize, Kind),
    /// Whether a section is written otherwise than strict readers want it.
    pub(crate) is_lax: bool,
    /// The sections in the order in which they were read; none after a scan.
    pub(crate) sections: Vec<SectionFacts>,
    /// Whether something in a trailer was read that no copy is like ([`Parser::is_misread`]).
    pub(crate) is_misread: bool,
    /// Where any section, old or new, says that an object begins, and which; and where sections themselves do that are
    /// streams. With each the revision that last says so, the newest being 0.
    pub(crate) listed: BTreeMap<(usize, Number), usize>,
    /// Which object stream any section says an object to be in, and that object; with the revision that last says so.
    pub(crate) packed: BTreeMap<(u32, u32), usize>,
}

/// What is known of a cross-reference section besides its entries.
#[derive(Clone, Debug)]
pub struct SectionFacts {
    /// Where it begins.
    pub start: usize,
    /// Its trailer, or the dictionary of its stream.
    pub trailer: Dict,
    /// Whether it is the stream of a hybrid file's table (clause 7.5.8.4), which not every reader reads.
    pub is_hybrid: bool,
    /// Whether its trailer says something twice.
    pub is_ambiguous: bool,
    /// Whether it begins where it is said to, and its rows are twenty bytes each (clause 7.5.4): there are readers that
    /// count on it, and search the file for objects where it is not so.
    pub is_strict: bool,
    /// The numbers that readers may look up differently: named twice, or by a hybrid file's stream.
    pub disputed: Vec<u32>,
}

/// The highest number an object may have (clause C.2 of ISO 32000-1: what readers are known to manage).
pub(crate) const HIGHEST_NUMBER: u32 = 8_388_607;
/// How many sections a chain may have: each incremental update adds one.
const MAX_SECTIONS: usize = 256;
/// How many entries all sections may have together.
const MAX_ENTRIES: usize = 4 * MAX_OBJECTS;

/// Reads the chain of sections from the newest back.
pub(crate) fn read(bytes: &[u8]) -> Option<Xref> {
    let tail = bytes.len().saturating_sub(2048);
    let mark = tail + find_last(&bytes[tail..], b"startxref")?;
    let start = usize::try_from(Parser::new(bytes, mark + 9).number()?).ok()?;
    let mut xref: Option<Xref> = None;
    let mut waiting = vec![(start, false)];
    let mut seen = BTreeSet::new();
    // What the table before hides from readers that do not know of its stream.
    let mut hidden: BTreeSet<u32> = BTreeSet::new();
    // And what it shows itself.
    let mut shown: BTreeMap<u32, Entry> = BTreeMap::new();
    let (mut entries_read, mut bytes_read, mut tables) = (0, 0_usize, 0_usize);
    while let Some((offset, is_hybrid)) = waiting.pop() {
        if !seen.insert(offset)
            || seen.len() > MAX_SECTIONS
            || entries_read > MAX_ENTRIES
            || bytes_read > MAX_READ
        {
            return None;
        }
        let Section {
            start: offset,
            entries,
            trailer,
            kind,
            cost,
            is_lax,
            is_ambiguous,
            is_misread,
            is_strict,
        } = section(bytes, offset)?;
        // A hybrid's stream is of the same revision as its table.
        tables += usize::from(!is_hybrid);
        let revision = tables - 1;
        entries_read += entries.len();
        bytes_read = bytes_read.saturating_add(cost);
        if entries
            .iter()
            .any(|(number, entry)| *number > HIGHEST_NUMBER && *entry != Entry::Free)
        {
            return None;
        }
        // A hybrid file's stream stands between its table and what the table follows on.
        let at = |key: &str| {
            trailer
                .get(key)
                .and_then(Object::int)
                .and_then(|at| usize::try_from(at).ok())
        };
        waiting.extend(at("Prev").map(|at| (at, false)));
        waiting.extend(at("XRefStm").map(|at| (at, true)));
        let has_stream = at("XRefStm").is_some();
        let disputed = disputed_in(&entries, is_hybrid);
        let facts = SectionFacts {
            start: offset,
            trailer,
            is_hybrid,
            is_ambiguous,
            is_strict,
            disputed,
        };
        let xref = xref.get_or_insert_with(|| Xref {
            entries: BTreeMap::new(),
            trailer: facts.trailer.clone(),
            newest: (offset, kind),
            is_lax: false,
            is_misread: false,
            sections: Vec::new(),
            listed: BTreeMap::new(),
            packed: BTreeMap::new(),
        });
        xref.is_lax |= is_lax;
        // Some take a hybrid file's stream before its table, and some behind it.
        let is_other =
            |(number, entry): &(u32, Entry)| shown.get(number).is_some_and(|shown| shown != entry);
        xref.is_misread |= is_misread || is_hybrid && entries.iter().any(is_other);
        if let Some(number) = Parser::new(bytes, offset).object_header() {
            xref.listed.entry((offset, number)).or_insert(revision);
        }
        for (number, entry) in &entries {
            match entry {
                Entry::At { offset, generation } => {
                    xref.listed
                        .entry((*offset, (*number, *generation)))
                        .or_insert(revision);
                }
                Entry::InStream { stream, .. } => {
                    xref.packed.entry((*stream, *number)).or_insert(revision);
                }
                Entry::Free => {}
            }
        }
        xref.sections.push(facts);
        shown = entries
            .iter()
            .filter(|(_, entry)| has_stream && *entry != Entry::Free)
            .copied()
            .collect();
        let mut hides = BTreeSet::new();
        for (number, entry) in entries
            .into_iter()
            .filter(|(number, _)| *number <= HIGHEST_NUMBER)
        {
            // What a newer section says stands, and what it frees stays free; only what a hybrid's own table hides does
            // its stream show.
            match xref.entries.entry(number) {
                btree_map::Entry::Vacant(slot) => {
                    slot.insert(entry);
                    if has_stream && entry == Entry::Free {
                        hides.insert(number);
                    }
                }
                btree_map::Entry::Occupied(mut slot) if is_hybrid && hidden.contains(&number) => {
                    slot.insert(entry);
                }
                btree_map::Entry::Occupied(_) => {}
            }
        }
        hidden = hides;
        if xref.entries.len() > MAX_OBJECTS {
            return None;
        }
    }
    xref
}

/// The numbers of a section that readers may look up differently.
fn disputed_in(entries: &[(u32, Entry)], is_hybrid: bool) -> Vec<u32> {
    if is_hybrid {
        return entries.iter().map(|(number, _)| *number).collect();
    }
    // Nearly all sections name their numbers in order, and thus once.
    if entries.windows(2).all(|pair| pair[0].0 < pair[1].0) {
        return Vec::new();
    }
    let mut sorted = entries.to_vec();
    sorted.sort_by_key(|(number, _)| *number);
    let twice = sorted
        .windows(2)
        .filter(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1);
    twice.map(|pair| pair[0].0).collect()
}

struct Section {
    /// Where it begins indeed, which may be a line end after where it is said to.
    start: usize,
    entries: Vec<(u32, Entry)>,
    trailer: Dict,
    kind: Kind,
    /// How many bytes were read, and unpacked.
    cost: usize,
    /// Whether strict readers would refuse it: rows that are not twenty bytes each, or a trailer that is odd.
    is_lax: bool,
    /// Whether its trailer says something twice.
    is_ambiguous: bool,
    /// Whether something in its trailer was read that no copy is like.
    is_misread: bool,
    /// Whether it begins where it is said to, and its rows are twenty bytes each.
    is_strict: bool,
}

/// What a section says.
pub(crate) struct Read {
    pub(crate) entries: Vec<(u32, Entry)>,
    pub(crate) trailer: Dict,
    /// How many bytes were read, and unpacked.
    pub(crate) cost: usize,
    is_lax: bool,
    is_ambiguous: bool,
    is_misread: bool,
    is_strict: bool,
}

fn section(bytes: &[u8], offset: usize) -> Option<Section> {
    let mut parser = Parser::new(bytes, offset);
    parser.skip_space();
    let start = parser.at;
    let (kind, read) = if parser.eat(b"xref") {
        (Kind::Table, table(bytes, parser)?)
    } else {
        (Kind::Stream, stream(bytes, parser)?)
    };
    let Read {
        entries,
        trailer,
        cost,
        is_lax,
        is_ambiguous,
        is_misread,
        is_strict,
    } = read;
    let is_strict =
        is_strict && start == offset && is_within_limits(&entries, &trailer, bytes.len());
    Some(Section {
        start,
        entries,
        trailer,
        kind,
        cost,
        is_lax,
        is_ambiguous,
        is_misread,
        is_strict,
    })
}

/// Whether a section says no number that a reader could stumble over (clause 7.5.5 table 15, annex C.2): readers that do
/// look for objects all over the file.
fn is_within_limits(entries: &[(u32, Entry)], trailer: &Dict, len: usize) -> bool {
    let Some(size) = trailer.get("Size").and_then(Object::int) else {
        return false;
    };
    let is_place = |at: &Object| {
        at.int()
            .and_then(|at| usize::try_from(at).ok())
            .is_some_and(|at| at < len)
    };
    (1..=i64::from(HIGHEST_NUMBER) + 1).contains(&size)
        && entries.iter().all(|(number, _)| *number <= HIGHEST_NUMBER)
        && ["Prev", "XRefStm"]
            .iter()
            .all(|key| trailer.get(key).is_none_or(is_place))
}

fn table(bytes: &[u8], mut parser: Parser<'_>) -> Option<Read> {
    let mut entries = Vec::new();
    let mut is_strict = ends_line(bytes, parser.at);
    loop {
        let before = parser.at;
        parser.skip_space();
        // A comment is one to those readers alone that expect one there.
        is_strict &= are_spaces(&bytes[before..parser.at]);
        if parser.eat(b"trailer") {
            is_strict &= bytes[parser.at..].trim_ascii_start().starts_with(b"<<");
            let Some(Object::Dict(trailer)) = parser.object() else {
                return None;
            };
            let Parser {
                is_ambiguous,
                is_misread,
                ..
            } = parser;
            let (cost, is_lax) = (parser.passed(), !is_strict || parser.is_lax);
            return Some(Read {
                entries,
                trailer,
                cost,
                is_lax,
                is_ambiguous,
                is_misread,
                is_strict,
            });
        }
        let head = parser.at;
        let first = u32::try_from(parser.number()?).ok()?;
        let count = u32::try_from(parser.number()?).ok()?;
        if entries.len() > MAX_OBJECTS {
            return None;
        }
        is_strict &= is_strict_head(bytes, head, parser.at);
        parser.skip_space();
        is_strict &= (0..count as usize).all(|row| is_strict_row(bytes, parser.at + 20 * row));
        for place in 0..count {
            let offset = usize::try_from(parser.number()?).ok()?;
            let generation = u16::try_from(parser.number()?).ok().unwrap_or(u16::MAX);
            parser.skip_space();
            let entry = if parser.eat(b"n") {
                Entry::At { offset, generation }
            } else if parser.eat(b"f") {
                Entry::Free
            } else {
                return None;
            };
            entries.push((first.checked_add(place)?, entry));
        }
    }
}

/// Whether nothing but spaces stand before the end of the line.
fn ends_line(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    matches!(rest.iter().find(|byte| **byte != b' '), Some(b'\r' | b'\n'))
}

/// Whether a part of a table begins as clause 7.5.4 has it: two numbers, a space between them, on a line of their own.
fn is_strict_head(bytes: &[u8], start: usize, end: usize) -> bool {
    let Some(head) = bytes.get(start..end) else {
        return false;
    };
    let parts: Vec<&[u8]> = head.split(|byte| *byte == b' ').collect();
    let is_number =
        |part: &&[u8]| (1..=10).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    matches!(&parts[..], [first, count] if is_number(first) && is_number(count))
        && ends_line(bytes, end)
}

/// Whether twenty bytes are a row as clause 7.5.4 has it: `0000000015 00000 n` and two more for the end of the line.
fn is_strict_row(bytes: &[u8], at: usize) -> bool {
    let Some(row) = bytes.get(at..at + 20) else {
        return false;
    };
    let digits = |range: std::ops::Range<usize>| row[range].iter().all(u8::is_ascii_digit);
    digits(0..10)
        && row[10] == b' '
        && digits(11..16)
        && row[16] == b' '
        && matches!(row[17], b'n' | b'f')
        && matches!(row[18..], [b' ', b'\r' | b'\n'] | [b'\r', b'\n'])
}

/// What the cross-reference stream says that is next.
pub(crate) fn stream(bytes: &[u8], mut parser: Parser<'_>) -> Option<Read> {
    let Stream {
        dict,
        raw,
        searched,
        is_plain,
        ..
    } = stream_at(&mut parser, bytes, &|_| None)?;
    if !dict.is_type("XRef") {
        return None;
    }
    let Unpacked {
        data,
        is_strict: is_packed_strictly,
    } = unpack(&dict, raw, 24 * MAX_OBJECTS).ok()?;
    let cost = parser.passed() + searched + raw.len() + data.len();
    let widths: Vec<usize> = dict
        .get("W")?
        .array()?
        .iter()
        .map(|width| width.int().and_then(|n| usize::try_from(n).ok()))
        .collect::<Option<_>>()?;
    let [kind, second, third] = widths[..] else {
        return None;
    };
    let row = kind.checked_add(second)?.checked_add(third)?;
    if row == 0 || row > 24 {
        return None;
    }
    let size = dict.get("Size")?.int()?;
    let said = dict.get("Index").and_then(Object::array);
    let index: Vec<i64> = said.map_or_else(
        || vec![0, size],
        |index| index.iter().filter_map(Object::int).collect(),
    );
    // Numbers that there can be, and nothing else (table 17): readers that find something else look for objects. That a
    // range does not go beyond them is seen by its rows.
    let are_ranges = dict.get("Index").is_none() == said.is_none()
        && said.is_none_or(|said| said.len() == index.len())
        && index
            .iter()
            .all(|number| (0..=i64::from(HIGHEST_NUMBER) + 1).contains(number));
    let mut rows = data.chunks_exact(row);
    // Fields as wide as readers take them, a row for each number and no more, and kinds and generations that there are.
    let mut is_strict = is_packed_strictly
        && kind <= 4
        && second <= 8
        && third <= 4
        && rows.remainder().is_empty()
        && index.len().is_multiple_of(2)
        && are_ranges;
    let mut entries = Vec::new();
    for range in index.chunks_exact(2) {
        let (first, count) = (u32::try_from(range[0]).ok()?, u32::try_from(range[1]).ok()?);
        for place in 0..count {
            let Some(row) = rows.next() else {
                is_strict = false;
                break;
            };
            let number = |from: usize, width: usize| {
                row[from..from + width]
                    .iter()
                    .fold(0u64, |n, b| n << 8 | u64::from(*b))
            };
            let kind_of = if kind == 0 { 1 } else { number(0, kind) };
            let (two, three) = (number(kind, second), number(kind + second, third));
            is_strict &= kind_of <= 2 && (kind_of != 1 || three <= u64::from(u16::MAX));
            let entry = match kind_of {
                1 => Entry::At {
                    offset: usize::try_from(two).ok()?,
                    generation: u16::try_from(three).unwrap_or(u16::MAX),
                },
                2 => Entry::InStream {
                    stream: u32::try_from(two).ok()?,
                    index: u32::try_from(three).ok()?,
                },
                _ => Entry::Free,
            };
            entries.push((first.checked_add(place)?, entry));
            if entries.len() > MAX_OBJECTS {
                return None;
            }
        }
    }
    is_strict &= rows.next().is_none();
    let is_ambiguous = parser.is_ambiguous || !is_plain;
    let is_misread = parser.is_misread;
    Some(Read {
        entries,
        trailer: dict,
        cost,
        is_lax: false,
        is_ambiguous,
        is_misread,
        is_strict,
    })
}

#[cfg(test)]
mod tests;
