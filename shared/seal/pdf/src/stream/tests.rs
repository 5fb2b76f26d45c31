//! Where streams end, and what they unpack to.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use super::*;

fn stream_of(text: &str) -> Option<Stream<'_>> {
    let length = |number: u32| (number == 9).then_some(3);
    stream_at(
        &mut Parser::new(text.as_bytes(), 0),
        text.as_bytes(),
        &length,
    )
}

#[test]
fn a_stream_is_as_long_as_it_says_or_lasts_to_the_word_that_ends_it() {
    for (text, raw, is_plain, overshoots) in [
        (
            "1 0 obj<</Length 3>>stream\nabc\nendstream",
            "abc",
            true,
            false,
        ),
        (
            "1 0 obj<</Length 3>> stream\r\nabcendstream",
            "abc",
            true,
            false,
        ),
        (
            "1 0 obj<</Length 9 0 R>>stream\nabc endstream",
            "abc",
            true,
            false,
        ),
        (
            "1 0 obj<</Length 8 0 R>>stream\nabcendstream",
            "abc",
            false,
            false,
        ),
        (
            "1 0 obj<</Length 3>>stream\rabc\nendstream",
            "abc",
            false,
            false,
        ),
        (
            "1 0 obj<</Length 3>>streamabc\nendstream",
            "abc",
            false,
            false,
        ),
        (
            "1 0 obj<</Length 2>>stream\nabc\nendstream",
            "abc\n",
            false,
            false,
        ),
        (
            "1 0 obj<</Length 4>>stream\nabc\nendstream",
            "abc\n",
            true,
            false,
        ),
        (
            "1 0 obj<</Length 5>>stream\nabc\nendstream",
            "abc\n",
            false,
            false,
        ),
        (
            "1 0 obj<</Length -1>>stream\nabc\nendstream",
            "abc\n",
            false,
            false,
        ),
        ("1 0 obj<<>>stream\nabcendstream", "abc", false, false),
        (
            "1 0 obj<</Length 13>>stream\nabc\nendstream",
            "abc\n",
            false,
            false,
        ),
        (
            "1 0 obj<</Length 14>>stream\nabc\nendstream",
            "abc\n",
            false,
            true,
        ),
        (
            "1 0 obj<</Length 3>>stream\nabcendstrea",
            "abcendstrea",
            false,
            false,
        ),
        ("1 0 obj<</Length 3>>stream\nab", "ab", false, true),
    ] {
        let stream = stream_of(text).expect(text);
        assert_eq!(String::from_utf8_lossy(stream.raw), raw, "{text:?}");
        assert_eq!(
            (stream.is_plain, stream.overshoots),
            (is_plain, overshoots),
            "{text:?}"
        );
        assert_eq!(
            &text[stream.end - stream.raw.len()..stream.end],
            raw,
            "{text:?}"
        );
    }
    for none in [
        "1 0 obj<<>>endobj",
        "1 0 obj[]stream\nendstream",
        "1 0<<>>stream\nendstream",
        "",
    ] {
        assert!(stream_of(none).is_none(), "{none:?}");
    }
}

#[test]
fn what_is_looked_through_for_the_end_is_paid_for() {
    assert_eq!(
        stream_of("1 0 obj<</Length 3>>stream\nabc\nendstream").map(|stream| stream.searched),
        Some(1)
    );
    assert_eq!(
        stream_of("1 0 obj<<>>stream\nabc\nendstream").map(|stream| stream.searched),
        Some(4)
    );
    assert_eq!(
        stream_of("1 0 obj<</Length 2>>stream\nabc endstream").map(|stream| stream.searched),
        Some(4)
    );
    assert_eq!(
        stream_of("1 0 obj<</Length 3>>stream\nabc \nxyz").map(|stream| stream.searched),
        Some(10)
    );
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed
        .write_all(data)
        .and_then(|()| packed.finish())
        .expect("memory")
}

fn dict(entries: &str) -> Dict {
    match Parser::new(format!("<<{entries}>>").as_bytes(), 0).object() {
        Some(Object::Dict(dict)) => dict,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_filter_unpacks_up_to_a_limit_and_others_not_at_all() {
    let flate = packed(b"abcdef");
    for (entries, raw) in [
        ("", &b"abcdef"[..]),
        ("/Filter null", b"abcdef"),
        ("/Filter[]", b"abcdef"),
        ("/Filter/ASCIIHexDecode", b"61 62\n636465 66>zz"),
        ("/Filter[/AHx]", b"616263646566"),
        ("/Filter/FlateDecode", &flate),
        ("/Filter[/Fl]", &flate),
        ("/Filter/Fl/DecodeParms null", &flate),
        ("/Filter/Fl/DecodeParms<</Predictor 2>>", &flate),
        ("/Filter/Fl/DecodeParms<</Predictor 9/Columns 2>>", &flate),
    ] {
        assert_eq!(
            inflate(&dict(entries), raw, 6),
            Ok(b"abcdef".to_vec()),
            "{entries}"
        );
        assert_eq!(
            inflate(&dict(entries), raw, 5),
            Err(PdfError::TooLarge),
            "{entries}"
        );
    }
    for unknown in [
        "/Filter/LZWDecode",
        "/Filter[/Fl/Fl]",
        "/Filter[/AHx/Fl]",
        "/Filter 1",
    ] {
        assert_eq!(
            inflate(&dict(unknown), b"abcdef", 100),
            Err(PdfError::NoCatalog),
            "{unknown}"
        );
    }
    assert_eq!(
        inflate(&dict("/Filter/AHx"), b"6", 9),
        Ok(vec![0x60]),
        "a digit that is missing is a zero"
    );
    let cut = &flate[..flate.len() - 5];
    assert_eq!(
        inflate(&dict("/Filter/Fl"), cut, 9),
        Ok(b"abcdef".to_vec()),
        "what came before the cut"
    );
}

/// Rows with a predictor, unpacked; three columns and one colour of eight bits unless said otherwise.
fn unpredicted(parameters: &str, rows: &[u8]) -> Result<Vec<u8>, PdfError> {
    let parameters = format!("/Filter/Fl/DecodeParms<</Predictor 12{parameters}>>");
    inflate(&dict(&parameters), &packed(rows), 1000)
}

#[test]
fn the_predictors_of_png_are_undone() {
    // The same two rows, by each predictor (PNG clause 9.2): 10 20 30, and 14 28 50.
    let first = [1, 10, 10, 10];
    for second in [
        [0, 14, 28, 50],
        [1, 14, 14, 22],
        [2, 4, 8, 20],
        [3, 9, 11, 21],
        [4, 4, 8, 20],
        [9, 14, 28, 50],
    ] {
        let rows = [first, second].concat();
        assert_eq!(
            unpredicted("/Columns 3", &rows),
            Ok(vec![10, 20, 30, 14, 28, 50]),
            "{second:?}"
        );
    }
    // Two bytes a pixel, and half a byte, of which none is less than one.
    let wide = [1, 1, 2, 3, 4, 1, 1, 1, 1, 1];
    assert_eq!(
        unpredicted("/Columns 2/Colors 2", &wide),
        Ok(vec![1, 2, 4, 6, 1, 1, 2, 2])
    );
    assert_eq!(
        unpredicted("/Columns 2/BitsPerComponent 16", &wide),
        Ok(vec![1, 2, 4, 6, 1, 1, 2, 2])
    );
    assert_eq!(
        unpredicted("/Columns 4/BitsPerComponent 4", &[1, 1, 2, 1, 3, 4]),
        Ok(vec![1, 3, 3, 7])
    );
    assert_eq!(
        unpredicted("/Columns 3/BitsPerComponent 4", &[1, 1, 2, 1, 3, 4]),
        Ok(vec![1, 3, 3, 7])
    );
    assert_eq!(
        unpredicted("", &[2, 5, 2, 5]),
        Ok(vec![5, 10]),
        "one column by default"
    );
    let with_left = "/Filter[/Fl]/DecodeParms[<</Predictor 10/Columns 3>>]";
    assert_eq!(
        inflate(&dict(with_left), &packed(&[1, 1, 1, 1]), 9),
        Ok(vec![1, 2, 3])
    );
    assert_eq!(
        unpredicted("/Columns 3", &[1, 5]),
        Ok(vec![5, 0, 0]),
        "a row that is cut is filled"
    );
    // A row is never longer than what may be unpacked.
    assert_eq!(
        unpredicted("/Columns 1000", &[0, 1]).map(|row| row.len()),
        Ok(1000)
    );
    assert_eq!(
        unpredicted("/Columns 1001", &[0, 1]),
        Err(PdfError::TooLarge)
    );
}

#[test]
fn paeth_takes_the_nearest_of_left_up_and_corner_in_this_order() {
    for (left, up, corner, expected) in [
        (10, 20, 10, 20),
        (20, 10, 10, 20),
        (10, 10, 10, 10),
        (50, 60, 55, 55),
        (1, 3, 2, 2),
        (9, 1, 5, 5),
        (5, 9, 7, 7),
        (0, 255, 0, 255),
        (255, 0, 255, 0),
        (8, 4, 6, 6),
        (4, 4, 9, 4),
        (7, 9, 9, 7),
        (9, 7, 9, 7),
        (10, 14, 11, 14),
        (14, 10, 11, 14),
        (12, 8, 11, 8),
        (3, 6, 5, 3),
    ] {
        assert_eq!(paeth(left, up, corner), expected, "{left} {up} {corner}");
    }
}

#[test]
fn every_reader_unpacks_only_what_is_said_in_the_one_plain_form() {
    let rows = [0, 9, 9, 4, 9, 9, 0, 9, 9];
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&rows).expect("packed");
    let packed = encoder.finish().expect("packed");
    let predictor = "<</Predictor 12/Columns 2>>";
    for (said, is_strict) in [
        ("/Filter/FlateDecode".to_owned(), true),
        ("/Filter/FlateDecode/DecodeParms null".to_owned(), true),
        ("/Filter[/FlateDecode]".to_owned(), true),
        (format!("/Filter/FlateDecode/DecodeParms{predictor}"), true),
        (
            format!("/Filter[/FlateDecode]/DecodeParms[{predictor}]"),
            true,
        ),
        ("/Filter[/FlateDecode]/DecodeParms[null]".to_owned(), true),
        (
            format!("/Filter[/FlateDecode]/DecodeParms{predictor}"),
            false,
        ),
        (
            format!("/Filter/FlateDecode/DecodeParms[{predictor}]"),
            false,
        ),
        ("/Filter/FlateDecode/DecodeParms 50 0 R".to_owned(), false),
        (
            "/Filter/FlateDecode/DecodeParms<</Predictor 50 0 R/Columns 2>>".to_owned(),
            false,
        ),
        (
            "/Filter/FlateDecode/DecodeParms<</Predictor 2/Columns 2>>".to_owned(),
            false,
        ),
        (
            "/Filter/FlateDecode/DecodeParms<</Predictor 16/Columns 2>>".to_owned(),
            false,
        ),
        (
            "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 3>>".to_owned(),
            false,
        ),
        (format!("/Filter/FlateDecode/DP{predictor}"), false),
        ("/Filter/FlateDecode/F(a)".to_owned(), false),
        ("/Filter/Fl".to_owned(), false),
        ("/Filter[50 0 R/FlateDecode]".to_owned(), false),
    ] {
        let unpacked = unpack(&dict(&said), &packed, 99).expect("Flate");
        assert_eq!(unpacked.is_strict, is_strict, "{said}");
    }
    let plain = dict("/Filter/FlateDecode");
    let strict = |raw: &[u8]| unpack(&plain, raw, 99).is_ok_and(|unpacked| unpacked.is_strict);
    assert!(
        strict(&[&packed[..], b"\r\n"].concat()),
        "a line end behind it"
    );
    assert!(!strict(&packed[..packed.len() - 1]), "cut short");
    assert!(!strict(&[&packed[..], b"x"].concat()), "more behind it");
    assert!(
        unpack(&dict(""), b"a", 9).is_ok_and(|unpacked| unpacked.is_strict),
        "not packed"
    );
    assert!(
        unpack(&dict("/Filter/ASCIIHexDecode"), b"61>", 9)
            .is_ok_and(|unpacked| !unpacked.is_strict)
    );
}
