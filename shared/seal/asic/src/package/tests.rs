//! Containers packed and unpacked, and those that are refused.

use std::collections::BTreeSet;

use super::*;

fn container() -> Container {
    let file = |name: &str, bytes: &[u8]| DataFile {
        name: name.to_owned(),
        media_type: "application/json".to_owned(),
        bytes: bytes.to_vec().into(),
    };
    Container {
        files: vec![file("a.json", b"{}"), file("b.json", b"[]")],
        signatures: vec![SignatureFile {
            name: "signatures-1.xml".to_owned(),
            xml: "<x/>".to_owned(),
        }],
        ..Container::default()
    }
}

/// A ZIP file with these entries, as somebody else may write it.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in entries {
        zip.start_file(*name, options).expect("an entry");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a file").into_inner()
}

const TYPE: (&str, &[u8]) = ("mimetype", MEDIA_TYPE.as_bytes());

#[test]
fn what_is_packed_is_unpacked_and_the_type_stands_in_front() {
    let packed = container().pack().expect("packed");
    assert_eq!(packed, container().pack().expect("packed again"));
    assert_eq!(&packed[..4], b"PK\x03\x04");
    assert_eq!(
        &packed[26..30],
        [8, 0, 0, 0],
        "the name's length, and no extra field"
    );
    assert_eq!(&packed[30..38], b"mimetype");
    assert!(packed[38..].starts_with(MEDIA_TYPE.as_bytes()));
    let read = Container::unpack(&packed).expect("unpacked");
    assert_eq!(read.signatures, container().signatures);
    let bytes = |container: &Container| {
        container
            .files
            .iter()
            .map(|file| file.bytes.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(bytes(&read), bytes(&container()));
}

#[test]
fn large_files_are_not_copied_and_stand_behind_all_others() {
    let mut large = container();
    large.files[0].bytes = vec![b'x'; MIN_PART].into();
    let parts = large.pack_in_parts().expect("packed");
    assert!(
        parts
            .iter()
            .any(|part| part.as_ptr() == large.files[0].bytes.as_ptr())
    );
    let packed = Bytes::from(parts.concat());
    let read = Container::unpack(&packed).expect("unpacked");
    assert_eq!(read.signatures, large.signatures);
    let file = read
        .files
        .iter()
        .find(|file| file.name == "a.json")
        .expect("the large one");
    assert_eq!(file.bytes, large.files[0].bytes);
    assert!(
        packed.as_ptr_range().contains(&file.bytes.as_ptr()),
        "read without a copy"
    );
    let names = |entries: Vec<(String, Vec<u8>)>| {
        entries
            .into_iter()
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
    };
    let first = ["mimetype", MANIFEST, "b.json", "META-INF/signatures-1.xml"];
    assert_eq!(
        names(entries_in_beginning(&packed[..packed.len() - MIN_PART])),
        first
    );
    let mut spoilt = packed.to_vec();
    let at = packed
        .windows(8)
        .position(|eight| eight == b"xxxxxxxx")
        .expect("the large file");
    spoilt[at] = b'y';
    assert_eq!(
        Container::unpack(&spoilt.into()),
        Err(PackageError::Damaged),
        "its checksum is another"
    );
}

#[test]
fn what_a_reader_could_mistake_is_not_written() {
    for name in [
        "",
        "a//b",
        "../a",
        "a\u{0}",
        "META-INF/a",
        "mimetype",
        "b.json",
    ] {
        let mut odd = container();
        odd.files[0].name = name.to_owned();
        assert_eq!(odd.pack(), Err(PackageError::Name), "{name}");
    }
    let mut odd = container();
    odd.signatures[0].name = "other.xml".to_owned();
    assert_eq!(odd.pack(), Err(PackageError::Name));
}

#[test]
fn containers_of_other_producers_are_read_with_what_is_odd_about_them() {
    const SIGNATURES: (&str, &[u8]) = ("META-INF/signatures001.xml", b"<x/>");
    let read =
        |entries: &[(&str, &[u8])]| Container::unpack(&zip(entries).into()).expect("a container");
    let names = |container: &Container| {
        container
            .files
            .iter()
            .map(|file| file.name.clone())
            .collect::<Vec<_>>()
    };
    let last = read(&[
        ("a b ø 王#%.txt", b"1"),
        ("folder/", b""),
        ("folder/c", b"2"),
        SIGNATURES,
        TYPE,
    ]);
    assert_eq!(names(&last), ["a b ø 王#%.txt", "folder/c"]);
    assert_eq!(last.notes, [PackageNote::MediaTypeNotFirst]);
    let untyped = read(&[
        ("a", b"1"),
        SIGNATURES,
        ("META-INF/manifest.xml", b"<m/>"),
        ("META-INF/other", b""),
    ]);
    assert_eq!(
        (names(&untyped), untyped.notes),
        (vec!["a".to_owned()], vec![PackageNote::NoMediaType])
    );
    let cades = read(&[
        TYPE,
        ("a", b"1"),
        ("META-INF/signature001.p7s", b"0"),
        ("META-INF/timestamp.tst", b"0"),
    ]);
    assert_eq!(
        cades.unread_signatures,
        ["signature001.p7s", "timestamp.tst"]
    );
    assert_eq!(
        read(&[
            ("mimetype", b"application/vnd.etsi.asic-s+zip\n"),
            SIGNATURES
        ])
        .notes,
        []
    );
}

#[test]
fn odd_containers_are_refused_with_their_reason() {
    let bomb = vec![0; 70 * 1024 * 1024];
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    packed.start_file("mimetype", stored).expect("an entry");
    packed.write_all(MEDIA_TYPE.as_bytes()).expect("its bytes");
    packed
        .start_file("a", stored.compression_method(CompressionMethod::Deflated))
        .expect("an entry");
    packed.write_all(&bomb).expect("its bytes");
    let bomb = packed.finish().expect("a file").into_inner();
    assert!(bomb.len() < 100_000);
    let good = zip(&[TYPE, ("a", b"1")]);
    let many: Vec<String> = (0..300).map(|number| format!("a{number}")).collect();
    let many: Vec<(&str, &[u8])> = [TYPE]
        .into_iter()
        .chain(many.iter().map(|name| (name.as_str(), &b""[..])))
        .collect();
    for (why, bytes, expected) in [
        ("a bomb", bomb, PackageError::TooLarge),
        ("too many files", zip(&many), PackageError::TooLarge),
        ("no ZIP file", b"PDF".to_vec(), PackageError::Damaged),
        ("an empty one", zip(&[]), PackageError::NotAsic),
        (
            "another type",
            zip(&[("mimetype", b"application/zip"), ("a", b"1")]),
            PackageError::NotAsic,
        ),
        (
            "another type, not first",
            zip(&[("a", b"1"), ("mimetype", b"application/zip")]),
            PackageError::NotAsic,
        ),
        (
            "no type, and no signature",
            zip(&[("a", b"1")]),
            PackageError::NotAsic,
        ),
        (
            "a way out",
            zip(&[TYPE, ("../a", b"1")]),
            PackageError::Name,
        ),
        (
            "an absolute way",
            zip(&[TYPE, ("/a", b"1")]),
            PackageError::Name,
        ),
        (
            "a way out of a folder",
            zip(&[TYPE, ("x/../a", b"1")]),
            PackageError::Name,
        ),
        (
            "a way for Windows",
            zip(&[TYPE, ("x\\a", b"1")]),
            PackageError::Name,
        ),
        (
            "a name that is turned",
            zip(&[TYPE, ("a\u{202e}fdp", b"1")]),
            PackageError::Name,
        ),
        (
            "a name with a line end",
            zip(&[TYPE, ("a\nb", b"1")]),
            PackageError::Name,
        ),
        (
            "bytes in front",
            [b"#!".as_slice(), &good].concat(),
            PackageError::Damaged,
        ),
        (
            "cut off",
            good[..good.len() - 30].to_vec(),
            PackageError::Damaged,
        ),
    ] {
        assert_eq!(Container::unpack(&bytes.into()), Err(expected), "{why}");
    }
    // The same name twice: the library does not write that, so one name is overwritten with the other.
    let mut twice = zip(&[TYPE, ("a.json", b"1"), ("b.json", b"2")]);
    let places: Vec<usize> = (0..twice.len() - 6)
        .filter(|at| &twice[*at..*at + 6] == b"b.json")
        .collect();
    assert_eq!(
        places.len(),
        2,
        "in front of the entry, and in the directory"
    );
    for at in places {
        twice[at] = b'a';
    }
    assert!(Container::unpack(&twice.into()).is_err());
}

#[test]
fn names_are_as_long_as_file_systems_take_and_two_folders_may_hold_one_name() {
    let with = |name: &str| {
        let mut one = container();
        one.files[0].name = name.to_owned();
        one.pack().map(|_| ())
    };
    assert_eq!(with(&"a".repeat(255)), Ok(()));
    assert_eq!(with(&"a".repeat(256)), Err(PackageError::Name));
    for odd in ["a/./b", "a/../b", "/a", "a/", ".", "a\\b", "a\u{200b}b"] {
        assert_eq!(with(odd), Err(PackageError::Name), "{odd:?}");
    }
    assert_eq!(
        with("signatures-1.xml"),
        Ok(()),
        "the signatures stand in a folder of their own"
    );
    let mut twice = container();
    twice.signatures.push(twice.signatures[0].clone());
    assert_eq!(twice.pack(), Err(PackageError::Name));
    for (name, expected) in [
        ("my-signatures.xml", Ok(())),
        ("signatures.txt", Err(PackageError::Name)),
        ("signature.xml", Err(PackageError::Name)),
        ("../signatures.xml", Err(PackageError::Name)),
    ] {
        let mut odd = container();
        odd.signatures[0].name = name.to_owned();
        assert_eq!(odd.pack().map(|_| ()), expected, "{name}");
    }
}

#[test]
fn the_manifest_lists_every_file_with_its_type_in_xml() {
    let mut one = container();
    one.files[0].name = "a\"&<.json".to_owned();
    let manifest = one.manifest();
    let document = roxmltree::Document::parse(&manifest).expect("XML");
    let attribute = |node: roxmltree::Node<'_, '_>, name: &str| {
        node.attribute(("urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", name))
            .unwrap_or_default()
            .to_owned()
    };
    let listed: Vec<(String, String)> = document
        .root_element()
        .children()
        .filter(roxmltree::Node::is_element)
        .map(|node| (attribute(node, "full-path"), attribute(node, "media-type")))
        .collect();
    let json = "application/json".to_owned();
    let expected = [
        ("/".to_owned(), MEDIA_TYPE.to_owned()),
        ("a\"&<.json".to_owned(), json.clone()),
        ("b.json".to_owned(), json),
    ];
    assert_eq!(listed, expected);
    let read = Container::unpack(&one.pack().expect("packed")).expect("a container");
    assert_eq!(
        (read.metadata.len(), &read.metadata[0].bytes[..]),
        (1, manifest.as_bytes())
    );
}

#[test]
fn as_many_files_are_read_as_may_be_and_no_more() {
    let with = |count: usize| {
        let names: Vec<String> = (0..count - 1).map(|number| format!("a{number}")).collect();
        let files = names.iter().map(|name| (name.as_str(), &b""[..]));
        Container::unpack(&zip(&[TYPE].into_iter().chain(files).collect::<Vec<_>>()).into())
            .map(|read| read.files.len())
    };
    assert_eq!(with(200), Ok(199));
    assert_eq!(with(201), Err(PackageError::TooLarge));
}

#[test]
fn what_says_what_a_container_is_may_be_odd_and_is_then_noted() {
    let compressed = |first: bool| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        let mut put = |name: &str, bytes: &[u8]| {
            zip.start_file(
                name,
                options.compression_method(CompressionMethod::Deflated),
            )
            .expect("an entry");
            zip.write_all(bytes).expect("its bytes");
        };
        if first {
            put("mimetype", MEDIA_TYPE.as_bytes());
        }
        put("a", b"1");
        put("META-INF/signatures.xml", b"<x/>");
        if !first {
            put("mimetype", MEDIA_TYPE.as_bytes());
        }
        Container::unpack(&zip.finish().expect("a file").into_inner().into())
            .expect("a container")
            .notes
    };
    assert_eq!(compressed(true), [PackageNote::MediaTypeCompressed]);
    assert!(compressed(false).contains(&PackageNote::MediaTypeNotFirst));
    let sentences: BTreeSet<&str> = [
        PackageNote::NoMediaType,
        PackageNote::MediaTypeNotFirst,
        PackageNote::MediaTypeCompressed,
    ]
    .map(PackageNote::text)
    .into();
    assert!(sentences.len() == 3 && sentences.iter().all(|sentence| sentence.ends_with('.')));
    for name in [
        &b"application/vnd.bdoc-1.0"[..],
        b"application/vnd.etsi.asic-s+zip",
    ] {
        assert_eq!(
            Container::unpack(&zip(&[("mimetype", name), ("a", b"1")]).into())
                .map(|read| read.notes),
            Ok(vec![])
        );
    }
}

#[test]
fn signatures_of_kinds_that_are_not_read_are_known_by_their_names() {
    for (name, is_one) in [
        ("signature.p7s", true),
        ("SIGNATURE-1.P7S", true),
        ("ASiCTimestamp.tst", true),
        ("timestamp.p7s", false),
        ("signature.tst", false),
        ("other.p7s", false),
        ("signature.xml", false),
    ] {
        assert_eq!(is_unread_signature(name), is_one, "{name}");
    }
}

#[test]
fn an_empty_file_is_a_file_and_a_folder_holds_nothing() {
    let names = |entries: &[(&str, &[u8])]| {
        let read = Container::unpack(&zip(&[&[TYPE], entries].concat()).into())?;
        Ok(read
            .files
            .into_iter()
            .map(|file| (file.name, file.bytes.len()))
            .collect::<Vec<_>>())
    };
    assert_eq!(names(&[("empty", b"")]), Ok(vec![("empty".to_owned(), 0)]));
    assert_eq!(names(&[("folder/", b"")]), Ok(vec![]));
    assert_eq!(names(&[("folder/", b"hidden")]), Err(PackageError::Name));
    assert_eq!(names(&[("a//", b"")]), Err(PackageError::Name));
}

#[test]
fn what_is_compressed_is_unpacked_also_when_it_did_not_become_shorter() {
    for length in 0..40 {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        zip.start_file(
            "mimetype",
            options.compression_method(CompressionMethod::Stored),
        )
        .expect("an entry");
        zip.write_all(MEDIA_TYPE.as_bytes()).expect("its bytes");
        zip.start_file("a", options.compression_method(CompressionMethod::Deflated))
            .expect("an entry");
        zip.write_all(&vec![b'a'; length]).expect("its bytes");
        let packed = zip.finish().expect("a file").into_inner();
        let read = Container::unpack(&packed.into()).expect("a container");
        assert_eq!(read.files[0].bytes, vec![b'a'; length], "{length}");
    }
}

#[test]
fn an_entry_that_is_called_otherwise_in_the_directory_is_refused() {
    let good = zip(&[TYPE, ("a.json", b"1")]);
    let place = good
        .windows(6)
        .position(|six| six == b"a.json")
        .expect("the entry's own name");
    let mut other = good;
    other[place] = b'b';
    assert_eq!(Container::unpack(&other.into()), Err(PackageError::Damaged));
}

#[test]
fn a_signature_of_a_kind_that_is_not_read_makes_a_container_of_a_zip_file() {
    let read = Container::unpack(&zip(&[("a", b"1"), ("META-INF/signature001.p7s", b"0")]).into())
        .expect("a container");
    assert_eq!(
        (read.notes, read.unread_signatures.len()),
        (vec![PackageNote::NoMediaType], 1)
    );
}

#[test]
fn of_a_beginning_no_more_is_read_than_of_a_whole_container() {
    let limit = usize::try_from(MAX_BYTES).expect("a length");
    let large = vec![0; limit + 1];
    let lengths = |bytes: &[u8]| {
        let entries = entries_in_beginning(&zip(&[("a", bytes)]));
        entries
            .into_iter()
            .map(|(_, bytes)| bytes.len())
            .collect::<Vec<_>>()
    };
    assert_eq!(lengths(&large), [0; 0]);
    assert_eq!(lengths(&large[1..]), [limit]);
}

/// The place of the directory, and of the record that ends it.
fn directory(zip: &[u8]) -> (usize, usize) {
    let record = zip.len() - 22;
    let place = zip[record + 16..record + 20]
        .iter()
        .rev()
        .fold(0, |place, byte| place << 8 | usize::from(*byte));
    (place, record)
}

/// The same file with these bytes before the directory, which is still found.
fn with_gap(zip: &[u8], gap: &[u8]) -> Vec<u8> {
    let (place, record) = directory(zip);
    let mut whole = [&zip[..place], gap, &zip[place..]].concat();
    let moved = u32::try_from(place + gap.len())
        .expect("small")
        .to_le_bytes();
    whole[record + gap.len() + 16..record + gap.len() + 20].copy_from_slice(&moved);
    whole
}

#[test]
fn a_link_or_a_device_is_refused_and_what_says_it_is_a_file_or_nothing_is_not() {
    let with = |name: &str, system: u8, kind: u16| {
        let mut bytes = zip(&[TYPE, (name, if name.ends_with('/') { b"" } else { b"1" })]);
        let (place, _) = directory(&bytes);
        let row = place + 46 + TYPE.0.len();
        assert_eq!(bytes[row..row + 4], *b"PK\x01\x02");
        bytes[row + 5] = system;
        bytes[row + 40..row + 42].copy_from_slice(&kind.to_le_bytes());
        Container::unpack(&bytes.into()).map(drop)
    };
    for system in [0, 3, 19] {
        for kind in [0, 0o644, 0o100_644, 0o100_777] {
            assert_eq!(with("a", system, kind), Ok(()), "{system} {kind:o}");
        }
        assert_eq!(with("folder/", system, 0o040_755), Ok(()));
        for kind in [
            0o120_777, 0o020_644, 0o060_644, 0o010_644, 0o140_644, 0o040_755, 0o170_000,
        ] {
            assert_eq!(
                with("a", system, kind),
                Err(PackageError::Kind),
                "{system} {kind:o}"
            );
        }
        assert_eq!(with("folder/", system, 0o120_777), Err(PackageError::Kind));
    }
}

#[test]
fn bytes_that_belong_to_no_entry_are_refused_before_between_and_behind() {
    let good = zip(&[TYPE, ("a", b"1"), ("b", b"2")]);
    assert!(Container::unpack(&with_gap(&good, b"").into()).is_ok());
    for gap in [&b"x"[..], &[0; 12], &[0; 40], b"PK\x07\x08 and so on 16"] {
        assert_eq!(
            Container::unpack(&with_gap(&good, gap).into()),
            Err(PackageError::Damaged),
            "{gap:?}"
        );
    }
    // Taken out of the directory, an entry is nobody's, wherever it stands.
    for taken in [0, 1, 2] {
        let mut without = good.clone();
        let (place, record) = directory(&good);
        let lens = [TYPE.0.len(), 1, 1].map(|len| 46 + len);
        let from = place + lens[..taken].iter().sum::<usize>();
        for (field, number) in [(8, 2_u16), (10, 2)] {
            without[record + field..record + field + 2].copy_from_slice(&number.to_le_bytes());
        }
        let len = u32::try_from(record - place - lens[taken])
            .expect("small")
            .to_le_bytes();
        without[record + 12..record + 16].copy_from_slice(&len);
        without.drain(from..from + lens[taken]);
        assert_eq!(
            Container::unpack(&without.into()),
            Err(PackageError::Damaged),
            "the entry {taken}"
        );
    }
}

#[test]
fn what_describes_an_entry_behind_its_data_belongs_to_it_and_nothing_else_does() {
    let good = zip(&[TYPE, ("a", b"1")]);
    let (place, _) = directory(&good);
    let header = good
        .windows(5)
        .position(|five| five == b"a1PK\x01")
        .expect("the entry")
        - 30;
    let mut flagged = good.clone();
    flagged[header + 6] |= 8;
    flagged[place + 46 + TYPE.0.len() + 8] |= 8;
    let checksum = &good[header + 14..header + 18];
    let (four, eight) = ([1, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]);
    let short = [checksum, &four, &four].concat();
    let long = [checksum, &eight, &eight].concat();
    let mark = &b"PK\x07\x08"[..];
    for descriptor in [
        short.clone(),
        long.clone(),
        [mark, &short].concat(),
        [mark, &long].concat(),
    ] {
        let read =
            |zip: &[u8], bytes: &[u8]| Container::unpack(&with_gap(zip, bytes).into()).map(drop);
        assert_eq!(read(&flagged, &descriptor), Ok(()), "{descriptor:?}");
        assert_eq!(
            read(&good, &descriptor),
            Err(PackageError::Damaged),
            "the entry says that there is none"
        );
        assert_eq!(
            read(&flagged, &[&descriptor[..], b"x"].concat()),
            Err(PackageError::Damaged)
        );
        let mut other = descriptor.clone();
        *other.last_mut().expect("bytes") ^= 1;
        assert_eq!(
            read(&flagged, &other),
            Err(PackageError::Damaged),
            "another length"
        );
    }
}

#[test]
fn two_names_that_a_file_system_takes_for_one_are_refused_as_one_name_twice() {
    let read = |names: &[&str]| {
        let entries = names.iter().map(|&name| (name, &b"1"[..]));
        let all: Vec<(&str, &[u8])> = [TYPE].into_iter().chain(entries).collect();
        let unpacked = Container::unpack(&zip(&all).into()).map(|_| ());
        let packed = Container {
            files: names
                .iter()
                .map(|&name| DataFile {
                    name: name.to_owned(),
                    media_type: String::new(),
                    bytes: Bytes::new(),
                })
                .collect(),
            ..Container::default()
        };
        assert_eq!(packed.pack().map(|_| ()), unpacked, "{names:?}");
        unpacked
    };
    for names in [
        ["a.txt", "A.TXT"],
        ["\u{e5}.txt", "a\u{30a}.txt"],
        ["a.txt", "a.txt."],
        ["a.txt", "a.txt "],
        ["folder/a", "Folder /a"],
        ["a\u{fe0f}.txt", "a.txt"],
        ["stra\u{df}e", "STRASSE"],
        ["folder", "Folder/a"],
        ["a", "MimeType"],
        ["a", "meta-inf/MANIFEST.XML"],
    ] {
        // The library's own manifest stands there in those that are packed.
        if names[1].starts_with("meta") {
            let entries = [TYPE, ("META-INF/manifest.xml", b""), (names[1], b"")];
            let read = Container::unpack(&zip(&entries).into());
            assert_eq!(read, Err(PackageError::Name));
        } else {
            assert_eq!(read(&names), Err(PackageError::Name), "{names:?}");
        }
    }
    for names in [
        ["a.txt", "b.txt"],
        ["folder/a", "Folder/b"],
        ["a/b", "b/a"],
        ["\u{2764}\u{fe0f}.pdf", "\u{1f600}.pdf"],
        ["\u{f8}.txt", "o.txt"],
    ] {
        assert_eq!(read(&names), Ok(()), "{names:?}");
    }
}

#[test]
fn a_name_with_a_letter_that_is_not_seen_is_refused_alone() {
    for letter in [
        '\u{ad}',
        '\u{34f}',
        '\u{2060}',
        '\u{3164}',
        '\u{e0041}',
        '\u{fe00}',
        '\u{e0100}',
        '\u{202e}',
    ] {
        let name = format!("a{letter}.txt");
        let read = Container::unpack(&zip(&[TYPE, (&name, b"1")]).into());
        assert_eq!(read, Err(PackageError::Name), "{letter:?}");
    }
}
