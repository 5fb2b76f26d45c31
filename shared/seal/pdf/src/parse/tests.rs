//! What is read of bytes that are objects, and of bytes that are none.

use super::*;

fn read(text: &str) -> Option<Object> {
    Parser::new(text.as_bytes(), 0).object()
}

fn round(text: &str) -> String {
    let mut out = Vec::new();
    read(text).expect("an object").write(&mut out);
    String::from_utf8(out).expect("ASCII")
}

#[test]
fn objects_are_read_and_written() {
    assert_eq!(
        round("<</A 1/B[1.50 -2 true null]/C 12 0 R/D/N#20x>>"),
        "<</A 1/B [1.50 -2 true null]/C 12 0 R/D /N#20x>>"
    );
    assert_eq!(round("(a\\(b\\)\\101\\n)"), "<61286229410A>");
    assert_eq!(round("<48 65 6>"), "<486560>");
    assert_eq!(round("[1 2 3 0 R 4]"), "[1 2 3 0 R 4]");
}

#[test]
fn what_is_no_object_is_none_and_never_panics() {
    for text in [
        "",
        "<<",
        "<</A",
        "[1",
        "(open",
        "<4",
        "/",
        "obj",
        "<</A 1 2>>",
        "1 0 Rx",
        "#",
    ] {
        let _ = read(text);
    }
    let deep = "[".repeat(100_000);
    let mut parser = Parser::new(deep.as_bytes(), 0);
    assert_eq!(parser.object(), None);
    assert_eq!(parser.limit, Some(PdfError::TooDeep));
}

#[test]
fn an_object_of_too_many_values_is_left_unread() {
    let wide = format!("[{}]", "0 ".repeat(1_000_001));
    let mut parser = Parser::new(wide.as_bytes(), 0);
    assert_eq!(parser.object(), None);
    assert_eq!(parser.limit, Some(PdfError::TooManyObjects));
}

#[test]
fn the_last_of_two_entries_with_one_key_counts() {
    assert_eq!(round("<</A 1/B 2/A 3>>"), "<</B 2/A 3>>");
}

#[test]
fn objects_deeper_than_are_read_are_left_and_those_that_are_not_are_read() {
    let nested = |depth: usize| {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let mut parser = Parser::new(text.as_bytes(), 0);
        (parser.object().is_some(), parser.limit)
    };
    assert_eq!(nested(97), (true, None));
    assert_eq!(nested(98), (false, Some(PdfError::TooDeep)));
    let keys =
        |depth: usize| read(&format!("{}1{}", "<</A ".repeat(depth), ">>".repeat(depth))).is_some();
    assert!(keys(96) && !keys(97));
    let odd =
        |depth: usize| read(&format!("{}{}", "<<[".repeat(depth), "]>>".repeat(depth))).is_some();
    assert!(
        odd(48) && !odd(49),
        "what stands where a key should is as deep"
    );
    let mut parser = Parser::new(b"[1 [2] <</A 3>>]", 0);
    parser.object().expect("an object");
    assert_eq!(parser.values, 6, "each value, and what holds values");
    let mut parser = Parser::new(b"<<1 2/A 3>>", 0);
    parser.object().expect("an object");
    assert_eq!(parser.values, 4, "what stands where a key should");
}

#[test]
fn objects_of_more_values_than_are_read_are_left_and_those_that_are_not_are_read() {
    let wide = |count: usize| {
        let text = format!("[{}]", "0 ".repeat(count));
        let mut parser = Parser::new(text.as_bytes(), 0);
        (parser.object().is_some(), parser.limit)
    };
    assert_eq!(wide(999_999), (true, None));
    assert_eq!(wide(1_000_000), (false, Some(PdfError::TooManyObjects)));
}

#[test]
fn each_kind_of_object_reads_as_the_standard_says() {
    let name = |bytes: &[u8]| Some(Object::Name(bytes.to_vec()));
    let text = |bytes: &[u8]| Some(Object::Text(bytes.to_vec()));
    let real = |bytes: &[u8]| Some(Object::Real(bytes.to_vec()));
    for (spelled, expected) in [
        ("%c\n\t\x0c\0 true", Some(Object::Bool(true))),
        ("% no end", None),
        ("false", Some(Object::Bool(false))),
        ("null", Some(Object::Null)),
        ("nulls", None),
        ("+17", Some(Object::Int(17))),
        ("-17", Some(Object::Int(-17))),
        (".5", real(b".5")),
        ("-1.50", real(b"-1.50")),
        ("--5", Some(Object::Int(0))),
        ("1.2.3", Some(Object::Int(0))),
        ("9223372036854775808", real(b"9223372036854775808")),
        ("12 0 R", Some(Object::Ref((12, 0)))),
        ("12 %c\n 65535 R/", Some(Object::Ref((12, 65535)))),
        ("12 65536 R", Some(Object::Int(12))),
        ("4294967296 0 R", Some(Object::Int(4_294_967_296))),
        ("-1 0 R", Some(Object::Int(-1))),
        ("12 0 Rx", Some(Object::Int(12))),
        ("12 0 obj", Some(Object::Int(12))),
        ("/A#42#2", name(b"AB#2")),
        ("/A#4gB", name(b"A#4gB")),
        ("/#2f/x", name(b"/")),
        ("/", name(b"")),
        ("(a(b)c)d", text(b"a(b)c")),
        ("(open", text(b"open")),
        (r"(\n\r\t\b\f\(\)\\\x)", text(b"\n\r\t\x08\x0c()\\x")),
        ("(a\\\r\nb\\\nc\\\rd)", text(b"abcd")),
        (r"(\0533\53\8\400\7)", text(b"+3+8\0\x07")),
        ("(\\", text(b"")),
        ("<4 8 6>", text(&[0x48, 0x60])),
        ("<48", text(b"H")),
        ("<>", text(b"")),
        ("]", None),
        ("<</A 1", None),
        (
            "<</A/B/C>>",
            Some(Object::Dict(
                Dict::default()
                    .with("A", Object::named("B"))
                    .with("C", Object::Null),
            )),
        ),
        (
            "<<1 x/A 2(y)>>",
            Some(Object::Dict(Dict::default().with("A", Object::Int(2)))),
        ),
    ] {
        assert_eq!(read(spelled), expected, "{spelled:?}");
    }
}

#[test]
fn where_reading_ended_and_what_it_cost_is_told() {
    let after = |spelled: &str| {
        let mut parser = Parser::new(spelled.as_bytes(), 1);
        parser.object().map(|_| (parser.at, parser.passed()))
    };
    assert_eq!(after(" 12 0 R 5"), Some((7, 6)));
    // What was looked at for a reference is paid for, and read again.
    assert_eq!(after(" 12 %c\n 7 0"), Some((3, 9)));
    assert_eq!(after(" (a) x"), Some((4, 3)));
    assert_eq!(after(" <61>x"), Some((5, 4)));
    assert_eq!(after(" /A%"), Some((3, 2)));
    assert_eq!(after(" <</A 1>>x"), Some((9, 8)));
    let mut beyond = Parser::new(b"1", 7);
    assert_eq!((beyond.object(), beyond.passed()), (None, 0));
    let long = "x".repeat(5000);
    assert_eq!(
        Parser::new(long.as_bytes(), 0).token().len(),
        5000,
        "never a part of a word"
    );
    let mut number = Parser::new(b" x", 0);
    assert_eq!(
        (number.number(), number.at),
        (None, 1),
        "only white space is passed"
    );
}

#[test]
fn the_header_of_an_object_has_two_numbers_that_fit() {
    let header = |spelled: &str| Parser::new(spelled.as_bytes(), 0).object_header();
    assert_eq!(header(" 12 3 obj<<"), Some((12, 3)));
    assert_eq!(header("12%c\n3\nobj"), Some((12, 3)));
    for none in [
        "12 3 object".get(..7).expect("text"),
        "-1 0 obj",
        "4294967296 0 obj",
        "1 65536 obj",
        "1 0",
        "x 0 obj",
    ] {
        assert_eq!(header(none), None, "{none}");
    }
}

#[test]
fn what_strict_readers_refuse_and_what_others_read_otherwise_is_noted() {
    for (spelled, is_lax, is_ambiguous) in [
        (
            "<</A 1/B[1.5 -.5 +2]/C<61 62\n>/D(\u{7f})/E#20 1>>",
            false,
            false,
        ),
        ("/A#2", true, true),
        ("/A#gg", true, true),
        ("/\u{e6}", true, false),
        ("<</A 1/A 1>>", true, true),
        ("<</A 1 2/B 1>>", true, true),
        ("<</A 1[/B 2]>>", true, true),
        ("00000000000000000000000000000000000000001", false, true),
        ("<</A>>", false, true),
        ("1.2.3", false, true),
        ("--5", false, true),
        ("1e5", false, true),
        ("12x", false, true),
        ("9223372036854775808", false, true),
        ("<61zz>", false, true),
    ] {
        let mut parser = Parser::new(spelled.as_bytes(), 0);
        parser.object().expect("an object");
        assert_eq!(
            (parser.is_lax, parser.is_ambiguous),
            (is_lax, is_ambiguous),
            "{spelled}"
        );
    }
}

/// PDFium gives up at sixty-five and takes the rest for keys of what stood above.
#[test]
fn what_nests_deeper_than_all_readers_follow_is_not_read_alike() {
    for (depth, is_misread) in [(ALL_FOLLOW, false), (ALL_FOLLOW + 1, true), (70, true)] {
        let depth = depth as usize;
        for text in [
            format!("{}1{}", "[".repeat(depth), "]".repeat(depth)),
            format!("{}1{}", "<</A ".repeat(depth), ">>".repeat(depth)),
        ] {
            let mut parser = Parser::new(text.as_bytes(), 0);
            parser.object().expect("an object");
            assert_eq!(
                (parser.is_misread, parser.is_ambiguous),
                (is_misread, is_misread),
                "{text}"
            );
        }
    }
}

/// Some keep 127 bytes of a name, PDFium 255 of its spelling, and what is cut off stands for itself.
#[test]
fn a_name_is_never_split_and_one_that_some_cut_is_not_read_alike() {
    for (name, length, is_misread) in [
        ("A".repeat(127), 127, false),
        ("A".repeat(128), 128, true),
        ("#41".repeat(85), 85, false),
        ("#41".repeat(86), 86, true),
        (format!("{}5", "A".repeat(4095)), 4096, true),
        ("A".repeat(10_000), 10_000, true),
    ] {
        let text = format!("<</{name} 5/X[/Y 1]>>");
        let mut parser = Parser::new(text.as_bytes(), 0);
        let Some(Object::Dict(dict)) = parser.object() else {
            panic!("a dictionary")
        };
        assert_eq!(
            (dict.0.len(), dict.0[0].0.len(), parser.is_misread),
            (2, length, is_misread),
            "{length}"
        );
    }
}

#[test]
fn bytes_that_end_a_name_for_some_are_not_read_alike() {
    for (name, is_misread) in [
        (&b"/F\x805 /X"[..], true),
        (b"/F\xff5 /X", true),
        (b"/F\x7f\x81\xfe", false),
        (b"/Rect#00", true),
        (b"/#00", true),
        (b"/F#80#ff#01", false),
        (b"/#K1P", true),
    ] {
        let mut parser = Parser::new(name, 0);
        parser.object().expect("a name");
        assert_eq!(
            (parser.is_misread, parser.is_ambiguous),
            (is_misread, is_misread),
            "{name:?}"
        );
    }
}

#[test]
fn numbers_that_not_all_have_room_for_are_not_read_alike() {
    for (number, is_misread) in [
        ("2147483647", false),
        ("2147483648", true),
        ("-2147483648", false),
        ("-2147483649", true),
        ("4294967396", true),
        ("2147483646.5", false),
        ("2147483648.0", true),
        ("-99999999999.5", true),
        ("12 0 R", false),
        ("0 0 R", true),
        ("+4 0 R", true),
        ("4 +0 R", true),
        ("4 -0 R", true),
        ("4194304 0 R", true),
        ("[0 0]", false),
    ] {
        let mut parser = Parser::new(number.as_bytes(), 0);
        parser.object().expect("a number");
        assert_eq!(
            (parser.is_misread, parser.is_ambiguous),
            (is_misread, is_misread),
            "{number}"
        );
    }
}

/// MuPDF does not find such an object and mends the file.
#[test]
fn the_word_obj_ends_where_a_word_ends_and_no_object_has_the_number_0() {
    for (header, is_misread) in [
        ("91 0 obj1849", true),
        ("91 0 objects", true),
        ("0 0 obj<<", true),
        ("4194303 0 obj", false),
        ("4194304 0 obj", true),
        ("91 0 obj", false),
        ("91 0 obj<<", false),
        ("91 0 obj\0", false),
    ] {
        let mut parser = Parser::new(header.as_bytes(), 0);
        assert!(parser.object_header().is_some(), "{header}");
        assert_eq!(
            (parser.is_misread, parser.is_ambiguous),
            (is_misread, is_misread),
            "{header}"
        );
    }
}

#[test]
fn of_many_keys_the_last_of_each_is_kept_as_of_few() {
    for count in [2, 15, 16, 17, 18, 40] {
        let keys: String = (0..count)
            .map(|number| format!("/K{number} {number}"))
            .collect();
        let unlike = read(&format!("<<{keys}>>")).expect("a dictionary");
        assert_eq!(unlike.dict().expect("a dictionary").0.len(), count);
        let twice = read(&format!("<</K1 x{keys}/K0 7>>").replace('x', "9")).expect("a dictionary");
        let twice = twice.dict().expect("a dictionary");
        assert_eq!(twice.0.len(), count);
        assert_eq!(
            (twice.get("K0"), twice.get("K1")),
            (Some(&Object::Int(7)), Some(&Object::Int(1)))
        );
    }
}

#[test]
fn a_word_is_found_where_it_stands_first_and_last() {
    assert_eq!(
        (find(b"abab", b"ab"), find_last(b"abab", b"ab")),
        (Some(0), Some(2))
    );
    assert_eq!(
        (find(b"abab", b"x"), find_last(b"abab", b"x")),
        (None, None)
    );
    assert_eq!(
        [
            hex_pair(b"1f"),
            hex_pair(b"F0"),
            hex_pair(b"1"),
            hex_pair(b"g0")
        ],
        [Some(0x1f), Some(0xf0), None, None]
    );
}
