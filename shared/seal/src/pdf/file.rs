//! A PDF as it is read: objects by number, pages in order.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    rc::Rc,
};

use thiserror::Error;

use super::{
    object::{Dict, Number, Object},
    parse::{Parser, find},
    xref::{self, MOST_OBJECTS, Xref},
};

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Free,
    At { offset: usize, generation: u16 },
    InStream { stream: u32 },
}

/// How a cross-reference section is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    Stream,
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Broken {
    #[error("no header")]
    NoHeader,
    #[error("no catalog")]
    NoCatalog,
    #[error("too deep")]
    TooDeep,
    #[error("too large when unpacked")]
    TooLarge,
    #[error("too many objects")]
    TooManyObjects,
    #[error("too many pages")]
    TooManyPages,
}

/// How many bytes object streams may unpack to, in all.
const MOST_UNPACKED: usize = 128 * 1024 * 1024;
/// The most pages a document may have.
pub(crate) const MOST_PAGES: usize = 5_000;

type Packed = Rc<BTreeMap<u32, Object>>;

/// A PDF as it is read.
pub(crate) struct File<'a> {
    pub(crate) bytes: &'a [u8],
    xref: Xref,
    /// Whether all sections tell the truth, so that an update may follow on them.
    pub(crate) is_sound: bool,
    pub(crate) version: (u8, u8),
    packed: RefCell<BTreeMap<u32, Option<Packed>>>,
    unpacked: Cell<usize>,
    too_large: Cell<bool>,
    too_deep: Cell<bool>,
}

/// A page with what it inherits.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// Its number, unless it stands in the tree itself.
    pub(crate) number: Option<Number>,
    pub(crate) dict: Dict,
}

impl<'a> File<'a> {
    pub(crate) fn open(whole: &'a [u8]) -> Result<Self, Broken> {
        let start = find(&whole[..whole.len().min(1024)], b"%PDF-").ok_or(Broken::NoHeader)?;
        let bytes = &whole[start..];
        let digit = |place: usize| bytes.get(place).filter(|b| b.is_ascii_digit()).map_or(1, |b| b - b'0');
        let version = (digit(5), digit(7));
        let mut file = Self {
            bytes,
            xref: Xref { entries: BTreeMap::new(), trailer: Dict::default(), newest: (0, Kind::Table) },
            is_sound: false,
            version,
            packed: RefCell::default(),
            unpacked: Cell::new(0),
            too_large: Cell::new(false),
            too_deep: Cell::new(false),
        };
        if let Some(read) = xref::read(bytes) {
            file.xref = read;
            if file.tells_the_truth() {
                // Bytes before the header move every offset; nothing may be appended to such a file.
                file.is_sound = start == 0;
                return Ok(file);
            }
        }
        file.packed.borrow_mut().clear();
        file.xref = xref::scan(bytes)?;
        file.unpack_all();
        file.catalog().ok_or(if file.too_large.get() { Broken::TooLarge } else { Broken::NoCatalog })?;
        Ok(file)
    }

    fn tells_the_truth(&self) -> bool {
        let headers_are_right = self.xref.entries.iter().all(|(number, entry)| match entry {
            Entry::At { offset, generation } => {
                Parser::new(self.bytes, *offset).object_header() == Some((*number, *generation))
            }
            Entry::Free | Entry::InStream { .. } => true,
        });
        headers_are_right && self.catalog().is_some_and(|(_, catalog)| catalog.get("Pages").is_some())
    }

    /// After a scan: what stands in object streams is known by unpacking them.
    fn unpack_all(&mut self) {
        let numbers: Vec<u32> = self.xref.entries.keys().copied().collect();
        for number in numbers {
            let is_packed = self.stream(number).is_some_and(|(dict, _)| dict.is_type("ObjStm"));
            if let Some(packed) = is_packed.then(|| self.unpack(number)).flatten() {
                for inner in packed.keys() {
                    self.xref.entries.entry(*inner).or_insert(Entry::InStream { stream: number });
                }
            }
        }
        if self.xref.trailer.get("Root").is_none() {
            let numbers: Vec<u32> = self.xref.entries.keys().copied().collect();
            let is_catalog = |number: &u32| {
                self.get(*number).is_some_and(|object| object.dict().is_some_and(|dict| dict.is_type("Catalog")))
            };
            if let Some(number) = numbers.into_iter().rev().find(is_catalog) {
                self.xref.trailer.set("Root", Object::Ref((number, 0)));
            }
        }
    }

    pub(crate) const fn trailer(&self) -> &Dict {
        &self.xref.trailer
    }

    /// Where the newest section begins, and how it is written.
    pub(crate) const fn newest(&self) -> (usize, Kind) {
        self.xref.newest
    }

    /// The first number that no object has.
    pub(crate) fn next_number(&self) -> u32 {
        let size = self.xref.trailer.get("Size").and_then(Object::int).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        let highest = self.xref.entries.keys().next_back().map_or(0, |number| number.saturating_add(1));
        size.max(highest)
    }

    /// The numbers of all objects in use.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.xref.entries.iter().filter(|(_, entry)| **entry != Entry::Free).map(|(number, _)| *number)
    }

    /// Whether something was left unread for being too large or too deep.
    pub(crate) fn limits(&self) -> Result<(), Broken> {
        match (self.too_large.get(), self.too_deep.get()) {
            (true, _) => Err(Broken::TooLarge),
            (_, true) => Err(Broken::TooDeep),
            _ => Ok(()),
        }
    }

    /// The object with this number; `None` for one that is not there or cannot be read.
    pub(crate) fn get(&self, number: u32) -> Option<Object> {
        match self.xref.entries.get(&number)? {
            Entry::Free => None,
            Entry::At { offset, .. } => {
                let mut parser = Parser::new(self.bytes, *offset);
                (parser.object_header()?.0 == number).then_some(())?;
                let object = parser.object();
                self.too_deep.set(self.too_deep.get() || parser.too_deep);
                object
            }
            Entry::InStream { stream } => self.unpack(*stream)?.get(&number).cloned(),
        }
    }

    /// The dictionary and the raw bytes of the stream with this number.
    pub(crate) fn stream(&self, number: u32) -> Option<(Dict, &'a [u8])> {
        let Entry::At { offset, .. } = self.xref.entries.get(&number)? else { return None };
        stream_at(self.bytes, *offset, &|length| match self.xref.entries.get(&length)? {
            Entry::At { offset, .. } => {
                let mut parser = Parser::new(self.bytes, *offset);
                parser.object_header()?;
                parser.number()
            }
            Entry::InStream { .. } | Entry::Free => None,
        })
    }

    fn unpack(&self, number: u32) -> Option<Packed> {
        if let Some(known) = self.packed.borrow().get(&number) {
            return known.clone();
        }
        let unpacked = self.unpack_now(number).map(Rc::new);
        self.packed.borrow_mut().insert(number, unpacked.clone());
        unpacked
    }

    fn unpack_now(&self, number: u32) -> Option<BTreeMap<u32, Object>> {
        let (dict, raw) = self.stream(number)?;
        let data = inflate(&dict, raw)
            .inspect_err(|error| self.too_large.set(self.too_large.get() || *error == Broken::TooLarge))
            .ok()?;
        self.unpacked.set(self.unpacked.get().saturating_add(data.len()));
        if self.unpacked.get() > MOST_UNPACKED {
            self.too_large.set(true);
            return None;
        }
        let first = usize::try_from(dict.get("First")?.int()?).ok()?;
        let count = usize::try_from(dict.get("N")?.int()?).ok()?.min(MOST_OBJECTS);
        let mut head = Parser::new(&data, 0);
        let mut objects = BTreeMap::new();
        for _ in 0..count {
            let (Some(inner), Some(offset)) = (head.number(), head.number()) else { break };
            let (Ok(inner), Ok(offset)) = (u32::try_from(inner), usize::try_from(offset)) else { continue };
            let mut parser = Parser::new(&data, first.saturating_add(offset));
            if let Some(object) = parser.object() {
                objects.insert(inner, object);
            }
            self.too_deep.set(self.too_deep.get() || parser.too_deep);
        }
        Some(objects)
    }

    /// The object itself, references followed.
    pub(crate) fn resolve(&self, object: &Object) -> Object {
        let mut object = object.clone();
        for _ in 0..16 {
            match object {
                Object::Ref((number, _)) => object = self.get(number).unwrap_or(Object::Null),
                other => return other,
            }
        }
        Object::Null
    }

    /// The dictionary under this key, references followed.
    pub(crate) fn dict_in(&self, dict: &Dict, key: &str) -> Option<Dict> {
        match self.resolve(dict.get(key)?) {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The array under this key, references followed.
    pub(crate) fn array_in(&self, dict: &Dict, key: &str) -> Option<Vec<Object>> {
        match self.resolve(dict.get(key)?) {
            Object::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The catalog and its number.
    pub(crate) fn catalog(&self) -> Option<(Number, Dict)> {
        let number = self.trailer().get("Root")?.reference()?;
        match self.get(number.0)? {
            Object::Dict(dict) => Some((number, dict)),
            _ => None,
        }
    }

    /// All pages in order, each with what it inherits (clause 7.7.3.4).
    pub(crate) fn pages(&self) -> Result<Vec<Page>, Broken> {
        let (_, catalog) = self.catalog().ok_or(Broken::NoCatalog)?;
        let mut pages = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(catalog.get("Pages").cloned().unwrap_or(Object::Null), Dict::default())];
        while let Some((node, inherited)) = waiting.pop() {
            let number = node.reference();
            // A node that stands in the tree twice would never end.
            if number.is_some_and(|number| !seen.insert(number)) {
                continue;
            }
            let Object::Dict(mut dict) = self.resolve(&node) else { continue };
            let mut passed_on = inherited;
            for key in ["Resources", "MediaBox", "CropBox", "Rotate"] {
                match (dict.get(key).cloned(), passed_on.get(key).cloned()) {
                    (Some(own), _) => passed_on.set(key, own),
                    (None, Some(inherited)) => dict.set(key, inherited),
                    (None, None) => {}
                }
            }
            match self.array_in(&dict, "Kids") {
                Some(kids) if !dict.is_type("Page") => {
                    waiting.extend(kids.into_iter().rev().map(|kid| (kid, passed_on.clone())));
                }
                _ if dict.is_type("Pages") || dict.is_type("Catalog") => {}
                _ => pages.push(Page { number, dict }),
            }
            if pages.len() > MOST_PAGES || waiting.len() > MOST_OBJECTS {
                return Err(Broken::TooManyPages);
            }
        }
        Ok(pages)
    }
}

/// The stream that begins at this offset; `length` looks a length up that stands in an object of its own.
pub(crate) fn stream_at<'a>(
    bytes: &'a [u8],
    offset: usize,
    length: &dyn Fn(u32) -> Option<i64>,
) -> Option<(Dict, &'a [u8])> {
    let mut parser = Parser::new(bytes, offset);
    parser.object_header()?;
    let Object::Dict(dict) = parser.object()? else { return None };
    parser.skip_space();
    if !parser.eat(b"stream") {
        return None;
    }
    if !parser.eat(b"\r\n") && !parser.eat(b"\n") {
        parser.eat(b"\r");
    }
    let start = parser.at;
    let said = match dict.get("Length") {
        Some(Object::Ref((number, _))) => length(*number),
        Some(length) => length.int(),
        None => None,
    };
    let end = said.and_then(|length| start.checked_add(usize::try_from(length).ok()?)).filter(|end| {
        let mut after = Parser::new(bytes, *end);
        after.skip_space();
        *end <= bytes.len() && after.eat(b"endstream")
    });
    let end = match end {
        Some(end) => end,
        None => start + find(bytes.get(start..)?, b"endstream")?,
    };
    Some((dict, bytes.get(start..end)?))
}

/// The bytes of a stream that is not packed, or packed by Flate with or without a predictor: all that cross-reference
/// and object streams may be.
pub(crate) fn inflate(dict: &Dict, raw: &[u8]) -> Result<Vec<u8>, Broken> {
    let filters: Vec<&[u8]> = match dict.get("Filter") {
        None | Some(Object::Null) => Vec::new(),
        Some(Object::Name(name)) => vec![name],
        Some(Object::Array(names)) => names.iter().filter_map(Object::name).collect(),
        Some(_) => return Err(Broken::NoCatalog),
    };
    let data = match filters[..] {
        [] => return Ok(raw.to_vec()),
        [b"FlateDecode" | b"Fl"] => {
            let mut data = Vec::new();
            let mut decoder = flate2::read::ZlibDecoder::new(raw).take(MOST_UNPACKED as u64 + 1);
            // A stream cut short still gives what came before the cut.
            let _ = decoder.read_to_end(&mut data);
            data
        }
        _ => return Err(Broken::NoCatalog),
    };
    if data.len() > MOST_UNPACKED {
        return Err(Broken::TooLarge);
    }
    let parameters = match dict.get("DecodeParms") {
        Some(Object::Dict(parameters)) => Some(parameters),
        Some(Object::Array(items)) => items.first().and_then(Object::dict),
        _ => None,
    };
    let number = |key: &str, otherwise: i64| {
        parameters.and_then(|p| p.get(key)).and_then(Object::int).unwrap_or(otherwise).clamp(1, 1 << 16)
    };
    if number("Predictor", 1) < 10 {
        return Ok(data);
    }
    let bits_a_pixel = number("Colors", 1) * number("BitsPerComponent", 8);
    let bytes = |bits: i64| usize::try_from((bits + 7) / 8).map_err(|_| Broken::TooLarge);
    let (row, pixel) = (bytes(number("Columns", 1) * bits_a_pixel)?, bytes(bits_a_pixel)?);
    if row > MOST_UNPACKED {
        return Err(Broken::TooLarge);
    }
    Ok(undo_png(&data, row, pixel))
}

/// Undoes the PNG predictors (ISO 32000-2 clause 7.4.4.4, PNG clause 9.2).
fn undo_png(data: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; row];
    for line in data.chunks(row + 1) {
        let (Some(kind), Some(bytes)) = (line.first(), line.get(1..)) else { break };
        let mut current = vec![0u8; row];
        for (place, byte) in bytes.iter().enumerate() {
            let left = if place >= pixel { current[place - pixel] } else { 0 };
            let corner = if place >= pixel { above[place - pixel] } else { 0 };
            let up = above[place];
            let predicted = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            current[place] = byte.wrapping_add(predicted);
        }
        out.extend_from_slice(&current);
        above = current;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |byte: u8| (estimate - i16::from(byte)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}
