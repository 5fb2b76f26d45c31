//! Files that cost much to read, and files whose sections are odd.

use super::*;
use crate::samples::{PLAIN, table};

/// Objects that each begin like this and, as nothing ends them, last to the end of the file.
fn endless(beginning: &str) -> Vec<u8> {
    let objects: Vec<(u32, &str)> = (10..310).map(|number| (number, beginning)).collect();
    let file = String::from_utf8(table(&[&PLAIN[..], &objects].concat(), "")).expect("text");
    file.replace("\nendobj\n", " ").replace(" obj\n", " obj ").into_bytes()
}

#[test]
fn what_is_looked_at_over_and_over_is_paid_for() {
    for beginning in ["(", "5 %", "[5 5 %", "<</A 5 %", "<<>> %", "<</A(", "<48"] {
        let bytes = endless(beginning);
        let file = File::open(&bytes).expect("a PDF");
        // The last comment ends with the line that the table begins on.
        let end = find(&bytes, b"xref").expect("a table");
        let endless = file.numbers().filter(|number| *number >= 10);
        let entries = endless.filter_map(|number| file.entry(number));
        let to_the_end: usize = entries
            .map(|entry| match entry {
                Entry::At { offset, .. } => end - offset,
                _ => 0,
            })
            .sum();
        file.read.set(0);
        for number in file.numbers() {
            drop((file.get(number), file.stream(number)));
        }
        assert!(file.read.get() > to_the_end, "{beginning}: {} of {to_the_end}", file.read.get());
    }
}

#[test]
fn objects_in_object_streams_count_as_objects() {
    // Without a table, so that they are found by unpacking.
    let mut bytes = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    for stream in 0..10_u32 {
        let first = 100_000 + stream * 60_000;
        let head: String = (first..first + 51_000).map(|number| format!("{number} 0 ")).collect();
        let object = format!(
            "{} 0 obj\n<</Type/ObjStm/N 51000/First {}/Length {}>>stream\n{head}1 \nendstream\nendobj\n",
            10 + stream,
            head.len(),
            head.len() + 2
        );
        bytes.extend_from_slice(object.as_bytes());
    }
    let opened = File::open(&bytes).and_then(|file| file.limits());
    assert_eq!(opened, Err(PdfError::TooManyObjects));
}

#[test]
fn an_empty_purse_buys_nothing() {
    let bytes = table(&PLAIN, "");
    let file = File::open(&bytes).expect("a PDF");
    assert!(file.get(1).is_some());
    assert!(!file.spend(MAX_READ, 0));
    let spent = file.read.get();
    assert!(file.numbers().all(|number| file.get(number).is_none() && file.stream(number).is_none()));
    assert_eq!((file.read.get(), file.limits()), (spent, Err(PdfError::TooCostly)));
}
