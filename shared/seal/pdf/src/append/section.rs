//! Cross-reference sections of updates: a table (ISO 32000-2 clause 7.5.4) or a stream (clause 7.5.8), as the file has.

use super::{
    packing::deflated,
    places::{Place, Places},
};
use crate::object::{Dict, Object, put};

/// From how many bytes on rows are compressed. Fewer are left for people to read.
const MIN_DEFLATED: usize = 1024;

/// Runs of numbers that follow each other.
fn runs<T: Copy>(places: impl Iterator<Item = (u32, T)>) -> Vec<(u32, Vec<T>)> {
    let mut runs: Vec<(u32, Vec<T>)> = Vec::new();
    for (number, place) in places {
        match runs.last_mut() {
            Some((first, run)) if *first as usize + run.len() == number as usize => run.push(place),
            _ => runs.push((number, vec![place])),
        }
    }
    runs
}

/// A table; it cannot name what stands in an object stream.
pub(super) fn write_table(out: &mut Vec<u8>, places: &Places, trailer: Dict) {
    let plain = places.iter().filter_map(|(number, place)| match place {
        Place::At(offset, generation) => Some((*number, (*offset, *generation))),
        Place::In(..) | Place::Free => None,
    });
    out.extend_from_slice(b"xref\n");
    for (first, run) in runs(plain) {
        put(out, format_args!("{first} {}\n", run.len()));
        for (offset, generation) in run {
            put(out, format_args!("{offset:010} {generation:05} n \n"));
        }
    }
    out.extend_from_slice(b"trailer\n");
    Object::Dict(trailer).write(out);
    out.push(b'\n');
}

pub(super) fn write_stream(out: &mut Vec<u8>, number: u32, places: &Places, trailer: Dict) {
    let int = |number: usize| Object::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let mut index = Vec::new();
    let mut rows = Vec::new();
    for (first, run) in runs(places.iter().map(|(number, place)| (*number, *place))) {
        index.extend([Object::Int(i64::from(first)), int(run.len())]);
        for place in run {
            let (kind, second, third) = match place {
                Place::At(offset, generation) => (1, offset as u64, generation),
                Place::In(stream, index) => (2, u64::from(stream), index),
                Place::Free => (0, 0, u16::MAX),
            };
            rows.push(kind);
            rows.extend_from_slice(&second.to_be_bytes()[3..]);
            rows.extend_from_slice(&third.to_be_bytes());
        }
    }
    let (filter, rows) = if rows.len() < MIN_DEFLATED {
        (None, rows)
    } else {
        deflated(rows)
    };
    let dict = filter
        .into_iter()
        .fold(trailer, |dict, filter| dict.with("Filter", filter));
    let dict = dict
        .with("Type", Object::named("XRef"))
        .with(
            "W",
            Object::Array(vec![Object::Int(1), Object::Int(5), Object::Int(2)]),
        )
        .with("Index", Object::Array(index))
        .with("Length", int(rows.len()));
    put(out, format_args!("{number} 0 obj\n"));
    Object::Dict(dict).write(out);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(&rows);
    out.extend_from_slice(b"\nendstream\nendobj\n");
}
