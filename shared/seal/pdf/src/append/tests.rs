//! What is appended reads as it was meant, and nothing large is copied.

use super::{parts::MIN_PART, *};
use crate::samples::{PLAIN, plain_with, streams};

/// The file with an update behind it, in one piece.
fn whole(base: &[u8], appended: &Appended) -> Vec<u8> {
    [base, &appended.concat()].concat()
}

fn trailer(file: &File<'_>) -> Dict {
    Dict::default().with(
        "Root",
        file.trailer().get("Root").cloned().unwrap_or(Object::Null),
    )
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
    let values =
        [kept, gone, number].map(|number| read.get(number).and_then(|object| object.int()));
    assert_eq!(values, [Some(3), Some(2), Some(4)]);
    assert_eq!(read.stream(stream).expect("a stream").raw.len(), MIN_PART);
}

#[test]
fn many_small_objects_are_packed_where_the_file_has_streams_for_them() {
    for (why, base, is_packed) in [
        ("a table", plain_with(&[]), false),
        ("streams", streams(&PLAIN[..1], &PLAIN[1..]), true),
    ] {
        let file = File::open(&base).expect("a PDF");
        let mut update = Update::over(&file);
        let through: Vec<u32> = (0..1000).map(|_| update.allocate()).collect();
        for number in &through {
            update.write_through(*number, 0, &Body::Plain(Object::Int(i64::from(*number))));
        }
        let added: Vec<u32> = (0..100)
            .map(|number| update.add(Object::Int(number)))
            .collect();
        let appended = update.write(&file, trailer(&file), None);
        let bytes = whole(&base, &appended);
        assert_eq!(
            bytes.len() - base.len() < 12_000,
            is_packed,
            "{why}: {}",
            bytes.len() - base.len()
        );
        let read = File::open(&bytes).expect(why);
        assert!(read.has_valid_xref && read.is_strict(), "{why}");
        assert!(
            through
                .iter()
                .all(|number| read.get(*number) == Some(Object::Int(i64::from(*number)))),
            "{why}"
        );
        assert!(
            added
                .iter()
                .zip(0..)
                .all(|(number, value)| read.get(*number) == Some(Object::Int(value))),
            "{why}"
        );
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
    let stream = format!(
        "<</Length {MIN_PART}>>stream\n{}\nendstream",
        "x".repeat(MIN_PART)
    );
    let base = Bytes::from(plain_with(&[(5, &stream)]));
    let file = File::open_shared(&base).expect("a PDF");
    let raw = file.shared(file.stream(5).expect("a stream").raw);
    assert!(base.as_ptr_range().contains(&raw.as_ptr()));
    let mut update = Update::over(&file);
    update.add_stream(Dict::default(), raw.clone());
    let appended = update.write(&file, trailer(&file), None);
    assert!(
        appended
            .parts
            .iter()
            .any(|part| part.as_ptr() == raw.as_ptr())
    );
}

#[test]
fn what_stands_behind_the_file_begins_with_a_line_and_refers_to_the_section_before() {
    let base = plain_with(&[]);
    for (base, begins) in [
        (&base[..], "9 0 obj\n"),
        (&base[..base.len() - 1], "\n9 0 obj\n"),
    ] {
        let file = File::open(base).expect("a PDF");
        let (start, _) = file.newest();
        let mut update = Update::over(&file);
        update.put(9, 3, Body::Plain(Object::Int(1)));
        update.put(3, 0, Body::Plain(Object::Int(2)));
        let appended = update.write(&file, trailer(&file), None);
        let text = String::from_utf8(appended.concat()).expect("text");
        let bytes = whole(base, &appended);
        let read = File::open(&bytes).expect("a PDF");
        assert!(read.has_valid_xref && read.is_strict());
        assert!(text.starts_with(&begins.replace("9 0", "3 0")), "{text}");
        assert!(text.contains("9 3 obj\n1\nendobj\n") && text.contains(" 00003 n \n"));
        assert_eq!(
            read.trailer().get("Prev"),
            Some(&Object::Int(i64::try_from(start).expect("small")))
        );
        assert_eq!(
            read.trailer().get("Size"),
            Some(&Object::Int(i64::from(file.next_number())))
        );
        assert_eq!(read.sections().len(), 2);
    }
}

#[test]
fn the_dictionary_of_an_object_that_is_not_yet_written_can_be_changed() {
    let base = plain_with(&[]);
    let file = File::open(&base).expect("a PDF");
    let mut update = Update::over(&file);
    let first = update.next;
    let (dict, stream) = (
        update.add(Object::Dict(Dict::default())),
        update.add_stream(Dict::default(), Bytes::new()),
    );
    let number = update.add(Object::Int(1));
    assert_eq!(
        [dict, stream, number, update.allocate()],
        [0, 1, 2, 3].map(|place| first + place)
    );
    assert!(update.dict_mut(number).is_none() && update.dict_mut(99).is_none());
    for changed in [dict, stream] {
        update
            .dict_mut(changed)
            .expect("a dictionary")
            .set("A", Object::Int(7));
    }
    update.write_all_through(&[dict]);
    assert!(update.dict_mut(dict).is_none(), "it is written");
    let appended = update.write(&file, trailer(&file), None);
    let bytes = whole(&base, &appended);
    let read = File::open(&bytes).expect("a PDF");
    let value = |number| {
        read.get(number)
            .and_then(|object| object.dict()?.get("A")?.int())
    };
    assert_eq!([dict, stream].map(value), [Some(7); 2]);
}

#[test]
fn a_signature_keeps_room_where_it_says_that_it_does() {
    let base = plain_with(&[]);
    let file = File::open(&base).expect("a PDF");
    let mut update = Update::over(&file);
    let number = update.allocate();
    let entries = Dict::default().with("Type", Object::named("Sig"));
    let appended = update.write(
        &file,
        trailer(&file),
        Some(Signature {
            number,
            entries: &entries,
            reserved_len: 5,
        }),
    );
    let Placeholders {
        byte_range,
        contents,
    } = appended.placeholders;
    let end = String::from_utf8(appended.end.clone()).expect("text");
    assert!(end[..byte_range].ends_with("/Type /Sig/ByteRange "));
    assert_eq!(
        &end[byte_range..byte_range + BYTE_RANGE_WIDTH],
        " ".repeat(BYTE_RANGE_WIDTH)
    );
    assert_eq!(&end[byte_range + BYTE_RANGE_WIDTH..contents], "/Contents ");
    assert!(
        end[contents..].starts_with("<0000000000>>>\nendobj\nxref\n"),
        "{end}"
    );
}

#[test]
fn a_stream_becomes_a_part_of_its_own_from_a_size_on() {
    let parts = |size: usize| {
        let base = plain_with(&[]);
        let file = File::open(&base).expect("a PDF");
        let mut update = Update::over(&file);
        update.add_stream(Dict::default(), vec![b'x'; size].into());
        let appended = update.write(&file, trailer(&file), None);
        assert_eq!(appended.revision.len, base.len() + appended.concat().len());
        appended.parts.iter().map(Bytes::len).collect::<Vec<_>>()
    };
    assert_eq!(parts(MIN_PART - 1).len(), 1);
    let at_least = parts(MIN_PART);
    assert_eq!((at_least.len(), at_least[1]), (3, MIN_PART));
}

#[test]
fn few_objects_are_left_for_people_to_read_and_many_fill_streams_of_two_hundred() {
    let base = streams(&PLAIN[..1], &PLAIN[1..]);
    let file = File::open(&base).expect("a PDF");
    let packed = |count: i64| {
        let mut update = Update::over(&file);
        let numbers: Vec<u32> = (0..count)
            .map(|number| update.add(Object::Int(number)))
            .collect();
        let appended = update.write(&file, trailer(&file), None);
        let bytes = whole(&base, &appended);
        let read = File::open(&bytes).expect("a PDF");
        assert!(read.has_valid_xref && read.is_strict());
        let mut streams = BTreeMap::<u32, u32>::new();
        for (number, value) in numbers.iter().zip(0..) {
            assert_eq!(read.get(*number), Some(Object::Int(value)));
            if let Some(crate::file::Entry::InStream { stream, .. }) = read.entry(*number) {
                *streams.entry(stream).or_default() += 1;
            }
        }
        streams.into_values().collect::<Vec<_>>()
    };
    assert_eq!(packed(63), [0; 0]);
    assert_eq!(packed(64), [64]);
    assert_eq!(packed(200), [200]);
    assert_eq!(packed(201), [200, 1]);
    let mut update = Update::over(&file);
    let odd = update.allocate();
    update.write_through(odd, 1, &Body::Plain(Object::Int(1)));
    let bytes = whole(&base, &update.write(&file, trailer(&file), None));
    let read = File::open(&bytes).expect("a PDF");
    assert!(
        matches!(
            read.entry(odd),
            Some(crate::file::Entry::At { generation: 1, .. })
        ),
        "only generation 0 is packed"
    );
}

#[test]
fn an_update_of_streams_alone_has_no_stream_of_objects() {
    let base = streams(&PLAIN[..1], &PLAIN[1..]);
    let file = File::open(&base).expect("a PDF");
    let mut update = Update::over(&file);
    for _ in 0..2 * MIN_PACKED {
        update.add_stream(Dict::default(), Bytes::from_static(b"x"));
    }
    let appended = update.write(&file, trailer(&file), None).concat();
    assert!(!String::from_utf8_lossy(&appended).contains("ObjStm"));
}
