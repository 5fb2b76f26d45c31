use super::*;
use crate::ber::element;

fn name(parts: &[(u8, &[u8])]) -> ComparableName {
    let parts: Vec<u8> = parts
        .iter()
        .flat_map(|(kind, value)| part(*kind, value))
        .collect();
    let whole = element(tag::SEQUENCE, &parts);
    ComparableName::read(&ber::first(&whole).expect("a name").0).expect("a name")
}

fn part(kind: u8, value: &[u8]) -> Vec<u8> {
    let typed = [element(tag::OID, &[0x55, 4, 3]), element(kind, value)].concat();
    element(tag::SET, &element(tag::SEQUENCE, &typed))
}

#[test]
fn names_that_differ_in_case_white_space_and_string_type_are_one() {
    let one = name(&[(0x0c, "Ægir Test  CA".as_bytes())]);
    for same in [
        name(&[(0x0c, " ægir test ca ".as_bytes())]),
        name(&[(0x14, b"\xc6gir Test CA")]),
        name(&[(
            0x1e,
            &"Ægir TEST CA"
                .encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect::<Vec<_>>(),
        )]),
        name(&[(
            0x1c,
            &"ægir test CA"
                .chars()
                .flat_map(|c| u32::from(c).to_be_bytes())
                .collect::<Vec<_>>(),
        )]),
    ] {
        assert_eq!(one, same);
    }
    assert_eq!(name(&[(0x13, b"Test")]), name(&[(0x16, b"TEST")]));
    assert_ne!(name(&[(0x0c, b"Test")]), name(&[(0x0c, b"Te st")]));
}

#[test]
fn names_that_differ_in_what_is_not_seen_or_in_how_a_letter_is_folded_are_one() {
    let one = name(&[(0x0c, "Straße Bank".as_bytes())]);
    for same in [
        "STRASSE BANK",
        "straße ba\u{ad}nk",
        "Straße Ba\u{200b}nk",
        "Straße\u{a0}Bank\0",
        "Straße\u{2003}Bank\u{fe0f}",
        "Stra\u{34f}ße\nBank",
        "\u{ff33}traße Bank\u{e0041}",
    ] {
        assert_eq!(one, name(&[(0x0c, same.as_bytes())]), "{same:?}");
    }
    assert_ne!(one, name(&[(0x0c, b"Strase Bank")]));
    // A stroke through a letter, an accent on it: other letters, however like.
    assert_ne!(name(&[(0x0c, "ø".as_bytes())]), name(&[(0x0c, b"o")]));
    assert_eq!(
        name(&[(0x0c, "A\u{30a}s".as_bytes())]),
        name(&[(0x0c, "ås".as_bytes())])
    );
}

#[test]
fn whether_a_name_is_within_another_is_open_while_a_value_cannot_be_compared() {
    let bank = name(&[(0x0c, b"Bank")]);
    let open = |kind, value: &[u8]| name(&[(kind, value), (0x0c, b"x")]).is_within(&bank);
    for (why, kind, value) in [
        ("a letter for private use", 0x0c, "Bank\u{e000}".as_bytes()),
        ("no letter at all", 0x0c, "Bank\u{ffff}".as_bytes()),
        ("a filler", 0x0c, "Bank\u{3164}".as_bytes()),
        ("an isolate", 0x0c, "\u{2068}Bank".as_bytes()),
        ("a text that is none", 0x0c, b"Bank\xff"),
        ("half of a letter", 0x1e, b"\0B\0"),
        ("a string type of another time", 0x1b, b"Bank"),
        ("no text", 0x04, b"Bank"),
    ] {
        assert_eq!(open(kind, value), None, "{why}");
        assert_eq!(
            name(&[(kind, value)]).is_within(&name(&[(kind, value)])),
            Some(true)
        );
    }
    assert_eq!(open(0x0c, b"Banc"), Some(false));
    // What tells them apart elsewhere suffices.
    let deeper = name(&[(0x0c, b"Bank"), (0x0c, b"y")]);
    assert_eq!(
        name(&[(0x04, b"Bank"), (0x0c, b"x")]).is_within(&deeper),
        Some(false)
    );
}

#[test]
fn a_holder_is_called_by_the_common_name_and_by_no_text_that_looks_like_one() {
    use std::str::FromStr as _;
    for (name, called) in [
        ("CN=Per Svindel,O=CN\\=Kari Nordmann", Some("Per Svindel")),
        ("O=Org AS,CN=Kari Nordmann,C=NO", Some("Kari Nordmann")),
        ("CN=Segl\\, AS,C=NO", Some("Segl, AS")),
        ("givenName=Kari,sn=Nordmann,O=Org AS", Some("Kari Nordmann")),
        ("sn=Nordmann,O=Org AS", Some("Nordmann")),
        ("O=Org AS,C=NO", Some("Org AS")),
        ("C=NO", None),
    ] {
        let name = Name::from_str(name).expect("a name");
        assert_eq!(display_name(&name).as_deref(), called, "{name}");
    }
}

#[test]
fn what_is_no_text_is_equal_to_the_same_bytes_alone() {
    assert_eq!(name(&[(0x04, b"a")]), name(&[(0x04, b"a")]));
    assert_ne!(name(&[(0x04, b"a")]), name(&[(0x04, b"A")]));
    assert_ne!(name(&[(0x1e, b"odd")]), name(&[(0x1e, b"Odd")]));
}

#[test]
fn a_name_is_within_those_that_it_begins_with() {
    let (above, below) = (name(&[(0x0c, b"a")]), name(&[(0x13, b"A"), (0x0c, b"b")]));
    assert_eq!(below.is_within(&above), Some(true));
    assert_eq!(below.is_within(&below), Some(true));
    assert_eq!(above.is_within(&below), Some(false));
    assert!(name(&[]).is_empty() && !above.is_empty());
    let inner = [element(tag::OID, &[0x55, 4, 3]), element(0x0c, b"B")].concat();
    assert_eq!(
        above.with(&element(tag::SET, &element(tag::SEQUENCE, &inner))),
        Some(below)
    );
}

#[test]
fn a_name_beyond_all_measure_is_none() {
    let read = |parts: usize| {
        let whole = element(tag::SEQUENCE, &part(0x0c, b"a").repeat(parts));
        ComparableName::read(&ber::first(&whole).expect("an element").0).is_some()
    };
    assert!(read(MAX_PARTS) && !read(MAX_PARTS + 1));
}

#[test]
fn a_name_of_too_many_octets_is_none() {
    let read = |length: usize| {
        let whole = element(tag::SEQUENCE, &part(0x0c, &vec![b'a'; length]));
        (
            whole.len(),
            ComparableName::read(&ber::first(&whole).expect("an element").0).is_some(),
        )
    };
    let around = read(MAX_LEN / 2).0 - MAX_LEN / 2;
    assert_eq!(read(MAX_LEN - around), (MAX_LEN, true));
    assert_eq!(read(MAX_LEN - around + 1), (MAX_LEN + 1, false));
}

#[test]
fn wide_letters_are_read_from_their_highest_octet_on() {
    assert_eq!(wide(&[0x73, 0x8b, 0x00, 0x61], 2).as_deref(), Some("王a"));
    assert_eq!(wide(&[0, 1, 0xf6, 0x00], 4).as_deref(), Some("😀"));
    assert_eq!(wide(&[0xd8, 0x3d], 2), None, "half of a pair");
    assert_eq!(wide(&[0, 0x61, 0], 2), None, "half of a letter");
}
