use std::collections::BTreeSet;

use super::*;
use crate::samples::{PLAIN, plain_with, streams, table, without_row_0};

#[test]
fn a_plain_document_is_accepted_and_its_facts_are_told() {
    let bytes = plain_with(&[]);
    let found = inspect(&bytes).expect("a document that can be signed");
    assert_eq!(
        (found.pages, found.version, found.already_signed),
        (2, (1, 7), false)
    );
    assert_eq!(found.size, bytes.len() as u64);
    assert_eq!(found.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
}

#[test]
fn what_cannot_be_signed_is_refused_with_its_reason() {
    let script = "<</Type/Action/S/JavaScript/JS(app.alert(1))>>";
    let deep = "[".repeat(200) + &"]".repeat(200);
    let wide = format!("[{}]", "0 ".repeat(1_100_000));
    for (why, bytes, refused) in [
        (
            "a text file",
            b"Dear sir, please sign".to_vec(),
            Rejection::NotPdf,
        ),
        ("nothing", Vec::new(), Rejection::NotPdf),
        (
            "a header alone",
            b"%PDF-1.7\n".to_vec(),
            Rejection::Unreadable,
        ),
        (
            "encrypted",
            table(&PLAIN, "/Encrypt<</Filter/Standard/V 2>>"),
            Rejection::Encrypted,
        ),
        (
            "a script",
            plain_with(&[(5, script)]),
            Rejection::JavaScript,
        ),
        (
            "a script on a page",
            plain_with(&[(4, "<</Type/Page/AA<</O<</S/JavaScript>>>>>>")]),
            Rejection::JavaScript,
        ),
        (
            "a script in an object stream",
            streams(&PLAIN, &[(5, script)]),
            Rejection::JavaScript,
        ),
        (
            "an XFA form",
            plain_with(&[(1, "<</Pages 2 0 R/AcroForm<</XFA[(a)5 0 R]>>>>")]),
            Rejection::Xfa,
        ),
        (
            "no page",
            plain_with(&[(2, "<</Type/Pages/Kids[]/Count 0>>")]),
            Rejection::NoPages,
        ),
        (
            "nothing but itself for a page",
            plain_with(&[(2, "<</Type/Pages/Kids[2 0 R]>>")]),
            Rejection::NoPages,
        ),
        (
            "deep nesting",
            plain_with(&[(5, &deep)]),
            Rejection::TooDeep,
        ),
        (
            "a wide array",
            plain_with(&[(5, &wide)]),
            Rejection::TooManyObjects,
        ),
    ] {
        assert_eq!(inspect(&bytes).map(|_| ()), Err(refused), "{why}");
    }
}

#[test]
fn what_programs_read_differently_is_refused() {
    for (why, object) in [
        ("a word that is none", "<</A/B/X foo>>"),
        (
            "something where a key should stand",
            "<</Contents 4 0 R[/Contents 6 0 R]>>",
        ),
        ("a reference with a real number", "[50. 0 R]"),
        ("a reference and nothing else", "3 0 R"),
        (
            "a reference with another generation",
            "<</Contents[3 1 R]>>",
        ),
        ("a reference to the number 0", "[0 0 R]"),
        (
            "a name that ends at a zero for some",
            "<</S#00/JavaScript>>",
        ),
        (
            "a name that ends at white space for some",
            "<</A\u{c0}/B 1>>",
        ),
        ("a turn beyond all numbers", "<</Rotate 4294967310>>"),
    ] {
        assert_eq!(
            inspect(&plain_with(&[(5, object)])).map(|_| ()),
            Err(Rejection::Ambiguous),
            "{why}"
        );
    }
    let zero = without_row_0(&table(&[&PLAIN[..], &[(0, "<</A 1>>")]].concat(), ""));
    let deep = table(
        &PLAIN,
        &format!("/X {}/Root 3 0 R{}", "[".repeat(40), "]".repeat(40)),
    );
    let twice = table(
        &[&PLAIN[..], &[(3, "<</Type/Page/Parent 2 0 R/Rotate 90>>")]].concat(),
        "",
    );
    for (why, bytes) in [
        ("the number 0 in use", zero),
        (
            "the number 0 in use, packed",
            streams(&PLAIN, &[(0, "<<>>")]),
        ),
        ("a trailer that is nested", deep),
        ("a number that a section names twice", twice),
    ] {
        assert_eq!(
            inspect(&bytes).map(|_| ()),
            Err(Rejection::Ambiguous),
            "{why}"
        );
    }
    // Of keys that stand twice all readers take the last.
    assert_eq!(
        inspect(&plain_with(&[(5, "<</A 1/A 2>>")])).map(|found| found.pages),
        Ok(2)
    );
}

#[test]
fn five_thousand_pages_are_accepted_and_no_more() {
    let of = |count: usize| {
        let kids: String = (5..5 + count)
            .map(|number| format!("{number} 0 R "))
            .collect();
        let tree = format!("<</Type/Pages/Kids[{kids}]/Count {count}>>");
        let pages = (5..)
            .take(count)
            .map(|number| (number, "<</Type/Page/Parent 2 0 R>>"));
        plain_with(&pages.chain([(2, tree.as_str())]).collect::<Vec<_>>())
    };
    assert_eq!(inspect(&of(5000)).map(|found| found.pages), Ok(5000));
    assert_eq!(inspect(&of(5001)).map(|_| ()), Err(Rejection::TooManyPages));
}

#[test]
fn a_number_that_readers_take_for_different_ones_is_refused() {
    let page = |number: &str| {
        plain_with(&[(
            3,
            &format!("<</Type/Page/Parent 2 0 R/CropBox[0 0 {number} 9]>>"),
        )])
    };
    for number in ["300", "+300", "300.", ".5", "-.5"] {
        assert!(inspect(&page(number)).is_ok(), "{number}");
    }
    for number in [
        "3e2", "--5", "3-00", "1..5", "1.2.3", "+", ".", "5x", "0x10",
    ] {
        let found = inspect(&page(number)).map(|_| ());
        assert_eq!(found, Err(Rejection::Ambiguous), "{number}");
    }
}

#[test]
fn a_document_whose_objects_are_looked_for_is_taken_where_all_readers_find_the_same() {
    let text = String::from_utf8(plain_with(&[])).expect("text");
    let (objects, end) = text.split_at(text.find("xref").expect("a table"));
    let broken = |more: &str| {
        let end = end.replace("startxref\n", "startxref\n9");
        format!("{objects}{more}{end}").into_bytes()
    };
    assert!(inspect(&broken("")).is_ok());
    for more in [
        "%hidden 3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n",
        "(hello) 3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n",
        "+3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n",
        "99 0 obj (\n3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n) endobj\n",
        "3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n",
        "99 0 obj <</Type/ObjStm/N 0/First 0/Length 0>>stream\n\nendstream endobj\n",
        "trailer <</Root 1 0 R>>\n",
    ] {
        assert_eq!(
            inspect(&broken(more)).map(|_| ()),
            Err(Rejection::Ambiguous),
            "{more}"
        );
    }
}

#[test]
fn a_hundred_megabytes_are_looked_at_and_no_more() {
    assert_eq!(
        inspect(&vec![0; MAX_BYTES]).map(|_| ()),
        Err(Rejection::NotPdf)
    );
    assert_eq!(
        inspect(&vec![0; MAX_BYTES + 1]).map(|_| ()),
        Err(Rejection::TooLarge)
    );
}

#[test]
fn a_tree_that_never_ends_is_left() {
    let endless = "[<</Type/Pages/Kids 5 0 R>> <</Type/Pages/Kids 5 0 R>>]";
    let bytes = plain_with(&[(2, "<</Type/Pages/Kids 5 0 R>>"), (5, endless)]);
    assert_eq!(inspect(&bytes).map(|_| ()), Err(Rejection::TooManyPages));
}

#[test]
fn a_stream_that_unpacks_to_no_end_is_left() {
    use std::io::Write as _;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..130 {
        packer.write_all(&[b' '; 1 << 20]).expect("memory");
    }
    let packed = packer.finish().expect("memory");
    // Written as hexadecimal text would be another filter: the sample is put together by bytes.
    let head = format!(
        "%PDF-1.7\n5 0 obj\n<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length {}>>stream\n",
        packed.len()
    );
    let rest = "\nendstream\nendobj\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n\
                <</Type/Pages/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page>>\nendobj\n";
    let bytes = [head.as_bytes(), &packed, rest.as_bytes()].concat();
    assert_eq!(inspect(&bytes).map(|_| ()), Err(Rejection::TooLarge));
}

#[test]
fn a_word_of_a_script_in_plain_text_is_no_script() {
    let bytes = plain_with(&[(5, "<</Title(On /JavaScript and /JS)>>")]);
    assert!(inspect(&bytes).is_ok());
}

#[test]
fn every_reason_has_a_word_of_its_own() {
    let codes: BTreeSet<_> = Rejection::all().map(|reason| reason.code()).collect();
    assert_eq!(codes.len(), Rejection::all().count());
    assert!(codes.iter().all(|code| code.starts_with("document-")));
}
