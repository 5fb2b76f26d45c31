//! What is appended reads as it was meant, and nothing large is copied.

use super::{parts::MIN_PART, *};
use crate::samples::{PLAIN, plain_with, streams};

/// The file with an update behind it, in one piece.
fn whole(base: &[u8], appended: &Appended) -> Vec<u8> {
    [base, &appended.concat()].concat()
}

fn trailer(file: &File<'_>) -> Dict {
    Dict::default().with("Root", file.trailer().get("Root").cloned().unwrap_or(Object::Null))
}

#[test]
fn an_update_of_an_update_is_read_as_one_of_the_whole_file() {
    let base = plain_with(&[]);
    let file = File::open(&base).expect("a PDF");
    let mut first = Update::over(&file);
    let kept = first.add(Object::Int(1));
    let stream = first.add_stream(Dict::default(), Bytes::from(vec![b'x'; MIN_PART]));
    let gone = first.allocate();
    first.write_through(gone, 0, &Body::Plain(Object::Int(2)));
    let first = first.write(&file, trailer(&file), None);

    let over = File::open(&base).expect("a PDF").with(&first.revision);
    assert_eq!(over.get(kept), Some(Object::Int(1)));
    assert_eq!(over.stream(stream).expect("a stream").raw.len(), MIN_PART);
    let mut second = Update::over(&over);
    second.put(kept, 0, Body::Plain(Object::Int(3)));
    let number = second.add(Object::Int(4));
    let second = second.write(&over, trailer(&over), None);

    let one = whole(&base, &first);
    assert_eq!(one.len(), first.revision.len);
    let bytes = whole(&one, &second);
    let read = File::open(&bytes).expect("a PDF");
    assert!(read.has_valid_xref);
    assert_eq!(read.newest(), second.revision.newest);
    let values = [kept, gone, number].map(|number| read.get(number).and_then(|object| object.int()));
    assert_eq!(values, [Some(3), Some(2), Some(4)]);
    assert_eq!(read.stream(stream).expect("a stream").raw.len(), MIN_PART);
}

#[test]
fn many_small_objects_are_packed_where_the_file_has_streams_for_them() {
    for (why, base, is_packed) in
        [("a table", plain_with(&[]), false), ("streams", streams(&PLAIN[..1], &PLAIN[1..]), true)]
    {
        let file = File::open(&base).expect("a PDF");
        let mut update = Update::over(&file);
        let through: Vec<u32> = (0..1000).map(|_| update.allocate()).collect();
        for number in &through {
            update.write_through(*number, 0, &Body::Plain(Object::Int(i64::from(*number))));
        }
        let added: Vec<u32> = (0..100).map(|number| update.add(Object::Int(number))).collect();
        let appended = update.write(&file, trailer(&file), None);
        let bytes = whole(&base, &appended);
        assert_eq!(bytes.len() - base.len() < 12_000, is_packed, "{why}: {}", bytes.len() - base.len());
        let read = File::open(&bytes).expect(why);
        assert!(read.has_valid_xref && read.is_strict(), "{why}");
        assert!(through.iter().all(|number| read.get(*number) == Some(Object::Int(i64::from(*number)))), "{why}");
        assert!(added.iter().zip(0..).all(|(number, value)| read.get(*number) == Some(Object::Int(value))), "{why}");
    }
}

#[test]
fn a_file_that_is_written_anew_reads_as_before_and_has_streams() {
    let base = plain_with(&[(5, "<</Length 3>>stream\nabc\nendstream")]);
    let before = File::open(&base).expect("a PDF");
    let bytes = rewritten(&before);
    let after = File::open(&bytes).expect("a PDF");
    assert!(after.has_valid_xref && after.is_strict());
    assert_eq!(after.newest().1, Kind::Stream);
    assert!((1..5).all(|number| after.get(number) == before.get(number)));
    assert_eq!(after.stream(5).expect("a stream").raw, b"abc");
}

#[test]
fn what_stands_in_shared_bytes_is_not_copied() {
    let stream = format!("<</Length {MIN_PART}>>stream\n{}\nendstream", "x".repeat(MIN_PART));
    let base = Bytes::from(plain_with(&[(5, &stream)]));
    let file = File::open_shared(&base).expect("a PDF");
    let raw = file.shared(file.stream(5).expect("a stream").raw);
    assert!(base.as_ptr_range().contains(&raw.as_ptr()));
    let mut update = Update::over(&file);
    update.add_stream(Dict::default(), raw.clone());
    let appended = update.write(&file, trailer(&file), None);
    assert!(appended.parts.iter().any(|part| part.as_ptr() == raw.as_ptr()));
}
