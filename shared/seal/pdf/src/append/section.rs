//! Cross-reference sections of updates: a table (ISO 32000-2 clause 7.5.4) or a stream (clause 7.5.8), as the file has.

use super::{Dict, Object, Offsets, put};

/// Runs of numbers that follow each other.
fn runs(offsets: &Offsets) -> Vec<(u32, Vec<(usize, u16)>)> {
    let mut runs: Vec<(u32, Vec<(usize, u16)>)> = Vec::new();
    for (number, place) in offsets {
        match runs.last_mut() {
            Some((first, run)) if *first as usize + run.len() == *number as usize => run.push(*place),
            _ => runs.push((*number, vec![*place])),
        }
    }
    runs
}

pub(super) fn write_table(out: &mut Vec<u8>, offsets: &Offsets, trailer: Dict) {
    out.extend_from_slice(b"xref\n");
    for (first, run) in runs(offsets) {
        put(out, format_args!("{first} {}\n", run.len()));
        for (offset, generation) in run {
            put(out, format_args!("{offset:010} {generation:05} n \n"));
        }
    }
    out.extend_from_slice(b"trailer\n");
    Object::Dict(trailer).write(out);
    out.push(b'\n');
}

pub(super) fn write_stream(out: &mut Vec<u8>, number: u32, offsets: &Offsets, trailer: Dict) {
    let int = |number: usize| Object::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let mut index = Vec::new();
    let mut rows = Vec::new();
    for (first, run) in runs(offsets) {
        index.extend([Object::Int(i64::from(first)), int(run.len())]);
        for (offset, generation) in run {
            rows.push(1);
            rows.extend_from_slice(&(offset as u64).to_be_bytes()[3..]);
            rows.extend_from_slice(&generation.to_be_bytes());
        }
    }
    let dict = trailer
        .with("Type", Object::named("XRef"))
        .with("W", Object::Array(vec![Object::Int(1), Object::Int(5), Object::Int(2)]))
        .with("Index", Object::Array(index))
        .with("Length", int(rows.len()));
    put(out, format_args!("{number} 0 obj\n"));
    Object::Dict(dict).write(out);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(&rows);
    out.extend_from_slice(b"\nendstream\nendobj\n");
}
