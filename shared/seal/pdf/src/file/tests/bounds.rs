//! Where objects and the file end, and how much is unpacked.

use std::io::Write as _;

use super::*;

/// A file whose sections come first, and whose last object nothing follows.
fn ending_in(last: &str) -> Vec<u8> {
    let objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>",
        "2 0 obj<</Type/Pages/Kids[]>>",
        last,
    ];
    let table =
        9 + "xref\n1 3\n".len() + 60 + "trailer<</Size 4/Root 1 0 R>>\nstartxref\n9\n%%EOF\n".len();
    let mut at = table;
    let mut rows = String::new();
    for object in objects {
        rows.push_str(&format!("{at:010} 00000 n \n"));
        at += object.len();
    }
    let text =
        format!("%PDF-1.7\nxref\n1 3\n{rows}trailer<</Size 4/Root 1 0 R>>\nstartxref\n9\n%%EOF\n");
    [text.as_bytes(), objects.concat().as_bytes()].concat()
}

#[test]
fn what_ends_where_the_file_does_may_go_on_in_what_is_appended() {
    for (last, is_bounded) in [
        ("3 0 obj(x)", false),
        ("3 0 obj(x) ", true),
        ("3 0 obj<</Length 1>>stream\nx", false),
        ("3 0 obj<</Length 1>>stream\nx\nendstream", true),
        ("3 0 obj<</Length 99>>stream\nx\nendstream", false),
    ] {
        let bytes = ending_in(last);
        let file = File::open(&bytes).expect("a PDF");
        assert!(file.has_valid_xref, "{last}");
        let Reading::Body(body) = file.reading(3) else {
            panic!("{last}")
        };
        assert_eq!(body.is_bounded, is_bounded, "{last}");
    }
}

#[test]
fn only_what_is_a_part_of_shared_bytes_is_held_on_to() {
    let bytes = Bytes::from(plain_with(&[]));
    let before: &'static [u8] = b"another";
    let file = File::open_shared(&bytes).expect("a PDF");
    assert_eq!(file.shared(&bytes[9..30]).as_ptr(), bytes[9..].as_ptr());
    let heap = vec![b'x'; 64];
    for other in [before, &heap] {
        let held = File::open_shared(&bytes).expect("a PDF").shared(other);
        assert_eq!(&held[..], other);
        assert_ne!(held.as_ptr(), other.as_ptr());
    }
}

#[test]
fn object_streams_unpack_to_so_much_in_all() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    (0..43).for_each(|_| packed.write_all(&spaces).expect("memory"));
    let packed = packed.finish().expect("memory");
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    for number in 5..8 {
        let dict = format!(
            "<</Type/ObjStm/N 0/First 0/Filter/FlateDecode/Length {}>>",
            packed.len()
        );
        let head = format!("{number} 0 obj{dict}stream\n");
        bytes.extend([head.as_bytes(), &packed, b"\nendstream\nendobj\n"].concat());
    }
    assert_eq!(File::open(&bytes).err(), Some(PdfError::TooLarge));
}

#[test]
fn objects_in_object_streams_are_found_without_sections() {
    let whole = streams(&PLAIN[..1], &PLAIN[1..]);
    let cut = &whole[..crate::parse::find_last(&whole, b"startxref").expect("its end")];
    let file = File::open(cut).expect("a PDF");
    assert!(!file.has_valid_xref && file.limits().is_ok());
    assert_eq!(file.pages().map(|pages| pages.len()), Ok(2));
}

#[test]
fn objects_of_a_stream_that_goes_beyond_the_file_may_go_on_in_what_is_appended() {
    let whole = String::from_utf8(streams(&PLAIN[..1], &PLAIN[1..])).expect("text");
    let length = whole.find("/Length ").expect("a length") + 8;
    assert!(
        whole[length + 3..].starts_with(">>stream") && whole.len() < 999,
        "{}",
        whole.len()
    );
    let beyond = format!("{}999{}", &whole[..length], &whole[length + 3..]);
    for (bytes, is_bounded) in [(&whole, true), (&beyond, false)] {
        let file = File::open(bytes.as_bytes()).expect("a PDF");
        let Reading::Body(body) = file.reading(3) else {
            panic!("it is there")
        };
        assert_eq!(body.is_bounded, is_bounded);
    }
}
